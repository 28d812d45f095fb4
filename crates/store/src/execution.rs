//! Executions: the recorded run of a turn, enough to inspect and to replay it.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select, Value, sea_query::Expr,
};
use types::{
    Author, ConversationId, CustomerId, ExecutionId, Intent, Language, MessageId, MindKind, Tier, Time, TurnId,
    inspect::{ExecutionFilter, ExecutionRow},
};

use crate::{
    Reads, Tx,
    conversation::language,
    entity::{execution, message},
    error::{Error, Result},
    inbox::{begins, places},
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
        self.open_execution(row).await
    }

    /// Whether a turn has a record, without opening it.
    pub async fn execution_of(&self, turn: TurnId) -> Result<Option<ExecutionId>> {
        let found = execution::Entity::find()
            .select_only()
            .column(execution::Column::Id)
            .filter(execution::Column::ShopId.eq(self.shop))
            .filter(execution::Column::TurnId.eq(turn))
            .into_tuple()
            .one(&self.db())
            .await?;
        Ok(found)
    }

    pub async fn execution(&self, id: ExecutionId) -> Result<Option<Execution>> {
        let row = execution::Entity::find_by_id((self.shop, id)).one(&self.db()).await?;
        self.open_execution(row).await
    }

    async fn open_execution(&self, row: Option<execution::Model>) -> Result<Option<Execution>> {
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

    /// Newest first, `skip` of them left out, at most `limit`; each with the beginning of what was asked.
    pub async fn executions(&self, filter: &ExecutionFilter, skip: u64, limit: u64) -> Result<Vec<ExecutionRow>> {
        use execution::Column as C;
        let rows: Vec<Listed> = self
            .filtered(filter)
            .select_only()
            .columns([C::Id, C::ConversationId, C::TurnId, C::Intent, C::Tier, C::Mind, C::Language, C::Error])
            .columns([C::CostMicros, C::Ms, C::CreatedAt])
            .order_by_desc(C::CreatedAt)
            .order_by_desc(C::Id)
            .offset(skip)
            .limit(limit)
            .into_model()
            .all(&self.db())
            .await?;
        let mut asked = self.asked(rows.iter().map(|row| row.turn_id).collect()).await?;
        rows.into_iter()
            .map(|row| {
                let asked = asked.remove(&row.turn_id).unwrap_or_default();
                row.told(asked)
            })
            .collect()
    }

    /// The beginning of what customers wrote in these turns; nothing of erased ones.
    async fn asked(&self, turns: Vec<TurnId>) -> Result<HashMap<TurnId, String>> {
        if turns.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = format!(
            "SELECT m.id, m.turn_id, m.body_sealed, c.customer_id FROM message m JOIN conversation c \
             ON c.shop_id = m.shop_id AND c.id = m.conversation_id \
             WHERE m.shop_id = $1 AND m.turn_id IN ({}) AND m.author = 'customer' AND m.body_sealed IS NOT NULL",
            places(2, turns.len())
        );
        let values = std::iter::once(self.shop.into()).chain(turns.into_iter().map(Value::from));
        let rows = self.rows::<Asked>(sql, values).await?;
        let keys = self.customer_keys(rows.iter().map(|row| row.customer_id)).await?;
        let mut asked = HashMap::new();
        for row in rows {
            let Some(key) = keys.get(&row.customer_id) else { continue };
            let text = key.unseal_text(self.place("message", "body", &[row.id.0.as_bytes()]), &row.body_sealed)?;
            asked.insert(row.turn_id, begins(&text));
        }
        Ok(asked)
    }

    /// How many match; counting ends at `most`.
    pub async fn execution_count(&self, filter: &ExecutionFilter, most: u64) -> Result<u64> {
        let found: Vec<i32> =
            self.filtered(filter).select_only().expr(Expr::val(1)).limit(most).into_tuple().all(&self.db()).await?;
        Ok(found.len() as u64)
    }

    fn filtered(&self, filter: &ExecutionFilter) -> Select<execution::Entity> {
        use execution::Column as C;
        let mut wanted = Condition::all().add(C::ShopId.eq(self.shop));
        wanted = wanted.add_option(filter.conversation.map(|id| C::ConversationId.eq(id)));
        wanted = wanted.add_option(filter.tier.map(|tier| C::Tier.eq(tier.as_str())));
        // The tier stands in the index, the mind does not; which mind was asked follows from it.
        wanted = wanted.add_option(filter.mind.map(|mind| {
            let tiers: &[Tier] = if mind == MindKind::Llm { &[Tier::Full, Tier::Lean] } else { &[Tier::Local] };
            C::Tier.is_in(tiers.iter().map(|tier| tier.as_str()))
        }));
        wanted = wanted.add_option(filter.mind.map(|mind| C::Mind.eq(mind.as_str())));
        wanted = wanted.add_option(filter.intent.map(|intent| C::Intent.eq(intent.as_str())));
        wanted = wanted.add_option(filter.language.as_ref().map(|tag| C::Language.eq(tag.as_str())));
        wanted = wanted.add_option(filter.over_ms.map(|ms| C::Ms.gt(ms)));
        wanted = wanted.add_option(filter.over_micros.map(|micros| C::CostMicros.gt(micros)));
        wanted =
            wanted.add_option(filter.failed.map(|yes| if yes { C::Error.is_not_null() } else { C::Error.is_null() }));
        execution::Entity::find().filter(wanted)
    }

    /// Who has written in a turn, and in which conversation; empty when the turn is not known.
    pub async fn turn_authors(&self, turn: TurnId) -> Result<Vec<(ConversationId, Author)>> {
        use message::Column as M;
        let rows: Vec<(ConversationId, String)> = message::Entity::find()
            .select_only()
            .columns([M::ConversationId, M::Author])
            .filter(M::ShopId.eq(self.shop))
            .filter(M::TurnId.eq(turn))
            .into_tuple()
            .all(&self.db())
            .await?;
        rows.into_iter().map(|(id, author)| Ok((id, author.parse().map_err(Error::corrupt)?))).collect()
    }
}

/// The columns of a list, sealed ones left out.
#[derive(FromQueryResult)]
struct Listed {
    id: ExecutionId,
    conversation_id: ConversationId,
    turn_id: TurnId,
    intent: Option<String>,
    tier: String,
    mind: Option<String>,
    language: String,
    error: Option<String>,
    cost_micros: i64,
    ms: i64,
    created_at: Time,
}

/// What a customer wrote in a turn, sealed.
#[derive(FromQueryResult)]
struct Asked {
    id: MessageId,
    turn_id: TurnId,
    body_sealed: Vec<u8>,
    customer_id: CustomerId,
}

impl Listed {
    fn told(self, asked: String) -> Result<ExecutionRow> {
        Ok(ExecutionRow {
            id: self.id,
            conversation: self.conversation_id,
            turn: self.turn_id,
            asked,
            intent: self.intent.map(|word| word.parse()).transpose().map_err(Error::corrupt)?,
            tier: self.tier.parse().map_err(Error::corrupt)?,
            mind: self.mind.map(|word| word.parse()).transpose().map_err(Error::corrupt)?,
            language: language(&self.language)?,
            error: self.error,
            cost_micros: self.cost_micros,
            ms: self.ms,
            at: self.created_at,
        })
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
