//! Answers about products already shown: choosing, buying, sizes, colours, stock, material, price, comparison.

use types::{CardVariant, Comparison, ProductCard};

use super::{
    act::Aspect,
    compose::{Voice, quoted, shown_size, slot},
};
use crate::{
    Details, Handle, MindError, Mouth, Step, ToolResult, Turn, lexicon, message,
    pattern::{self, Message, Pattern},
    sentence,
};

/// The products of the message that this turn's tools told of, in the order asked.
fn told<'a>(turn: &'a Turn<'_>) -> Vec<(Handle, &'a Details)> {
    let mut out: Vec<(Handle, &Details)> = Vec::new();
    for (_, result) in turn.results() {
        // Another mind may have asked about others, or about the same one twice.
        if let ToolResult::Details(details) = result
            && let Some(handle) = turn.facts().handle_of(details.card.id)
            && turn.reading().refers.contains(&handle)
            && out.iter().all(|(known, _)| *known != handle)
        {
            out.push((handle, details));
        }
    }
    out
}

fn unavailable() -> MindError {
    MindError::Unavailable("the product could not be read".into())
}

fn has_option(card: &ProductCard, name: &str) -> bool {
    card.variants.iter().any(|variant| variant.options.contains_key(name))
}

/// How many values of an option there are to choose from.
fn choices(card: &ProductCard, name: &str) -> usize {
    let mut values: Vec<&String> = card.variants.iter().filter_map(|variant| variant.options.get(name)).collect();
    values.sort();
    values.dedup();
    values.len()
}

pub async fn pick(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice) -> Result<Step, MindError> {
    let told = told(turn);
    let Some((first, details)) = told.first() else { return Err(unavailable()) };
    let handles: Vec<Handle> = told.iter().map(|(handle, _)| *handle).collect();
    mouth.point_at(&handles).await?;
    mouth.choose(handles.clone());
    for (handle, details) in &told {
        let reduced = details.card.compare_at.is_some_and(|was| was.amount > details.card.price.amount);
        mouth.say(&voice.say(if reduced { "pick-reduced" } else { "pick" }, &facts(*handle))).await?;
    }
    if let [_] = told[..] {
        if has_option(&details.card, "size") && details.card.in_stock {
            mouth.say(&voice.say("comes-sizes", &[("sizes", slot(*first, "sizes").into())])).await?;
        } else if choices(&details.card, "color") > 1 && details.card.in_stock {
            mouth.say(&voice.say("comes-colors", &[("colors", slot(*first, "colors").into())])).await?;
        }
        let mut replies = after_answer(voice, &details.card, &[Aspect::Sizes]);
        replies.push(voice.say("qr-cheaper", &[]));
        mouth.offer(replies);
    } else {
        mouth.offer(voice.replies(&["qr-compare"]));
    }
    Ok(Step::Done)
}

/// The facts of a product as placeholders.
pub fn facts(handle: Handle) -> Vec<(&'static str, fluent_bundle::FluentValue<'static>)> {
    vec![
        ("p", slot(handle, "").into()),
        ("price", slot(handle, "price").into()),
        ("was", slot(handle, "was").into()),
        ("saving", slot(handle, "saving").into()),
        ("stock", slot(handle, "stock").into()),
        ("link", slot(handle, "link").into()),
        ("sizes", slot(handle, "sizes").into()),
        ("colors", slot(handle, "colors").into()),
    ]
}

pub async fn take(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice) -> Result<Step, MindError> {
    let told = told(turn);
    let Some((handle, details)) = told.first() else { return Err(unavailable()) };
    mouth.choose(vec![*handle]);
    let card = &details.card;
    mouth.point_at(&[*handle]).await?;
    if !card.in_stock {
        mouth.say(&voice.say("take-gone", &facts(*handle))).await?;
        mouth.offer(voice.replies(&["qr-like", "qr-popular", "qr-person"]));
        return Ok(Step::Done);
    }
    let key = if card.url.is_some() { "take" } else { "take-no-link" };
    mouth.say(&voice.say(key, &facts(*handle))).await?;
    mouth.offer(voice.replies(&["qr-like", "qr-popular", "qr-person"]));
    Ok(Step::Done)
}

