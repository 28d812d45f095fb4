//! What language models may cost: a turn reserves before it asks, and books what it has spent when it closes.
//!
//! A reservation is the most that the turn may spend; the mind makes no call that could exceed it. What is stored and what
//! is reserved together never exceed a budget, so with one process a budget is never overrun, however many turns run at
//! once. Reservations are this process's own: with several, each may have turns under way that the others do not see, so
//! that a budget may be overrun by what those hold. A process that dies before a turn closes has not booked its calls.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use agent::{ModelCall, llm::models};
use store::{NewModelCall, Occasion, Tx};
use types::{
    ConversationId, ExecutionId, Right, ShopId, SpendLimits, Time, TurnId, WhyLocal,
    settings::{BudgetNote, TokenPrices},
};

use crate::{Ctx, Result, settings};

/// A budget of which so much is used is told of.
const NEARLY: i64 = 80;

/// What turns under way may still spend, by shop, in micro-dollars.
#[derive(Clone, Default)]
pub(crate) struct Reservations(Arc<Mutex<HashMap<ShopId, i64>>>);

/// A turn's permission to spend. Given back when it is dropped: do so after what was spent is committed.
pub(crate) struct Grant {
    all: Reservations,
    shop: ShopId,
    held: i64,
    /// The day and month that pay, whenever the turn ends.
    pub at: Time,
    /// Micro-dollars; `None`: no bound.
    pub allowance: Option<i64>,
}

impl Reservations {
    fn lock(&self) -> MutexGuard<'_, HashMap<ShopId, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes `want`, for now whatever the budget is; what others held at that moment.
    fn take(&self, shop: ShopId, want: i64, at: Time) -> (Grant, i64) {
        let mut all = self.lock();
        let held = all.entry(shop).or_default();
        let others = *held;
        *held += want;
        (Grant { all: self.clone(), shop, held: want, at, allowance: Some(want) }, others)
    }
}

impl Grant {
    /// Cuts the grant down to what is left; `false` when that is less than `least`. `left` must have been read after
    /// the grant was taken: whoever is not in `others` any more is in it by then.
    fn settle(&mut self, left: i64, others: i64, least: i64) -> bool {
        let fit = self.held.min(left.saturating_sub(others));
        if fit < least {
            return false;
        }
        self.give_back(self.held - fit);
        self.allowance = Some(fit);
        true
    }

    fn give_back(&mut self, micros: i64) {
        let mut all = self.all.lock();
        if let Some(held) = all.get_mut(&self.shop) {
            *held -= micros;
            if *held <= 0 {
                all.remove(&self.shop);
            }
        }
        self.held -= micros;
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        self.give_back(self.held);
    }
}

/// The most that a turn is let spend: six calls with long prompts. A byte is at most a token.
const MOST_PROMPT: u64 = 120_000;
const MOST_WORDS: u64 = 6_000;
/// Less than one short call is of no use.
const LEAST_PROMPT: u64 = 12_000;
const LEAST_WORDS: u64 = 700;

/// Asks for room in the budgets. Why the built-in mind must answer, when there is none.
pub(crate) async fn reserve(
    cx: &Ctx,
    limits: &SpendLimits,
    prices: Option<TokenPrices>,
    conversation_cost: i64,
) -> Result<std::result::Result<Grant, WhyLocal>> {
    let prices = prices.unwrap_or_default();
    let (mut want, least) =
        (models::most(&prices, MOST_PROMPT, MOST_WORDS), models::most(&prices, LEAST_PROMPT, LEAST_WORDS));
    if let Some(most) = limits.conversation_micros {
        let left = most - conversation_cost;
        if want > 0 && left < least {
            return Ok(Err(WhyLocal::Conversation));
        }
        want = want.min(left);
    }
    let at = cx.now();
    let (mut grant, others) = cx.engine.inner.reservations.take(cx.shop.id, want.max(0), at);
    if want <= 0 {
        grant.allowance = None;
        return Ok(Ok(grant));
    }
    let budgets = [limits.day_micros, limits.month_micros];
    if budgets == [None, None] {
        grant.allowance = limits.conversation_micros.map(|_| want);
        return Ok(Ok(grant));
    }
    let spent = cx.store.spent(at).await?;
    let left = budgets.iter().zip(&spent).filter_map(|(budget, sum)| budget.map(|budget| budget - sum.cost_micros));
    let left = left.min().unwrap_or(i64::MAX);
    Ok(if grant.settle(left, others, least) { Ok(grant) } else { Err(WhyLocal::Budget) })
}

