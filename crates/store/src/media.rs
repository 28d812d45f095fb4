//! Uploaded pictures: what became of each. Their bytes are [`crate::Files`].

use std::collections::HashSet;

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter};
use types::{MediaId, Time, goods::MediaState};

use crate::{
    Reads, Tx,
    entity::media,
    error::{Error, Result},
};

impl Reads {
    /// How far it is, and why it failed.
    pub async fn media(&self, id: MediaId) -> Result<Option<(MediaState, String)>> {
        let row = media::Entity::find_by_id((self.shop, id)).one(&self.db()).await?;
        row.map(|row| Ok((row.state.parse().map_err(Error::corrupt)?, row.problem))).transpose()
    }

    /// Pictures handed in before then that no product shows.
    pub async fn media_unused(&self, before: Time) -> Result<Vec<MediaId>> {
        #[derive(FromQueryResult)]
        struct Shown {
            images: String,
        }
        let old = media::Entity::find()
            .filter(media::Column::ShopId.eq(self.shop))
            .filter(media::Column::CreatedAt.lt(before))
            .all(&self.db())
            .await?;
        if old.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "SELECT images FROM product WHERE shop_id = $1 AND deleted_at IS NULL AND images LIKE '%/media/%'";
        let mut used: HashSet<MediaId> = HashSet::new();
        for row in self.rows::<Shown>(sql, [self.shop.into()]).await? {
            used.extend(row.images.split('/').filter_map(|part| part.split('-').next()?.parse::<MediaId>().ok()));
        }
        Ok(old.into_iter().map(|row| row.id).filter(|id| !used.contains(id)).collect())
    }
}

impl Tx {
    /// A picture that was handed in.
    pub async fn media_add(&self, id: MediaId, at: Time) -> Result<()> {
        let row = media::Model {
            shop_id: self.shop,
            id,
            state: MediaState::Waiting.to_string(),
            problem: String::new(),
            created_at: at,
        };
        media::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    pub async fn media_set(&self, id: MediaId, state: MediaState, problem: &str) -> Result<()> {
        let sql = "UPDATE media SET state = $3, problem = $4 WHERE shop_id = $1 AND id = $2";
        let changed = self.run(sql, [self.shop.into(), id.into(), state.as_str().into(), problem.into()]).await?;
        if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
    }

    pub async fn media_remove(&self, id: MediaId) -> Result<()> {
        media::Entity::delete_many()
            .filter(media::Column::ShopId.eq(self.shop))
            .filter(media::Column::Id.eq(id))
            .exec(&self.db())
            .await?;
        Ok(())
    }
}
