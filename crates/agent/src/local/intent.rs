//! What a customer wants: every intent heard in a message, each with how sure.
//!
//! Phrases by language speak first; then what the message holds (filters, things sold, references to what was shown);
//! then rules for the pairs that phrases alone confuse ("how much is shipping" is no question about a price).

use std::collections::BTreeMap;

use types::{Field, Intent, Understood};

use super::refer::Refers;
use crate::{
    lexicon,
    pattern::{Message, Word, any_cue},
    thread::{Question, Thread},
};

/// What is known of a message before its intents are told.
pub struct Clues<'a> {
    pub messages: &'a [Message<'a>],
    pub words: &'a [Word],
    pub understood: &'a Understood,
    pub refers: &'a Refers,
    pub thread: &'a Thread,
    /// The families of the things sold that it names.
    pub things: &'a [String],
    /// It names a category or brand of the shop.
    pub of_shop: bool,
}

/// Heard intents, the deciding one first.
pub fn hear(clues: &Clues<'_>) -> Vec<(Intent, f32)> {
    let mut scores = by_phrases(clues);
    by_content(clues, &mut scores);
    settle(clues, &mut scores);
    if scores.is_empty() {
        scores.insert(otherwise(clues).0, otherwise(clues).1);
    }
    // `Intent` is ordered as the precedence is.
    scores.into_iter().collect()
}

type Scores = BTreeMap<Intent, f32>;

fn by_phrases(clues: &Clues<'_>) -> Scores {
    let mut scores = Scores::new();
    for message in clues.messages {
        for (name, patterns) in &message.lexicon.intents {
            let Ok(intent) = name.parse::<Intent>() else { continue };
            for (pattern, weight) in patterns {
                if message.find(pattern).is_some() {
                    add(&mut scores, intent, *weight);
                }
            }
        }
    }
    scores
}

/// Two independent hints are surer than one, and never certain.
fn add(scores: &mut Scores, intent: Intent, weight: f32) {
    let score = scores.entry(intent).or_insert(0.0);
    *score = (1.0 - (1.0 - *score) * (1.0 - weight)).min(0.99);
}

fn wishes(understood: &Understood) -> bool {
    !understood.filters.is_empty() || understood.order.is_some() || !understood.dropped.is_empty()
}

/// Only a colour, size or material of one thing.
fn detail_only(understood: &Understood) -> bool {
    let filters = &understood.filters;
    let details = !filters.colors.is_empty() || !filters.sizes.is_empty() || !filters.materials.is_empty();
    details
        && filters.price_min.is_none()
        && filters.price_max.is_none()
        && filters.on_sale.is_none()
        && understood.order.is_none()
}

fn by_content(clues: &Clues<'_>, scores: &mut Scores) {
    let Clues { messages, understood, refers, thread, .. } = clues;
    let named = !clues.things.is_empty() || clues.of_shop;
    if named {
        add(scores, Intent::ProductSearch, 0.6);
    }
    if wishes(understood) {
        add(scores, Intent::ProductSearch, 0.6);
    }
    if understood.spans.len() > 1 {
        add(scores, Intent::ProductSearch, 0.5);
    }
    let shown = !thread.products.is_empty();
    if shown {
        for cue in ["cheaper", "dearer", "more", "other", "like", "take", "reset"] {
            if any_cue(messages, cue) {
                add(scores, Intent::ProductSearch, 0.8);
            }
        }
        if any_cue(messages, "refine") && clues.words.len() <= 8 {
            add(scores, Intent::ProductSearch, 0.5);
        }
    } else if any_cue(messages, "cheaper") || any_cue(messages, "popular") {
        add(scores, Intent::ProductSearch, 0.5);
    }
    if any_cue(messages, "popular") || any_cue(messages, "new") || any_cue(messages, "reset") {
        add(scores, Intent::ProductSearch, 0.7);
    }
    if !refers.explicit.is_empty() {
        add(scores, Intent::ProductSearch, 0.5);
    }
    // One product is spoken of, and the message is only "in M?" or "is the second in blue?".
    let one = (thread.focus.len() == 1 && thread.chosen && refers.explicit.is_empty()) || refers.explicit.len() == 1;
    let moving = ["cheaper", "more", "other", "like", "take", "also"].iter().any(|cue| any_cue(messages, cue));
    let asks = any_cue(messages, "question");
    if one
        && detail_only(understood)
        && !refers.by_color
        && !named
        && !moving
        && !understood.correction
        && clues.words.len() <= 5
    {
        let search = scores.get(&Intent::ProductSearch).is_some_and(|score| *score > 0.95) && !asks;
        if !search {
            add(scores, Intent::VariantQuestion, 0.75);
        }
    }
    if thread.pending.as_ref().is_some_and(|p| matches!(p.question, Question::ForWhom | Question::Budget))
        && (any_cue(messages, "person") || understood.filters.price_max.is_some() && !named)
    {
        add(scores, Intent::Gift, 0.8);
    }
}

