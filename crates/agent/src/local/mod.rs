//! The mind every shop has: reads a message by rules and word lists, answers from message files, needs no model.

mod act;
mod answer;
mod compose;
mod intent;
mod language;
mod merge;
mod plan;
mod reading;
mod refer;

use async_trait::async_trait;
use types::{Language, MindKind, Tier};

use crate::{CatalogueWords, Mind, MindError, Mouth, SearchProducts, Step, Turn, TurnInput};

pub(crate) use act::same_thing;
pub use act::{Act, Aspect, How, Look, Reading, Saying};
pub(crate) use plan::{ahead, handed_off, offers, show_ahead};
pub use reading::read;

/// Stateless: what to do next follows from the reading and from what was found so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalMind;

#[async_trait]
impl Mind for LocalMind {
    fn kind(&self) -> MindKind {
        MindKind::Local
    }

    fn tier(&self) -> Tier {
        Tier::Local
    }

    async fn next(&self, turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError> {
        plan::next(turn, mouth).await
    }
}

/// What to ask first, when nothing was said yet: at most four, in the shopper's language, about what the shop has.
pub fn starters(words: &CatalogueWords, language: Language) -> Vec<String> {
    compose::starters(words, language)
}

/// Words a search found its products by; how "that dress" is recognised later.
pub(crate) fn kinds_of(search: &SearchProducts) -> Vec<String> {
    let mut out: Vec<String> = search.filters.categories.iter().map(|name| crate::lexicon::fold(name)).collect();
    out.extend(crate::pattern::words(&search.text).into_iter().map(|word| word.text));
    out
}

/// The sentence for a shopper whose turn could not be run at all.
pub fn apology(language: Language) -> String {
    crate::message::text(language, "trouble", &[])
}

/// The sentence that is said when everything else failed.
pub(crate) fn last_words(language: Language, input: &TurnInput) -> String {
    crate::message::varied(language, "trouble", &[], input.seed)
}

/// The quick reply that leads to a person.
pub(crate) fn way_out(language: Language) -> Vec<String> {
    vec![crate::message::text(language, "qr-person", &[])]
}
