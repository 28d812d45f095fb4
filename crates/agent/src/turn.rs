//! One turn as a state machine without I/O: it says what to do next, and is told what came of it.
//!
//! It keeps the limits and the record; [`crate::run`] does the doing. Every path ends: each action costs something
//! that runs out.

use std::collections::VecDeque;

use serde_json::{Value, json};
use types::{Author, MindKind, ProductCard, Relaxed, Tier};

use crate::{
    Facts, MindError, ModelCall, Outcome, Said, Step, StepKind, StepRecord, Thread, ToolCall, ToolError, ToolResult,
    TurnError, TurnInput, Why,
    local::{self, Reading},
    thread::Pending,
};

/// What is to be done next.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one lives at a time")]
pub enum Action {
    /// Ask the mind for its next step.
    Think,
    /// Call a tool.
    Call(ToolCall),
    End,
}

pub struct Turn<'a> {
    input: &'a TurnInput,
    reading: Reading,
    thread: Thread,
    facts: Facts,
    results: Vec<(ToolCall, ToolResult)>,
    queue: VecDeque<ToolCall>,
    steps: Vec<StepRecord>,
    model_calls: Vec<ModelCall>,
    /// Results from before the mind that thinks now took over.
    inherited: usize,
    thoughts: u32,
    calls: u32,
    ended: bool,
    handoff: Option<Why>,
    relaxed: Vec<Relaxed>,
    error: Option<TurnError>,
}