fn drop_all(scores: &mut Scores, intents: &[Intent]) {
    for intent in intents {
        scores.remove(intent);
    }
}

/// Which of two confusable intents is meant.
fn settle(clues: &Clues<'_>, scores: &mut Scores) {
    use Intent::{
        Comparison, GeneralQuestion, Gift, Greeting, Handoff, OffTopic, OrderStatus, PriceInquiry, ProductSearch,
        Support, Thanks, VariantQuestion,
    };
    let cue = |name: &str| any_cue(clues.messages, name);
    let has = |scores: &Scores, intent: Intent| scores.contains_key(&intent);
    let strong = |scores: &Scores, intent: Intent| scores.get(&intent).is_some_and(|score| *score > 0.7);
    let refers = clues.refers;
    let named = !clues.things.is_empty() || clues.of_shop;
    let pointed = refers.pronoun || refers.plural || !refers.explicit.is_empty();

    if cue("injection") {
        scores.clear();
        scores.insert(OffTopic, 0.97);
        return;
    }
    if cue("bot") {
        drop_all(scores, &[Handoff, VariantQuestion, ProductSearch, Comparison]);
        scores.insert(OffTopic, 0.95);
    }
    if cue("giftless") {
        drop_all(scores, &[Gift]);
    }
    if strong(scores, GeneralQuestion) && scores.get(&Support).is_some_and(|score| *score < 0.7) {
        drop_all(scores, &[Support]);
    }
    let about_shop = cue("delivery") || cue("returns") || cue("payment");
    if has(scores, GeneralQuestion) {
        if about_shop || !pointed {
            drop_all(scores, &[PriceInquiry, VariantQuestion]);
        }
        // A search beside it must be said, not only implied by a word.
        let said = phrase(clues, ProductSearch) && named;
        if !said {
            drop_all(scores, &[ProductSearch, OffTopic]);
        }
    }
    if has(scores, Support) || has(scores, OrderStatus) || has(scores, Handoff) {
        if !phrase(clues, ProductSearch) || !named {
            drop_all(scores, &[ProductSearch, VariantQuestion, OffTopic]);
        }
        if !cue("cheapest") {
            drop_all(scores, &[PriceInquiry]);
        }
        drop_all(scores, &[VariantQuestion, Comparison]);
    }
    if has(scores, OrderStatus) && clues.words.len() > 1 {
        drop_all(scores, &[GeneralQuestion]);
    }

    let bounded = clues.understood.filters.price_min.is_some() || clues.understood.filters.price_max.is_some();
    let priced = clues.understood.dropped.contains(&Field::Price) || bounded;
    let superlative = cue("cheapest") || cue("dearest");
    if has(scores, PriceInquiry)
        && !superlative
        && (cue("cheaper") && !has(scores, Comparison) || priced && !pointed)
        && !cue("sale")
    {
        drop_all(scores, &[PriceInquiry]);
    }
    if superlative && !has(scores, Comparison) && refers.explicit.is_empty() {
        add(scores, PriceInquiry, 0.8);
    }
    if has(scores, PriceInquiry) && has(scores, VariantQuestion) {
        let facts = cue("sizes") || cue("colors") || cue("material") || cue("stock");
        drop_all(scores, if facts && !superlative { &[] } else { &[VariantQuestion] });
    }
    if has(scores, VariantQuestion) {
        let asks = cue("question") || cue("sizes") || cue("colors") || cue("material") || cue("describe");
        let about_one = pointed || !clues.thread.focus.is_empty();
        if named && !(pointed && asks)
            || (!about_one && !asks)
            || cue("cheaper")
            || cue("like")
            || (cue("take") && !asks)
        {
            drop_all(scores, &[VariantQuestion]);
            add(scores, ProductSearch, 0.6);
        }
    }
    if has(scores, Comparison) && cue("like") && !phrase(clues, Comparison) {
        drop_all(scores, &[Comparison]);
    }
    // Help with something that is no product is no search.
    let vague = !(named || wishes(clues.understood) || pointed || cue("popular") || cue("vague"));
    if vague && cue("help") && has(scores, ProductSearch) && !has(scores, Gift) {
        drop_all(scores, &[ProductSearch]);
        if scores.is_empty() {
            scores.insert(Support, 0.5);
        }
    }
    // What is asked about a product already shown is no new search.
    if [Comparison, VariantQuestion, PriceInquiry].iter().any(|intent| has(scores, *intent))
        && !phrase(clues, ProductSearch)
        && !named
    {
        drop_all(scores, &[ProductSearch]);
    }
    if has(scores, Gift) {
        drop_all(scores, &[VariantQuestion]);
    }
    if has(scores, OffTopic) {
        if strong(scores, OffTopic) && !(phrase(clues, ProductSearch) && named) && !pointed_at_list(refers) {
            drop_all(scores, &[ProductSearch, PriceInquiry, VariantQuestion, Comparison, Greeting, Thanks]);
        } else if scores.len() > 1 {
            drop_all(scores, &[OffTopic]);
        }
    }
    let steering = ["cheaper", "more", "other", "like", "take", "reset", "popular", "new"].iter().any(|name| cue(name));
    if (has(scores, Thanks) || has(scores, Greeting))
        && !(phrase(clues, ProductSearch)
            || named
            || wishes(clues.understood)
            || steering
            || !refers.explicit.is_empty())
    {
        drop_all(scores, &[ProductSearch]);
    }
    if has(scores, Thanks) && cue("take") && clues.words.len() > 2 && clues.thread.products.is_empty() {
        drop_all(scores, &[Thanks]);
    }
}

