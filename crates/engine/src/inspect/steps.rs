//! The steps of a turn, told: what was given, what was understood, what each mind and tool did, what was kept.

use agent::{ModelCall, StepKind, StepRecord, TurnInput, Verdict};
use serde_json::{Value, json};
use types::{
    Filters, Order, ProductId,
    inspect::{Cut, InspectedStep, ScoredHit, StepSort},
    settings::dollars,
};

use super::{reason, wording};
use crate::{
    Ctx,
    converse::recorded::{Recorded, SearchNote},
};

/// Longest JSON shown of one thing; a record may hold more than anybody reads.
const LONGEST: usize = 12_000;

pub(super) fn told(cx: &Ctx, recorded: &Recorded, input: Option<&TurnInput>, parts: usize) -> Vec<InspectedStep> {
    let teller = Teller { cx, recorded, input };
    let mut out: Vec<InspectedStep> = Vec::new();
    out.extend(input.map(|input| teller.given(input)));
    let mut searches = recorded.searches.iter().collect::<Vec<_>>();
    for step in &recorded.steps {
        out.push(match step.kind {
            StepKind::Read => teller.understood(step),
            StepKind::Mind => teller.mind(step),
            StepKind::Tool if step.name == "search_products" => {
                let note = take(&mut searches, step);
                teller.search(step, note)
            }
            StepKind::Tool => teller.tool(step),
            StepKind::Notice => teller.notice(step),
        });
    }
    if !recorded.steps.is_empty() {
        out.push(teller.guard(parts));
    }
    out
}

/// The reasons that belong to a search: the first whose products are those the step names.
fn take<'a>(searches: &mut Vec<&'a SearchNote>, step: &StepRecord) -> Option<&'a SearchNote> {
    let named: Vec<String> = step
        .result
        .get("products")
        .and_then(Value::as_array)
        .map(|ids| ids.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect())
        .unwrap_or_default();
    let fits = |note: &&SearchNote| note.hits.iter().zip(&named).all(|(hit, id)| hit.product.to_string() == *id);
    let at = searches.iter().position(|note| fits(note) && note.hits.len() <= named.len())?;
    Some(searches.remove(at))
}

fn blank(sort: StepSort, title: impl Into<String>) -> InspectedStep {
    InspectedStep {
        sort,
        title: title.into(),
        lines: Vec::new(),
        heard: Vec::new(),
        micros: None,
        error: None,
        hits: Vec::new(),
        cut: Vec::new(),
        raw: Vec::new(),
    }
}

fn raw(name: &str, value: &Value) -> Option<(String, String)> {
    if value.is_null() {
        return None;
    }
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(at);
        text.push_str("\n…");
    }
    Some((name.to_owned(), text))
}

fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

fn cut(verdicts: &[Verdict]) -> Vec<Cut> {
    let one = |verdict: &Verdict| Cut {
        draft: verdict.draft.clone(),
        reason: reason(verdict),
        dropped: verdict.finding != agent::Finding::Repaired,
    };
    verdicts.iter().filter(|verdict| verdict.finding != agent::Finding::Clean).map(one).collect()
}

/// One call of a model.
fn model(call: &ModelCall) -> Vec<String> {
    let mut of_tokens = format!("{} tokens in", call.prompt_tokens);
    if call.cached_tokens > 0 {
        of_tokens.push_str(&format!(" ({} of them cached)", call.cached_tokens));
    }
    of_tokens.push_str(&format!(", {} out", call.completion_tokens));
    if call.estimated {
        of_tokens.push_str(", estimated");
    }
    let mut out =
        vec![format!("{}, {} tier", call.model, call.tier), format!("{of_tokens}; {}", dollars(call.cost_micros))];
    let first = call.first_token_ms.map(|ms| format!("first word after {ms} ms, ")).unwrap_or_default();
    out.push(format!("{first}whole after {} ms, {}", call.ms, count(call.tries.max(1) as usize, "try", "tries")));
    out.extend(call.error.iter().map(|error| format!("It failed: {}", wording::failure(error))));
    out
}