impl<'a> Turn<'a> {
    pub fn new(input: &'a TurnInput) -> Turn<'a> {
        let mut thread = input.thread.clone();
        thread.enter_page(input.shop.currency);
        let reading = local::read(input, &thread);
        thread.note(Author::Customer, &input.message);
        let mut facts = Facts::new(input, reading.language);
        let filters = &reading.standing.filters;
        for bound in [filters.price_min, filters.price_max].into_iter().flatten() {
            facts.allow_bound(bound);
        }
        Turn {
            input,
            reading,
            thread,
            facts,
            results: Vec::new(),
            queue: VecDeque::new(),
            steps: Vec::new(),
            model_calls: Vec::new(),
            inherited: 0,
            thoughts: 0,
            calls: 0,
            ended: false,
            handoff: None,
            relaxed: Vec::new(),
            error: None,
        }
    }

    pub fn input(&self) -> &TurnInput {
        self.input
    }

    /// What the message was read as: intents, references, what is being looked for.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// As of now: products that tools returned in this turn have their handles.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What was asked and answered so far, in order.
    pub fn results(&self) -> &[(ToolCall, ToolResult)] {
        &self.results
    }

    /// Those that the mind which thinks now has asked for itself.
    pub(crate) fn own_results(&self) -> &[(ToolCall, ToolResult)] {
        &self.results[self.inherited..]
    }

    pub fn called(&self) -> bool {
        self.calls > 0
    }

    /// The next thing to do. Asking again without reporting back does not spend anything.
    pub fn action(&mut self) -> Action {
        if self.ended {
            return Action::End;
        }
        if let Some(call) = self.queue.front() {
            if self.calls < self.input.limits.tool_calls {
                return Action::Call(call.clone());
            }
            self.queue.clear();
            self.fail(TurnError::Limit("tool_calls".into()));
            return Action::End;
        }
        if self.thoughts >= self.input.limits.steps {
            self.fail(TurnError::Limit("steps".into()));
            return Action::End;
        }
        Action::Think
    }

    /// The mind answered.
    pub fn thought(&mut self, mind: MindKind, step: Result<Step, MindError>, said: &mut Said, micros: u64) {
        self.thoughts += 1;
        let (arguments, error) = match &step {
            Ok(Step::Call(calls)) => (json!({ "call": calls }), None),
            Ok(Step::Done) => (json!("done"), None),
            Ok(Step::HandOff(why)) => (json!({ "hand_off": why }), None),
            Err(error) => (Value::Null, Some(error.to_string())),
        };
        self.steps.push(StepRecord {
            kind: StepKind::Mind,
            name: mind.as_str().to_owned(),
            arguments,
            result: json!({ "pieces": said.pieces, "characters": said.characters }),
            micros,
            verdicts: std::mem::take(&mut said.verdicts),
            error,
        });
        match step {
            Ok(Step::Call(calls)) => self.queue.extend(calls),
            Ok(Step::Done) => self.ended = true,
            Ok(Step::HandOff(why)) => {
                self.queue.push_back(ToolCall::HandOff(crate::HandOff { why }));
            }
            Err(MindError::Interrupted) => self.fail(TurnError::Interrupted),
            Err(MindError::Limit(limit)) => self.fail(TurnError::Limit(limit.to_owned())),
            Err(error) => self.fail(TurnError::Mind(error.to_string())),
        }
    }

    /// Nobody listens any more.
    pub(crate) fn interrupted(&mut self) {
        self.fail(TurnError::Interrupted);
    }

    /// To be called before a mind is asked that takes its time.
    pub fn look_ahead(&mut self, calls: Vec<ToolCall>) {
        self.steps.push(StepRecord {
            kind: StepKind::Notice,
            name: "look_ahead".into(),
            arguments: json!({ "call": calls }),
            result: Value::Null,
            micros: 0,
            verdicts: Vec::new(),
            error: None,
        });
        self.queue.extend(calls);
    }

    /// The tool answered.
    pub fn answered(&mut self, result: ToolResult, micros: u64) {
        let Some(call) = self.queue.pop_front() else { return };
        self.calls += 1;
        let kinds = match &call {
            ToolCall::SearchProducts(search) => local::kinds_of(search),
            _ => Vec::new(),
        };
        self.facts.absorb(&result, &mut self.thread, &kinds);
        let (summary, error) = match &result {
            ToolResult::Found(found) => {
                self.relaxed.clone_from(&found.relaxed);
                let ids: Vec<String> = found.cards.iter().map(|card| card.id.to_string()).collect();
                (json!({ "total": found.total, "products": ids, "relaxed": found.relaxed, "mode": found.mode }), None)
            }
            ToolResult::Details(details) => {
                (json!({ "product": details.card.id, "variants": details.card.variants.len() }), None)
            }
            ToolResult::Compared(comparison) => (json!({ "rows": comparison.rows.len() }), None),
            ToolResult::Remembered => (json!("remembered"), None),
            ToolResult::HandedOff => (json!("handed_off"), None),
            ToolResult::Failed(error) => (json!({ "kind": error.kind }), Some(error.to_string())),
        };
        match (&call, &result) {
            (ToolCall::HandOff(hand_off), ToolResult::HandedOff) => self.handoff = Some(hand_off.why),
            (ToolCall::RememberPreference(wish), ToolResult::Remembered) => {
                self.thread.preferences.retain(|known| known.name != wish.name);
                let (name, value) = (wish.name.clone(), wish.value.clone());
                self.thread.preferences.push(crate::thread::Preference { name, value });
            }
            _ => {}
        }
        self.steps.push(StepRecord {
            kind: StepKind::Tool,
            name: call.name().to_owned(),
            arguments: serde_json::to_value(&call).unwrap_or(Value::Null),
            result: summary,
            micros,
            verdicts: Vec::new(),
            error,
        });
        self.results.push((call, result));
    }

    /// What the last thought cost, put beside it.
    pub fn spent(&mut self, calls: Vec<ModelCall>) {
        if let Some(step) = self.steps.last_mut().filter(|_| !calls.is_empty()) {
            step.result["calls"] = json!(calls);
        }
        self.model_calls.extend(calls);
    }

    /// A tool that never came back, or a call nobody can serve.
    pub fn unanswered(&mut self, why: &str) {
        self.answered(ToolResult::Failed(ToolError { kind: "unavailable".into(), text: why.to_owned() }), 0);
    }

    /// How long reading the message took, as the first record.
    pub fn read_in(&mut self, micros: u64) {
        let reading = serde_json::to_value(&self.reading).unwrap_or(Value::Null);
        self.steps.insert(
            0,
            StepRecord {
                kind: StepKind::Read,
                name: "read".into(),
                arguments: Value::Null,
                result: reading,
                micros,
                verdicts: Vec::new(),
                error: None,
            },
        );
    }

    /// Another mind goes on from here with a fresh budget of thoughts; what was found stays.
    pub fn hand_over(&mut self, to: MindKind) {
        self.steps.push(StepRecord {
            kind: StepKind::Notice,
            name: "hand_over".into(),
            arguments: json!({ "to": to }),
            result: json!({ "after": self.error }),
            micros: 0,
            verdicts: Vec::new(),
            error: self.error.as_ref().map(TurnError::to_string),
        });
        self.queue.clear();
        self.inherited = self.results.len();
        self.thoughts = 0;
        self.ended = false;
    }

    pub fn error(&self) -> Option<&TurnError> {
        self.error.as_ref()
    }

    fn fail(&mut self, error: TurnError) {
        self.ended = true;
        // What came first is why the turn went wrong, but an interruption is the end of it.
        if self.error.is_none() || error == TurnError::Interrupted {
            self.error = Some(error);
        }
    }

    /// Closes the turn.
    pub fn finish(mut self, said: Said, mind: MindKind, tier: Tier) -> Outcome {
        let products: Vec<ProductCard> = said
            .spoken
            .iter()
            .filter_map(|handle| self.facts.card(*handle).cloned())
            .take(self.input.limits.products as usize)
            .collect();
        let thread = &mut self.thread;
        if let Some(standing) = said.standing {
            self.reading.standing = standing;
        }
        thread.standing = self.reading.standing.clone();
        thread.language = Some(self.reading.language);
        if let Some(list) = said.list {
            thread.last_list = list;
        }
        if let Some((focus, chosen)) = said.focus {
            thread.focus = focus;
            thread.chosen = chosen;
        }
        thread.last_intent = Some(self.reading.intent);
        let asked: Option<Pending> = said.pending;
        thread.asked = asked.is_some();
        thread.pending = asked;
        thread.turns = thread.turns.saturating_add(1);
        thread.last_at = Some(self.input.now);
        let mut outcome = Outcome {
            intent: self.reading.intent,
            intents: self.reading.intents.clone(),
            confidence: self.reading.confidence,
            language: self.reading.language,
            filters: self.reading.standing.filters.clone(),
            products,
            parts: said.parts,
            quick_replies: said.quick_replies,
            handoff: self.handoff,
            tier,
            mind,
            relaxed: self.relaxed,
            steps: self.steps,
            calls: self.model_calls,
            error: self.error,
            thread: self.thread,
        };
        let text = outcome.text();
        outcome.thread.note(Author::Assistant, &text);
        outcome
    }
}
