//! Tickets: good for one use, for a short while. Only a hash of the ticket is kept.

use serde_json::Value as Json;
use types::Time;

use crate::{
    ShopStore,
    error::{Error, Result},
};

impl ShopStore {
    /// Keeps a ticket until `expires`. Not waited for: a lost ticket costs a new one.
    pub async fn ticket_add(&self, hash: [u8; 32], payload: &Json, expires: Time) -> Result<()> {
        let tx = self.begin().await?;
        let sql = "INSERT INTO ticket (shop_id, hash, payload, expires_at) VALUES ($1, $2, $3, $4)";
        tx.run(sql, [self.shop.into(), hash.to_vec().into(), payload.to_string().into(), expires.into()]).await?;
        tx.commit_soft().await
    }

    /// What the ticket is for, once; `None` when it is unknown, used, or ran out. Of several who take it at the same
    /// moment, one gets it.
    pub async fn ticket_take(&self, hash: [u8; 32], now: Time) -> Result<Option<Json>> {
        let tx = self.begin().await?;
        let sql = "DELETE FROM ticket WHERE shop_id = $1 AND hash = $2 AND expires_at > $3 RETURNING payload";
        let row = tx.row(sql, [self.shop.into(), hash.to_vec().into(), now.into()]).await?;
        tx.commit_soft().await?;
        let Some(row) = row else { return Ok(None) };
        let payload: String = row.try_get("", "payload")?;
        serde_json::from_str(&payload).map(Some).map_err(Error::corrupt)
    }

    /// Drops tickets that ran out before then; how many.
    pub async fn tickets_sweep(&self, before: Time) -> Result<u64> {
        let tx = self.begin().await?;
        let sql = "DELETE FROM ticket WHERE shop_id = $1 AND expires_at <= $2";
        let swept = tx.run(sql, [self.shop.into(), before.into()]).await?;
        tx.commit_soft().await?;
        Ok(swept)
    }
}
