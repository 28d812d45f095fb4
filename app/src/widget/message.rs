//! One message: sentences as they come, cards, comparisons, and what stands beneath.

use leptos::{ev::MouseEvent, prelude::*};
use types::{Author, Part, chat::ChatMessage};

use super::{
    Chat, browser, clock, outbox,
    state::{Entry, Way},
};
use crate::{
    components::{
        Card, ComparisonTable, Icon,
        dynamic::{Shown, list, on, shown, text, yes},
    },
    labels::Label,
};

/// Parts that stand together: sentences flow in one bubble.
#[derive(Debug, Clone, PartialEq)]
enum Block {
    Text(Vec<String>),
    Other(usize, Part),
}

fn blocks(parts: &[Part]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        match (part, blocks.last_mut()) {
            (Part::Text { text, .. }, _) if text.is_empty() => {}
            (Part::Text { text, .. }, Some(Block::Text(texts))) => texts.push(text.clone()),
            (Part::Text { text, .. }, _) => blocks.push(Block::Text(vec![text.clone()])),
            (part, _) => blocks.push(Block::Other(place, part.clone())),
        }
    }
    blocks
}

#[component]
pub fn Message(entry: Entry, latest: bool) -> impl IntoView {
    let chat = Chat::here();
    let message = entry.message;
    let (author, turn, name) = message.with_untracked(|message| (message.author, message.turn, message.name.clone()));
    let class = if name.is_some() { "name" } else { "hush" };
    let who = match author {
        Author::Customer => Label::You,
        Author::Assistant | Author::System => Label::Assistant,
        Author::Member => Label::Member,
    };
    let blocks = Memo::new(move |_| message.with(|message| blocks(&message.parts)));
    // A block stays as long as its place and its kind do.
    let places = move || {
        blocks.with(|blocks| {
            blocks.iter().enumerate().map(|(at, block)| format!("{at} {}", matches!(block, Block::Text(_)))).collect()
        })
    };
    let block = move |place: usize| match blocks.with_untracked(|blocks| blocks.get(place).cloned()) {
        Some(Block::Other(_, Part::Cards { cards })) => {
            let n = cards.len();
            let label =
                if n == 1 { chat.word(Label::Product) } else { chat.fill(Label::Products, "{n}", &n.to_string()) };
            let cards = cards
                .into_iter()
                .enumerate()
                .map(|(at, card)| view! { <li><Card card turn position=at as i64/></li> }.into_any());
            view! { <ul class="cards" tabindex="0" aria-label=label data-one=n == 1>{cards.collect::<Vec<_>>()}</ul> }
                .into_any()
        }
        Some(Block::Other(_, Part::Comparison { comparison })) => view! { <ComparisonTable comparison/> }.into_any(),
        _ => {
            let sentence_at = move |at: usize| {
                blocks.with_untracked(|blocks| match blocks.get(place) {
                    Some(Block::Text(texts)) => texts.get(at).cloned().unwrap_or_default(),
                    _ => String::new(),
                })
            };
            let sentences = move || match blocks.with(|blocks| blocks.get(place).cloned()) {
                Some(Block::Text(texts)) => texts.iter().enumerate().map(|(at, text)| format!("{at} {text}")).collect(),
                _ => Vec::new(),
            };
            let one = move |key: &str| {
                let at = place_of(key);
                sentence(chat, at, sentence_at(at), author)
            };
            view! { <p class="bubble" dir="auto">{list(sentences, one)}</p> }.into_any()
        }
    };
    let time = text(move || {
        let zone = chat.awake.get().then(|| message.with(|message| browser::zone(message.at)));
        message.with(|message| clock::clock(message.at, zone))
    });
    view! {
        <div class="said" data-by=author.as_str() id=latest.then_some("latest")>
            <span class=class>{name.unwrap_or_else(|| chat.word(who))}": "</span>
            {list(places, move |key| block(place_of(key)))}
            <p class="tiny">{status(chat, entry)}<span class="time">{time}</span>{thumbs(chat, message)}</p>
        </div>
    }
}

