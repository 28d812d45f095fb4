//! Makes months of realistic activity for the demo shop.
//!
//! A few hundred dialogues are held once with the real assistant ([`rehearsal`]); what came of them is written again and
//! again with other times, channels and outcomes, as rows of the past. So everything can be opened that could be opened of
//! a real conversation, and a hundred thousand messages take less than a minute or two. The same seed makes the same past.

mod dice;
mod rehearsal;

use agent::{ModelCall, StepRecord};
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use store::{NewConversation, NewExecution, NewProductEvent, PastConversation, PastMessage, SearchMiss, day_start};
use types::{
    Author, Channel, ConversationId, CustomerId, ExecutionId, IdentityId, MessageId, MindKind, Part, Product,
    ProductEventKind, ProductId, Tier, Time, TurnId, VariantId, Voice,
};

use self::{
    dice::Dice,
    rehearsal::{Rehearsal, Rehearsed, Script},
};
use crate::{Ctx, Error, Result, catalogue, converse::recorded::Recorded, insights, ledger};

/// What is to be made.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How far it goes back; 1 to 366.
    pub days: i64,
    /// About how many messages; 0 for a number that fits the days.
    pub messages: i64,
    pub seed: u64,
    /// Also where conversations are already.
    pub force: bool,
}

/// What was made; kept as a setting, so that pages can say that it is made up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    pub days: i64,
    pub conversations: i64,
    pub messages: i64,
    pub at: Time,
}

/// Why a language model failed.
const LATE: &str = "the model did not answer in time";
/// Conversations of one transaction.
const BATCH: usize = 100;
/// Messages a day where nothing is said.
const USUAL: i64 = 130;

/// Share of a day's conversations by its hour (UTC): quiet nights, a noon and a long evening.
const HOURS: [f64; 24] = [
    2.0, 1.2, 0.8, 0.6, 0.5, 0.7, 1.2, 2.2, 3.4, 4.4, 5.0, 5.4, 5.8, 5.4, 4.8, 4.6, 4.9, 5.6, 6.8, 8.2, 8.6, 7.6, 5.6,
    3.6,
];
/// By weekday, from Monday.
const WEEK: [f64; 7] = [1.0, 0.95, 0.97, 1.0, 1.08, 1.35, 1.45];

/// Makes the past of a shop. Refused where conversations are, unless that is forced.
pub async fn make(cx: &Ctx, plan: Plan, progress: impl Fn(i64, i64)) -> Result<Made> {
    if !(1..=366).contains(&plan.days) || !(0..=5_000_000).contains(&plan.messages) {
        return Err(Error::invalid("A history has 1 to 366 days and at most 5,000,000 messages."));
    }
    if !plan.force && cx.store.conversation_count().await? > 0 {
        return Err(Error::invalid(
            "This shop has conversations already, and made-up ones could not be told from them. Use --force if that is fine.",
        ));
    }
    let script = rehearsal::script()?;
    let rehearsals = rehearsal::rehearse(cx, &script).await?;
    let wanted = if plan.messages > 0 { plan.messages } else { plan.days * USUAL };
    let mut maker = Maker {
        spent: Vec::new(),
        script,
        weights: rehearsals.iter().map(|rehearsal| rehearsal.weight).collect(),
        rehearsals,
        dice: Dice::new(plan.seed),
        now: cx.now(),
        days: plan.days,
    };
    let mut made = Made { days: plan.days, conversations: 0, messages: 0, at: cx.now() };
    let starts = maker.starts(wanted);
    let mut batch = Vec::new();
    for (number, start) in starts.iter().enumerate() {
        let past = maker.conversation(*start)?;
        made.conversations += 1;
        made.messages += past.messages.len() as i64;
        batch.push(past);
        if batch.len() == BATCH || number + 1 == starts.len() {
            let tx = cx.store.begin().await?;
            tx.history_add(&batch).await?;
            for spent in maker.spent.drain(..) {
                ledger::book(&tx, spent.turn, Some(spent.of), spent.at, &spent.calls).await?;
            }
            tx.commit_soft().await?;
            batch.clear();
            progress(made.messages, wanted);
        }
    }
    let tx = cx.store.begin().await?;
    tx.setting_set(insights::MADE_UP, &made, cx.now()).await?;
    tx.commit().await?;
    insights::count_now(cx).await?;
    Ok(made)
}

