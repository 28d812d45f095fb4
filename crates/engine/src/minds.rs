//! Which mind answers: the shop's language model when one is set, may be reached and may be paid; else the built-in one,
//! with the reason.
//!
//! Line and breaker of each shop are kept in memory with the decrypted key, until the shop changes its settings.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub use agent::llm::{Deadlines, Reach};
use agent::{
    Audience, Checked, Interrupted, LocalMind, Mind,
    llm::{self, Breaker, BreakerState, Line, LlmMind},
};
use async_trait::async_trait;
use types::{
    BrandVoice, Right, ShopId, TurnId, WhyLocal,
    settings::{Heard, LastCall, MindNow},
};

use crate::{
    Ctx, Result,
    converse::MindChoice,
    find,
    ledger::{self, Grant},
    settings::{self, KEY, ModelSetting, Wishes},
    tools::Tools,
};

/// Shops whose line is kept open; the one unused for longest goes first.
const KEPT: usize = 256;

/// How language models are asked.
#[derive(Debug, Clone)]
pub struct Settings {
    pub deadlines: Deadlines,
    /// Addresses that a merchant may name.
    pub reach: Reach,
}

impl Default for Settings {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        let deadlines = Deadlines { connect: seconds(2), first_token: seconds(4), idle: seconds(4), total: seconds(8) };
        Self { deadlines, reach: Reach::Public }
    }
}

#[derive(Clone)]
struct Kept {
    revision: i64,
    line: std::result::Result<Line, String>,
    breaker: Arc<Breaker>,
    used: Instant,
}

/// Lines and breakers, by shop.
#[derive(Default)]
pub(crate) struct Minds(Mutex<HashMap<ShopId, Kept>>);

impl Minds {
    fn get(&self, shop: ShopId, revision: i64) -> Option<Kept> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get_mut(&shop).filter(|kept| kept.revision == revision)?;
        kept.used = Instant::now();
        Some(kept.clone())
    }

    /// The one that is there already, when two come at once: there is one breaker.
    fn put(&self, shop: ShopId, new: Kept) -> Kept {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get(&shop).filter(|kept| kept.revision == new.revision) {
            Some(kept) => return kept.clone(),
            None => all.insert(shop, new.clone()),
        };
        if all.len() > KEPT {
            let oldest = all.iter().min_by_key(|(_, kept)| kept.used).map(|(shop, _)| *shop);
            oldest.map(|shop| all.remove(&shop));
        }
        new
    }
}

async fn kept(cx: &Ctx, model: &ModelSetting) -> Result<Kept> {
    let minds = &cx.engine.inner.minds;
    if let Some(kept) = minds.get(cx.shop.id, model.revision) {
        return Ok(kept);
    }
    let key = match &model.key {
        Some(_) => cx.store.secret(KEY).await?.unwrap_or_default(),
        None => Default::default(),
    };
    let line = Line::open(model.provider(cx, key));
    let new = Kept { revision: model.revision, line, breaker: Arc::new(Breaker::new()), used: Instant::now() };
    Ok(minds.put(cx.shop.id, new))
}

/// Drops what is kept of a shop's model, its key above all.
pub(crate) fn forget(cx: &Ctx) {
    cx.engine.inner.minds.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&cx.shop.id);
}

/// A mind for one turn.
pub(crate) struct Chosen {
    pub mind: Box<dyn Mind>,
    /// Why it is not the language model.
    pub why: Option<WhyLocal>,
    /// Held until what was spent is booked.
    pub grant: Option<Grant>,
}

impl Chosen {
    fn local(why: WhyLocal) -> Chosen {
        Chosen { mind: Box::new(LocalMind), why: Some(why), grant: None }
    }
}

