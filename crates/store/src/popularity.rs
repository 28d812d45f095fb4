//! What happened to products in conversations: shown, opened, added. Ranking and figures are built on it.

use sea_orm::{ActiveModelTrait, EntityTrait, FromQueryResult, IntoActiveModel, sea_query::OnConflict};
use types::{ConversationId, ProductEventKind, ProductId, Time, TurnId};

use crate::{
    Reads, Tx,
    entity::{conversation, product_event},
    error::{Error, Result},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewProductEvent {
    pub product: ProductId,
    /// Place among the products of the reply, from 1.
    pub position: i64,
    pub kind: ProductEventKind,
}

/// In how many turns a product was shown, opened, added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProductCounts {
    pub shown: i64,
    pub opened: i64,
    pub added: i64,
}

impl Reads {
    /// Of one product, since then, and in how many conversations it was shown; those held for practice are left out.
    pub async fn product_event_counts_of(&self, product: ProductId, since: Time) -> Result<(ProductCounts, i64)> {
        #[derive(FromQueryResult)]
        struct Counted {
            kind: String,
            count: i64,
            conversations: i64,
        }
        let sql = "SELECT kind, COUNT(*) AS count, COUNT(DISTINCT conversation_id) AS conversations FROM product_event \
                   WHERE shop_id = $1 AND product_id = $2 AND kind IN ('shown', 'opened', 'added') AND at >= $3 \
                   AND NOT practice GROUP BY kind";
        let (mut counts, mut conversations) = (ProductCounts::default(), 0);
        for row in self.rows::<Counted>(sql, [self.shop.into(), product.into(), since.into()]).await? {
            match row.kind.parse().map_err(Error::corrupt)? {
                ProductEventKind::Shown => (counts.shown, conversations) = (row.count, row.conversations),
                ProductEventKind::Opened => counts.opened = row.count,
                ProductEventKind::Added => counts.added = row.count,
            }
        }
        Ok((counts, conversations))
    }
}

impl Tx {
    /// Notes what happened to products in a turn. The same kind for the same product in the same turn counts once,
    /// however often it is reported.
    pub async fn product_events_add(
        &self,
        conversation: ConversationId,
        turn: TurnId,
        events: &[NewProductEvent],
        at: Time,
    ) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let practice = conversation::Entity::find_by_id((self.shop, conversation)).one(&self.db()).await?;
        let practice = practice.ok_or(Error::NotFound)?.practice;
        let rows = events.iter().map(|event| {
            let row = product_event::Model {
                shop_id: self.shop,
                conversation_id: conversation,
                turn_id: turn,
                kind: event.kind.to_string(),
                product_id: event.product,
                position: event.position,
                practice,
                at,
            };
            row.into_active_model().reset_all()
        });
        use product_event::Column as P;
        let keep = OnConflict::columns([P::ShopId, P::ConversationId, P::TurnId, P::Kind, P::ProductId])
            .do_nothing()
            .to_owned();
        product_event::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(&self.db()).await?;
        Ok(())
    }
}
