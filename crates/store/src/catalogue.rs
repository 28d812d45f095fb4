//! Products and variants.

use std::collections::HashMap;

use indexmap::IndexMap;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, sea_query::OnConflict,
};
use serde::{Serialize, de::DeserializeOwned};
use types::{Product, ProductId, Stock, Time, Variant};

use crate::{
    Reads, Tx,
    entity::{product, variant},
    error::{Error, Result},
};

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::corrupt)
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::corrupt)
}

fn read(row: product::Model, variants: Vec<Variant>) -> Result<Product> {
    Ok(Product {
        id: row.id,
        handle: row.handle,
        name: row.name,
        short_description: row.short_description,
        description: row.description,
        brand: row.brand,
        category: parsed(&row.category)?,
        tags: parsed(&row.tags)?,
        status: row.status.parse().map_err(Error::corrupt)?,
        featured: row.featured,
        url: row.url,
        images: parsed(&row.images)?,
        attributes: parsed(&row.attributes)?,
        variants,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn read_variant(row: variant::Model) -> Result<Variant> {
    Ok(Variant {
        id: row.id,
        sku: row.sku,
        barcode: row.barcode,
        options: parsed::<IndexMap<_, _>>(&row.options)?,
        price: row.price,
        compare_at: row.compare_at,
        stock: Stock { quantity: row.quantity, backorder: row.backorder },
        image: row.image.and_then(|index| index.try_into().ok()),
    })
}

fn joined(rows: Vec<product::Model>, variants: Vec<variant::Model>) -> Result<Vec<Product>> {
    let mut by_product: HashMap<ProductId, Vec<Variant>> = HashMap::with_capacity(rows.len());
    for row in variants {
        by_product.entry(row.product_id).or_default().push(read_variant(row)?);
    }
    rows.into_iter()
        .map(|row| {
            let variants = by_product.remove(&row.id).unwrap_or_default();
            read(row, variants)
        })
        .collect()
}

impl Reads {
    fn products(&self) -> Select<product::Entity> {
        product::Entity::find()
            .filter(product::Column::ShopId.eq(self.shop))
            .filter(product::Column::DeletedAt.is_null())
    }

    fn variants(&self) -> Select<variant::Entity> {
        variant::Entity::find()
            .filter(variant::Column::ShopId.eq(self.shop))
            .order_by_asc(variant::Column::ProductId)
            .order_by_asc(variant::Column::Position)
    }

    /// Joins rows with their variants, keeping the order.
    async fn with_variants(&self, rows: Vec<product::Model>) -> Result<Vec<Product>> {
        let mut variants = Vec::with_capacity(rows.len() * 4);
        for some in rows.chunks(1000) {
            let of_some = variant::Column::ProductId.is_in(some.iter().map(|row| row.id));
            variants.extend(self.variants().filter(of_some).all(&self.db()).await?);
        }
        joined(rows, variants)
    }

    /// At most `limit` products that shoppers may see, by id, after the one given: for walking the whole catalogue.
    pub async fn products_page(&self, after: Option<ProductId>, limit: u64) -> Result<Vec<Product>> {
        let mut query = self.products().filter(product::Column::Status.eq("active"));
        if let Some(after) = after {
            query = query.filter(product::Column::Id.gt(after));
        }
        let rows = query.order_by_asc(product::Column::Id).limit(limit).all(&self.db()).await?;
        let [Some(first), Some(last)] = [rows.first(), rows.last()].map(|row| row.map(|row| row.id)) else {
            return Ok(Vec::new());
        };
        // One walk along the key instead of a thousand look-ups; those of drafts in between are few.
        let between = variant::Column::ProductId.between(first, last);
        let variants = self.variants().filter(between).all(&self.db()).await?;
        joined(rows, variants)
    }

    /// At most `limit` products whatever their status, by id, after the one given.
    pub async fn products_walk(&self, after: Option<ProductId>, limit: u64) -> Result<Vec<Product>> {
        let mut query = self.products();
        if let Some(after) = after {
            query = query.filter(product::Column::Id.gt(after));
        }
        let rows = query.order_by_asc(product::Column::Id).limit(limit).all(&self.db()).await?;
        self.with_variants(rows).await
    }

    /// Those that exist and are not deleted, whatever their status, in the order asked for.
    pub async fn products_by_ids(&self, ids: &[ProductId]) -> Result<Vec<Product>> {
        let mut rows = HashMap::with_capacity(ids.len());
        for some in ids.chunks(1000) {
            let found = self.products().filter(product::Column::Id.is_in(some.iter().copied())).all(&self.db()).await?;
            rows.extend(found.into_iter().map(|row| (row.id, row)));
        }
        let rows = ids.iter().filter_map(|id| rows.remove(id)).collect();
        self.with_variants(rows).await
    }

    /// Whatever its status; not when deleted.
    pub async fn product_by_handle(&self, handle: &str) -> Result<Option<Product>> {
        let rows = self.products().filter(product::Column::Handle.eq(handle)).all(&self.db()).await?;
        Ok(self.with_variants(rows).await?.pop())
    }

    /// By handle, whatever their status; deleted products are left out.
    pub async fn products_by_handles(&self, handles: &[String]) -> Result<HashMap<String, Product>> {
        let mut rows = Vec::with_capacity(handles.len());
        for some in handles.chunks(1000) {
            let found = self.products().filter(product::Column::Handle.is_in(some)).all(&self.db()).await?;
            rows.extend(found);
        }
        Ok(self.with_variants(rows).await?.into_iter().map(|product| (product.handle.clone(), product)).collect())
    }

    /// How many there are that are not deleted, whatever their status.
    pub async fn product_count(&self) -> Result<u64> {
        Ok(self.products().count(&self.db()).await?)
    }

    /// Of these SKUs, those in use, with the handle of the product (the first one by id) that uses them.
    pub async fn skus_in_use(&self, skus: &[String]) -> Result<HashMap<String, String>> {
        let mut out = HashMap::new();
        for some in skus.chunks(1000) {
            let mut found: Vec<(Option<String>, ProductId)> = variant::Entity::find()
                .select_only()
                .column(variant::Column::Sku)
                .column(variant::Column::ProductId)
                .filter(variant::Column::ShopId.eq(self.shop))
                .filter(variant::Column::Sku.is_in(some))
                .into_tuple()
                .all(&self.db())
                .await?;
            // Sorted here: asked to, SQLite would walk the whole catalogue in that order.
            found.sort_by_key(|(_, id)| *id);
            let ids: Vec<ProductId> = found.iter().map(|(_, id)| *id).collect();
            let mut handles: HashMap<ProductId, String> = HashMap::new();
            for some in ids.chunks(1000) {
                let named: Vec<(ProductId, String)> = self
                    .products()
                    .select_only()
                    .column(product::Column::Id)
                    .column(product::Column::Handle)
                    .filter(product::Column::Id.is_in(some.iter().copied()))
                    .into_tuple()
                    .all(&self.db())
                    .await?;
                handles.extend(named);
            }
            for (sku, id) in found {
                if let (Some(sku), Some(handle)) = (sku, handles.get(&id)) {
                    out.entry(sku).or_insert_with(|| handle.clone());
                }
            }
        }
        Ok(out)
    }
}

impl Tx {
    /// Adds products, or replaces those with the same id, variants and all; `created_at` of a known product stays.
    /// [`Error::Conflict`] when another product has one of the handles. The version is left to [`Tx::catalogue_bump`].
    pub async fn product_upsert_many(&self, products: &[Product]) -> Result<()> {
        let mut rows = Vec::with_capacity(products.len());
        let mut variants = Vec::with_capacity(products.len() * 4);
        for product in products {
            rows.push(self.product_row(product)?);
            for (position, variant) in product.variants.iter().enumerate() {
                variants.push(self.variant_row(product.id, position, variant)?);
            }
        }
        use product::Column as P;
        let replace = OnConflict::columns([P::ShopId, P::Id])
            .update_columns([
                P::Handle,
                P::Name,
                P::ShortDescription,
                P::Description,
                P::Brand,
                P::Category,
                P::Tags,
                P::Status,
                P::Featured,
                P::Url,
                P::Images,
                P::Attributes,
                P::UpdatedAt,
                P::DeletedAt,
            ])
            .to_owned();
        for some in chunks(rows, self.dialect().rows_per_statement(17)) {
            product::Entity::insert_many(some).on_conflict(replace.clone()).exec_without_returning(&self.db()).await?;
        }
        for some in products.chunks(500) {
            variant::Entity::delete_many()
                .filter(variant::Column::ShopId.eq(self.shop))
                .filter(variant::Column::ProductId.is_in(some.iter().map(|product| product.id)))
                .exec(&self.db())
                .await?;
        }
        for some in chunks(variants, self.dialect().rows_per_statement(12)) {
            variant::Entity::insert_many(some).exec_without_returning(&self.db()).await?;
        }
        self.listing_put(products).await
    }

    /// Takes a product out of everything shown and gives its handle back; the row stays for what refers to it.
    /// Whether there was one.
    pub async fn product_delete(&self, id: ProductId, at: Time) -> Result<bool> {
        let sql = "UPDATE product SET deleted_at = $3 WHERE shop_id = $1 AND id = $2 AND deleted_at IS NULL";
        let there = self.run(sql, [self.shop.into(), id.into(), at.into()]).await? > 0;
        self.listing_remove(id).await?;
        Ok(there)
    }

    fn product_row(&self, product: &Product) -> Result<product::ActiveModel> {
        let row = product::Model {
            shop_id: self.shop,
            id: product.id,
            handle: product.handle.clone(),
            name: product.name.clone(),
            short_description: product.short_description.clone(),
            description: product.description.clone(),
            brand: product.brand.clone(),
            category: json(&product.category)?,
            tags: json(&product.tags)?,
            status: product.status.to_string(),
            featured: product.featured,
            url: product.url.clone(),
            images: json(&product.images)?,
            attributes: json(&product.attributes)?,
            created_at: product.created_at,
            updated_at: product.updated_at,
            deleted_at: None,
        };
        Ok(row.into_active_model().reset_all())
    }

    fn variant_row(&self, product: ProductId, position: usize, variant: &Variant) -> Result<variant::ActiveModel> {
        let row = variant::Model {
            shop_id: self.shop,
            product_id: product,
            position: position as i64,
            id: variant.id,
            sku: variant.sku.clone(),
            barcode: variant.barcode.clone(),
            options: json(&variant.options)?,
            price: variant.price,
            compare_at: variant.compare_at,
            quantity: variant.stock.quantity,
            backorder: variant.stock.backorder,
            image: variant.image.map(|index| index as i64),
        };
        Ok(row.into_active_model().reset_all())
    }
}

/// Owned pieces of at most `size`.
pub(crate) fn chunks<T>(rows: Vec<T>, size: usize) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let some: Vec<T> = rows.by_ref().take(size).collect();
        (!some.is_empty()).then_some(some)
    })
}