/// Chooses the mind of a turn. Whoever asks for the language model where there is none is answered all the same.
pub(crate) async fn choose(cx: &Ctx, choice: MindChoice, wishes: &Wishes, conversation_cost: i64) -> Result<Chosen> {
    if choice == MindChoice::Local {
        return Ok(Chosen::local(WhyLocal::Chosen));
    }
    let Some(model) = &wishes.model else { return Ok(Chosen::local(WhyLocal::NotSet)) };
    let kept = kept(cx, model).await?;
    let line = match kept.line {
        Ok(line) => line,
        Err(why) => {
            tracing::warn!(shop = cx.shop.handle, why, "the shop's language model cannot be asked");
            return Ok(Chosen::local(WhyLocal::Refused));
        }
    };
    let state = kept.breaker.state(cx.now());
    let open = match state {
        BreakerState::Closed => 0.0,
        BreakerState::HalfOpen => 1.0,
        BreakerState::Open(_) => 2.0,
    };
    metrics::gauge!("breaker_state", "shop" => cx.shop.handle.clone()).set(open);
    if open == 2.0 {
        return Ok(Chosen::local(WhyLocal::Paused));
    }
    Ok(match ledger::reserve(cx, &wishes.limits, line.provider().prices, conversation_cost).await? {
        Ok(grant) => {
            let mind = LlmMind::new(line, kept.breaker, grant.allowance);
            Chosen { mind: Box::new(mind), why: None, grant: Some(grant) }
        }
        Err(why) => Chosen::local(why),
    })
}

/// Which mind would answer a message that came now.
pub(crate) async fn now(cx: &Ctx, wishes: &Wishes) -> Result<MindNow> {
    let chosen = choose(cx, MindChoice::Auto, wishes, 0).await?;
    let until = match &wishes.model {
        Some(model) => match kept(cx, model).await?.breaker.state(cx.now()) {
            BreakerState::Open(until) => Some(until),
            BreakerState::Closed | BreakerState::HalfOpen => None,
        },
        None => None,
    };
    let last = cx.store.model_calls_latest(1).await?.pop().filter(|_| wishes.model.is_some());
    let last = last.map(|row| LastCall { model: row.call.model, at: row.at, ms: row.call.ms, error: row.call.error });
    Ok(MindNow { local: chosen.why, until, last })
}

/// Lets a voice be heard: one real answer to a question, from the shop's own goods, in no conversation. It costs what an
/// answer costs.
pub async fn hear(cx: &Ctx, voice: BrandVoice) -> Result<Heard> {
    cx.may(Right::Configure)?;
    let begun = Instant::now();
    let voice = settings::checked_voice(voice)?;
    let wishes = settings::wishes(cx).await?;
    let question = settings::question();
    let snapshot = find::snapshot(cx).await?;
    let turn = cx.id(TurnId::from_parts)?;
    let wishes = Wishes { voice, ..wishes };
    let input = crate::converse::given_alone(cx, &snapshot, turn, question, &wishes);
    let tools = Tools::new(cx.clone(), snapshot, Default::default(), None);
    let chosen = choose(cx, MindChoice::Auto, &wishes, 0).await?;
    let outcome = agent::run(&input, &*chosen.mind, &tools, &Nobody).await;
    ledger::measure(&outcome.calls);
    if let Some(grant) = &chosen.grant {
        let tx = cx.store.begin().await?;
        ledger::book(&tx, turn, None, grant.at, &outcome.calls).await?;
        tx.commit().await?;
    }
    let failed = || outcome.error.as_ref().map(ToString::to_string);
    let local = outcome.mind == types::MindKind::Local;
    Ok(Heard {
        question: question.to_owned(),
        answer: outcome.text(),
        instead: local.then(|| chosen.why.map(in_words).map(str::to_owned).or_else(failed).unwrap_or_default()),
        cost_micros: ledger::cost(&outcome.calls),
        ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// Why the built-in mind answers, for a merchant.
pub(crate) fn in_words(why: WhyLocal) -> &'static str {
    match why {
        WhyLocal::Chosen => "it was asked for",
        WhyLocal::NotSet => "no language model is set",
        WhyLocal::Budget => "the budget is spent",
        WhyLocal::Conversation => "this conversation has cost as much as one may",
        WhyLocal::Paused => "the provider failed and rests for a moment",
        WhyLocal::Refused => "the address of the model may not be reached",
    }
}

/// Hears everything and keeps nothing.
struct Nobody;

#[async_trait]
impl Audience for Nobody {
    async fn looking(&self) {}

    async fn hear(&self, _: Checked) -> std::result::Result<(), Interrupted> {
        Ok(())
    }
}

/// Whether an address is of a machine of one's own, where calls cost nothing.
pub(crate) fn is_own(base_url: &str) -> bool {
    llm::reachable(base_url, Reach::Public).is_err()
}