/// What a turn has spent, to be booked when its conversation is written.
struct Spent {
    turn: TurnId,
    of: (ConversationId, ExecutionId),
    at: Time,
    calls: Vec<ModelCall>,
}

struct Maker {
    spent: Vec<Spent>,
    script: Script,
    rehearsals: Vec<Rehearsal>,
    weights: Vec<f64>,
    dice: Dice,
    now: Time,
    days: i64,
}

impl Maker {
    fn id<T>(&mut self, make: fn(u64, [u8; 10]) -> T, at: Time) -> T {
        make(at.timestamp_millis().max(0) as u64, self.dice.bytes())
    }

    fn first_day(&self) -> NaiveDate {
        self.now.date_naive() - TimeDelta::days(self.days - 1)
    }

    /// The day on which the language model did not answer.
    fn bad_day(&self) -> NaiveDate {
        self.now.date_naive() - TimeDelta::days(self.days / 4)
    }

    /// Since then a language model is connected.
    fn model_since(&self) -> NaiveDate {
        self.first_day() + TimeDelta::days(self.days * 3 / 10)
    }

    /// When each conversation begins, oldest first: growing over the months, by weekday and hour, with noise.
    fn starts(&mut self, messages: i64) -> Vec<Time> {
        let per_conversation: f64 = {
            let all: f64 = self.weights.iter().sum();
            let said = self.rehearsals.iter().map(|one| one.weight * 2.0 * one.turns.len() as f64).sum::<f64>();
            (said / all).max(1.0)
        };
        let first = self.first_day();
        let weights: Vec<f64> = (0..self.days)
            .map(|number| {
                let day = first + TimeDelta::days(number);
                let grown = 0.55 + 0.45 * number as f64 / self.days as f64;
                grown * WEEK[day.weekday().num_days_from_monday() as usize] * (0.85 + 0.3 * self.dice.share())
            })
            .collect();
        let all: f64 = weights.iter().sum();
        let mut starts = Vec::new();
        for (number, weight) in weights.iter().enumerate() {
            let day = first + TimeDelta::days(number as i64);
            let many = (messages as f64 / per_conversation * weight / all).round() as i64;
            for _ in 0..many.max(1) {
                let hour = self.dice.among(&HOURS) as i64;
                let at =
                    day_start(day) + TimeDelta::hours(hour) + TimeDelta::milliseconds(self.dice.between(0, 3_600_000));
                // Today is not over.
                if at < self.now - TimeDelta::minutes(10) {
                    starts.push(at);
                }
            }
        }
        starts.sort();
        starts
    }

    fn conversation(&mut self, start: Time) -> Result<PastConversation> {
        let which = self.dice.among(&self.weights);
        let channel = [Channel::Widget, Channel::Instagram, Channel::Whatsapp, Channel::Messenger]
            [self.dice.among(&[78.0, 12.0, 8.0, 2.0])];
        let (id, customer) = (self.id(ConversationId::from_parts, start), self.id(CustomerId::from_parts, start));
        let identity = self.id(IdentityId::from_parts, start);
        let language = self.rehearsals[which].language;
        let mut past = PastConversation {
            conversation: NewConversation { id, customer, channel, language, practice: false, at: start },
            identity,
            external: format!("history-{}", hex::encode(self.dice.bytes())),
            voice: Voice::Assistant,
            wants_person: false,
            closed: false,
            thread: Vec::new(),
            messages: Vec::new(),
            executions: Vec::new(),
            events: Vec::new(),
            handoff: None,
            feedback: Vec::new(),
            misses: Vec::new(),
        };
        let mut at = start;
        for number in 0..self.rehearsals[which].turns.len() {
            at = self.turn(&mut past, which, number, at)?;
            // Some leave before they have said all.
            if past.handoff.is_some() || self.dice.happens(0.06) || at >= self.now {
                break;
            }
            at += TimeDelta::milliseconds(self.dice.skewed(38_000.0, 0.6).clamp(4_000.0, 600_000.0) as i64);
        }
        if let Some(asked) = past.handoff {
            self.person(&mut past, asked);
        } else {
            past.closed = start < self.now - TimeDelta::days(3) && self.dice.happens(0.5);
        }
        Ok(past)
    }

