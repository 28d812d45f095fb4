//! What of the things shown a message speaks of: "the second one", "the blue one", "that dress", "the cheaper of the
//! two", "the first two", "it".

use crate::{
    lexicon,
    pattern::{Message, Word, any_cue, words},
    thread::{Handle, Known, Thread},
};

/// The products a message points at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Refers {
    /// Named by place, colour, name or price; in the order spoken.
    pub explicit: Vec<Handle>,
    /// "it", "this": what is in focus.
    pub pronoun: bool,
    /// "them", "both".
    pub plural: bool,
    /// A colour in the message only says which product is meant; it is no wish.
    pub by_color: bool,
    /// Named by words of its name, with an article or whole.
    pub by_name: bool,
}

/// `colors`: each colour of the message as written and as the catalogue's value.
pub fn resolve(messages: &[Message<'_>], spoken: &[Word], colors: &[(String, String)], thread: &Thread) -> Refers {
    let mut refers =
        Refers { pronoun: any_cue(messages, "pronoun"), plural: any_cue(messages, "plural"), ..Refers::default() };
    let list = listed(thread);
    let mut found: Vec<(usize, Handle)> = Vec::new();
    if !list.is_empty() {
        places(messages, spoken, &list, &mut found);
        if found.is_empty() {
            superlative(messages, thread, &list, &mut found);
        }
        if found.is_empty() && any_cue(messages, "other") {
            found.extend(other(thread, &list).map(|handle| (0, handle)));
        }
        if found.is_empty() {
            by_color(messages, spoken, colors, thread, &list, &mut found);
            refers.by_color = !found.is_empty();
        }
    }
    if found.is_empty() {
        by_name(messages, spoken, thread, &mut found);
        refers.by_name = !found.is_empty();
    }
    found.sort_by_key(|(place, _)| *place);
    for (_, handle) in found {
        if !refers.explicit.contains(&handle) {
            refers.explicit.push(handle);
        }
    }
    refers
}

/// The last list, as far as it is still known.
pub fn listed(thread: &Thread) -> Vec<Handle> {
    thread.last_list.iter().copied().filter(|handle| thread.known(*handle).is_some()).collect()
}

/// "the first", "number 2", "the first two", "die ersten beiden", "los dos primeros", "1 and 3".
fn places(messages: &[Message<'_>], spoken: &[Word], list: &[Handle], found: &mut Vec<(usize, Handle)>) {
    if any_cue(messages, "final_time") {
        return;
    }
    for message in messages {
        for (pattern, place) in &message.lexicon.ordinals {
            let Some((start, end)) = message.find(pattern) else { continue };
            let many = [Some(end), start.checked_sub(1)]
                .into_iter()
                .flatten()
                .filter_map(|at| spoken.get(at))
                .find_map(|word| count(word, message))
                .filter(|count| (2..=10).contains(count) && matches!(place, 1 | -1));
            match (many, place) {
                (Some(many), 1) => found.extend(list.iter().take(many).enumerate().map(|(i, h)| (start + i, *h))),
                (Some(many), _) => {
                    found.extend(
                        list.iter().skip(list.len().saturating_sub(many)).enumerate().map(|(i, h)| (start + i, *h)),
                    );
                }
                (None, -1) => found.extend(list.last().map(|handle| (start, *handle))),
                (None, 0) => found.extend(list.get(list.len() / 2).map(|handle| (start, *handle))),
                (None, place) => {
                    let at = usize::try_from(*place).unwrap_or(0);
                    found.extend(at.checked_sub(1).and_then(|at| list.get(at)).map(|handle| (start, *handle)));
                }
            }
        }
    }
    // Bare figures are places only when nothing else is said, or two things are weighed.
    let weighed = messages.iter().any(|message| {
        message.lexicon.intents.get("comparison").is_some_and(|all| all.iter().any(|(p, _)| message.find(p).is_some()))
    });
    if found.is_empty() && (weighed || spoken.len() == 1) {
        for (at, word) in spoken.iter().enumerate() {
            if let Ok(place) = word.text.parse::<usize>()
                && let Some(handle) = place.checked_sub(1).and_then(|place| list.get(place))
            {
                found.push((at, *handle));
            }
        }
    }
}

fn count(word: &Word, message: &Message<'_>) -> Option<usize> {
    let written = word.text.parse::<usize>().ok();
    written.or_else(|| message.lexicon.number(&word.text).and_then(|value| usize::try_from(value).ok()))
}

/// "the cheaper one", "the most expensive of these": among the two in focus, else in the list.
fn superlative(messages: &[Message<'_>], thread: &Thread, list: &[Handle], found: &mut Vec<(usize, Handle)>) {
    let pair: Vec<&Known> = if thread.focus.len() > 1 { &thread.focus } else { list }
        .iter()
        .filter_map(|handle| thread.known(*handle))
        .collect();
    let pick = if any_cue(messages, "cheaper_of") {
        pair.iter().min_by_key(|known| known.price.amount)
    } else if any_cue(messages, "dearer_of") {
        pair.iter().max_by_key(|known| known.price.amount)
    } else {
        None
    };
    if pair.len() > 1 {
        found.extend(pick.map(|known| (0, known.handle)));
    }
}

/// "the other one": of two, the one not in focus; of more, the one after it.
fn other(thread: &Thread, list: &[Handle]) -> Option<Handle> {
    let focus = thread.focus.first()?;
    if let [_, second] = thread.focus[..] {
        return Some(second);
    }
    let at = list.iter().position(|handle| handle == focus)?;
    let next = (at + 1) % list.len();
    (next != at).then(|| list[next])
}

/// "the blue one": an article right before the colour, and something shown that has it.
fn by_color(
    messages: &[Message<'_>],
    spoken: &[Word],
    colors: &[(String, String)],
    thread: &Thread,
    list: &[Handle],
    found: &mut Vec<(usize, Handle)>,
) {
    let article = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| spoken.get(at));
        let ones = spoken
            .get(at + 1)
            .is_some_and(|word| matches!(word.text.as_str(), "one" | "ones" | "wala" | "wali" | "वाला" | "वाली"));
        ones || before.is_some_and(|word| {
            let alone = std::slice::from_ref(word);
            messages.iter().any(|message| Message::new(alone, message.lexicon).cue("the"))
        })
    };
    for (at, word) in spoken.iter().enumerate() {
        if !article(at) {
            continue;
        }
        for (written, color) in colors {
            if word.text != *written && word.text != lexicon::fold(color) {
                continue;
            }
            let with: Vec<Handle> = list
                .iter()
                .copied()
                .filter(|handle| thread.known(*handle).is_some_and(|known| has_color(known, color)))
                .collect();
            // A product named after the colour, or that has no other, is meant before one that also comes in it.
            let best = with.iter().copied().find(|handle| {
                thread.known(*handle).is_some_and(|known| {
                    known.colors.len() == 1 || lexicon::contains_words(&lexicon::fold(&known.name), color)
                })
            });
            found.extend(best.or_else(|| with.first().copied()).map(|handle| (at, handle)));
        }
    }
}

fn has_color(known: &Known, color: &str) -> bool {
    known.colors.iter().any(|have| have == color || have.ends_with(&format!(" {color}")))
        || lexicon::contains_words(&lexicon::fold(&known.name), color)
}

/// Words of a name: two of them, or all, or one that only this product has and that is no ordinary word.
fn by_name(messages: &[Message<'_>], spoken: &[Word], thread: &Thread, found: &mut Vec<(usize, Handle)>) {
    let ordinary = |word: &str| messages.iter().any(|message| message.lexicon.exact.contains(word));
    let mut best: Vec<(usize, usize, Handle)> = Vec::new();
    for known in thread.products.iter().rev() {
        let name: Vec<String> =
            words(&known.name).into_iter().map(|word| word.text).filter(|word| word.chars().count() > 2).collect();
        let hits: Vec<usize> =
            spoken.iter().enumerate().filter(|(_, word)| name.contains(&word.text)).map(|(at, _)| at).collect();
        let Some(first) = hits.first() else { continue };
        let article = first.checked_sub(1).and_then(|at| spoken.get(at)).is_some_and(|word| {
            let alone = std::slice::from_ref(word);
            messages.iter().any(|message| Message::new(alone, message.lexicon).cue("the"))
        });
        let whole = hits.len() >= name.len() && name.len() > 1;
        let telling = hits.iter().any(|at| {
            let word = &spoken[*at].text;
            let others = thread.products.iter().filter(|other| other.handle != known.handle);
            !ordinary(word)
                && !others.into_iter().any(|other| lexicon::contains_words(&lexicon::fold(&other.name), word))
        });
        let one_left = hits.len() == 1 && spoken.get(first + 1).is_some_and(|word| word.text == "one");
        if whole || (article && (hits.len() >= 2 || telling || one_left)) {
            best.push((hits.len(), *first, known.handle));
        }
    }
    let most = best.iter().map(|(hits, _, _)| *hits).max().unwrap_or(0);
    let mut taken: Vec<usize> = Vec::new();
    best.sort_by_key(|(hits, _, _)| std::cmp::Reverse(*hits));
    for (hits, at, handle) in best {
        if (hits == most || !taken.contains(&at)) && !taken.contains(&at) {
            taken.push(at);
            found.push((at, handle));
        }
    }
}