/// The colour and size asked for, as they stand in a product's own options.
fn asked(turn: &Turn<'_>, card: &ProductCard) -> (Vec<(String, String)>, bool) {
    let filters = &turn.input().understood.filters;
    let mut pairs = Vec::new();
    let mut known = true;
    for (name, values) in [("color", &filters.colors), ("size", &filters.sizes)] {
        let Some(value) = values.first() else { continue };
        let have = card.variants.iter().filter_map(|variant| variant.options.get(name));
        let have = have.clone().find(|have| *have == value).or_else(|| have.clone().find(|have| within(have, value)));
        known &= have.is_some();
        pairs.push((name.to_owned(), have.unwrap_or(value).clone()));
    }
    (pairs, known)
}

/// "dark blue" is a blue.
fn within(have: &str, asked: &str) -> bool {
    lexicon::contains_words(have, asked)
}

fn spelled(turn: &Turn<'_>) -> String {
    let filters = &turn.input().understood.filters;
    let sizes = filters.sizes.iter().take(1).map(|size| shown_size(size));
    let colors = filters.colors.iter().take(1).map(|color| quoted(color));
    let values: Vec<String> = colors.chain(sizes).collect();
    values.join(", ")
}

fn chosen<'a>(card: &'a ProductCard, pairs: &[(String, String)]) -> Vec<&'a CardVariant> {
    let fits = |variant: &&CardVariant| pairs.iter().all(|(name, value)| variant.options.get(name) == Some(value));
    card.variants.iter().filter(fits).collect()
}

pub async fn variants(
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    about: &[Aspect],
) -> Result<Step, MindError> {
    let told = told(turn);
    let Some((first, details)) = told.first() else { return Err(unavailable()) };
    if told.len() > 1 && about.contains(&Aspect::Asked) {
        return among(turn, mouth, voice, &told).await;
    }
    let subjects: Vec<&(Handle, &Details)> =
        if told.len() <= 3 { told.iter().collect() } else { told.iter().take(3).collect() };
    for (handle, details) in &subjects {
        for aspect in about {
            aspect_of(turn, mouth, voice, *handle, details, *aspect).await?;
        }
    }
    if told.len() == 1 {
        mouth.choose(vec![*first]);
        mouth.offer(after_answer(voice, &details.card, about));
    }
    Ok(Step::Done)
}

fn after_answer(voice: &Voice, card: &ProductCard, about: &[Aspect]) -> Vec<String> {
    let mut keys = Vec::new();
    if card.in_stock {
        keys.push("qr-take");
    }
    if choices(card, "color") > 1 && !about.contains(&Aspect::Colors) {
        keys.push("qr-colors");
    }
    if has_option(card, "size") && !about.contains(&Aspect::Sizes) {
        keys.push("qr-sizes");
    }
    keys.push("qr-like");
    voice.replies(&keys)
}

async fn aspect_of(
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    handle: Handle,
    details: &Details,
    aspect: Aspect,
) -> Result<(), MindError> {
    let card = &details.card;
    let mut args = facts(handle);
    let key = match aspect {
        Aspect::Asked => return one_asked(turn, mouth, voice, handle, card).await,
        Aspect::Sizes | Aspect::Colors => {
            let (name, many, none) = if aspect == Aspect::Sizes {
                ("size", "sizes", "sizes-none")
            } else {
                ("color", "colors", "colors-none")
            };
            match has_option(card, name) {
                true if card.in_stock => many,
                true => "is-stock",
                false => none,
            }
        }
        Aspect::Stock => "is-stock",
        Aspect::Material => match attribute(
            details,
            &["material", "fabric", "composition", "stoff", "matiere", "tela", "materiale", "tecido", "materiaal"],
        )
        .map(|(_, value)| value)
        .or_else(|| card.variants.iter().find_map(|variant| variant.options.get("material").cloned()))
        {
            Some(value) => {
                args.push(("value", quoted(&value).into()));
                "material"
            }
            None => return described(turn, mouth, voice, handle, details, "material-unknown").await,
        },
        Aspect::Other => return described(turn, mouth, voice, handle, details, "unknown").await,
    };
    mouth.say(&voice.say(key, &args)).await
}