    /// One turn of a rehearsed dialogue at another time; when the reply was whole.
    fn turn(&mut self, past: &mut PastConversation, which: usize, number: usize, at: Time) -> Result<Time> {
        let id = past.conversation.id;
        let turn = self.id(TurnId::from_parts, at);
        let (tier, fallback, ms, cost) = self.driven(at);
        let done = (at + TimeDelta::milliseconds(ms)).min(self.now);
        let (asked, replied) = (self.id(MessageId::from_parts, at), self.id(MessageId::from_parts, done));
        let execution = self.id(ExecutionId::from_parts, done);
        let Rehearsed { input, parts, outcome, miss, hands_off, searches } = &self.rehearsals[which].turns[number];
        let mut input = input.clone();
        (input.turn, input.now) = (turn, at);
        let mut outcome = outcome.clone();
        outcome.thread.last_at = Some(at);
        let mind = if tier == Tier::Local { MindKind::Local } else { MindKind::Llm };
        for step in &mut outcome.steps {
            // What the local mind decided stands for what a model would have: only its name and its pace differ.
            if step.kind == agent::StepKind::Mind {
                step.name = mind.as_str().to_owned();
                if mind == MindKind::Llm {
                    step.micros = (ms.max(1) as u64) * 900 / 2;
                }
            }
        }
        if fallback {
            outcome.error = Some(agent::TurnError::Mind(LATE.to_owned()));
            let read = outcome.steps.len().min(1);
            outcome.steps.splice(read..read, gave_up(ms * 9 / 10));
        }
        if cost > 0 {
            let minds = outcome.steps.iter().filter(|step| step.kind == agent::StepKind::Mind).count();
            let asked = if fallback { 1 } else { minds.max(1) };
            outcome.calls =
                (0..asked).map(|_| called(&mut self.dice, tier, fallback, ms, cost, asked as i64)).collect();
            let minds = outcome.steps.iter_mut().filter(|step| step.kind == agent::StepKind::Mind);
            for (step, call) in minds.zip(&outcome.calls) {
                step.result["calls"] = serde_json::json!([call]);
            }
            self.spent.push(Spent { turn, of: (id, execution), at: done, calls: outcome.calls.clone() });
        }
        let cost = ledger::cost(&outcome.calls);
        past.thread = serde_json::to_vec(&outcome.thread).map_err(|error| Error::internal("a thread", error))?;
        let said = Part::Text { text: input.message.clone(), draft: None };
        let customer = PastMessage {
            id: asked,
            author: Author::Customer,
            turn: Some(turn),
            parts: vec![said],
            member: None,
            quick_replies: Vec::new(),
            at,
        };
        let reply = PastMessage {
            id: replied,
            author: Author::Assistant,
            turn: Some(turn),
            parts: parts.clone(),
            member: None,
            quick_replies: outcome.quick_replies.clone(),
            at: done,
        };
        if *hands_off {
            past.handoff = Some(done);
        }
        if let Some((text, shown)) = miss {
            past.misses.push((turn, SearchMiss { text: text.clone(), shown: *shown, at: done }));
        }
        let shown: Vec<ProductId> = parts.iter().flat_map(cards_of).collect();
        past.messages.extend([customer, reply]);
        let (intent, language) = (outcome.intent, outcome.language);
        let error = outcome.error.as_ref().map(ToString::to_string);
        past.executions.push(NewExecution {
            id: execution,
            conversation: id,
            turn,
            intent: Some(intent),
            tier,
            mind: Some(mind),
            language,
            input: serde_json::to_vec(&input).map_err(|error| Error::internal("a turn's input", error))?,
            steps: Recorded { searches: searches.clone(), ..Recorded::new(outcome, None, ms as f64, false) }
                .to_bytes()?,
            error,
            fallback,
            cost_micros: cost,
            ms,
            at: done,
        });
        self.interest(past, turn, &shown, done);
        if self.dice.happens(0.09) {
            let liked = if done.date_naive() == self.bad_day() { 0.45 } else { 0.86 };
            let up = self.dice.happens(liked);
            past.feedback.push((replied, up, done + TimeDelta::seconds(self.dice.between(3, 40))));
        }
        Ok(done)
    }

