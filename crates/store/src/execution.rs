//! Executions: the recorded run of a turn, enough to inspect and to replay it.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use types::{ConversationId, ExecutionId, Intent, Language, MindKind, Tier, Time, TurnId};

use crate::{
    Reads, Tx,
    conversation::language,
    entity::execution,
    error::{Error, Result},
    seal::{DataKey, Subject},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExecution {
    pub id: ExecutionId,
    pub conversation: ConversationId,
    pub turn: TurnId,
    pub intent: Option<Intent>,
    pub tier: Tier,
    pub mind: Option<MindKind>,
    pub language: Language,
    /// What the turn was given, as the agent wrote it; sealed.
    pub input: Vec<u8>,
    /// What it did, as the agent wrote it; sealed.
    pub steps: Vec<u8>,
    /// What went wrong; never a person's words.
    pub error: Option<String>,
    /// Another mind was meant to answer than did, or the turn failed.
    pub fallback: bool,
    /// Millionths of a US dollar.
    pub cost_micros: i64,
    pub ms: i64,
    pub at: Time,
}

/// A stored execution is what was handed in.
pub type Execution = NewExecution;

impl Reads {
    pub async fn execution_by_turn(&self, turn: TurnId) -> Result<Option<Execution>> {
        let row = execution::Entity::find()
            .filter(execution::Column::ShopId.eq(self.shop))
            .filter(execution::Column::TurnId.eq(turn))
            .one(&self.db())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let key = self.key(Subject::Customer(self.customer_of(row.conversation_id).await?)).await?;
        let place = [row.id.0.as_bytes().as_slice()];
        Ok(Some(Execution {
            id: row.id,
            conversation: row.conversation_id,
            turn: row.turn_id,
            intent: row.intent.map(|word| word.parse()).transpose().map_err(Error::corrupt)?,
            tier: row.tier.parse().map_err(Error::corrupt)?,
            mind: row.mind.map(|word| word.parse()).transpose().map_err(Error::corrupt)?,
            language: language(&row.language)?,
            input: key.unseal(self.place("execution", "input", &place), &row.input_sealed)?,
            steps: key.unseal(self.place("execution", "steps", &place), &row.steps_sealed)?,
            error: row.error,
            fallback: row.fallback,
            cost_micros: row.cost_micros,
            ms: row.ms,
            at: row.created_at,
        }))
    }
}

impl Tx {
    /// [`Error::Conflict`] when the turn has one already.
    pub async fn execution_add(&self, new: &NewExecution) -> Result<()> {
        let key = self.key(Subject::Customer(self.customer_of(new.conversation).await?)).await?;
        let row = self.execution_row(new, &key)?;
        execution::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    pub(crate) fn execution_row(&self, new: &NewExecution, key: &DataKey) -> Result<execution::Model> {
        let place = [new.id.0.as_bytes().as_slice()];
        Ok(execution::Model {
            shop_id: self.shop,
            id: new.id,
            conversation_id: new.conversation,
            turn_id: new.turn,
            intent: new.intent.map(|intent| intent.to_string()),
            tier: new.tier.to_string(),
            mind: new.mind.map(|mind| mind.to_string()),
            language: new.language.tag().to_owned(),
            input_sealed: key.seal(self.place("execution", "input", &place), &new.input)?,
            steps_sealed: key.seal(self.place("execution", "steps", &place), &new.steps)?,
            error: new.error.clone(),
            fallback: new.fallback,
            cost_micros: new.cost_micros,
            ms: new.ms,
            created_at: new.at,
        })
    }
}
