//! How the assistant came to what it said: executions listed, and one opened and told in plain words.
//!
//! A list unseals only how each question begins; what was said and thought is unsealed for the one execution that is
//! opened. It is told here, and not on the page, so that the browser's half stays small and the telling is tested as a
//! value.

mod steps;
pub(crate) mod wording;

use agent::{ModelCall, TurnInput, Verdict};
use serde::Deserialize;
use types::{
    Author, ExecutionId, Part, Right, TurnId, WhyLocal,
    inspect::{ExecutionFilter, ExecutionRow, Executions, Inspected, Inspection, Saying, StepSort, Stretch, Trouble},
};

use crate::{
    Ctx, Error, Result,
    converse::{ended::How, recorded::Recorded},
};

/// Executions of the shop, newest first. `page` from 1.
pub async fn list(cx: &Ctx, filter: &ExecutionFilter, page: u64) -> Result<Executions> {
    cx.may(Right::View)?;
    let page = page.clamp(1, Executions::COUNTED / Executions::PAGE);
    let skipped = (page - 1) * Executions::PAGE;
    let mut rows = cx.store.executions(filter, skipped, Executions::PAGE).await?;
    for row in &mut rows {
        row.error = row.error.as_deref().map(wording::failure);
    }
    // A page that is not full is the last one, and has counted already.
    let last = (rows.len() as u64) < Executions::PAGE && (page == 1 || !rows.is_empty());
    let total = match last {
        true => skipped + rows.len() as u64,
        false => cx.store.execution_count(filter, Executions::COUNTED).await?,
    };
    Ok(Executions { rows, total, page })
}

/// One execution, opened.
pub async fn open(cx: &Ctx, id: ExecutionId) -> Result<Inspection> {
    cx.may(Right::View)?;
    let execution = cx.store.execution(id).await?.ok_or_else(Error::not_found)?;
    told(cx, execution).await
}

/// What there is to see of a turn; not found when the shop knows no such turn.
pub async fn of_turn(cx: &Ctx, turn: TurnId) -> Result<Inspected> {
    cx.may(Right::View)?;
    if let Some(execution) = cx.store.execution_by_turn(turn).await? {
        return Ok(Inspected::Recorded(Box::new(told(cx, execution).await?)));
    }
    let authors = cx.store.turn_authors(turn).await?;
    let Some((conversation, _)) = authors.first() else { return Err(Error::not_found()) };
    let conversation = cx.store.conversation(*conversation).await?.ok_or_else(Error::not_found)?;
    let answered = authors.iter().any(|(_, author)| *author == Author::Assistant);
    Ok(match conversation.voice {
        types::Voice::Human if !answered => Inspected::Silent,
        _ => Inspected::Running,
    })
}

/// What a turn was given, as far as it was written down: one that was given up holds its message only.
#[derive(Deserialize)]
struct Message {
    message: String,
}

async fn told(cx: &Ctx, execution: store::Execution) -> Result<Inspection> {
    let recorded = Recorded::from_bytes(&execution.steps)?;
    let input: Option<TurnInput> = serde_json::from_slice(&execution.input).ok();
    let message = match &input {
        Some(input) => input.message.clone(),
        None => serde_json::from_slice::<Message>(&execution.input).map(|given| given.message).unwrap_or_default(),
    };
    let reply = cx.store.message_by_turn(execution.conversation, execution.turn, Author::Assistant).await?;
    let parts = reply.map(|reply| reply.parts).unwrap_or_default();
    let steps = steps::told(cx, &recorded, input.as_ref(), parts.len());
    let calls = &recorded.calls;
    Ok(Inspection {
        confidence: (recorded.ended.is_none()).then_some(recorded.confidence),
        tokens: (!calls.is_empty()).then(|| sum(calls)),
        trouble: trouble(&recorded),
        waterfall: waterfall(&recorded),
        said: said(&parts),
        steps,
        row: ExecutionRow {
            id: execution.id,
            conversation: execution.conversation,
            turn: execution.turn,
            asked: message,
            intent: execution.intent,
            tier: execution.tier,
            mind: execution.mind,
            language: execution.language,
            error: execution.error,
            cost_micros: execution.cost_micros,
            ms: execution.ms,
            at: execution.at,
        },
    })
}

fn sum(calls: &[ModelCall]) -> (u64, u64) {
    calls.iter().fold((0, 0), |sum, call| (sum.0 + call.prompt_tokens, sum.1 + call.completion_tokens))
}

fn said(parts: &[Part]) -> Vec<Saying> {
    let one = |part: &Part| match part {
        Part::Text { text, draft } => Saying { text: text.clone(), draft: draft.clone().filter(|draft| draft != text) },
        Part::Cards { cards } => {
            let names: Vec<&str> = cards.iter().map(|card| card.name.as_str()).collect();
            Saying { text: format!("Shown: {}", names.join(" · ")), draft: None }
        }
        Part::Comparison { comparison } => {
            let names: Vec<&str> = comparison.products.iter().map(|card| card.name.as_str()).collect();
            Saying { text: format!("Compared: {}", names.join(" · ")), draft: None }
        }
    };
    parts.iter().map(one).collect()
}

