//! Counts of what a merchant should look at: each from an index, so that a home page may ask for all of them.

use sea_orm::Value;
use types::Time;

use crate::{Reads, error::Result};

impl Reads {
    async fn counted(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<i64> {
        let row = self.row(sql, values).await?;
        row.map_or(Ok(0), |row| Ok(row.try_get("", "count")?))
    }

    /// Work that was given up since then.
    pub async fn jobs_parked(&self, since: Time) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM job WHERE shop_id = $1 AND state = 'dead' AND ended_at >= $2";
        self.counted(sql, [self.shop.into(), since.into()]).await
    }

    /// Replies since then that another mind gave than was meant, or that failed.
    pub async fn replies_failed(&self, since: Time) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM execution WHERE shop_id = $1 AND created_at >= $2 AND fallback";
        self.counted(sql, [self.shop.into(), since.into()]).await
    }

    /// Imports that failed since then.
    pub async fn imports_failed(&self, since: Time) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM import WHERE shop_id = $1 AND state = 'failed' AND updated_at >= $2";
        self.counted(sql, [self.shop.into(), since.into()]).await
    }

    /// Products without a picture.
    pub async fn products_bare(&self) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM product WHERE shop_id = $1 AND deleted_at IS NULL AND images = '[]'";
        self.counted(sql, [self.shop.into()]).await
    }

    /// Products that have no vector of a model.
    pub async fn products_unread(&self, model: &str) -> Result<i64> {
        let sql = "SELECT COUNT(*) AS count FROM product p WHERE p.shop_id = $1 AND p.deleted_at IS NULL AND NOT EXISTS \
                   (SELECT 1 FROM product_embedding e WHERE e.shop_id = p.shop_id AND e.model = $2 AND e.product_id = p.id)";
        self.counted(sql, [self.shop.into(), model.into()]).await
    }

    /// Whether anybody ever said anything here, practice included.
    pub async fn anything_said(&self) -> Result<bool> {
        let sql = "SELECT 1 AS there FROM message WHERE shop_id = $1 LIMIT 1";
        Ok(self.row(sql, [self.shop.into()]).await?.is_some())
    }
}
