//! What calls of language models cost: a row per call, and sums by day and month that a budget is measured against.

use sea_orm::{FromQueryResult, Value};
use types::{ConversationId, ExecutionId, Tier, Time, TurnId};

use crate::{
    Reads, Tx,
    error::{Error, Result},
};

/// One call of a model, as it is booked. Tokens and costs are never negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewModelCall {
    pub model: String,
    pub tier: Tier,
    /// Of these, `cached_tokens` were read from the provider's cache and `written_tokens` written to it.
    pub prompt_tokens: i64,
    pub cached_tokens: i64,
    pub written_tokens: i64,
    pub completion_tokens: i64,
    /// Millionths of a US dollar.
    pub cost_micros: i64,
    /// The provider did not say how many tokens there were.
    pub estimated: bool,
    pub ms: i64,
    pub first_token_ms: Option<i64>,
    /// In plain words; never a person's.
    pub error: Option<String>,
}

/// Where calls belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    pub turn: TurnId,
    /// With the execution of the turn; `None` outside a conversation.
    pub conversation: Option<(ConversationId, ExecutionId)>,
    /// The moment whose day and month pay.
    pub at: Time,
}

/// A booked call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCallRow {
    pub call: NewModelCall,
    pub turn: TurnId,
    pub position: i64,
    pub conversation: Option<ConversationId>,
    pub at: Time,
}

/// The sums of a day or a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromQueryResult)]
pub struct Spending {
    /// `2026-11-20` or `2026-11`.
    pub period: String,
    pub calls: i64,
    pub failed: i64,
    pub tokens: i64,
    pub cost_micros: i64,
}

/// Day and month that a moment belongs to, in UTC.
pub fn periods(at: Time) -> [String; 2] {
    [at.format("%Y-%m-%d").to_string(), at.format("%Y-%m").to_string()]
}

#[derive(FromQueryResult)]
struct Row {
    turn_id: TurnId,
    position: i64,
    conversation_id: Option<ConversationId>,
    model: String,
    tier: String,
    prompt_tokens: i64,
    cached_tokens: i64,
    written_tokens: i64,
    completion_tokens: i64,
    cost_micros: i64,
    estimated: bool,
    ms: i64,
    first_token_ms: Option<i64>,
    error: Option<String>,
    at: Time,
}

impl Row {
    fn read(self) -> Result<ModelCallRow> {
        Ok(ModelCallRow {
            call: NewModelCall {
                model: self.model,
                tier: self.tier.parse().map_err(Error::corrupt)?,
                prompt_tokens: self.prompt_tokens,
                cached_tokens: self.cached_tokens,
                written_tokens: self.written_tokens,
                completion_tokens: self.completion_tokens,
                cost_micros: self.cost_micros,
                estimated: self.estimated,
                ms: self.ms,
                first_token_ms: self.first_token_ms,
                error: self.error,
            },
            turn: self.turn_id,
            position: self.position,
            conversation: self.conversation_id,
            at: self.at,
        })
    }
}

const COLUMNS: &str = "turn_id, position, conversation_id, model, tier, prompt_tokens, cached_tokens, written_tokens, \
                       completion_tokens, cost_micros, estimated, ms, first_token_ms, error, at";

impl Reads {
    /// What was spent in the day and in the month of `at`; nothing booked is zero.
    pub async fn spent(&self, at: Time) -> Result<[Spending; 2]> {
        let [day, month] = periods(at);
        let sql = "SELECT period, calls, failed, tokens, cost_micros FROM spending \
                   WHERE shop_id = $1 AND period IN ($2, $3)";
        let rows: Vec<Spending> =
            self.rows(sql, [self.shop.into(), day.as_str().into(), month.as_str().into()]).await?;
        let of = |period: String| {
            let row = rows.iter().find(|row| row.period == period).cloned();
            row.unwrap_or(Spending { period, ..Spending::default() })
        };
        Ok([of(day), of(month)])
    }

    /// Days from `first` to `last` (`2026-11-20`), oldest first; those without calls are left out.
    pub async fn spent_by_day(&self, first: &str, last: &str) -> Result<Vec<Spending>> {
        // A month's row ('2026-11') lies between days too.
        let sql = "SELECT period, calls, failed, tokens, cost_micros FROM spending \
                   WHERE shop_id = $1 AND period >= $2 AND period <= $3 AND length(period) = 10 ORDER BY period";
        self.rows(sql, [self.shop.into(), first.into(), last.into()]).await
    }

    /// The newest calls, newest first.
    pub async fn model_calls_latest(&self, limit: u64) -> Result<Vec<ModelCallRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM model_call WHERE shop_id = $1 ORDER BY at DESC, turn_id DESC, position DESC LIMIT $2"
        );
        let rows: Vec<Row> = self.rows(sql, [self.shop.into(), (limit as i64).into()]).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Of one turn, in order.
    pub async fn model_calls_of(&self, turn: TurnId) -> Result<Vec<ModelCallRow>> {
        let sql = format!("SELECT {COLUMNS} FROM model_call WHERE shop_id = $1 AND turn_id = $2 ORDER BY position");
        let rows: Vec<Row> = self.rows(sql, [self.shop.into(), turn.into()]).await?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl Tx {
    /// Books the calls of one occasion, and adds them to its day, its month and its conversation. Call it last: the sums
    /// are rows that every turn of the shop writes. [`Error::Conflict`] when the turn has been booked.
    pub async fn model_calls_add(&self, occasion: &Occasion, calls: &[NewModelCall]) -> Result<()> {
        if calls.is_empty() {
            return Ok(());
        }
        let (conversation, execution) = occasion.conversation.unzip();
        for (position, call) in calls.iter().enumerate() {
            let sql = format!(
                "INSERT INTO model_call (shop_id, execution_id, {COLUMNS}) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
            );
            let values: [Value; 17] = [
                self.shop.into(),
                execution.into(),
                occasion.turn.into(),
                (position as i64).into(),
                conversation.into(),
                call.model.as_str().into(),
                call.tier.as_str().into(),
                call.prompt_tokens.into(),
                call.cached_tokens.into(),
                call.written_tokens.into(),
                call.completion_tokens.into(),
                call.cost_micros.into(),
                call.estimated.into(),
                call.ms.into(),
                call.first_token_ms.into(),
                call.error.clone().into(),
                occasion.at.into(),
            ];
            self.run(sql, values).await?;
        }
        let cost: i64 = calls.iter().map(|call| call.cost_micros).sum();
        if let Some(conversation) = conversation {
            let sql = "UPDATE conversation SET cost_micros = cost_micros + $3 WHERE shop_id = $1 AND id = $2";
            self.run(sql, [self.shop.into(), conversation.into(), cost.into()]).await?;
        }
        let failed = calls.iter().filter(|call| call.error.is_some()).count() as i64;
        let tokens: i64 = calls.iter().map(|call| call.prompt_tokens + call.completion_tokens).sum();
        // Always the day first: two turns take these rows in one order.
        for period in periods(occasion.at) {
            let sql = "INSERT INTO spending (shop_id, period, calls, failed, tokens, cost_micros) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shop_id, period) DO UPDATE SET \
                       calls = spending.calls + excluded.calls, failed = spending.failed + excluded.failed, \
                       tokens = spending.tokens + excluded.tokens, \
                       cost_micros = spending.cost_micros + excluded.cost_micros";
            let count = calls.len() as i64;
            let values = [self.shop.into(), period.into(), count.into(), failed.into(), tokens.into(), cost.into()];
            self.run(sql, values).await?;
        }
        Ok(())
    }
}
