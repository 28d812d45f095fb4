//! What the local mind does next, from the reading and from what was found so far.
//!
//! First it asks the tools, then it speaks: cards before sentences, and no sentence that a tool did not bear out.

use types::{Intent, ProductCard, Relaxed};

use super::{
    act::{Act, How, Look, Saying},
    answer,
    compose::{Voice, after_list, quoted, slot, starters},
};
use crate::{
    CompareProducts, Found, GetProductVariants, HandOff, Handle, MindError, Mouth, RememberPreference, SearchProducts,
    Step, ToolCall, ToolResult, Turn, Why,
    thread::{Pending, Question, Standing},
};

pub async fn next(turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError> {
    let voice = voice_of(turn);
    if turn.own_results().is_empty() {
        // What was done is done; but it speaks of the search and the comparison that came last, and another mind may
        // have made them in its own way.
        let mut calls = calls(turn);
        let done = || turn.results().iter().rev().filter(|(_, result)| !matches!(result, ToolResult::Failed(_)));
        calls.retain(|call| match call {
            ToolCall::SearchProducts(_) | ToolCall::CompareProducts(_) => {
                done().find(|(before, _)| before.name() == call.name()).is_none_or(|(before, _)| before != call)
            }
            _ => done().all(|(before, _)| before != call),
        });
        if !calls.is_empty() {
            return Ok(Step::Call(calls));
        }
    }
    match &turn.reading().act {
        Act::Search(look) => search(turn, mouth, &voice, look).await,
        Act::Pick => answer::pick(turn, mouth, &voice).await,
        Act::Take => answer::take(turn, mouth, &voice).await,
        Act::Variants { about } => answer::variants(turn, mouth, &voice, about).await,
        Act::Price => answer::price(turn, mouth, &voice).await,
        Act::Compare => answer::compare(turn, mouth, &voice).await,
        Act::Which => which(turn, mouth, &voice).await,
        Act::Say { what } => say(turn, mouth, &voice, *what).await,
        Act::HandOff { why } => hand_off(turn, mouth, &voice, *why).await,
    }
}

/// What can be looked up before another mind is asked. To call a person is that mind's to decide.
pub(crate) fn ahead(turn: &Turn<'_>) -> Vec<ToolCall> {
    let mut calls = calls(turn);
    calls.retain(|call| !matches!(call, ToolCall::HandOff(_)));
    calls
}

/// Shows what was looked up ahead where the message asks to see it.
pub(crate) async fn show_ahead(turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<(), MindError> {
    match turn.results().last() {
        Some((_, ToolResult::Found(found))) => {
            let handles: Vec<Handle> = found.cards.iter().filter_map(|card| turn.facts().handle_of(card.id)).collect();
            mouth.show(&handles).await
        }
        Some((_, ToolResult::Compared(comparison))) => mouth.compare(comparison).await,
        _ => Ok(()),
    }
}

/// What is asked of the tools at once.
fn calls(turn: &Turn<'_>) -> Vec<ToolCall> {
    let reading = turn.reading();
    let remember = |(name, value): &(String, String)| {
        ToolCall::RememberPreference(RememberPreference { name: name.clone(), value: value.clone() })
    };
    // What the shopper says of themselves is kept whichever mind answers.
    let mut out: Vec<ToolCall> = reading.prefers.iter().map(remember).collect();
    let ids = || reading.refers.iter().filter_map(|handle| turn.thread().known(*handle)).map(|known| known.id);
    match &reading.act {
        Act::Search(look) => out.push(ToolCall::SearchProducts(looked_for(turn, look))),
        Act::Pick | Act::Take | Act::Variants { .. } | Act::Price => {
            out.extend(ids().take(5).map(|product| ToolCall::GetProductVariants(GetProductVariants { product })));
        }
        Act::Compare => {
            out.push(ToolCall::CompareProducts(CompareProducts { products: ids().take(5).collect() }));
        }
        Act::HandOff { why } => out.push(ToolCall::HandOff(HandOff { why: *why })),
        Act::Which | Act::Say { .. } => {}
    }
    out
}

fn looked_for(turn: &Turn<'_>, look: &Look) -> SearchProducts {
    let standing = &turn.reading().standing;
    let thread = turn.thread();
    // Before this turn: what it has found itself may be asked for again.
    let shown = || turn.input().thread.products.iter().rev().take(60).map(|known| known.id).collect();
    let like = look.like.and_then(|handle| thread.known(handle)).map(|known| known.id);
    SearchProducts {
        text: standing.text.clone(),
        filters: standing.filters.clone(),
        order: standing.order,
        like,
        exclude_ids: if look.skip_shown { shown() } else { Vec::new() },
        limit: turn.input().limits.shown,
        relax: !matches!(look.how, How::Cheaper | How::Dearer | How::More),
    }
}

/// The last thing a search found in this turn.
fn found<'a>(turn: &'a Turn<'_>) -> Option<&'a Found> {
    turn.results().iter().rev().find_map(|(_, result)| match result {
        ToolResult::Found(found) => Some(found),
        _ => None,
    })
}

async fn search(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice, look: &Look) -> Result<Step, MindError> {
    let Some(found) = found(turn) else {
        return Err(MindError::Unavailable("the search gave no answer".into()));
    };
    let handles: Vec<Handle> = found.cards.iter().filter_map(|card| turn.facts().handle_of(card.id)).collect();
    if handles.is_empty() && look.how == How::Gift {
        // Few catalogues know for whom a thing is: within the bounds, what people like is a fair idea.
        let again = looked_for(turn, look);
        let wide = SearchProducts { text: String::new(), order: Some(types::Order::Popular), ..again };
        let wide = ToolCall::SearchProducts(wide);
        if turn.results().iter().all(|(call, _)| *call != wide) {
            return Ok(Step::Call(vec![wide]));
        }
    }
    if handles.is_empty() {
        return nothing(turn, mouth, voice, look, found).await;
    }
    mouth.show(&handles).await?;
    mouth.focus(if handles.len() == 1 { handles.clone() } else { Vec::new() });
    let standing = &turn.reading().standing;
    headline(turn, mouth, voice, look, found, &handles).await?;
    if found.foreign_currency.is_some() || turn.input().understood.foreign_currency.is_some() {
        mouth.say(&voice.say("foreign", &[("currency", voice.currency.as_str().into())])).await?;
    }
    highlight(mouth, voice, look, &found.cards, &handles, standing.order).await?;
    let gone = handles.iter().zip(&found.cards).filter(|(_, card)| !card.in_stock);
    for (handle, _) in gone.take(if handles.len() == 1 { 0 } else { 2 }) {
        let args = [("p", slot(*handle, "").into()), ("stock", slot(*handle, "stock").into())];
        mouth.say(&voice.say("is-stock", &args)).await?;
    }
    if let Some(what) = turn.reading().beside {
        mouth.say(&voice.plain(key_of(what))).await?;
    }
    match look.ask {
        Some(question) => {
            let key = match question {
                Question::ForWhom => "ask-gift",
                Question::Budget => "ask-budget",
                _ => "ask-what",
            };
            mouth.say(&voice.plain(key)).await?;
            mouth.ask(Pending { question, intent: turn.reading().intent });
            mouth.offer(match question {
                Question::ForWhom => voice.replies(&["qr-for-her", "qr-for-friend", "qr-popular"]),
                Question::Budget => after_list(voice, standing, found, turn.thread()),
                _ => starters(&turn.input().words, voice.language),
            });
        }
        None => {
            let mut replies = after_list(voice, standing, found, turn.thread());
            if turn.reading().beside.is_some() {
                replies.insert(0, voice.say("qr-person", &[]));
            }
            mouth.offer(replies);
        }
    }
    Ok(Step::Done)
}

/// One sentence that says what the cards are; every part of it holds for all of them.
async fn headline(
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    look: &Look,
    found: &Found,
    handles: &[Handle],
) -> Result<(), MindError> {
    let standing = &turn.reading().standing;
    let n = handles.len();
    let words = voice.number(n);
    let counted = [("n", n.into()), ("words", words.as_str().into())];
    let only_words = found.relaxed.iter().all(|change| change.filter == "text");
    if !found.relaxed.is_empty() && only_words && look.how != How::Gift && !standing.filters.is_empty() {
        // All filters hold; only the other words are not met.
        let strict = Standing { text: String::new(), ..standing.clone() };
        let args = [
            ("n", n.into()),
            ("words", words.as_str().into()),
            ("what", voice.what(&strict, n).into()),
            ("limits", voice.limits(&standing.filters).into()),
        ];
        mouth.say(&voice.say("found", &args)).await?;
        return mouth.say(&voice.plain("relaxed-text")).await;
    }
    let as_gift = look.how == How::Gift && only_words;
    if !found.relaxed.is_empty() && !as_gift {
        return relaxed(mouth, voice, turn, found).await;
    }
    let draft = match look.how {
        How::More => voice.say("more", &counted),
        How::Cheaper => voice.say("cheaper", &counted),
        How::Dearer => voice.say("dearer", &counted),
        How::Like => {
            let like = look.like.map(|handle| slot(handle, "")).unwrap_or_default();
            voice.say("like", &[("n", n.into()), ("p", like.into())])
        }
        How::Popular => voice.plain("popular"),
        How::Gift => voice.say("gift", &[("n", n.into()), ("limits", voice.limits(&standing.filters).into())]),
        How::New | How::Refined => {
            let limits = voice.limits(&standing.filters);
            match standing.order {
                Some(types::Order::Newest) if limits.is_empty() && standing.text.is_empty() => voice.plain("newest"),
                _ if voice.certain(standing, &found.cards) => {
                    let what = voice.what(standing, n);
                    voice.say(
                        "found",
                        &[
                            ("n", n.into()),
                            ("words", words.as_str().into()),
                            ("what", what.into()),
                            ("limits", limits.into()),
                        ],
                    )
                }
                _ => {
                    let text = quoted(&standing.text);
                    let (key, text) = voice.near(standing, &text);
                    let what = voice.what(&Standing { text: String::new(), ..standing.clone() }, n);
                    let args = [
                        ("n", n.into()),
                        ("words", words.as_str().into()),
                        ("what", what.into()),
                        ("limits", limits.into()),
                        ("text", text.into()),
                    ];
                    voice.say(key, &args)
                }
            }
        }
    };
    mouth.say(&draft).await
}

/// What is worth knowing of the prices: a reduction, else where they lie.
async fn highlight(
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    look: &Look,
    cards: &[ProductCard],
    handles: &[Handle],
    order: Option<types::Order>,
) -> Result<(), MindError> {
    let by_price = |(_, card): &(&Handle, &ProductCard)| card.price.amount;
    let priced = || handles.iter().zip(cards);
    let (Some((low, low_card)), Some((high, high_card))) =
        (priced().min_by_key(by_price), priced().max_by_key(by_price))
    else {
        return Ok(());
    };
    let extreme = match order {
        Some(types::Order::Cheapest) => Some(("cheapest", low)),
        Some(types::Order::Dearest) => Some(("dearest", high)),
        _ => None,
    };
    if let Some((key, handle)) = extreme.filter(|_| handles.len() > 1) {
        let args = [("p", slot(*handle, "").into()), ("price", slot(*handle, "price").into())];
        return mouth.say(&voice.say(key, &args)).await;
    }
    if handles.len() == 1 {
        let reduced = low_card.compare_at.is_some_and(|was| was.amount > low_card.price.amount);
        return mouth.say(&voice.say(if reduced { "pick-reduced" } else { "pick" }, &answer::facts(*low))).await;
    }
    let reduced = priced().filter(|(_, card)| card.compare_at.is_some_and(|was| was.amount > card.price.amount));
    let best = reduced.max_by_key(|(_, card)| {
        card.compare_at.map_or(0, |was| (was.amount - card.price.amount) * 1000 / was.amount.max(1))
    });
    if let Some((handle, _)) = best {
        let args = [
            ("p", slot(*handle, "").into()),
            ("was", slot(*handle, "was").into()),
            ("price", slot(*handle, "price").into()),
        ];
        return mouth.say(&voice.say("reduced", &args)).await;
    }
    if matches!(look.how, How::Popular | How::More | How::Like) {
        return Ok(());
    }
    if low_card.price == high_card.price {
        return mouth.say(&voice.say("each", &[("price", slot(*low, "price").into())])).await;
    }
    let args = [("low", slot(*low, "price").into()), ("high", slot(*high, "price").into())];
    mouth.say(&voice.say("range", &args)).await
}

/// Says what does not exist as asked, and what was loosened to find the cards.
async fn relaxed(mouth: &mut Mouth<'_>, voice: &Voice, turn: &Turn<'_>, found: &Found) -> Result<(), MindError> {
    let standing = &turn.reading().standing;
    let total = usize::try_from(found.total).unwrap_or(usize::MAX);
    let limits = voice.limits(&standing.filters);
    let draft = if total == 0 {
        let args = [
            ("what", voice.what(standing, 2).into()),
            ("limits", limits.into()),
            ("text", quoted(&standing.text).into()),
        ];
        voice.say(if voice.named(standing) { "relaxed" } else { "relaxed-for" }, &args)
    } else {
        let args = [
            ("n", total.into()),
            ("words", voice.number(total).into()),
            ("what", voice.what(standing, total).into()),
            ("limits", limits.into()),
        ];
        voice.say("relaxed-some", &args)
    };
    mouth.say(&draft).await?;
    for change in &found.relaxed {
        mouth.say(&loosened(voice, change)).await?;
    }
    Ok(())
}

fn loosened(voice: &Voice, change: &Relaxed) -> String {
    let key = format!("relaxed-{}", change.filter);
    if let Some(bound) = change.to.as_i64() {
        return voice.say(&key, &[("money", voice.money(bound).into())]);
    }
    let bound_gone = change.filter.starts_with("price") && change.to.is_null();
    let values: Vec<String> = change
        .to
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_str())
        .map(super::compose::quoted)
        .collect();
    if bound_gone {
        String::new()
    } else if values.is_empty() {
        voice.say(&key, &[])
    } else {
        let told = voice.say(&format!("{key}-to"), &[("to", crate::message::list(voice.language, &values).into())]);
        if told.is_empty() { voice.say(&key, &[]) } else { told }
    }
}

async fn nothing(
    turn: &Turn<'_>,
    mouth: &mut Mouth<'_>,
    voice: &Voice,
    look: &Look,
    found: &Found,
) -> Result<Step, MindError> {
    let reading = turn.reading();
    // "cheaper" found nothing: the old bound holds on, and the one that is already lowest is named, freshly priced.
    if matches!(look.how, How::Cheaper | How::Dearer) {
        let mut standing = reading.standing.clone();
        let by_price = |handle: &&Handle| turn.thread().known(**handle).map_or(0, |known| known.price.amount);
        let (key, best) = if look.how == How::Cheaper {
            standing.filters.price_max = look.before;
            ("cheaper-none", reading.refers.iter().min_by_key(by_price))
        } else {
            standing.filters.price_min = None;
            standing.filters.price_max = look.before;
            ("dearer-none", reading.refers.iter().max_by_key(by_price))
        };
        if let Some(best) = best {
            if turn.facts().card(*best).is_none()
                && let Some(known) = turn.thread().known(*best)
                && turn.own_results().iter().all(|(call, _)| !matches!(call, ToolCall::GetProductVariants(_)))
            {
                return Ok(Step::Call(vec![ToolCall::GetProductVariants(GetProductVariants { product: known.id })]));
            }
            mouth.settle(standing);
            mouth.point_at(&[*best]).await?;
            let args = [("p", slot(*best, "").into()), ("price", slot(*best, "price").into())];
            mouth.say(&voice.say(key, &args)).await?;
            mouth.focus(vec![*best]);
            mouth.offer(voice.replies(&["qr-take", "qr-like", "qr-any-color", "qr-popular"]));
            return Ok(Step::Done);
        }
        mouth.settle(standing);
    }
    if look.skip_shown && !turn.thread().last_list.is_empty() {
        mouth.say(&voice.plain("more-none")).await?;
        mouth.offer(voice.replies(&["qr-any-price", "qr-any-color", "qr-popular", "qr-person"]));
        return Ok(Step::Done);
    }
    let standing = &reading.standing;
    let args = [
        ("what", voice.what(standing, 2).into()),
        ("limits", voice.limits(&standing.filters).into()),
        ("text", quoted(&standing.text).into()),
    ];
    mouth.say(&voice.say(if voice.named(standing) { "none" } else { "none-for" }, &args)).await?;
    if mouth.silent() {
        mouth.say(&voice.plain("none-plain")).await?;
    }
    if found.foreign_currency.is_some() || turn.input().understood.foreign_currency.is_some() {
        mouth.say(&voice.say("foreign", &[("currency", voice.currency.as_str().into())])).await?;
    }
    let filters = &standing.filters;
    let mut keys = Vec::new();
    if filters.price_max.is_some() || filters.price_min.is_some() {
        keys.push("qr-any-price");
    }
    if !filters.colors.is_empty() {
        keys.push("qr-any-color");
    }
    if !filters.sizes.is_empty() {
        keys.push("qr-any-size");
    }
    if !keys.is_empty() && !turn.thread().asked {
        mouth.say(&voice.plain("none-hint")).await?;
        mouth.ask(Pending { question: Question::What, intent: reading.intent });
    }
    keys.truncate(2);
    keys.extend(["qr-popular", "qr-person"]);
    mouth.offer(voice.replies(&keys));
    Ok(Step::Done)
}

/// Asks which product is meant; offers those shown by name.
async fn which(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice) -> Result<Step, MindError> {
    let focus = &turn.thread().focus;
    let list = if focus.len() > 1 { focus } else { &turn.thread().last_list };
    let key = if list.is_empty() { "which-none" } else { "which" };
    mouth.say(&voice.plain(key)).await?;
    mouth.ask(Pending { question: Question::Which, intent: turn.reading().intent });
    let names = list.iter().take(4).filter_map(|handle| turn.thread().known(*handle)).map(|known| known.name.clone());
    let names: Vec<String> = names.collect();
    mouth.offer(if names.is_empty() { voice.replies(&["qr-popular", "qr-sale", "qr-person"]) } else { names });
    Ok(Step::Done)
}

async fn say(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice, what: Saying) -> Result<Step, MindError> {
    let begin = || starters(&turn.input().words, voice.language);
    let replies = match what {
        Saying::Greeting | Saying::OffTopic | Saying::Injection | Saying::Empty => begin(),
        Saying::Bye | Saying::Thanks | Saying::Address => Vec::new(),
        Saying::Bot | Saying::UnknownLanguage => voice.replies(&["qr-popular", "qr-person"]),
        Saying::Discount => voice.replies(&["qr-sale", "qr-person"]),
        Saying::Delivery | Saying::Returns | Saying::Payment | Saying::General | Saying::Order | Saying::Support => {
            voice.replies(&["qr-person"])
        }
    };
    mouth.say(&voice.plain(key_of(what))).await?;
    let to_person = matches!(
        what,
        Saying::Delivery | Saying::Returns | Saying::Payment | Saying::General | Saying::Order | Saying::Support
    );
    if to_person && turn.input().shop.contact.is_some() {
        mouth.say(&voice.plain("contact")).await?;
    }
    if matches!(turn.reading().intent, Intent::Greeting | Intent::OffTopic)
        && what != Saying::Bye
        && what != Saying::Bot
    {
        mouth.ask(Pending { question: Question::What, intent: turn.reading().intent });
    }
    mouth.offer(replies);
    Ok(Step::Done)
}

fn key_of(what: Saying) -> &'static str {
    match what {
        Saying::Greeting => "greeting",
        Saying::Bye => "bye",
        Saying::Thanks => "thanks",
        Saying::OffTopic => "off-topic",
        Saying::Bot => "bot",
        Saying::Injection => "injection",
        Saying::Empty => "empty",
        Saying::UnknownLanguage => "unknown-language",
        Saying::Delivery => "delivery",
        Saying::Returns => "returns",
        Saying::Payment => "payment",
        Saying::General => "general",
        Saying::Order => "order",
        Saying::Support => "support",
        Saying::Discount => "discount",
        Saying::Address => "handoff-thanks",
    }
}