async fn one_asked(
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    handle: Handle,
    card: &ProductCard,
) -> Result<(), MindError> {
    let (pairs, known) = asked(turn, card);
    let chosen = chosen(card, &pairs);
    let mut args = facts(handle);
    args.push(("asked", spelled(turn).into()));
    let choice: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let choice = choice.join(",");
    let there = chosen.iter().any(|variant| variant.in_stock);
    if known && !chosen.is_empty() {
        for (name, fact) in [("price", "price"), ("stock", "stock")] {
            args.retain(|(key, _)| *key != name);
            args.push((name, slot(handle, &format!("{fact}:{choice}")).into()));
        }
        mouth.say(&voice.say(if there { "have" } else { "have-gone" }, &args)).await?;
    } else {
        mouth.say(&voice.say("have-not", &args)).await?;
    }
    if there || !card.in_stock {
        return Ok(());
    }
    // What it does come in instead.
    let filters = &turn.input().understood.filters;
    if !filters.sizes.is_empty() && has_option(card, "size") {
        mouth.say(&voice.say("comes-sizes", &facts(handle))).await?;
    }
    if !filters.colors.is_empty() && has_option(card, "color") {
        mouth.say(&voice.say("comes-colors", &facts(handle))).await?;
    }
    Ok(())
}

/// Which of several shown products there are in what was asked.
async fn among(
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    told: &[(Handle, &Details)],
) -> Result<Step, MindError> {
    let with: Vec<Handle> = told
        .iter()
        .filter(|(_, details)| {
            let (pairs, known) = asked(turn, &details.card);
            known && chosen(&details.card, &pairs).iter().any(|variant| variant.in_stock)
        })
        .map(|(handle, _)| *handle)
        .collect();
    let asked = spelled(turn);
    if with.is_empty() {
        mouth.say(&voice.say("have-none", &[("asked", asked.into())])).await?;
        mouth.offer(voice.replies(&["qr-more", "qr-any-color", "qr-popular"]));
        return Ok(Step::Done);
    }
    mouth.point_at(&with).await?;
    let names: Vec<String> = with.iter().map(|handle| slot(*handle, "")).collect();
    let names = message::list(voice.language, &names);
    mouth.say(&voice.say("have-some", &[("asked", asked.into()), ("names", names.into())])).await?;
    mouth.choose(with.clone());
    mouth.offer(voice.replies(if with.len() == 1 { &["qr-take", "qr-like"] } else { &["qr-compare", "qr-cheaper"] }));
    Ok(Step::Done)
}

fn attribute(details: &Details, names: &[&str]) -> Option<(String, String)> {
    details
        .attributes
        .iter()
        .find(|(name, value)| !value.is_empty() && names.iter().any(|wanted| lexicon::fold(name).contains(wanted)))
        .cloned()
}

/// An attribute or a sentence of the description that the question's words point at; else `unknown` is said.
async fn described(
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    handle: Handle,
    details: &Details,
    unknown: &str,
) -> Result<(), MindError> {
    let limit = turn.input().limits.message as usize;
    let text: String = turn.input().message.chars().take(limit).collect();
    let words = pattern::words(&text);
    let lexicons = lexicon::read_in(voice.language);
    let mut wanted: Vec<String> = Vec::new();
    let mut describe = false;
    for lexicon in &lexicons {
        let message = Message::new(&words, lexicon);
        describe |= message.cue("describe");
        for (name, patterns) in &lexicon.attributes {
            if message.has(patterns) {
                wanted.push(name.clone());
                wanted
                    .extend(patterns.iter().flat_map(Pattern::words).filter(|word| word.len() > 3).map(str::to_owned));
            }
        }
    }
    let plain = |word: &&pattern::Word| {
        word.text.chars().count() > 3 && !lexicons.iter().any(|lexicon| lexicon.words.contains(&word.text))
    };
    let own: Vec<String> = words.iter().filter(plain).map(|word| word.text.clone()).collect();
    let names: Vec<&str> = wanted.iter().chain(&own).map(String::as_str).collect();
    if let Some((name, value)) = attribute(details, &names) {
        let args = [
            ("p", slot(handle, "").into()),
            ("name", quoted(&name).to_lowercase().into()),
            ("value", quoted(&value).into()),
        ];
        return mouth.say(&voice.say("attribute", &args)).await;
    }
    let about = |sentence: &&str| {
        let folded = lexicon::fold(sentence);
        names.iter().any(|name| folded.contains(name))
    };
    let description: String = details.description.replace("[[", "").replace("]]", "");
    let sentences = sentence::split(&description);
    let chosen: Vec<&str> = match sentences.iter().find(|sentence| about(sentence)) {
        Some(one) => vec![one],
        None if describe => sentences.into_iter().take(2).collect(),
        None => Vec::new(),
    };
    let before = mouth.spoken();
    for sentence in chosen {
        mouth.say(&sentence.chars().take(240).collect::<String>()).await?;
    }
    mouth.about(&[handle]);
    if mouth.spoken() == before {
        mouth.say(&voice.say(unknown, &facts(handle))).await?;
    }
    Ok(())
}

