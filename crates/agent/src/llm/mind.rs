//! One turn of a language model: asks, lets it call tools, lets it speak; keeps to budget, breaker and deadlines.

use std::{
    sync::{
        Arc, Mutex as Lock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use async_trait::async_trait;
use chrono::TimeDelta;
use tokio::sync::Mutex;
use types::{Intent, Language, MindKind, Tier, Time, settings::TokenPrices};

use super::{
    breaker::Breaker,
    line::{LONGEST_WAIT, Line, Trouble},
    listen::{Cards, Heard, Stop, Until, found, listen},
    models::{self, Tokens},
    prompt,
    provider::{MaxTokens, Profile},
    tools,
    wire::{Call, Message, Request, StreamOptions, Tool},
};
use crate::{
    LocalMind, Mind, MindError, ModelCall, Mouth, Standing, Step, ToolCall, ToolResult, Turn,
    local::{self, Act, Saying},
};

/// How often a model may call tools before it must speak.
const ROUNDS: u32 = 4;
/// Calls of one answer that are served.
const MOST_CALLS: usize = 3;
/// Unusable calls in one turn before the answer counts as bad.
const MOST_BAD: u32 = 3;
/// Tokens of one answer.
const MOST_TOKENS: u32 = 700;
/// Where a model thinks before it speaks, its thoughts count too.
const MOST_TOKENS_THINKING: u32 = 3_000;

/// A language model for one turn: made afresh for each, cheap. Line and breaker are kept by whoever makes it.
pub struct LlmMind {
    line: Line,
    breaker: Arc<Breaker>,
    allowance: Option<i64>,
    begun: Instant,
    lean: AtomicBool,
    /// The message needed no model.
    local: AtomicBool,
    talk: Mutex<Talk>,
    calls: Lock<Vec<ModelCall>>,
    spent: Lock<i64>,
}

/// What was said between us and the model.
#[derive(Default)]
struct Talk {
    messages: Vec<Message>,
    /// Calls that were handed to the tools, in order, by id.
    waiting: Vec<String>,
    /// Results of the turn that the model has been told.
    told: usize,
    rounds: u32,
    bad: u32,
    cards: Cards,
}

impl LlmMind {
    /// `breaker`: the one of this shop and provider. `allowance`: micro-dollars that this turn may cost, `None` without a
    /// bound; a call that would exceed it is not made.
    pub fn new(line: Line, breaker: Arc<Breaker>, allowance: Option<i64>) -> LlmMind {
        LlmMind {
            lean: AtomicBool::new(!line.provider().profile.tools),
            local: AtomicBool::new(false),
            line,
            breaker,
            allowance,
            begun: Instant::now(),
            talk: Mutex::default(),
            calls: Lock::default(),
            spent: Lock::default(),
        }
    }

    /// Tools and conversation.
    async fn full(&self, turn: &Turn<'_>, mouth: &mut Mouth<'_>, talk: &mut Talk) -> Result<Step, MindError> {
        if talk.messages.is_empty() {
            talk.messages = prompt::full(turn);
            talk.told = turn.results().len();
        }
        talk.tell(turn);
        loop {
            let may_call = talk.rounds < ROUNDS;
            let request = self.request(&talk.messages, may_call.then_some("auto").or(Some("none")));
            // Words before the first call are a promise ("let me look"), not an answer. Where the model has something to
            // speak of, one sentence may be such a promise; a second one says that it is answering.
            let knows = turn.results().iter().any(|(_, result)| !result.cards().is_empty());
            let hold = match (may_call, knows, talk.rounds) {
                (true, false, _) => usize::MAX,
                (true, true, 0) => 1,
                _ => 0,
            };
            let heard = self.call(&request, Tier::Full, hold, turn, mouth, &mut talk.cards).await?;
            if heard.calls.is_empty() {
                return self.close(turn, mouth, &talk.cards);
            }
            if !may_call {
                return Err(MindError::Bad("it calls tools and never answers".to_owned()));
            }
            talk.rounds += 1;
            let calls = talk.note(heard, turn);
            // What it wanted shown beside a call was shown, or is asked for again.
            if !calls.is_empty() {
                talk.cards = Cards::default();
            }
            if talk.bad > MOST_BAD {
                return Err(MindError::Bad("its calls cannot be read".to_owned()));
            }
            if !calls.is_empty() {
                return Ok(Step::Call(calls));
            }
            // Asked again it would say it again.
            if mouth.spoken_since_call() {
                return self.close(turn, mouth, &talk.cards);
            }
        }
    }

    /// No tools: what was looked up ahead stands in for them.
    async fn lean(&self, turn: &Turn<'_>, mouth: &mut Mouth<'_>, talk: &mut Talk) -> Result<Step, MindError> {
        if let Act::HandOff { why } = turn.reading().act
            && turn.results().iter().all(|(call, _)| !matches!(call, ToolCall::HandOff(_)))
        {
            return Ok(Step::HandOff(why));
        }
        talk.cards = Cards::default();
        let messages = prompt::lean(turn);
        let request = self.request(&messages, None);
        let heard = self.call(&request, Tier::Lean, 0, turn, mouth, &mut talk.cards).await?;
        if heard.calls.is_empty() {
            self.close(turn, mouth, &talk.cards)
        } else {
            Err(MindError::Bad("it called a tool that it was not given".to_owned()))
        }
    }

    fn request<'a>(&'a self, messages: &'a [Message], tools: Option<&'static str>) -> Request<'a> {
        let provider = self.line.provider();
        let profile = &provider.profile;
        let most = most_tokens(profile);
        Request {
            model: &provider.model,
            messages,
            tools: match tools {
                Some(_) => tools::specs().iter().map(|spec| Tool::new(spec, profile.strict)).collect(),
                None => Vec::new(),
            },
            tool_choice: tools,
            parallel_tool_calls: (profile.parallel && tools.is_some()).then_some(false),
            max_completion_tokens: (profile.max_tokens == MaxTokens::MaxCompletionTokens).then_some(most),
            max_tokens: (profile.max_tokens == MaxTokens::MaxTokens).then_some(most),
            reasoning_effort: profile.reasoning_effort.as_deref(),
            prompt_cache_key: profile.prompt_cache_key.then(|| cache_key(messages)),
            stream: true,
            stream_options: profile.stream_usage.then_some(StreamOptions { include_usage: true }),
        }
    }

    /// One call, recorded whatever becomes of it.
    async fn call(
        &self,
        request: &Request<'_>,
        tier: Tier,
        hold: usize,
        turn: &Turn<'_>,
        mouth: &mut Mouth<'_>,
        cards: &mut Cards,
    ) -> Result<Heard, MindError> {
        let provider = self.line.provider();
        let prices = provider.prices.unwrap_or_default();
        let sent = serde_json::to_string(request).map_or(0, |text| text.len());
        self.afford(&prices, sent)?;
        if !self.breaker.allows(self.now(turn)) {
            return Err(MindError::Unavailable("the provider failed before and rests".to_owned()));
        }
        let begun = Instant::now();
        let deadlines = provider.deadlines;
        let end = self.begun + deadlines.total;
        let until = Until { begun, first: (begun + deadlines.first_token).min(end), idle: deadlines.idle, end };
        let mut heard = Heard::default();
        let (tries, opened) = self.line.ask(request, turn.input().seed, until.first).await;
        let ended = match opened {
            Ok(mut answer) => listen(&mut answer, until, hold, turn, mouth, cards, &mut heard).await,
            Err(trouble) => Err(Stop::Trouble(trouble)),
        };
        self.report(turn, &ended);
        let guessed = || Tokens {
            prompt: (sent as u64).div_ceil(4),
            completion: (heard.text.len() as u64).div_ceil(4).min(most_tokens(&provider.profile).into()),
            ..Tokens::default()
        };
        // What was refused costs nothing; what broke off has been thought about.
        let (tokens, estimated) = match heard.usage {
            Some(tokens) => (tokens, false),
            None if heard.first.is_some() => (guessed(), true),
            None => (Tokens::default(), false),
        };
        let cost_micros = models::cost(&prices, tokens);
        *self.spent.lock().unwrap_or_else(PoisonError::into_inner) += cost_micros;
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(ModelCall {
            model: provider.model.clone(),
            tier,
            prompt_tokens: tokens.prompt,
            cached_tokens: tokens.cached,
            written_tokens: tokens.written,
            completion_tokens: tokens.completion,
            cost_micros,
            estimated,
            ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            first_token_ms: heard.first.map(|first| u64::try_from(first.as_millis()).unwrap_or(u64::MAX)),
            tries,
            error: match &ended {
                Ok(()) => None,
                Err(Stop::Trouble(trouble)) => Some(trouble.to_string()),
                Err(Stop::Mouth(error)) => Some(error.to_string()),
            },
        });
        match ended {
            Ok(()) => Ok(heard),
            // It said more than fits: what was said is the answer.
            Err(Stop::Mouth(MindError::Limit(_))) if mouth.spoken_since_call() => {
                Ok(Heard { calls: Vec::new(), ..heard })
            }
            Err(Stop::Mouth(error)) => Err(error),
            Err(Stop::Trouble(trouble)) => Err(failed(&trouble)),
        }
    }

    fn afford(&self, prices: &TokenPrices, sent: usize) -> Result<(), MindError> {
        let spent = *self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        // The worst case: every byte a token, and the longest answer.
        let words = most_tokens(&self.line.provider().profile);
        let next = models::most(prices, sent as u64, u64::from(words));
        match self.allowance {
            Some(allowance) if spent.saturating_add(next.max(1)) > allowance => {
                Err(MindError::Unavailable("the budget is spent".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Tells the breaker how it went.
    fn report(&self, turn: &Turn<'_>, ended: &Result<(), Stop>) {
        let now = self.now(turn);
        match ended {
            Ok(()) | Err(Stop::Mouth(MindError::Limit(_))) => self.breaker.succeeded(),
            Err(Stop::Mouth(_)) => self.breaker.unused(),
            Err(Stop::Trouble(trouble)) => match trouble {
                Trouble::Slow(_) | Trouble::Unreachable(_) | Trouble::Down(_) | Trouble::BrokeOff => {
                    self.breaker.failed(now);
                }
                Trouble::Busy(Some(wait)) if *wait > LONGEST_WAIT => {
                    self.breaker.trip(now, TimeDelta::from_std(*wait).ok());
                }
                Trouble::Busy(_) => self.breaker.failed(now),
                Trouble::Quota(_) | Trouble::Key(_) | Trouble::NotFound(_) => self.breaker.trip(now, None),
                Trouble::TooLong | Trouble::Request(_) => self.breaker.succeeded(),
                Trouble::Garbage(_) => self.breaker.unused(),
            },
        }
    }

    fn now(&self, turn: &Turn<'_>) -> Time {
        turn.input().now + TimeDelta::from_std(self.begun.elapsed()).unwrap_or_default()
    }

    /// The model has spoken: what is spoken of, looked for and may be said next.
    fn close(&self, turn: &Turn<'_>, mouth: &mut Mouth<'_>, cards: &Cards) -> Result<Step, MindError> {
        if !mouth.spoken_since_call() {
            return Err(MindError::Bad("it said nothing that may be said".to_owned()));
        }
        let search = turn.results().iter().rev().find_map(|(call, result)| match (call, result) {
            (ToolCall::SearchProducts(search), ToolResult::Found(_)) => Some(search),
            _ => None,
        });
        if let Some(search) = search {
            let (text, filters) = (search.text.clone(), search.filters.clone());
            mouth.settle(Standing { filters, text, order: search.order });
        }
        match (mouth.listed(), cards.one(), mouth.spoken_of()) {
            (Some([one]), ..) => mouth.focus(vec![*one]),
            (Some(list), Some(one), _) if list.contains(&one) => mouth.focus(vec![one]),
            (Some(_), ..) => mouth.focus(Vec::new()),
            (None, _, [one]) => mouth.choose(vec![*one]),
            (None, ..) => {}
        }
        let replies = local::offers(turn);
        if found(turn).is_some() || turn.reading().intent == Intent::Greeting {
            mouth.offer(replies);
        }
        Ok(Step::Done)
    }
}

#[async_trait]
impl Mind for LlmMind {
    fn kind(&self) -> MindKind {
        if self.local.load(Ordering::Relaxed) { MindKind::Local } else { MindKind::Llm }
    }

    fn tier(&self) -> Tier {
        match (self.local.load(Ordering::Relaxed), self.lean.load(Ordering::Relaxed)) {
            (true, _) => Tier::Local,
            (false, true) => Tier::Lean,
            (false, false) => Tier::Full,
        }
    }

    async fn next(&self, turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError> {
        let mut talk = self.talk.lock().await;
        if let Act::Say { what: Saying::Address | Saying::Empty | Saying::Injection } = turn.reading().act {
            // There is one answer to these, and it needs no model.
            self.local.store(true, Ordering::Relaxed);
            return LocalMind.next(turn, mouth).await;
        }
        let handed_off = matches!(turn.results().last(), Some((_, ToolResult::HandedOff)));
        if handed_off && turn.reading().language != Language::Other {
            // What is said when a person is called is always the same, and the next message is read by it.
            return local::handed_off(turn, mouth).await;
        }
        let step = if self.lean.load(Ordering::Relaxed) {
            self.lean(turn, mouth, &mut talk).await
        } else {
            self.full(turn, mouth, &mut talk).await
        };
        if let Err(MindError::Bad(why)) = &step
            && let Some(call) = self.calls.lock().unwrap_or_else(PoisonError::into_inner).last_mut()
        {
            call.error.get_or_insert_with(|| why.clone());
        }
        step
    }

    fn takes_its_time(&self) -> bool {
        true
    }

    fn leaner(&self) -> bool {
        !self.lean.swap(true, Ordering::Relaxed)
    }

    fn calls(&self) -> Vec<ModelCall> {
        std::mem::take(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Talk {
    /// Tells the model what its calls came to.
    fn tell(&mut self, turn: &Turn<'_>) {
        let results = turn.results().iter().skip(self.told);
        for (id, (call, result)) in self.waiting.drain(..).zip(results) {
            let content = prompt::answer(turn, call, result, 6_000);
            self.messages.push(Message::Tool { content, tool_call_id: id });
        }
        self.told = turn.results().len();
    }

    /// Notes what the model called; calls that cannot be served are answered at once.
    fn note(&mut self, heard: Heard, turn: &Turn<'_>) -> Vec<ToolCall> {
        let mut good: Vec<(String, ToolCall)> = Vec::new();
        let mut bad: Vec<(String, String)> = Vec::new();
        let mut calls: Vec<Call> = heard.calls;
        calls.truncate(3 * MOST_CALLS);
        for call in &calls {
            match tools::read(call, turn) {
                Ok(_) if good.len() == MOST_CALLS => bad.push((call.id.clone(), "too many calls at once".to_owned())),
                Ok(read) => good.push((call.id.clone(), read)),
                Err(why) => {
                    self.bad += 1;
                    bad.push((call.id.clone(), why));
                }
            }
        }
        // Arguments that are not JSON would be refused when they are sent back.
        for call in &mut calls {
            if serde_json::from_str::<serde_json::Value>(&call.function.arguments).is_err() {
                call.function.arguments = "{}".to_owned();
            }
        }
        self.messages.push(Message::Assistant { content: heard.text, tool_calls: calls });
        for (id, why) in bad {
            let content = serde_json::json!({ "error": why }).to_string();
            self.messages.push(Message::Tool { content, tool_call_id: id });
        }
        let (ids, read) = good.into_iter().unzip();
        self.waiting = ids;
        read
    }
}

fn failed(trouble: &Trouble) -> MindError {
    match trouble {
        Trouble::TooLong | Trouble::Request(_) | Trouble::Garbage(_) => MindError::Bad(trouble.to_string()),
        _ => MindError::Unavailable(trouble.to_string()),
    }
}

fn most_tokens(profile: &Profile) -> u32 {
    match profile.reasoning_effort.as_deref() {
        None | Some("none") => MOST_TOKENS,
        Some(_) => MOST_TOKENS_THINKING,
    }
}

/// Requests with the same rules go where those are cached (FNV-1a).
fn cache_key(messages: &[Message]) -> String {
    let rules = match messages.first() {
        Some(Message::System { content }) => content.as_str(),
        _ => "",
    };
    let hash = rules
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("vitrine-{hash:016x}")
}