fn pointed_at_list(refers: &Refers) -> bool {
    !refers.explicit.is_empty()
}

/// Whether a phrase of the intent, not only a hint, is in the message.
fn phrase(clues: &Clues<'_>, intent: Intent) -> bool {
    clues.messages.iter().any(|message| {
        message
            .lexicon
            .intents
            .get(intent.as_str())
            .is_some_and(|all| all.iter().any(|(pattern, _)| message.find(pattern).is_some()))
    })
}

/// Nothing known was said: a short description is looked for, a question about the world is not ours.
fn otherwise(clues: &Clues<'_>) -> (Intent, f32) {
    let cue = |name: &str| any_cue(clues.messages, name);
    if clues.words.is_empty() || gibberish(clues) {
        return (Intent::OffTopic, 0.8);
    }
    if cue("world") {
        return (Intent::OffTopic, 0.7);
    }
    if cue("yes") || cue("no") {
        return (Intent::Thanks, 0.5);
    }
    // A description is made of nouns and adjectives, talk of small words.
    let small = |word: &&Word| {
        clues.messages.iter().any(|message| {
            message.lexicon.words.contains(&word.text) && !message.lexicon.describing.contains(&word.text)
        })
    };
    let talk = clues.words.iter().filter(small).count();
    let described = talk * 2 <= clues.words.len() || clues.words.len() <= 2;
    if cue("help") {
        return (Intent::Support, 0.45);
    }
    // A question that names nothing we sell and nothing about a shop is about something else.
    if cue("question") && clues.words.len() > 2 {
        return (Intent::OffTopic, 0.55);
    }
    if described && clues.words.len() <= 8 && !clues.understood.text.trim().is_empty() {
        return (Intent::ProductSearch, 0.45);
    }
    (Intent::OffTopic, 0.45)
}

/// Keys struck at random: no word known, and a word nobody can pronounce or that runs along the keyboard.
fn gibberish(clues: &Clues<'_>) -> bool {
    const ROWS: [&str; 4] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop"];
    let known =
        clues.words.iter().any(|word| lexicon::languages().any(|(_, lexicon)| lexicon.exact.contains(&word.text)));
    !known
        && clues.words.iter().any(|word| {
            let mut run = 0;
            let mut longest = 0;
            for c in word.text.chars() {
                run = if c.is_ascii_alphabetic() && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') {
                    run + 1
                } else {
                    0
                };
                longest = longest.max(run);
            }
            let along = word.text.len() >= 4 && ROWS.iter().any(|row| row.contains(&word.text));
            longest >= 5 || along
        })
}