/// What the calls of a turn cost together, in micro-dollars.
pub(crate) fn cost(calls: &[ModelCall]) -> i64 {
    calls.iter().map(|call| call.cost_micros).sum()
}

/// Books calls in the transaction that closes their turn, failed ones too.
pub(crate) async fn book(
    tx: &Tx,
    turn: TurnId,
    conversation: Option<(ConversationId, ExecutionId)>,
    at: Time,
    calls: &[ModelCall],
) -> Result<()> {
    let count = |tokens: u64| i64::try_from(tokens).unwrap_or(i64::MAX);
    let row = |call: &ModelCall| NewModelCall {
        model: call.model.clone(),
        tier: call.tier,
        prompt_tokens: count(call.prompt_tokens),
        cached_tokens: count(call.cached_tokens),
        written_tokens: count(call.written_tokens),
        completion_tokens: count(call.completion_tokens),
        cost_micros: call.cost_micros,
        estimated: call.estimated,
        ms: count(call.ms),
        first_token_ms: call.first_token_ms.map(count),
        error: call.error.clone(),
    };
    let rows: Vec<NewModelCall> = calls.iter().map(row).collect();
    Ok(tx.model_calls_add(&Occasion { turn, conversation, at }, &rows).await?)
}

/// Counts calls for the metrics.
pub(crate) fn measure(calls: &[ModelCall]) {
    for call in calls {
        let result = if call.error.is_some() { "failed" } else { "answered" };
        metrics::histogram!("llm_seconds", "result" => result).record(call.ms as f64 / 1_000.0);
        for (kind, tokens) in
            [("prompt", call.prompt_tokens), ("cached", call.cached_tokens), ("completion", call.completion_tokens)]
        {
            metrics::counter!("llm_tokens_total", "kind" => kind).increment(tokens);
        }
        metrics::counter!("llm_cost_micros_total").increment(call.cost_micros.max(0) as u64);
    }
}

/// The budget to be told of, when 80 % of the day's or the month's are spent: the fuller one. For the home page.
pub async fn note(cx: &Ctx) -> Result<Option<BudgetNote>> {
    cx.may(Right::View)?;
    let wishes = settings::wishes(cx).await?;
    if wishes.model.is_none() || !wishes.limits.tell {
        return Ok(None);
    }
    let [day, month] = cx.store.spent(cx.now()).await?;
    let of = |month: bool, spent: i64, budget: Option<i64>| {
        let budget = budget?;
        let percent = if budget <= 0 { 100 } else { (i128::from(spent) * 100 / i128::from(budget)) as i64 };
        Some(BudgetNote { month, spent_micros: spent, budget_micros: budget, percent, used_up: percent >= 100 })
    };
    let notes =
        [of(false, day.cost_micros, wishes.limits.day_micros), of(true, month.cost_micros, wishes.limits.month_micros)];
    Ok(notes.into_iter().flatten().filter(|note| note.percent >= NEARLY).max_by_key(|note| note.percent))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A turn in the middle of itself, as it would be at each await.
    enum Under {
        Taken(Grant, i64),
        Spending(Grant),
    }

    proptest! {
        #[test]
        fn a_budget_is_never_overrun(
            budget in 0i64..2_000,
            steps in prop::collection::vec((0usize..6, 1i64..500, 0i64..=100), 1..200),
        ) {
            let all = Reservations::default();
            let shop = ShopId::from_parts(1, [1; 10]);
            let at = Time::from_timestamp(1_790_000_000, 0).unwrap();
            let mut stored = 0;
            let mut turns: Vec<Option<Under>> = (0..6).map(|_| None).collect();
            for (turn, want, share) in steps {
                turns[turn] = match turns[turn].take() {
                    None => {
                        let (grant, others) = all.take(shop, want, at);
                        Some(Under::Taken(grant, others))
                    }
                    Some(Under::Taken(mut grant, others)) => {
                        grant.settle(budget - stored, others, 1 + share).then_some(Under::Spending(grant))
                    }
                    Some(Under::Spending(grant)) => {
                        stored += grant.allowance.unwrap_or_default() * share / 100;
                        drop(grant);
                        None
                    }
                };
                prop_assert!(stored <= budget, "{stored} of {budget}");
            }
            drop(turns);
            prop_assert!(all.lock().is_empty(), "everything is given back");
        }
    }
}
