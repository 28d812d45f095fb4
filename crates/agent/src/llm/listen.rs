//! One answer of a model, heard to its end: sentences go to the mouth as they become whole, calls are put together.

use std::time::{Duration, Instant};

use super::{
    line::{Answer, Trouble},
    models::Tokens,
    speech::{Speech, Uttered},
    wire::{Call, Piece},
};
use crate::{Handle, MindError, Mouth, ToolResult, Turn};

/// Bytes of all arguments in one answer.
const MOST_ARGUMENTS: usize = 16 << 10;
/// For the usage that follows the last word.
const AFTERWORD: Duration = Duration::from_millis(500);

/// Which cards stand before the words.
#[derive(Debug, Default)]
pub struct Cards {
    /// What the model asked for; `Some` and empty: none.
    wanted: Option<Vec<Handle>>,
    shown: bool,
}

impl Cards {
    /// The one that the model wanted.
    pub fn one(&self) -> Option<Handle> {
        match self.wanted.as_deref() {
            Some([one]) => Some(*one),
            _ => None,
        }
    }
}

/// What came of listening, as far as it went.
#[derive(Debug, Default)]
pub struct Heard {
    pub text: String,
    pub calls: Vec<Call>,
    pub usage: Option<Tokens>,
    pub first: Option<Duration>,
}

/// Why listening ended before the answer did.
#[derive(Debug)]
pub enum Stop {
    Trouble(Trouble),
    Mouth(MindError),
}

/// When to give up.
#[derive(Debug, Clone, Copy)]
pub struct Until {
    pub begun: Instant,
    pub first: Instant,
    pub idle: Duration,
    pub end: Instant,
}

/// Listens to the end. `hold`: so many sentences are kept back until more come, or it is clear that no call follows them.
pub async fn listen(
    answer: &mut Answer,
    until: Until,
    mut hold: usize,
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    cards: &mut Cards,
    heard: &mut Heard,
) -> Result<(), Stop> {
    let mut speech = Speech::default();
    let mut held: Vec<Uttered> = Vec::new();
    let mut calls: Vec<(Option<u64>, Call)> = Vec::new();
    let mut finish: Option<String> = None;
    let mut refused = false;
    // A model that thinks aloud before its first word is slow, not gone.
    let mut alive = false;
    loop {
        let left = until.end.saturating_duration_since(Instant::now());
        let (wait, what) = match (&finish, alive) {
            (Some(_), _) => (AFTERWORD.min(left), "the end"),
            (None, false) => (until.first.saturating_duration_since(Instant::now()).min(left), "the first word"),
            (None, true) => (until.idle.min(left), "the next word"),
        };
        let piece = match answer.next(wait, what).await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(_) if finish.is_some() => break,
            Err(trouble) => return Err(Stop::Trouble(trouble)),
        };
        let Piece { text, thinks, refusal, calls: parts, finish: end, usage, .. } = piece;
        if heard.first.is_none() && (!text.is_empty() || !parts.is_empty() || end.is_some()) {
            heard.first = Some(until.begun.elapsed());
        }
        alive |= thinks || heard.first.is_some();
        heard.usage = usage.or(heard.usage);
        refused |= !refusal.is_empty();
        heard.text.push_str(&text);
        held.extend(speech.push(&text));
        if hold == 0 || held.iter().filter(|piece| matches!(piece, Uttered::Sentence(_))).count() > hold {
            hold = 0;
            utter(std::mem::take(&mut held), turn, mouth, cards).await.map_err(Stop::Mouth)?;
        }
        for (index, part) in parts {
            join(&mut calls, index, part);
        }
        if calls.iter().map(|(_, call)| call.function.arguments.len()).sum::<usize>() > MOST_ARGUMENTS {
            return Err(Stop::Trouble(Trouble::Garbage("the arguments are too long".to_owned())));
        }
        finish = finish.or(end);
    }
    let cut = match finish.as_deref() {
        None => return Err(Stop::Trouble(Trouble::BrokeOff)),
        Some("content_filter") => return Err(garbage("the provider's filter stopped it")),
        Some("length") if !calls.is_empty() => return Err(garbage("a call was cut off")),
        Some(word) => word == "length",
    };
    if refused && heard.text.is_empty() {
        return Err(garbage("the model refused"));
    }
    heard.calls = calls.into_iter().map(|(_, call)| call).collect();
    for (at, call) in heard.calls.iter_mut().enumerate().filter(|(_, call)| call.id.is_empty()) {
        call.id = format!("call_{at}");
    }
    if hold > 0 && !heard.calls.is_empty() {
        return Ok(());
    }
    utter(held, turn, mouth, cards).await.map_err(Stop::Mouth)?;
    if cut && mouth.spoken_since_call() {
        speech.cut();
    }
    utter(speech.finish(), turn, mouth, cards).await.map_err(Stop::Mouth)
}