struct Teller<'a> {
    cx: &'a Ctx,
    recorded: &'a Recorded,
    input: Option<&'a TurnInput>,
}

impl Teller<'_> {
    fn given(&self, input: &TurnInput) -> InspectedStep {
        let thread = &input.thread;
        let mut lines = Vec::new();
        lines.push(match thread.lines.len() {
            0 => "The first message of the conversation".to_owned(),
            n => format!("The last {} and {} shown so far", count(n, "message", "messages"), {
                count(thread.products.len(), "product", "products")
            }),
        });
        if let Some(page) = &thread.page {
            lines.push(format!("The shopper is on the page of {}", page.name));
        }
        if !thread.preferences.is_empty() {
            let known: Vec<String> = thread
                .preferences
                .iter()
                .map(|known| wording::preference(&known.name, &known.value, self.cx.shop.currency))
                .map(|(name, value)| format!("{name} {value}"))
                .collect();
            lines.push(format!("Known of the shopper: {}", known.join(", ")));
        }
        if thread.pending.is_some() {
            lines.push("It had asked a question and waits for the answer".to_owned());
        }
        let standing = &thread.standing;
        if !standing.text.is_empty() {
            lines.push(format!("Looked for before: “{}”", standing.text));
        }
        let heard = wording::heard(&standing.filters, standing.order, &[], self.cx.shop.currency);
        let thread = json!({
            "lines": thread.lines, "standing": thread.standing, "preferences": thread.preferences, "page": thread.page,
            "focus": thread.focus, "last_list": thread.last_list, "pending": thread.pending, "turns": thread.turns,
        });
        let limits = json!({ "limits": input.limits, "seed": input.seed, "shop": input.shop, "turn": input.turn });
        let raws = [raw("Thread", &thread), raw("Limits and seed", &limits)].into_iter().flatten().collect();
        InspectedStep { lines, heard, raw: raws, ..blank(StepSort::Given, "Given") }
    }

    fn understood(&self, step: &StepRecord) -> InspectedStep {
        let mut lines = Vec::new();
        let reading = &step.result;
        let intents: Vec<&str> = self.recorded.intents.iter().map(|intent| intent.name()).collect();
        if let Some(first) = intents.first() {
            lines.push(format!("{first}, {:.0} % sure", self.recorded.confidence * 100.0));
            if intents.len() > 1 {
                lines.push(format!("Heard besides: {}", intents[1..].join(", ")));
            }
        }
        let understood = self.input.map(|input| &input.understood);
        if let Some(understood) = understood {
            lines.push(format!("Written in {}", wording::language(understood.language)));
            if understood.correction {
                lines.push("It corrects what was said before".to_owned());
            }
            if !understood.dropped.is_empty() {
                let fields: Vec<&str> = understood.dropped.iter().map(|field| wording::field(*field)).collect();
                lines.push(format!("Taken back: {}", fields.join(", ")));
            }
            if let Some(currency) = &understood.foreign_currency {
                lines.push(format!("Prices were named in {currency}; figures were taken at face value"));
            }
        }
        let text = reading.pointer("/standing/text").and_then(Value::as_str).unwrap_or_default();
        if !text.is_empty() {
            lines.push(format!("Words left to look for: “{text}”"));
        }
        let order: Option<Order> =
            reading.pointer("/standing/order").and_then(|order| serde_json::from_value(order.clone()).ok());
        let spans = understood.map(|understood| understood.spans.as_slice()).unwrap_or_default();
        let heard = wording::heard(&self.recorded.filters, order, spans, self.cx.shop.currency);
        let own = understood.and_then(|understood| serde_json::to_value(understood).ok()).unwrap_or_default();
        let raws = [raw("The message by itself", &own), raw("Read in its conversation", reading)];
        let raw = raws.into_iter().flatten().collect();
        InspectedStep { lines, heard, raw, micros: Some(step.micros), ..blank(StepSort::Understood, "Understood") }
    }

    fn mind(&self, step: &StepRecord) -> InspectedStep {
        let kind = step.name.parse().map_or("A mind", wording::mind);
        let calls: Vec<ModelCall> =
            step.result.get("calls").and_then(|calls| serde_json::from_value(calls.clone()).ok()).unwrap_or_default();
        let mut lines: Vec<String> = calls.iter().flat_map(model).collect();
        let asked = step.arguments.get("call").and_then(Value::as_array);
        if let Some(calls) = asked {
            let names: Vec<&str> =
                calls.iter().filter_map(|call| call.get("tool")?.as_str()).map(wording::tool).collect();
            lines.push(format!("It asked for: {}", names.join(", ").to_lowercase()));
        } else if step.arguments == json!("done") {
            let figure = |name: &str| step.result.get(name).and_then(Value::as_u64).unwrap_or_default() as usize;
            let pieces = count(figure("pieces"), "piece", "pieces");
            lines.push(format!(
                "It spoke and was done: {pieces}, {}",
                count(figure("characters"), "character", "characters")
            ));
        } else if step.arguments.get("hand_off").is_some() {
            lines.push("It wants a person to go on".to_owned());
        }
        let sort = if step.name == "llm" { StepSort::Model } else { StepSort::Mind };
        InspectedStep {
            lines,
            micros: Some(step.micros),
            error: step.error.as_deref().map(wording::failure),
            cut: cut(&step.verdicts),
            raw: raw("Decided", &step.arguments).into_iter().collect(),
            ..blank(sort, kind)
        }
    }

    fn search(&self, step: &StepRecord, note: Option<&SearchNote>) -> InspectedStep {
        let currency = self.cx.shop.currency;
        let asked = &step.arguments;
        let filters: Filters =
            asked.get("filters").and_then(|filters| serde_json::from_value(filters.clone()).ok()).unwrap_or_default();
        let order: Option<Order> = asked.get("order").and_then(|order| serde_json::from_value(order.clone()).ok());
        let mut lines = Vec::new();
        let text = asked.get("text").and_then(Value::as_str).unwrap_or_default();
        if !text.is_empty() {
            lines.push(format!("For “{text}”"));
        }
        if let Some(like) = asked.get("like").and_then(Value::as_str) {
            lines.push(format!("Like {}", self.name(like)));
        }
        let total = step.result.get("total").and_then(Value::as_u64).unwrap_or_default() as usize;
        let shown = step.result.get("products").and_then(Value::as_array).map_or(0, Vec::len);
        if step.error.is_none() {
            lines.push(format!("{} all of it; {shown} were taken", count(total, "product matches", "products match")));
        }
        if step.result.get("mode").and_then(Value::as_str) == Some("keyword") {
            lines.push("By words alone: meaning took no part".to_owned());
        }
        let relaxed: Vec<types::Relaxed> =
            step.result.get("relaxed").and_then(|list| serde_json::from_value(list.clone()).ok()).unwrap_or_default();
        lines.extend(relaxed.iter().map(|step| wording::relaxed(step, currency)));
        let hits: Vec<ScoredHit> = note.map(|note| note.hits.clone()).unwrap_or_default();
        if let Some(note) = note.filter(|note| note.embed_micros > 0) {
            lines.push(format!(
                "Meaning was read in {:.1} ms, the catalogue searched in {:.1} ms",
                note.embed_micros as f64 / 1e3,
                note.search_micros as f64 / 1e3
            ));
        }
        InspectedStep {
            lines,
            heard: wording::heard(&filters, order, &[], currency),
            micros: Some(step.micros),
            error: step.error.clone(),
            hits,
            raw: [raw("Arguments", asked), raw("Result", &step.result)].into_iter().flatten().collect(),
            ..blank(StepSort::Search, "Searched the catalogue")
        }
    }

    fn tool(&self, step: &StepRecord) -> InspectedStep {
        let text = |name: &str| step.arguments.get(name).and_then(Value::as_str).unwrap_or_default();
        let mut lines = Vec::new();
        match step.name.as_str() {
            "get_product_variants" => {
                let variants = step.result.get("variants").and_then(Value::as_u64).unwrap_or_default() as usize;
                lines.push(format!("{}: {}", self.name(text("product")), count(variants, "variant", "variants")));
            }
            "compare_products" => {
                let ids = step.arguments.get("products").and_then(Value::as_array);
                let names: Vec<String> =
                    ids.into_iter().flatten().filter_map(|id| Some(self.name(id.as_str()?))).collect();
                lines.push(names.join(" · "));
            }
            "remember_preference" => {
                let (name, value) = wording::preference(text("name"), text("value"), self.cx.shop.currency);
                lines.push(format!("{name}: {value}"));
            }
            "hand_off" => lines.push(
                match text("why") {
                    "asked" => "The shopper asked for a person",
                    "trouble" => "There is trouble with an order or a product",
                    _ => "The assistant cannot answer this",
                }
                .to_owned(),
            ),
            _ => {}
        }
        InspectedStep {
            lines,
            micros: Some(step.micros),
            error: step.error.clone(),
            raw: [raw("Arguments", &step.arguments), raw("Result", &step.result)].into_iter().flatten().collect(),
            ..blank(StepSort::Tool, wording::tool(&step.name))
        }
    }

    fn notice(&self, step: &StepRecord) -> InspectedStep {
        let to = step.arguments.get("to").and_then(Value::as_str);
        let (title, line) = match (step.name.as_str(), to) {
            ("look_ahead", _) => (
                "Looked up at once",
                "Before the language model was asked: cards do not wait for it, and it was told what was found",
            ),
            ("hand_over", Some("llm")) => ("Asked once more, in short", "With what had been found, and without tools"),
            ("hand_over", _) => ("Handed over to the built-in mind", "What had been found was kept"),
            (other, _) => (other, ""),
        };
        InspectedStep {
            lines: vec![line.to_owned()].into_iter().filter(|line| !line.is_empty()).collect(),
            raw: raw("Notice", &step.arguments).into_iter().collect(),
            ..blank(StepSort::Notice, title.replace('_', " "))
        }
    }

    /// What came of the draft: how much was said, and how much was not.
    fn guard(&self, parts: usize) -> InspectedStep {
        let verdicts: Vec<Cut> = self.recorded.steps.iter().flat_map(|step| cut(&step.verdicts)).collect();
        let dropped = verdicts.iter().filter(|cut| cut.dropped).count();
        let repaired = verdicts.len() - dropped;
        let mut lines = vec![format!("{} said", count(parts, "piece was", "pieces were"))];
        if dropped + repaired == 0 {
            lines.push("Every figure, price, stock word and link came from a tool".to_owned());
        }
        if dropped > 0 {
            lines.push(format!("{} left out, see above", count(dropped, "sentence was", "sentences were")));
        }
        if repaired > 0 {
            lines.push(format!("{} repaired", count(repaired, "sentence was", "sentences were")));
        }
        InspectedStep {
            lines,
            ..blank(StepSort::Guard, if dropped > 0 { "Guard: held back" } else { "Guard: passed" })
        }
    }

    /// The name of a product by its id, from what the record itself holds.
    fn name(&self, id: &str) -> String {
        let Ok(id) = id.parse::<ProductId>() else { return id.to_owned() };
        let hits = self.recorded.searches.iter().flat_map(|note| &note.hits);
        let found =
            hits.map(|hit| (hit.product, &hit.name)).find(|(held, _)| *held == id).map(|(_, name)| name.clone());
        let shown = || self.recorded.products.iter().find(|card| card.id == id).map(|card| card.name.clone());
        let known = || {
            let products = &self.input?.thread.products;
            products.iter().find(|known| known.id == id).map(|known| known.name.clone())
        };
        found.or_else(shown).or_else(known).unwrap_or_else(|| id.to_string())
    }
}