/// What went wrong, why, and what was done about it.
fn trouble(recorded: &Recorded) -> Vec<Trouble> {
    let mut out = Vec::new();
    let mut note = |what: &str, cause: &str, done: &str| {
        out.push(Trouble { what: what.to_owned(), cause: cause.to_owned(), done: done.to_owned() });
    };
    if let Some(why) = recorded.why.filter(|why| !matches!(why, WhyLocal::Chosen | WhyLocal::NotSet)) {
        note("The language model was not asked", crate::minds::in_words(why), "The built-in mind answered.");
    }
    if let Some(ended) = &recorded.ended {
        match ended.how {
            How::CutOff => {
                note("The turn was cut off", &ended.cause, "What had been said stands; nothing was said twice.")
            }
            How::GaveUp => note(
                "The turn was given up",
                &ended.cause,
                "It was tried four times. Then the shopper was told that it did not work, and a person was asked for.",
            ),
        }
    }
    let handed = recorded.steps.iter().rfind(|step| step.name == "hand_over");
    let failed = recorded.steps.iter().rfind(|step| step.kind == agent::StepKind::Mind && step.error.is_some());
    let by_model = recorded.steps.iter().any(|step| step.kind == agent::StepKind::Mind && step.name == "llm");
    let going_on = match handed.map(|step| step.arguments["to"] == "llm") {
        Some(true) => "It was asked once more in short, and answered.",
        Some(false) => "The built-in mind answered at once, with what had been found.",
        None if failed.is_some_and(|step| step.name == "llm") => "What it had said by then stands as the answer.",
        None => "One plain sentence was said, with a way to a person.",
    };
    match &recorded.failure {
        Some(agent::TurnError::Interrupted) => note(
            "Interrupted",
            "A person took the floor while this was thought out.",
            "What was not shown yet was never said.",
        ),
        Some(agent::TurnError::Limit(limit)) => {
            let cause = format!("A turn may not use more {} than its limit: every turn ends.", limit.replace('_', " "));
            note(
                "A limit was reached",
                &cause,
                if handed.is_some() { going_on } else { "The reply ended with what had been said." },
            );
        }
        Some(agent::TurnError::Mind(detail)) => {
            let what = if by_model { "The language model failed" } else { "The built-in mind failed" };
            note(what, &wording::failure(detail), going_on);
        }
        Some(agent::TurnError::Tool(detail)) => note("A tool failed", detail, "The turn went on without it."),
        None => {}
    }
    if recorded.interrupted && recorded.failure.is_none() {
        note(
            "Nobody heard it",
            "A person took the floor before the reply was shown.",
            "The reply was thought out and never said.",
        );
    }
    for step in recorded.steps.iter().filter(|step| step.kind == agent::StepKind::Tool) {
        if let Some(error) = &step.error {
            note(&format!("{} failed", wording::tool(&step.name)), error, "The turn went on without it.");
        }
    }
    out
}

/// The turn's time, stretch after stretch; what is left over at the end went into storing.
fn waterfall(recorded: &Recorded) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let mut from = 0;
    let mut searches = recorded.searches.iter();
    for step in &recorded.steps {
        let (name, sort) = match step.kind {
            agent::StepKind::Read => ("Reading", StepSort::Understood),
            agent::StepKind::Mind if step.name == "llm" => ("Language model", StepSort::Model),
            agent::StepKind::Mind => ("Built-in mind", StepSort::Mind),
            agent::StepKind::Tool if step.name == "search_products" => ("Search", StepSort::Search),
            agent::StepKind::Tool => (wording::tool(&step.name), StepSort::Tool),
            agent::StepKind::Notice => continue,
        };
        let mut put = |name: &str, sort, micros| {
            out.push(Stretch { name: name.to_owned(), sort, from_micros: from, micros });
            from += micros;
        };
        let search = if sort == StepSort::Search { searches.next() } else { None };
        match search {
            // Reading the meaning takes longer than searching for it: they are told apart.
            Some(search) if search.embed_micros + search.search_micros <= step.micros => {
                put("Meaning", StepSort::Understood, search.embed_micros);
                put(name, sort, step.micros - search.embed_micros);
            }
            _ => put(name, sort, step.micros),
        }
    }
    let whole = (recorded.ms * 1_000.0) as u64;
    if let Some(rest) = whole.checked_sub(from).filter(|_| recorded.ended.is_none()) {
        out.push(Stretch { name: "Storing".to_owned(), sort: StepSort::Kept, from_micros: from, micros: rest });
    }
    out
}

/// Why the guard held a sentence back, in words.
fn reason(verdict: &Verdict) -> String {
    use agent::Finding as F;
    let words = &verdict.words;
    let quoted = if words.is_empty() { String::new() } else { format!(": “{words}”") };
    let why = match verdict.finding {
        F::Clean => "Nothing to object to",
        F::Repaired => "Markup was taken out",
        F::Unknown => "It speaks of a product that nothing stands behind",
        F::Number => "A number that no tool returned and the customer did not write",
        F::Price => "A price that no tool returned",
        F::Stock => "A word about stock that no tool returned",
        F::Link => "A link that no tool returned",
        F::Empty => "Nothing was said in it",
    };
    format!("{why}{quoted}")
}