    /// By what a turn is answered, whether that was meant, in what time, at what cost.
    fn driven(&mut self, at: Time) -> (Tier, bool, i64, i64) {
        let day = at.date_naive();
        let meant = day >= self.model_since() && self.dice.happens(0.8);
        let failing = if day == self.bad_day() { 0.55 } else { 0.012 };
        let local = self.dice.skewed(9.0, 0.55).clamp(2.0, 90.0) as i64;
        if !meant {
            return (Tier::Local, false, local, 0);
        }
        let cost = self.dice.skewed(1_450.0, 0.5) as i64;
        if self.dice.happens(failing) {
            // The time that was waited for the model.
            return (Tier::Local, true, 8_000 + local, cost / 3);
        }
        let tier = if self.dice.happens(0.07) { Tier::Lean } else { Tier::Full };
        let slow = if day == self.bad_day() { 2.4 } else { 1.0 };
        (tier, false, (self.dice.skewed(1_150.0, 0.42) * slow).clamp(350.0, 9_500.0) as i64, cost)
    }

    /// What a shopper does with the products of a reply.
    fn interest(&mut self, past: &mut PastConversation, turn: TurnId, shown: &[ProductId], at: Time) {
        for (position, product) in shown.iter().enumerate() {
            let mut note = |kind, at| {
                let event = NewProductEvent { product: *product, position: position as i64, kind };
                past.events.push((turn, event, at));
            };
            note(ProductEventKind::Shown, at);
            // What stands first is opened more often, and some products are liked more than others.
            let liking = 0.4 + f64::from(product.0.as_bytes()[15]) / 170.0;
            if !self.dice.happens(0.16 * liking / (1.0 + 0.35 * position as f64)) {
                continue;
            }
            let opened = at + TimeDelta::seconds(self.dice.between(4, 90));
            note(ProductEventKind::Opened, opened.min(self.now));
            if self.dice.happens(0.17 * liking) {
                note(ProductEventKind::Added, (opened + TimeDelta::seconds(self.dice.between(5, 120))).min(self.now));
            }
        }
    }

    /// Somebody was asked for: a member answers, except where it is too early for that.
    fn person(&mut self, past: &mut PastConversation, asked: Time) {
        let after = TimeDelta::seconds(self.dice.skewed(540.0, 0.8).clamp(40.0, 20_000.0) as i64);
        let at = asked + after;
        let waits = asked > self.now - TimeDelta::hours(20) && self.dice.happens(0.3);
        if at >= self.now || waits {
            past.wants_person = true;
            return;
        }
        let member = self.script.members[self.dice.among(&vec![1.0; self.script.members.len()])].clone();
        let answer =
            self.script.answers[self.dice.among(&vec![1.0; self.script.answers.len()])].replace("{member}", &member);
        let message = PastMessage {
            id: self.id(MessageId::from_parts, at),
            author: Author::Member,
            turn: None,
            parts: vec![Part::Text { text: answer, draft: None }],
            member: Some(member),
            quick_replies: Vec::new(),
            at,
        };
        past.messages.push(message);
        past.voice = Voice::Human;
        past.closed = at < self.now - TimeDelta::hours(8);
        if past.closed {
            past.voice = Voice::Assistant;
        }
    }
}

