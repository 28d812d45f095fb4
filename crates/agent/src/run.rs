//! Drives a turn: asks the mind, calls the tools, lets the audience hear; never leaves the shopper without an answer.

use std::time::Instant;

use types::{MindKind, Tier};

use crate::{
    Audience, Limits, Mind, MindError, Mouth, Outcome, Said, Step, Toolbox, Turn, TurnError, TurnInput,
    local::{self, LocalMind},
    tool::ToolCall,
    turn::Action,
};

/// Room kept for the last words when a mind has used up its own.
const LAST_WORDS: Limits =
    Limits { steps: 4, tool_calls: 4, pieces: 8, characters: 1_000, products: 10, shown: 5, message: 2_000 };

/// Runs one turn to its end. A mind that answers badly may try again with less; when it fails, the local mind goes on
/// with what was found; when that fails too, or a limit was reached before anything was said, one plain sentence is said.
///
/// What was said stands, and nobody says it a second time: a mind that fails in the middle of its answer has answered, with
/// that half. Only words before a call of a tool ("let me look") are no answer yet.
pub async fn run(input: &TurnInput, mind: &dyn Mind, toolbox: &dyn Toolbox, audience: &dyn Audience) -> Outcome {
    let begun = Instant::now();
    let mut turn = Turn::new(input);
    turn.read_in(micros(begun));
    let mut said = Said::default();
    let mut ended = match mind.takes_its_time() {
        true => look_ahead(&mut turn, toolbox, audience, &mut said, &input.limits).await,
        false => Ok(()),
    };
    if ended.is_ok() {
        // The cards are written down while the mind is asked; should nobody listen, its first words find that out.
        let thinking = drive(&mut turn, mind, toolbox, audience, &mut said, &input.limits);
        ended = futures::join!(audience.let_out(), thinking).1;
    }
    if matches!(ended, Err(MindError::Bad(_))) && !said.answered() && mind.leaner() {
        turn.hand_over(mind.kind());
        ended = drive(&mut turn, mind, toolbox, audience, &mut said, &input.limits).await;
    }
    let (mut kind, mut tier) = (mind.kind(), mind.tier());
    if !said.answered() && ended != Err(MindError::Interrupted) && mind.kind() != MindKind::Local {
        (kind, tier) = (MindKind::Local, Tier::Local);
        turn.hand_over(MindKind::Local);
        // A failure is in the record; what is still unsaid is seen below.
        let _ = drive(&mut turn, &LocalMind, toolbox, audience, &mut said, &input.limits).await;
    }
    if said.parts.is_empty() && turn.error() != Some(&TurnError::Interrupted) {
        (kind, tier) = (MindKind::Local, Tier::Local);
        said.pieces = 0;
        said.characters = 0;
        let draft = local::last_words(turn.reading().language, input);
        let mut mouth = Mouth { facts: turn.facts(), said: &mut said, limits: &LAST_WORDS, audience };
        let spoken = mouth.say(&draft).await;
        mouth.offer(local::way_out(turn.reading().language));
        turn.thought(MindKind::Local, spoken.map(|()| Step::Done), &mut said, 0);
    }
    turn.finish(said, kind, tier)
}

/// Looks up what the message was read as and shows it: cards do not wait for a mind that takes its time. They are no
/// answer yet.
async fn look_ahead(
    turn: &mut Turn<'_>,
    toolbox: &dyn Toolbox,
    audience: &dyn Audience,
    said: &mut Said,
    limits: &Limits,
) -> Result<(), MindError> {
    let calls = local::ahead(turn);
    if calls.is_empty() {
        return Ok(());
    }
    turn.look_ahead(calls);
    while let Action::Call(call) = turn.action() {
        serve(turn, call, toolbox, audience).await;
    }
    let mut mouth = Mouth { facts: turn.facts(), said, limits, audience };
    let shown = local::show_ahead(turn, &mut mouth).await;
    said.before_call = said.parts.len();
    if shown == Err(MindError::Interrupted) {
        turn.interrupted();
    }
    shown
}

async fn serve(turn: &mut Turn<'_>, call: ToolCall, toolbox: &dyn Toolbox, audience: &dyn Audience) {
    if !turn.called() {
        audience.looking().await;
    }
    let begun = Instant::now();
    let result = toolbox.call(call).await;
    turn.answered(result, micros(begun));
}

async fn drive(
    turn: &mut Turn<'_>,
    mind: &dyn Mind,
    toolbox: &dyn Toolbox,
    audience: &dyn Audience,
    said: &mut Said,
    limits: &Limits,
) -> Result<(), MindError> {
    let mut last = Ok(());
    loop {
        match turn.action() {
            Action::Think => {
                let begun = Instant::now();
                let step = {
                    let mut mouth = Mouth { facts: turn.facts(), said, limits, audience };
                    mind.next(turn, &mut mouth).await
                };
                if matches!(step, Ok(Step::Call(_) | Step::HandOff(_))) {
                    said.before_call = said.parts.len();
                }
                last = step.as_ref().map(|_| ()).map_err(Clone::clone);
                turn.thought(mind.kind(), step, said, micros(begun));
                turn.spent(mind.calls());
            }
            Action::Call(call) => serve(turn, call, toolbox, audience).await,
            Action::End => return last,
        }
    }
}

fn micros(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX)
}
