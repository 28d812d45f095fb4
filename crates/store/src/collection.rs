//! Collections: named lists of products, in an order made by hand.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use types::{CollectionId, ProductId, goods::Collection};

use crate::{
    Reads, Tx,
    catalogue::chunks,
    entity::{collection, collection_product as member},
    error::Result,
};

fn read(row: collection::Model) -> Collection {
    Collection {
        id: row.id,
        name: row.name,
        description: row.description,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

impl Reads {
    /// All, by name, each with the number of its products that are not deleted.
    pub async fn collections(&self) -> Result<Vec<(Collection, u64)>> {
        #[derive(FromQueryResult)]
        struct Counted {
            id: CollectionId,
            count: i64,
        }
        let rows = collection::Entity::find()
            .filter(collection::Column::ShopId.eq(self.shop))
            .order_by_asc(collection::Column::Name)
            .all(&self.db())
            .await?;
        let sql = "SELECT m.collection_id AS id, COUNT(*) AS count FROM collection_product m \
                   JOIN listing l ON l.shop_id = m.shop_id AND l.product_id = m.product_id \
                   WHERE m.shop_id = $1 GROUP BY m.collection_id";
        let counts = self.rows::<Counted>(sql, [self.shop.into()]).await?;
        let count = |id| counts.iter().find(|row| row.id == id).map_or(0, |row| row.count.max(0) as u64);
        Ok(rows.into_iter().map(|row| (count(row.id), read(row))).map(|(count, row)| (row, count)).collect())
    }

    pub async fn collection(&self, id: CollectionId) -> Result<Option<Collection>> {
        Ok(collection::Entity::find_by_id((self.shop, id)).one(&self.db()).await?.map(read))
    }

    /// In order; at most `limit`. Those that are deleted may be among them.
    pub async fn collection_products(&self, id: CollectionId, limit: u64) -> Result<Vec<ProductId>> {
        let rows = member::Entity::find()
            .select_only()
            .column(member::Column::ProductId)
            .filter(member::Column::ShopId.eq(self.shop))
            .filter(member::Column::CollectionId.eq(id))
            .order_by_asc(member::Column::Position)
            .order_by_asc(member::Column::ProductId)
            .limit(limit)
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows)
    }

    /// Those a product is in, by name.
    pub async fn collections_of(&self, product: ProductId) -> Result<Vec<(CollectionId, String)>> {
        #[derive(FromQueryResult)]
        struct Named {
            id: CollectionId,
            name: String,
        }
        let sql = "SELECT c.id, c.name FROM collection_product m \
                   JOIN collection c ON c.shop_id = m.shop_id AND c.id = m.collection_id \
                   WHERE m.shop_id = $1 AND m.product_id = $2 ORDER BY c.name";
        let rows = self.rows::<Named>(sql, [self.shop.into(), product.into()]).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }
}

impl Tx {
    /// Adds or replaces a collection; its products stay. [`crate::Error::Conflict`] when another has its name.
    pub async fn collection_put(&self, collection: &Collection) -> Result<()> {
        use collection::Column as C;
        let row = collection::Model {
            shop_id: self.shop,
            id: collection.id,
            name: collection.name.clone(),
            description: collection.description.clone(),
            created_at: collection.created_at,
            updated_at: collection.updated_at,
        };
        let replace =
            OnConflict::columns([C::ShopId, C::Id]).update_columns([C::Name, C::Description, C::UpdatedAt]).to_owned();
        let row = row.into_active_model().reset_all();
        collection::Entity::insert(row).on_conflict(replace).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// Its products from here on, in this order, each once. [`crate::Error::NotFound`] when the collection or one of
    /// them is not there.
    pub async fn collection_fill(&self, id: CollectionId, products: &[ProductId]) -> Result<()> {
        member::Entity::delete_many()
            .filter(member::Column::ShopId.eq(self.shop))
            .filter(member::Column::CollectionId.eq(id))
            .exec(&self.db())
            .await?;
        let row = |(position, product): (usize, &ProductId)| {
            let row = member::Model {
                shop_id: self.shop,
                collection_id: id,
                product_id: *product,
                position: position as i64,
            };
            row.into_active_model().reset_all()
        };
        use member::Column as M;
        let once = OnConflict::columns([M::ShopId, M::CollectionId, M::ProductId]).do_nothing().to_owned();
        let rows = products.iter().enumerate().map(row).collect();
        for some in chunks(rows, self.dialect().rows_per_statement(4)) {
            member::Entity::insert_many(some).on_conflict(once.clone()).exec_without_returning(&self.db()).await?;
        }
        Ok(())
    }

    /// Whether there was one.
    pub async fn collection_remove(&self, id: CollectionId) -> Result<bool> {
        let gone = collection::Entity::delete_many()
            .filter(collection::Column::ShopId.eq(self.shop))
            .filter(collection::Column::Id.eq(id))
            .exec(&self.db())
            .await?;
        Ok(gone.rows_affected > 0)
    }
}
