//! Imports: what was handed in, how far it has come, what came of it.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::Value as Json;
use types::{ImportId, Time};

use crate::{
    Reads, Tx,
    entity::import,
    error::{Error, Result},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    Queued,
    Running,
    Done,
    /// Refused whole.
    Failed,
}

impl ImportState {
    pub fn as_str(self) -> &'static str {
        match self {
            ImportState::Queued => "queued",
            ImportState::Running => "running",
            ImportState::Done => "done",
            ImportState::Failed => "failed",
        }
    }

    fn read(word: &str) -> Result<Self> {
        [Self::Queued, Self::Running, Self::Done, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or_else(|| Error::corrupt(format!("{word:?} is no state of an import")))
    }
}

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
        state: ImportState::read(&row.state)?,
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

    /// Written in the transaction of the rows it speaks of, so that a restart goes on exactly there.
    pub async fn import_progress(
        &self,
        id: ImportId,
        state: ImportState,
        cursor: &Json,
        counts: &Json,
        at: Time,
    ) -> Result<()> {
        let sql =
            "UPDATE import SET state = $3, position = $4, counts = $5, updated_at = $6 WHERE shop_id = $1 AND id = $2";
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
