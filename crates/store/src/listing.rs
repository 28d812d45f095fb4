//! Lists of products for those who keep the catalogue: filtered, ordered, counted, page by page.
//!
//! A list reads the table `listing` through, which holds of each product what can be asked for and nothing long. Shops
//! are small: reading ten thousand such rows costs less than the indexes for every question would.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, Value,
    sea_query::OnConflict,
};
use types::{
    CollectionId, Product, ProductId, ProductStatus, Time,
    goods::{LOW, StockLevel},
};

use crate::{
    Reads, Store, Tx,
    catalogue::chunks,
    entity::listing,
    error::{Error, Result},
};

/// Longest text that is searched of a product, in bytes.
const WORDS: usize = 8_000;
/// Between the parts of a category path, where it is one text.
pub const PATH: &str = " › ";

/// Which products a list holds; all conditions together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListFilter {
    /// Each word somewhere in name, handle, brand or a SKU, in capital or small letters.
    pub text: String,
    pub status: Option<ProductStatus>,
    /// A path as [`Reads::list_categories`] names it; what is below it counts too.
    pub category: Option<String>,
    pub tag: Option<String>,
    pub stock: Option<StockLevel>,
    /// Bounds of the lowest price, in minor units.
    pub price_from: Option<i64>,
    pub price_to: Option<i64>,
    pub no_picture: bool,
    /// Active, and without a vector of this model.
    pub no_meaning: Option<String>,
    pub collection: Option<CollectionId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOrder {
    /// What begins with the text stands before what holds it somewhere; then by name.
    Fit,
    Name,
    Price,
    /// Untracked is more than any number.
    Stock,
    Updated,
}

/// A part of a statement with its values, numbered from 1; the first is the shop.
struct Clause {
    sql: String,
    values: Vec<Value>,
}

impl Clause {
    fn add(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }
}