/// What is said when a person was called, whoever called them.
pub(crate) async fn handed_off(turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError> {
    hand_off(turn, mouth, &voice_of(turn), Why::Asked).await
}

/// What may be said next, after whatever was found; how to begin, when nothing was looked for.
pub(crate) fn offers(turn: &Turn<'_>) -> Vec<String> {
    let voice = voice_of(turn);
    match found(turn) {
        Some(found) if !found.cards.is_empty() => after_list(&voice, &turn.reading().standing, found, turn.thread()),
        Some(_) => voice.replies(&["qr-any-price", "qr-popular", "qr-person"]),
        None => starters(&turn.input().words, voice.language),
    }
}

fn voice_of(turn: &Turn<'_>) -> Voice {
    Voice { language: turn.reading().language, seed: turn.input().seed, currency: turn.input().shop.currency }
}

async fn hand_off(turn: &Turn<'_>, mouth: &mut Mouth<'_>, voice: &Voice, _why: Why) -> Result<Step, MindError> {
    let done = turn.results().iter().any(|(_, result)| matches!(result, ToolResult::HandedOff));
    mouth.say(&voice.plain(if done { "handoff" } else { "handoff-failed" })).await?;
    if done {
        mouth.say(&voice.plain("handoff-address")).await?;
        mouth.ask(Pending { question: Question::Address, intent: Intent::Handoff });
    }
    if turn.input().shop.contact.is_some() {
        mouth.say(&voice.plain("contact")).await?;
    }
    Ok(Step::Done)
}