/// What the shopper thinks of a reply. Only where it can be told: once the page is awake.
fn thumbs(chat: Chat, message: RwSignal<ChatMessage>) -> Shown {
    let (up, down) = (RwSignal::new(false), RwSignal::new(false));
    shown(move || {
        if !chat.awake.get() || message.with(|message| message.open || message.author != Author::Assistant) {
            return ().into_any();
        }
        let one = |icon: Icon, label: Label, mine: RwSignal<bool>, other: RwSignal<bool>| {
            let rate = on(move |_: MouseEvent| {
                mine.set(true);
                other.set(false);
                chat.rate(message.with_untracked(|message| message.id), up.get_untracked());
            });
            let pressed = yes(move || mine.get());
            view! { <button class="thumbs" type="button" aria-pressed=pressed aria-label=chat.word(label) on:click=rate>{icon.small()}</button> }
                .into_any()
        };
        let thumbs =
            vec![one(Icon::ThumbsUp, Label::ThumbUp, up, down), one(Icon::ThumbsDown, Label::ThumbDown, down, up)];
        thumbs.into_any()
    })
}

/// How far the shopper's message has come, when it is not there yet.
fn status(chat: Chat, entry: Entry) -> Shown {
    shown(move || match entry.way.get() {
        Way::Kept | Way::Sending => ().into_any(),
        Way::Waiting => view! { <span class="way">{Icon::Clock.small()}{chat.word(Label::Waiting)}</span> }.into_any(),
        Way::Refused => {
            let entry = entry.clone();
            view! {
                <span class="way" data-tone="critical">{Icon::CircleAlert.small()}{chat.word(Label::NotSent)}</span>
                <button class="again" type="button" on:click=on(move |_| outbox::again(chat, &entry))>{chat.word(Label::Again)}</button>
            }
            .into_any()
        }
    })
}

/// The number that a key begins with.
fn place_of(key: &str) -> usize {
    key.split(' ').next().and_then(|place| place.parse().ok()).unwrap_or_default()
}

/// A sentence; addresses in what the shop says can be followed.
fn sentence(chat: Chat, at: usize, text: String, author: Author) -> AnyView {
    let space = if at > 0 && !text.starts_with('\n') { " ".to_owned().into_any() } else { ().into_any() };
    let pieces = if author == Author::Customer { vec![Piece::Plain(text)] } else { pieces(&text) };
    let pieces = pieces.into_iter().map(|piece| match piece {
        Piece::Plain(text) => text.into_any(),
        Piece::Link(url) => {
            let shown = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned();
            let href = url.clone();
            let follow = on(move |event: MouseEvent| {
                if chat.follow(&url) {
                    event.prevent_default();
                }
            });
            view! { <a href=href target="_top" rel="noopener noreferrer" on:click=follow>{shown}</a> }.into_any()
        }
    });
    view! { <span>{space}{pieces.collect::<Vec<_>>()}</span> }.into_any()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Link(String),
}

/// Cuts `http(s)` addresses out of plain text; punctuation that ends a sentence is not part of one.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let length = rest[start..]
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(rest.len() - start);
        let url = rest[start..start + length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
        if start > 0 {
            pieces.push(Piece::Plain(rest[..start].to_owned()));
        }
        let known = url.split_once("://").is_some_and(|(_, rest)| !rest.is_empty());
        pieces.push(if known { Piece::Link(url.to_owned()) } else { Piece::Plain(url.to_owned()) });
        rest = &rest[start + url.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest.to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, bool)]) {
        let found: Vec<_> = pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Plain(text) => (text, false),
                Piece::Link(text) => (text, true),
            })
            .collect();
        assert_eq!(found, expected.iter().map(|(text, link)| ((*text).to_owned(), *link)).collect::<Vec<_>>());
    }

    #[test]
    fn finds_addresses_and_nothing_else() {
        check("Here: https://a.example/x?y=1.", &[("Here: ", false), ("https://a.example/x?y=1", true), (".", false)]);
        check("http://a https://b", &[("http://a", true), (" ", false), ("https://b", true)]);
        check("javascript:alert(1) //x.example data:text", &[("javascript:alert(1) //x.example data:text", false)]);
        check("https://", &[("https://", false)]);
        check("(https://a.example)", &[("(", false), ("https://a.example", true), (")", false)]);
        check("", &[]);
    }

    #[test]
    fn sentences_flow_together_between_cards() {
        let text = |text: &str| Part::Text { text: text.to_owned(), draft: None };
        let cards = Part::Cards { cards: vec![] };
        let found = blocks(&[text("A."), text("B."), cards.clone(), text(""), text("C.")]);
        assert_eq!(
            found,
            [Block::Text(vec!["A.".into(), "B.".into()]), Block::Other(2, cards), Block::Text(vec!["C.".into()])]
        );
    }
}
