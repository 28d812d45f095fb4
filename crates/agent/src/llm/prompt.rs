//! What a model is told: rules first, which never change within a shop (providers cache a prefix), the shopper's words
//! last. Everything that others wrote is fenced.

use serde_json::{Value, json};
use types::{Author, BrandVoice, Language, Money, ProductCard};

use super::wire::Message;
use crate::{ToolCall, ToolResult, Turn, thread::Standing};

const SYSTEM: &str = include_str!("prompts/system.md");
const LEAN: &str = include_str!("prompts/lean.md");
const PROFESSIONAL: &str = include_str!("prompts/professional.md");
const CASUAL: &str = include_str!("prompts/casual.md");
const PLAYFUL: &str = include_str!("prompts/playful.md");
const LUXURY: &str = include_str!("prompts/luxury.md");
const CUSTOM: &str = include_str!("prompts/custom.md");

/// Characters of a merchant's own description of the voice.
const MOST_VOICE: usize = 600;
/// Products from before this turn that are listed, the latest.
const MOST_KNOWN: usize = 30;

/// Rules, conversation so far, and the message with what is known around it.
pub fn full(turn: &Turn<'_>) -> Vec<Message> {
    let mut out = vec![Message::System { content: rules(SYSTEM, turn) }];
    let lines = &turn.thread().lines;
    // The last line is the message itself, which comes with its surroundings.
    for line in lines.iter().take(lines.len().saturating_sub(1)) {
        let text = fenced(&line.text, 500);
        match line.author {
            Author::Customer => add(&mut out, Message::User { content: text }),
            Author::Assistant => add(&mut out, assistant(text)),
            Author::Member => add(&mut out, assistant(format!("(a person of the shop) {text}"))),
            Author::System => {}
        }
    }
    add(
        &mut out,
        Message::User { content: format!("{}\n{}{}", surroundings(turn), results(turn, 6_000), shopper(turn)) },
    );
    out
}

/// What was looked up, the last three; nothing where nothing was.
fn results(turn: &Turn<'_>, most: usize) -> String {
    let telling = |result: &ToolResult| !matches!(result, ToolResult::Remembered | ToolResult::Failed(_));
    let told: Vec<&(ToolCall, ToolResult)> = turn.results().iter().filter(|(_, result)| telling(result)).collect();
    let told = &told[told.len().saturating_sub(3)..];
    if told.is_empty() {
        return String::new();
    }
    let told: Vec<String> = told.iter().map(|(call, result)| answer(turn, call, result, most)).collect();
    format!("<results>\n{}\n</results>\n", told.join("\n"))
}

/// Rules in short, what was found, and the message alone.
pub fn lean(turn: &Turn<'_>) -> Vec<Message> {
    let results = match results(turn, 1_500) {
        none if none.is_empty() => "<results>\n</results>\n".to_owned(),
        results => results,
    };
    let language = language(turn.reading().language);
    let content = format!("<turn>\nlanguage: {language}\n</turn>\n{results}{}", shopper(turn));
    vec![Message::System { content: rules(LEAN, turn) }, Message::User { content }]
}

fn rules(template: &str, turn: &Turn<'_>) -> String {
    let shop = &turn.input().shop;
    let categories: Vec<String> = turn.input().words.categories.iter().take(60).map(|name| fenced(name, 60)).collect();
    let categories = if categories.is_empty() { "not known".to_owned() } else { categories.join(", ") };
    // The voice goes in last: what a merchant wrote is not looked through for placeholders.
    template
        .trim()
        .replace("{shop}", &fenced(&shop.name, 80))
        .replace("{currency}", shop.currency.as_str())
        .replace("{categories}", &categories)
        .replacen("{voice}", &voice(&turn.input().voice), 1)
}

fn voice(voice: &BrandVoice) -> String {
    match voice {
        BrandVoice::Professional => PROFESSIONAL.trim().to_owned(),
        BrandVoice::Casual => CASUAL.trim().to_owned(),
        BrandVoice::Playful => PLAYFUL.trim().to_owned(),
        BrandVoice::Luxury => LUXURY.trim().to_owned(),
        BrandVoice::Custom { text } => CUSTOM.trim().replacen("{text}", &fenced(text, MOST_VOICE), 1),
    }
}

fn surroundings(turn: &Turn<'_>) -> String {
    let thread = turn.thread();
    let mut lines = vec![format!("language: {}", language(turn.reading().language))];
    let looked_for = standing(&turn.input().thread.standing, turn);
    if !looked_for.is_empty() {
        lines.push(format!("looked for until now: {looked_for}"));
    }
    let read = standing(&turn.reading().standing, turn);
    if !read.is_empty() && read != looked_for {
        lines.push(format!("read from the message: {read}"));
    }
    for known in &thread.preferences {
        lines.push(format!("the shopper prefers: {} {}", fenced(&known.name, 40), fenced(&known.value, 60)));
    }
    let products: Vec<String> = turn
        .input()
        .thread
        .products
        .iter()
        .rev()
        .take(MOST_KNOWN)
        .rev()
        .map(|known| format!("{} {}", known.handle, fenced(&known.name, 80)))
        .collect();
    if !products.is_empty() {
        lines.push(format!("shown before: {}", products.join("; ")));
    }
    let order = |handles: &[crate::Handle]| handles.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    if !thread.last_list.is_empty() {
        lines.push(format!("the last list, in its order: {}", order(&thread.last_list)));
    }
    if !thread.focus.is_empty() {
        lines.push(format!("spoken of last: {}", order(&thread.focus)));
    }
    if let Some(page) = &thread.page
        && let Some(handle) = thread.handle_of(page.id)
    {
        lines.push(format!("the shopper is on the page of {handle} {}", fenced(&page.name, 80)));
    }
    if turn.input().shop.contact.is_none() {
        lines.push("the shop gives no contact".to_owned());
    }
    format!("<turn>\n{}\n</turn>", lines.join("\n"))
}