fn garbage(why: &str) -> Stop {
    Stop::Trouble(Trouble::Garbage(why.to_owned()))
}

/// Puts a piece of a call to the call it belongs to; servers that give no index give an id or a name with each new call.
fn join(calls: &mut Vec<(Option<u64>, Call)>, index: Option<u64>, part: Call) {
    let known = match index {
        Some(_) => calls.iter().position(|(at, _)| *at == index),
        None => calls.len().checked_sub(1).filter(|last| {
            let last = &calls[*last].1;
            part.id == last.id || part.id.is_empty() && part.function.name.is_empty()
        }),
    };
    match known {
        None => calls.push((index, part)),
        Some(at) => {
            let call = &mut calls[at].1;
            if call.id.is_empty() {
                call.id = part.id;
            }
            if call.function.name.is_empty() {
                call.function.name = part.function.name;
            }
            call.function.arguments.push_str(&part.function.arguments);
        }
    }
}

/// Says what passes; cards come before the first sentence that does.
async fn utter(
    pieces: Vec<Uttered>,
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    cards: &mut Cards,
) -> Result<(), MindError> {
    for piece in pieces {
        match piece {
            Uttered::Show(handles) => cards.wanted = cards.wanted.take().or(Some(handles)),
            Uttered::Sentence(text) => {
                if !cards.shown && mouth.passes(&text) {
                    cards.shown = true;
                    show(turn, mouth, cards).await?;
                }
                mouth.say(&text).await?;
            }
        }
    }
    Ok(())
}

/// What was looked up last: a comparison; else the cards the model asked for; else the first of its search. What is out
/// already is not shown twice, and a search that brought mostly the same goods has asked the same in other words.
async fn show(turn: &Turn<'_>, mouth: &mut Mouth<'_>, cards: &Cards) -> Result<(), MindError> {
    let last = turn.results().iter().rev().find_map(|(_, result)| match result {
        ToolResult::Compared(comparison) => Some(Some(comparison)),
        ToolResult::Found(_) => Some(None),
        _ => None,
    });
    if let Some(Some(comparison)) = last {
        return mouth.compare(comparison).await;
    }
    let new = |handles: &[Handle]| -> Vec<Handle> {
        handles.iter().copied().filter(|handle| !mouth.is_shown(*handle)).collect()
    };
    let real = |handles: &Vec<Handle>| handles.iter().any(|handle| turn.facts().card(*handle).is_some());
    match (&cards.wanted, found(turn)) {
        (Some(none), _) if none.is_empty() => Ok(()),
        (Some(wanted), Some(_)) if real(wanted) => mouth.show(&new(wanted)).await,
        (Some(wanted), None) => mouth.point_at(&new(wanted)).await,
        (_, Some(list)) => {
            let mut fresh = new(&list);
            if fresh.len() * 2 <= list.len() {
                return Ok(());
            }
            fresh.truncate(turn.input().limits.shown as usize);
            mouth.show(&fresh).await
        }
        (None, None) => Ok(()),
    }
}

/// The last search's products, in its order.
pub fn found(turn: &Turn<'_>) -> Option<Vec<Handle>> {
    turn.results().iter().rev().find_map(|(_, result)| match result {
        ToolResult::Found(found) => {
            Some(found.cards.iter().filter_map(|card| turn.facts().handle_of(card.id)).collect())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::wire::{Function, Named};

    fn part(id: &str, name: &str, arguments: &str) -> Call {
        let function = Named { name: name.into(), arguments: arguments.into() };
        Call { id: id.into(), kind: Function::Function, function }
    }

    #[track_caller]
    fn check(parts: &[(Option<u64>, Call)], expected: &[&str]) {
        let mut calls = Vec::new();
        for (index, part) in parts {
            join(&mut calls, *index, part.clone());
        }
        let calls: Vec<String> =
            calls.iter().map(|(_, call)| format!("{}({})", call.function.name, call.function.arguments)).collect();
        assert_eq!(calls, expected);
    }

    #[test]
    fn calls_are_put_together() {
        let whole =
            [(Some(0), part("a", "f", "{\"x\"")), (Some(0), part("", "", ":1}")), (Some(1), part("b", "g", "{}"))];
        check(&whole, &["f({\"x\":1})", "g({})"]);
        let without = [(None, part("a", "f", "{")), (None, part("", "", "}")), (None, part("b", "g", "{}"))];
        check(&without, &["f({})", "g({})"]);
        let repeated = [(None, part("a", "f", "{")), (None, part("a", "f", "}"))];
        check(&repeated, &["f({})"]);
    }
}