/// The steps of a model that did not answer: it was asked for so many milliseconds, and the local mind went on.
fn gave_up(ms: i64) -> [StepRecord; 2] {
    let step = |kind, name: &str, arguments, micros| StepRecord {
        kind,
        name: name.to_owned(),
        arguments,
        result: serde_json::json!({}),
        micros,
        verdicts: Vec::new(),
        error: Some(LATE.to_owned()),
    };
    let waited = ms.unsigned_abs() * 1_000;
    let asked = step(agent::StepKind::Mind, MindKind::Llm.as_str(), serde_json::Value::Null, waited);
    [asked, step(agent::StepKind::Notice, "hand_over", serde_json::json!({ "to": MindKind::Local }), 0)]
}

/// One of `of` calls of a language model that took `ms` and cost `cost` together.
fn called(dice: &mut Dice, tier: Tier, failed: bool, ms: i64, cost: i64, of: i64) -> ModelCall {
    let ms = (ms * 9 / 10 / of).max(1) as u64;
    ModelCall {
        model: "made-up-model".to_owned(),
        tier: if failed { Tier::Full } else { tier },
        prompt_tokens: dice.between(900, 2_600) as u64,
        cached_tokens: 0,
        written_tokens: 0,
        completion_tokens: if failed { 0 } else { dice.between(40, 190) as u64 },
        cost_micros: cost / of,
        estimated: failed,
        ms,
        first_token_ms: (!failed).then_some(ms / 3),
        tries: 1,
        error: failed.then(|| LATE.to_owned()),
    }
}

fn cards_of(part: &Part) -> Vec<ProductId> {
    match part {
        Part::Cards { cards } => cards.iter().map(|card| card.id).collect(),
        Part::Text { .. } | Part::Comparison { .. } => Vec::new(),
    }
}

/// Adds variations of the shop's products until it has `wanted`: a catalogue of the size of a large shop. Vectors are made
/// later, by the job.
pub async fn more_products(cx: &Ctx, wanted: i64) -> Result<i64> {
    let mut originals: Vec<Product> = Vec::new();
    let mut after = None;
    loop {
        let page = cx.store.products_page(after, 500).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        originals.extend(page);
    }
    let missing = wanted - originals.len() as i64;
    originals.retain(|product| !product.handle.contains("-no-"));
    if originals.is_empty() || missing <= 0 {
        return Ok(0);
    }
    const LINES: [&str; 12] = [
        "Atelier",
        "Harbour",
        "Meadow",
        "Studio",
        "Willow",
        "Cedar",
        "Summit",
        "Riverside",
        "Juniper",
        "Linden",
        "Marlow",
        "Fenwick",
    ];
    let (mut dice, now) = (Dice::new(7), cx.now());
    let numbers: Vec<i64> = (0..missing).collect();
    for some in numbers.chunks(250) {
        let mut products = Vec::with_capacity(some.len());
        for number in some {
            let original = &originals[*number as usize % originals.len()];
            let line = LINES[dice.between(0, LINES.len() as i64) as usize];
            let factor = 0.7 + 0.6 * dice.share();
            let mut product = original.clone();
            product.id = ProductId::from_parts(now.timestamp_millis().max(0) as u64, dice.bytes());
            product.handle = format!("{}-no-{number}", original.handle);
            product.name = format!("{line} {} No. {number}", original.name);
            for (position, variant) in product.variants.iter_mut().enumerate() {
                variant.id = VariantId::from_parts(now.timestamp_millis().max(0) as u64, dice.bytes());
                variant.sku = Some(format!("MORE-{number}-{position}"));
                variant.barcode = None;
                variant.price = ((variant.price as f64 * factor) as i64).max(1);
                variant.compare_at = None;
                variant.stock.quantity = Some(dice.between(0, 40));
            }
            (product.created_at, product.updated_at) = (now, now);
            products.push(product);
        }
        let tx = cx.store.begin().await?;
        tx.product_upsert_many(&products).await?;
        tx.commit_soft().await?;
    }
    let tx = cx.store.begin().await?;
    tx.catalogue_bump(1).await?;
    catalogue::want_vectors(cx, &tx).await?;
    tx.commit().await?;
    Ok(missing)
}
