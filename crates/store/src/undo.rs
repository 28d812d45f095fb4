//! What each import changed, kept for a while so that it can be undone.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use types::{ImportId, ProductId, Time};

use crate::{
    Reads, Tx,
    catalogue::chunks,
    entity::import_change as change,
    error::{Error, Result},
};

/// Whether a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    Stands,
    Undone,
    /// Somebody changed the product since, so it was left alone.
    Left,
}

impl ChangeState {
    fn as_str(self) -> &'static str {
        match self {
            ChangeState::Stands => "stands",
            ChangeState::Undone => "undone",
            ChangeState::Left => "left",
        }
    }
}

/// One product that an import wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub product: ProductId,
    /// The product before, in the importer's own form; `None` when the import made it.
    pub was: Option<Vec<u8>>,
    /// Digest of what the import wrote.
    pub became: Vec<u8>,
}

impl Reads {
    /// At most `limit` products in this state, by id.
    pub async fn import_changes(&self, import: ImportId, state: ChangeState, limit: u64) -> Result<Vec<Change>> {
        let rows = change::Entity::find()
            .filter(change::Column::ShopId.eq(self.shop))
            .filter(change::Column::ImportId.eq(import))
            .filter(change::Column::State.eq(state.as_str()))
            .order_by_asc(change::Column::ProductId)
            .limit(limit)
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|row| Change { product: row.product_id, was: row.was, became: row.became }).collect())
    }

    pub async fn import_change_count(&self, import: ImportId, state: ChangeState) -> Result<u64> {
        let query = change::Entity::find()
            .filter(change::Column::ShopId.eq(self.shop))
            .filter(change::Column::ImportId.eq(import))
            .filter(change::Column::State.eq(state.as_str()));
        Ok(query.count(&self.db()).await?)
    }
}

impl Tx {
    /// Keeps what an import is about to overwrite, in the transaction that does so. [`Error::NotFound`]: no such import.
    pub async fn import_changes_add(&self, import: ImportId, changes: Vec<Change>) -> Result<()> {
        let rows = changes.into_iter().map(|given| {
            let row = change::Model {
                shop_id: self.shop,
                import_id: import,
                product_id: given.product,
                was: given.was,
                became: given.became,
                state: ChangeState::Stands.as_str().to_owned(),
            };
            row.into_active_model().reset_all()
        });
        for some in chunks(rows.collect(), self.dialect().rows_per_statement(6)) {
            change::Entity::insert_many(some).exec_without_returning(&self.db()).await.map_err(Error::from)?;
        }
        Ok(())
    }

    /// Says what became of changes.
    pub async fn import_changes_mark(
        &self,
        import: ImportId,
        products: &[ProductId],
        state: ChangeState,
    ) -> Result<()> {
        for some in products.chunks(1000) {
            let mark = change::ActiveModel {
                state: sea_orm::ActiveValue::Set(state.as_str().to_owned()),
                ..Default::default()
            };
            change::Entity::update_many()
                .set(mark)
                .filter(change::Column::ShopId.eq(self.shop))
                .filter(change::Column::ImportId.eq(import))
                .filter(change::Column::ProductId.is_in(some.iter().copied()))
                .exec(&self.db())
                .await?;
        }
        Ok(())
    }

    /// Forgets the changes of imports that ended before a moment; how many.
    pub async fn import_changes_sweep(&self, before: Time) -> Result<u64> {
        let sql = "DELETE FROM import_change WHERE shop_id = $1 AND import_id IN \
                   (SELECT id FROM import WHERE shop_id = $1 AND updated_at < $2 AND state <> 'undoing')";
        self.run(sql, [self.shop.into(), before.into()]).await
    }
}
