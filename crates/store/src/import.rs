//! Imports: what was handed in, how far it has come, what came of it.

use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value as Json;
use types::{ImportId, Time, intake::ImportState};

use crate::{
    Reads, Tx,
    entity::import,
    error::{Error, Result},
};

#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    pub id: ImportId,
    pub state: ImportState,
    /// As the person who handed it in calls it; for showing only.
    pub file_name: String,
    pub options: Json,
    /// Where to go on after a restart; the importer's own words.
    pub cursor: Json,
    pub counts: Json,
    pub created_at: Time,
    pub updated_at: Time,
}

fn read(row: import::Model) -> Result<Import> {
    let json = |text: &str| serde_json::from_str(text).map_err(Error::corrupt);
    Ok(Import {
        id: row.id,
        state: row.state.parse().map_err(Error::corrupt)?,
        file_name: row.file_name,
        options: json(&row.options)?,
        cursor: json(&row.position)?,
        counts: json(&row.counts)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

impl Reads {
    pub async fn import_get(&self, id: ImportId) -> Result<Option<Import>> {
        import::Entity::find_by_id((self.shop, id)).one(&self.db()).await?.map(read).transpose()
    }

    /// Queued or running, oldest first.
    pub async fn import_running(&self) -> Result<Vec<Import>> {
        let rows = import::Entity::find()
            .filter(import::Column::ShopId.eq(self.shop))
            .filter(import::Column::State.is_in(["queued", "running"]))
            .order_by_asc(import::Column::CreatedAt)
            .order_by_asc(import::Column::Id)
            .all(&self.db())
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// Newest first; those before one of them.
    pub async fn import_list(&self, before: Option<ImportId>, limit: u64) -> Result<Vec<Import>> {
        let mut query = import::Entity::find().filter(import::Column::ShopId.eq(self.shop));
        if let Some(before) = before {
            query = query.filter(import::Column::Id.lt(before));
        }
        let rows = query.order_by_desc(import::Column::Id).limit(limit).all(&self.db()).await?;
        rows.into_iter().map(read).collect()
    }

    /// Those in one of the states that nothing was done to since a moment.
    pub async fn import_untouched(&self, states: &[ImportState], since: Time) -> Result<Vec<ImportId>> {
        let ids = import::Entity::find()
            .select_only()
            .column(import::Column::Id)
            .filter(import::Column::ShopId.eq(self.shop))
            .filter(import::Column::State.is_in(states.iter().map(|state| state.as_str())))
            .filter(import::Column::UpdatedAt.lt(since))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(ids)
    }

    /// What was told of the import's cells; the importer's own words.
    pub async fn import_issues(&self, id: ImportId) -> Result<Json> {
        let sql = "SELECT issues FROM import WHERE shop_id = $1 AND id = $2";
        let row = self.row(sql, [self.shop.into(), id.into()]).await?.ok_or(Error::NotFound)?;
        let text: String = row.try_get("", "issues")?;
        serde_json::from_str(&text).map_err(Error::corrupt)
    }
}

impl Tx {
    pub async fn import_add(&self, import: &Import) -> Result<()> {
        let row = import::Model {
            shop_id: self.shop,
            id: import.id,
            state: import.state.as_str().to_owned(),
            file_name: import.file_name.clone(),
            options: import.options.to_string(),
            position: import.cursor.to_string(),
            counts: import.counts.to_string(),
            created_at: import.created_at,
            updated_at: import.updated_at,
        };
        import::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// Brings an import from one of some states to another; whether it was in one of them.
    pub async fn import_step(&self, id: ImportId, from: &[ImportState], to: ImportState, at: Time) -> Result<bool> {
        let step = import::ActiveModel {
            state: ActiveValue::Set(to.as_str().to_owned()),
            updated_at: ActiveValue::Set(at),
            ..Default::default()
        };
        let done = import::Entity::update_many()
            .set(step)
            .filter(import::Column::ShopId.eq(self.shop))
            .filter(import::Column::Id.eq(id))
            .filter(import::Column::State.is_in(from.iter().map(|state| state.as_str())))
            .exec(&self.db())
            .await?;
        Ok(done.rows_affected > 0)
    }

    pub async fn import_options(&self, id: ImportId, options: &Json) -> Result<()> {
        let sql = "UPDATE import SET options = $3 WHERE shop_id = $1 AND id = $2";
        let changed = self.run(sql, [self.shop.into(), id.into(), options.to_string().into()]).await?;
        if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
    }

    pub async fn import_issues_set(&self, id: ImportId, issues: &Json) -> Result<()> {
        let sql = "UPDATE import SET issues = $3 WHERE shop_id = $1 AND id = $2";
        let changed = self.run(sql, [self.shop.into(), id.into(), issues.to_string().into()]).await?;
        if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
    }

    /// Forgets an import with what it changed; whether there was one.
    pub async fn import_remove(&self, id: ImportId) -> Result<bool> {
        let sql = "DELETE FROM import WHERE shop_id = $1 AND id = $2";
        Ok(self.run(sql, [self.shop.into(), id.into()]).await? > 0)
    }

    /// Written in the transaction of the rows it speaks of, so that a restart goes on exactly there. Running does not
    /// overwrite that somebody wants it to stop.
    pub async fn import_progress(
        &self,
        id: ImportId,
        state: ImportState,
        cursor: &Json,
        counts: &Json,
        at: Time,
    ) -> Result<()> {
        let sql = "UPDATE import SET state = CASE WHEN state = 'stopping' AND $3 = 'running' THEN state ELSE $3 END, \
                   position = $4, counts = $5, updated_at = $6 WHERE shop_id = $1 AND id = $2";
        let values = [
            self.shop.into(),
            id.into(),
            state.as_str().into(),
            cursor.to_string().into(),
            counts.to_string().into(),
            at.into(),
        ];
        if self.run(sql, values).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
    }
}