pub async fn price(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice) -> Result<Step, MindError> {
    let told = told(turn);
    let Some((first, details)) = told.first() else { return Err(unavailable()) };
    for (handle, details) in &told {
        let reduced = details.card.compare_at.is_some_and(|was| was.amount > details.card.price.amount);
        mouth.say(&voice.say(if reduced { "cost-reduced" } else { "cost" }, &facts(*handle))).await?;
    }
    let words = pattern::words(&turn.input().message.chars().take(400).collect::<String>());
    let asks_sale =
        lexicon::read_in(voice.language).into_iter().any(|lexicon| Message::new(&words, lexicon).cue("sale"));
    if let [_] = told[..] {
        if asks_sale && details.card.compare_at.is_none_or(|was| was.amount <= details.card.price.amount) {
            mouth.say(&voice.plain("cost-same")).await?;
            mouth.say(&voice.plain("codes")).await?;
        }
        mouth.choose(vec![*first]);
        let mut replies = after_answer(voice, &details.card, &[]);
        replies.insert(1, voice.say("qr-cheaper", &[]));
        mouth.offer(replies);
    } else {
        mouth.offer(voice.replies(&["qr-compare", "qr-cheaper"]));
    }
    Ok(Step::Done)
}

pub async fn compare(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice) -> Result<Step, MindError> {
    let made = turn.results().iter().rev().find_map(|(_, result)| match result {
        ToolResult::Compared(comparison) => Some(comparison),
        _ => None,
    });
    let Some(comparison) = made else { return Err(MindError::Unavailable("the comparison could not be made".into())) };
    mouth.compare(comparison).await?;
    let pairs: Vec<(Handle, &ProductCard)> =
        comparison.products.iter().filter_map(|card| Some((turn.facts().handle_of(card.id)?, card))).collect();
    let Some((low, low_card)) = pairs.iter().min_by_key(|(_, card)| card.price.amount) else {
        return Err(unavailable());
    };
    let high = pairs.iter().max_by_key(|(_, card)| card.price.amount);
    let same = high.is_some_and(|(_, card)| card.price == low_card.price);
    let mut args = facts(*low);
    let key = match &pairs[..] {
        _ if same => "compare-equal",
        [_, _] => {
            if let Some((high, _)) = high {
                args.push(("q", slot(*high, "").into()));
                args.push(("other", slot(*high, "price").into()));
            }
            "compare-cheaper"
        }
        _ => "compare-cheapest",
    };
    mouth.say(&voice.say(key, &args)).await?;
    if pairs.len() == 2 {
        differences(mouth, voice, comparison, &pairs).await?;
    }
    // What was in focus stays the first meaning of "it".
    let mut focus: Vec<Handle> = pairs.iter().map(|(handle, _)| *handle).collect();
    if let [before] = turn.thread().focus[..] {
        focus.sort_by_key(|handle| *handle != before);
        if focus.first() == Some(&before) {
            focus.truncate(1);
        }
    }
    mouth.choose(focus);
    mouth.offer(
        pairs.iter().take(2).map(|(_, card)| card.name.clone()).chain(voice.replies(&["qr-like", "qr-more"])).collect(),
    );
    Ok(Step::Done)
}

/// The two rows that tell most, in words: which value is whose.
async fn differences(
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    comparison: &Comparison,
    pairs: &[(Handle, &ProductCard)],
) -> Result<(), MindError> {
    let telling = comparison.rows.iter().filter(|row| {
        let plain = !matches!(row.name.as_str(), "price" | "stock" | "in_stock" | "compare_at");
        plain
            && row.values.len() == pairs.len()
            && row.values.iter().all(|value| (1..=40).contains(&value.chars().count()))
    });
    let mut said = 0;
    for row in telling.take(2) {
        let key = format!("row-{}", row.name);
        let known = message::text(voice.language, &key, &[]);
        let name = if known.is_empty() { quoted(&row.name) } else { known };
        let values: Vec<String> = row
            .values
            .iter()
            .zip(pairs)
            .map(|(value, (handle, _))| {
                voice.say("compare-value", &[("value", quoted(value).into()), ("p", slot(*handle, "").into())])
            })
            .collect();
        let values = message::list(voice.language, &values);
        mouth.say(&voice.say("compare-row", &[("name", name.into()), ("values", values.into())])).await?;
        said += 1;
    }
    if said == 0 && comparison.rows.iter().all(|row| row.name == "price") {
        mouth.say(&voice.plain("compare-nothing")).await?;
    }
    Ok(())
}