fn shopper(turn: &Turn<'_>) -> String {
    let most = turn.input().limits.message as usize;
    format!("<shopper>\n{}\n</shopper>", fenced(&turn.input().message, most))
}

/// Filters in plain terms.
fn standing(standing: &Standing, turn: &Turn<'_>) -> String {
    let money = |amount: i64| Money::new(amount, turn.input().shop.currency).figure();
    let filters = &standing.filters;
    let mut out = Vec::new();
    if !standing.text.is_empty() {
        out.push(fenced(&standing.text, 200));
    }
    for (name, bound) in [("price_min", filters.price_min), ("price_max", filters.price_max)] {
        out.extend(bound.map(|amount| format!("{name} {}", money(amount))));
    }
    let lists = [
        ("colors", &filters.colors),
        ("sizes", &filters.sizes),
        ("categories", &filters.categories),
        ("brands", &filters.brands),
        ("materials", &filters.materials),
        ("exclude", &filters.exclude),
    ];
    for (name, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
        out.push(format!("{name} {}", fenced(&values.join(", "), 120)));
    }
    for (name, only) in [("in_stock", filters.in_stock), ("on_sale", filters.on_sale)] {
        out.extend(only.map(|_| name.to_owned()));
    }
    out.join("; ")
}

/// What a tool answered, as the model reads it: facts only, short, no id, no address.
pub fn answer(turn: &Turn<'_>, call: &ToolCall, result: &ToolResult, most: usize) -> String {
    let value = match result {
        ToolResult::Found(found) => {
            let loosened: Vec<String> = found.relaxed.iter().map(|relaxed| relaxed.filter.clone()).collect();
            let cards: Vec<Value> = found.cards.iter().map(|card| card_of(turn, card)).collect();
            let mut value = json!({ "total": found.total, "products": cards });
            if !loosened.is_empty() {
                value["loosened"] = json!(loosened);
            }
            value
        }
        ToolResult::Details(details) => {
            let mut value = card_of(turn, &details.card);
            let variants: Vec<String> = details
                .card
                .variants
                .iter()
                .take(24)
                .map(|variant| {
                    let labels = fenced(&variant.labels.join(" / "), 60);
                    format!("{labels}: {}", if variant.in_stock { "there" } else { "gone" })
                })
                .collect();
            value["variants"] = json!(variants);
            let attributes = details.attributes.iter().take(12);
            value["attributes"] =
                attributes.map(|(name, value)| (fenced(name, 40), json!(fenced(value, 80)))).collect();
            value["description"] = json!(fenced(&details.description, 500));
            value
        }
        ToolResult::Compared(comparison) => {
            let cards: Vec<Value> = comparison.products.iter().map(|card| card_of(turn, card)).collect();
            let rows = comparison.rows.iter().take(12).map(|row| {
                let values: Vec<String> = row.values.iter().map(|value| fenced(value, 60)).collect();
                (fenced(&row.name, 40), json!(values))
            });
            json!({ "products": cards, "differs": rows.collect::<Value>(), "note": "the table is shown to the shopper" })
        }
        ToolResult::Remembered => json!({ "done": true }),
        ToolResult::HandedOff => json!({ "done": true, "note": "a person will answer here" }),
        ToolResult::Failed(error) => json!({ "error": fenced(&error.text, 120) }),
    };
    let text = json!({ "tool": call.name(), "result": value }).to_string();
    text.chars().take(most).collect()
}

fn card_of(turn: &Turn<'_>, card: &ProductCard) -> Value {
    let values = |name: &str| {
        let mut out: Vec<String> = Vec::new();
        for value in card.variants.iter().filter(|variant| variant.in_stock).filter_map(|v| v.options.get(name)) {
            let value = fenced(value, 30);
            if !out.contains(&value) && out.len() < 12 {
                out.push(value);
            }
        }
        out
    };
    let handle = turn.thread().handle_of(card.id).map(|handle| handle.to_string());
    let mut out = json!({
        "handle": handle,
        "name": fenced(&card.name, 100),
        "price": card.price.figure(),
        "in_stock": card.in_stock,
    });
    if let Some(was) = card.compare_at.filter(|was| was.amount > card.price.amount) {
        out["was"] = json!(was.figure());
    }
    if let Some(brand) = &card.brand {
        out["brand"] = json!(fenced(brand, 40));
    }
    for (name, values) in [("colors", values("color")), ("sizes", values("size"))] {
        if !values.is_empty() {
            out[name] = json!(values);
        }
    }
    out
}

/// Text of others, so that it can neither close its fence nor pass for a placeholder.
fn fenced(text: &str, most: usize) -> String {
    let cut: String = text.trim().chars().take(most).collect();
    cut.replace('<', "‹").replace('>', "›").replace("[[", "[ [").replace("]]", "] ]")
}

fn assistant(content: String) -> Message {
    Message::Assistant { content, tool_calls: Vec::new() }
}

/// Two lines of one speaker become one: some servers insist on turns.
fn add(out: &mut Vec<Message>, message: Message) {
    match (out.last_mut(), message) {
        (Some(Message::User { content }), Message::User { content: more })
        | (Some(Message::Assistant { content, .. }), Message::Assistant { content: more, .. }) => {
            content.push('\n');
            content.push_str(&more);
        }
        (_, message) => out.push(message),
    }
}

fn language(language: Language) -> &'static str {
    match language {
        Language::Hinglish => "Hindi in Latin letters, mixed with English, as the shopper writes",
        Language::Other => "that of the shopper's message",
        language => language.name(),
    }
}
