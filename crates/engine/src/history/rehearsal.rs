//! Dialogues, each held once with the real assistant: what it said, looked up and recorded is replayed with other times.

use std::{collections::BTreeMap, sync::Mutex};

use agent::{Audience, Checked, Interrupted, LocalMind, Outcome, ShopFacts, Thread, TurnInput};
use async_trait::async_trait;
use serde::Deserialize;
use types::{Language, Part, TurnId};

use crate::{Ctx, Error, Result, converse::recorded::SearchNote, find, tools::Tools};

const DIALOGUES: &str = include_str!("../../data/dialogues.toml");

#[derive(Deserialize)]
pub struct Script {
    /// First names of those who answer.
    pub members: Vec<String>,
    /// What they answer; `{member}` is the name.
    pub answers: Vec<String>,
    language: Vec<Words>,
    dialogue: Vec<Dialogue>,
}

#[derive(Deserialize)]
struct Words {
    tag: Language,
    /// What people ask for: words by the name of their slot.
    wish: Vec<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Dialogue {
    language: Language,
    weight: f64,
    /// How many wishes it is held for, at most.
    fill: usize,
    lines: Vec<String>,
}

/// A dialogue as it went.
pub struct Rehearsal {
    pub weight: f64,
    pub language: Language,
    pub turns: Vec<Rehearsed>,
}

pub struct Rehearsed {
    pub input: TurnInput,
    pub parts: Vec<Part>,
    pub outcome: Outcome,
    /// A search without a strict match, and how many products were found by loosening.
    pub miss: Option<(String, i64)>,
    pub hands_off: bool,
    /// Why each search brought what it brought.
    pub searches: Vec<SearchNote>,
}

pub fn script() -> Result<Script> {
    toml::from_str(DIALOGUES).map_err(|error| Error::internal("the dialogues of the demo", error))
}

impl Script {
    /// Each dialogue with each wish that fills all its slots: weight, language, lines.
    fn filled(&self) -> Vec<(f64, Language, Vec<String>)> {
        let mut out = Vec::new();
        for dialogue in &self.dialogue {
            let Some(words) = self.language.iter().find(|words| words.tag == dialogue.language) else { continue };
            let mut fillings: Vec<Vec<String>> = Vec::new();
            for wish in &words.wish {
                let fill = |line: &String| {
                    wish.iter().fold(line.clone(), |line, (slot, word)| line.replace(&format!("{{{slot}}}"), word))
                };
                let lines: Vec<String> = dialogue.lines.iter().map(fill).collect();
                let whole = !lines.iter().any(|line| line.contains('{'));
                if whole && fillings.len() < dialogue.fill && !fillings.contains(&lines) {
                    fillings.push(lines);
                }
            }
            let weight = dialogue.weight / fillings.len().max(1) as f64;
            out.extend(fillings.into_iter().map(|lines| (weight, dialogue.language, lines)));
        }
        out
    }
}

/// Holds every dialogue once.
pub async fn rehearse(cx: &Ctx, script: &Script) -> Result<Vec<Rehearsal>> {
    let mut out = Vec::new();
    for (number, (weight, language, lines)) in script.filled().into_iter().enumerate() {
        let mut thread = Thread::default();
        let mut turns = Vec::new();
        for line in lines {
            let turn = play(cx, &line, thread, number as u64).await?;
            thread = turn.outcome.thread.clone();
            let over = turn.hands_off;
            turns.push(turn);
            if over {
                break;
            }
        }
        out.push(Rehearsal { weight, language, turns });
    }
    Ok(out)
}

async fn play(cx: &Ctx, line: &str, thread: Thread, seed: u64) -> Result<Rehearsed> {
    let snapshot = find::snapshot(cx).await?;
    let input = TurnInput {
        turn: cx.id(TurnId::from_parts)?,
        now: cx.now(),
        message: line.to_owned(),
        understood: find::understand(&snapshot, line),
        embedding: None,
        thread,
        shop: ShopFacts {
            name: cx.shop.name.clone(),
            currency: cx.shop.currency,
            contact: None,
            languages: Vec::new(),
        },
        voice: types::BrandVoice::default(),
        words: snapshot.words.clone(),
        limits: agent::Limits::default(),
        seed,
    };
    let foreign = input.understood.foreign_currency.clone();
    let tools = Tools::new(cx.clone(), snapshot, input.thread.standing.filters.clone(), foreign);
    let heard = Heard::default();
    let outcome = agent::run(&input, &LocalMind, &tools, &heard).await;
    let noted = tools.noted();
    let parts = heard.0.into_inner().unwrap_or_default();
    Ok(Rehearsed {
        input,
        parts,
        miss: noted.miss.map(|miss| (miss.text, miss.shown)),
        hands_off: noted.hand_off.is_some(),
        searches: noted.searches,
        outcome,
    })
}

/// Keeps what is said.
#[derive(Default)]
struct Heard(Mutex<Vec<Part>>);

#[async_trait]
impl Audience for Heard {
    async fn looking(&self) {}

    async fn hear(&self, piece: Checked) -> std::result::Result<(), Interrupted> {
        if let Ok(mut parts) = self.0.lock() {
            parts.push(piece.into_part());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialogue_has_a_wish_that_fills_it() {
        let script = script().unwrap();
        let filled = script.filled();
        assert!(filled.iter().all(|(.., lines)| lines.iter().all(|line| !line.contains(['{', '}']))));
        let weight: f64 = filled.iter().map(|(weight, ..)| weight).sum();
        let wanted: f64 = script.dialogue.iter().map(|dialogue| dialogue.weight).sum();
        assert!((weight - wanted).abs() < 1e-6, "{weight} of {wanted}: some dialogue is never held");
    }
}