/// `text` for a LIKE pattern that escapes with `\`.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn line(text: &str) -> String {
    text.split(['\n', '\r']).collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Reads {
    fn clause(&self, filter: &ListFilter) -> Clause {
        let mut clause = Clause { sql: "l.shop_id = $1".to_owned(), values: vec![self.shop.into()] };
        for word in filter.text.split_whitespace().take(12) {
            let at = clause.add(format!("%{}%", literal(&word.to_lowercase())));
            clause.and(&format!("l.words LIKE {at} ESCAPE '\\'"));
        }
        if let Some(status) = filter.status {
            let at = clause.add(status.as_str());
            clause.and(&format!("l.status = {at}"));
        }
        if let Some(category) = &filter.category {
            let (at, below) = (clause.add(category.clone()), clause.add(format!("{category}{PATH}")));
            clause.and(&format!("(l.category = {at} OR substr(l.category, 1, length({below})) = {below})"));
        }
        if let Some(tag) = &filter.tag {
            let at = clause.add(format!("%\n{}\n%", literal(&line(tag))));
            clause.and(&format!("l.tags LIKE {at} ESCAPE '\\'"));
        }
        match filter.stock {
            Some(StockLevel::InStock) => clause.and("l.available"),
            Some(StockLevel::Low) => {
                let at = clause.add(LOW);
                clause.and(&format!("l.available AND l.stock BETWEEN 1 AND {at}"));
            }
            Some(StockLevel::Out) => clause.and("NOT l.available"),
            None => {}
        }
        if let Some(from) = filter.price_from {
            let at = clause.add(from);
            clause.and(&format!("l.price >= {at}"));
        }
        if let Some(to) = filter.price_to {
            let at = clause.add(to);
            clause.and(&format!("l.price <= {at}"));
        }
        if filter.no_picture {
            clause.and("NOT l.pictured");
        }
        if let Some(model) = &filter.no_meaning {
            let at = clause.add(model.clone());
            clause.and(&format!(
                "l.status = 'active' AND NOT EXISTS (SELECT 1 FROM product_embedding e \
                 WHERE e.shop_id = $1 AND e.model = {at} AND e.product_id = l.product_id)"
            ));
        }
        if let Some(collection) = filter.collection {
            let at = clause.add(collection);
            clause.and(&format!(
                "EXISTS (SELECT 1 FROM collection_product c \
                 WHERE c.shop_id = $1 AND c.collection_id = {at} AND c.product_id = l.product_id)"
            ));
        }
        clause
    }

    /// One page of those that match, ties by id.
    pub async fn list_page(
        &self,
        filter: &ListFilter,
        order: ListOrder,
        descending: bool,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<ProductId>> {
        let mut clause = self.clause(filter);
        let way = if descending { "DESC" } else { "ASC" };
        let order = match order {
            ListOrder::Fit => {
                let text = literal(&line(filter.text.trim()));
                let (name, any) = (clause.add(format!("\n{text}%")), clause.add(format!("%\n{text}%")));
                format!(
                    "CASE WHEN l.words LIKE {name} ESCAPE '\\' THEN 0 WHEN l.words LIKE {any} ESCAPE '\\' THEN 1 \
                     ELSE 2 END, l.name"
                )
            }
            ListOrder::Name => format!("l.name {way}"),
            ListOrder::Price => format!("l.price {way}"),
            ListOrder::Stock => format!("COALESCE(l.stock, {}) {way}", i64::MAX),
            ListOrder::Updated => format!("l.updated_at {way}"),
        };
        let (limit, offset) = (clause.add(limit as i64), clause.add(offset as i64));
        let sql = format!(
            "SELECT l.product_id FROM listing l WHERE {} ORDER BY {order}, l.product_id LIMIT {limit} OFFSET {offset}",
            clause.sql
        );
        self.list_ids(sql, clause.values).await
    }

    /// All that match, by name.
    pub async fn list_all(&self, filter: &ListFilter) -> Result<Vec<ProductId>> {
        let clause = self.clause(filter);
        let sql = format!("SELECT l.product_id FROM listing l WHERE {} ORDER BY l.name, l.product_id", clause.sql);
        self.list_ids(sql, clause.values).await
    }

    async fn list_ids(&self, sql: String, values: Vec<Value>) -> Result<Vec<ProductId>> {
        #[derive(FromQueryResult)]
        struct Listed {
            product_id: ProductId,
        }
        Ok(self.rows::<Listed>(sql, values).await?.into_iter().map(|row| row.product_id).collect())
    }

    /// How many match, whatever their status: active, draft, archived.
    pub async fn list_counts(&self, filter: &ListFilter) -> Result<[u64; 3]> {
        let clause = self.clause(&ListFilter { status: None, ..filter.clone() });
        let sql = format!(
            "SELECT l.status AS value, COUNT(*) AS count FROM listing l WHERE {} GROUP BY l.status",
            clause.sql
        );
        let mut counts = [0; 3];
        for row in self.rows::<Counted>(sql, clause.values).await? {
            let status: ProductStatus = row.value.parse().map_err(Error::corrupt)?;
            let place = ProductStatus::ALL.iter().position(|known| *known == status).unwrap_or_default();
            counts[place] = row.count.max(0) as u64;
        }
        Ok(counts)
    }

    /// How many match everything, the status too.
    pub async fn list_count(&self, filter: &ListFilter) -> Result<u64> {
        let counts = self.list_counts(filter).await?;
        Ok(ProductStatus::ALL
            .iter()
            .zip(counts)
            .filter(|(status, _)| filter.status.is_none_or(|wanted| wanted == **status))
            .map(|(_, count)| count)
            .sum())
    }

    /// Category paths in use and how many products each has, most first.
    pub async fn list_categories(&self) -> Result<Vec<(String, u64)>> {
        let sql = "SELECT category AS value, COUNT(*) AS count FROM listing WHERE shop_id = $1 AND category <> '' \
                   GROUP BY category ORDER BY 2 DESC, 1";
        let rows = self.rows::<Counted>(sql, [self.shop.into()]).await?;
        Ok(rows.into_iter().map(|row| (row.value, row.count.max(0) as u64)).collect())
    }

    /// Tags in use, in small letters, and how many products each has, most first.
    pub async fn list_tags(&self) -> Result<Vec<(String, u64)>> {
        let sql =
            "SELECT tags AS value, COUNT(*) AS count FROM listing WHERE shop_id = $1 AND tags <> '' GROUP BY tags";
        let mut counts: HashMap<String, u64> = HashMap::new();
        for row in self.rows::<Counted>(sql, [self.shop.into()]).await? {
            for tag in row.value.split('\n').filter(|tag| !tag.is_empty()) {
                *counts.entry(tag.to_owned()).or_default() += row.count.max(0) as u64;
            }
        }
        let mut tags: Vec<_> = counts.into_iter().collect();
        tags.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(tags)
    }
}

#[derive(FromQueryResult)]
struct Counted {
    value: String,
    count: i64,
}

impl Tx {
    /// Writes the rows that lists read, of products that were just written.
    pub(crate) async fn listing_put(&self, products: &[Product]) -> Result<()> {
        use listing::Column as L;
        let rows = products.iter().map(|product| self.listing_row(product)).collect();
        let replace = OnConflict::columns([L::ShopId, L::ProductId])
            .update_columns([
                L::Status,
                L::Name,
                L::Words,
                L::Category,
                L::Tags,
                L::Price,
                L::Stock,
                L::Available,
                L::Pictured,
                L::UpdatedAt,
            ])
            .to_owned();
        for some in chunks(rows, self.dialect().rows_per_statement(12)) {
            listing::Entity::insert_many(some).on_conflict(replace.clone()).exec_without_returning(&self.db()).await?;
        }
        Ok(())
    }

    pub(crate) async fn listing_remove(&self, product: ProductId) -> Result<()> {
        use listing::Column as L;
        listing::Entity::delete_many()
            .filter(L::ShopId.eq(self.shop))
            .filter(L::ProductId.eq(product))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    fn listing_row(&self, product: &Product) -> listing::ActiveModel {
        let mut words = format!("\n{}\n{}\n", line(&product.name), line(&product.handle));
        let more = product.brand.iter().chain(product.variants.iter().filter_map(|variant| variant.sku.as_ref()));
        for word in more {
            if words.len() + word.len() > WORDS {
                break;
            }
            words.push_str(&line(word));
            words.push('\n');
        }
        let tags: String = product.tags.iter().map(|tag| format!("{}\n", line(tag))).collect();
        let stock = product.variants.iter().filter_map(|variant| variant.stock.quantity);
        let row = listing::Model {
            shop_id: self.shop,
            product_id: product.id,
            status: product.status.to_string(),
            name: line(&product.name),
            words,
            category: product.category.join(PATH),
            tags: if tags.is_empty() { tags } else { format!("\n{tags}") },
            price: product.variants.iter().map(|variant| variant.price).min().unwrap_or_default(),
            stock: stock
                .fold(None, |sum: Option<i64>, quantity| Some(sum.unwrap_or_default().saturating_add(quantity))),
            available: product.in_stock(),
            pictured: !product.images.is_empty(),
            updated_at: product.updated_at,
        };
        row.into_active_model().reset_all()
    }

    /// Whether the product is as it was when `seen`; it is `now`'s from here on, and nobody else changes it before this
    /// transaction ends.
    pub async fn product_take(&self, id: ProductId, seen: Time, now: Time) -> Result<bool> {
        let sql = "UPDATE product SET updated_at = $4 \
                   WHERE shop_id = $1 AND id = $2 AND updated_at = $3 AND deleted_at IS NULL";
        Ok(self.run(sql, [self.shop.into(), id.into(), seen.into(), now.into()]).await? > 0)
    }
}

impl Store {
    /// Makes the rows of products that were written by a version that had none yet.
    pub(crate) async fn listing_fill(&self) -> Result<()> {
        for shop in self.shop_list().await? {
            let store = self.shop(shop.id);
            loop {
                let sql = "SELECT p.id AS product_id FROM product p WHERE p.shop_id = $1 AND p.deleted_at IS NULL \
                           AND NOT EXISTS (SELECT 1 FROM listing l WHERE l.shop_id = $1 AND l.product_id = p.id) \
                           LIMIT 500";
                let missing = store.list_ids(sql.to_owned(), vec![shop.id.into()]).await?;
                if missing.is_empty() {
                    break;
                }
                let tx = store.begin().await?;
                let products = tx.products_by_ids(&missing).await?;
                tx.listing_put(&products).await?;
                tx.commit_soft().await?;
            }
        }
        Ok(())
    }
}
