//! The search tester: a query as a customer would write it, what was understood, why each product is where it is, and
//! why one is not there. For practice: nothing is counted, nobody is shown anything.

use std::time::Instant;

use search::{Miss, Place, Query};
use types::{
    Filters, Money, Product, ProductId, ProductStatus, Right, SearchMode, Shop, Understood, Weights,
    inspect::{ScoredHit, StepSort, Stretch, Tested, Verdict, WhyNot},
};

use crate::{
    Ctx, Readiness, Result,
    find::{self, Snapshot},
    inspect::wording,
};

/// Hits shown.
const LIMIT: usize = 10;
/// Characters of a query that are read.
const LONGEST: usize = 1_000;
/// Products offered when it is not clear which is meant.
const CHOICES: usize = 8;

/// Searches for `query` in the shop's own catalogue; `why` is a product that is asked about (id, handle, SKU or words of
/// its name; empty: none).
pub async fn run(cx: &Ctx, query: &str, why: &str) -> Result<Tested> {
    cx.may(Right::View)?;
    let query: String = query.chars().take(LONGEST).collect();
    let snapshot = find::snapshot(cx).await?;
    let begun = Instant::now();
    let understood = find::understand(&snapshot, &query);
    let read = begun.elapsed();
    let vector = find::vector(cx.embedder(), &snapshot.index, &understood.text, &understood.filters).await;
    let embedded = begun.elapsed();
    let asked = asked(cx, &understood, vector.as_deref());
    let found = snapshot.index.search(&asked);
    let searched = begun.elapsed();
    let why = match why.trim() {
        "" => None,
        why => Some(why_not(cx, &snapshot, &asked, why).await?),
    };
    let currency = cx.shop.currency;
    let micros = |from: std::time::Duration, to: std::time::Duration| (to - from).as_micros() as u64;
    let timing = |name: &str, sort, from: std::time::Duration, to| Stretch {
        name: name.to_owned(),
        sort,
        from_micros: from.as_micros() as u64,
        micros: micros(from, to),
    };
    Ok(Tested {
        heard: wording::heard(&understood.filters, understood.order, &understood.spans, currency),
        text: understood.text.clone(),
        order: understood.order,
        language: wording::language(understood.language).to_owned(),
        mode: found.mode,
        mode_note: mode_note(cx, &snapshot, found.mode),
        total: found.total as u64,
        relaxed: found.relaxed.iter().map(|step| wording::relaxed(step, currency)).collect(),
        passed: found
            .hits
            .first()
            .map(|hit| hit.passed.iter().map(|passed| wording::passed(passed, currency)).collect())
            .unwrap_or_default(),
        hits: found.hits.iter().filter_map(|hit| snapshot.scored(hit, &cx.shop)).collect(),
        weights: Weights::default(),
        timings: vec![
            timing("Understanding", StepSort::Understood, std::time::Duration::ZERO, read),
            timing("Meaning", StepSort::Mind, read, embedded),
            timing("Search", StepSort::Search, embedded, searched),
        ],
        products: snapshot.index.len() as u64,
        query,
        why,
    })
}

fn asked<'q>(cx: &Ctx, understood: &'q Understood, vector: Option<&'q [f32]>) -> Query<'q> {
    Query {
        vector,
        order: understood.order,
        limit: LIMIT,
        ..Query::new(&understood.text, &understood.filters, cx.now())
    }
}

fn mode_note(cx: &Ctx, snapshot: &Snapshot, mode: SearchMode) -> Option<String> {
    let note = match (mode, cx.engine.readiness()) {
        (SearchMode::Hybrid, _) => return None,
        (SearchMode::Keyword, Readiness::Ready) if !snapshot.index.has_vectors() => {
            "No product has been read for its meaning yet."
        }
        (SearchMode::Keyword, Readiness::Ready) => "There was nothing whose meaning could be read.",
        (SearchMode::Keyword, _) => "The model that reads meaning is not there.",
    };
    Some(note.to_owned())
}

async fn why_not(cx: &Ctx, snapshot: &Snapshot, asked: &Query<'_>, why: &str) -> Result<WhyNot> {
    let mut answer = WhyNot { asked: why.to_owned(), choices: Vec::new(), verdict: None };
    match meant(cx, snapshot, why).await? {
        Meant::One(product) => answer.verdict = Some(verdict(cx, snapshot, asked, &product)),
        Meant::Several(products) => {
            let choice = |product: &Product| (product.id, product.name.clone(), product.handle.clone());
            answer.choices = products.iter().map(choice).collect();
        }
    }
    Ok(answer)
}

enum Meant {
    One(Box<Product>),
    Several(Vec<Product>),
}

/// The product that is meant: by id, handle, SKU or exact name; else those whose name holds all the words.
async fn meant(cx: &Ctx, snapshot: &Snapshot, why: &str) -> Result<Meant> {
    if let Ok(id) = why.parse::<ProductId>() {
        let found = cx.store.products_by_ids(&[id]).await?.pop();
        return Ok(found.map_or(Meant::Several(Vec::new()), |product| Meant::One(Box::new(product))));
    }
    if let Some(product) = cx.store.product_by_handle(why).await? {
        return Ok(Meant::One(Box::new(product)));
    }
    if let Some(handle) = cx.store.skus_in_use(&[why.to_owned()]).await?.into_values().next()
        && let Some(product) = cx.store.product_by_handle(&handle).await?
    {
        return Ok(Meant::One(Box::new(product)));
    }
    let words: Vec<String> = why.split_whitespace().map(str::to_lowercase).collect();
    let holds = |name: &str| words.iter().all(|word| name.contains(word.as_str()));
    let mut found: Vec<Product> = Vec::new();
    for product in snapshot.index.products() {
        let name = product.name.to_lowercase();
        if name == why.to_lowercase() {
            return Ok(Meant::One(Box::new((**product).clone())));
        }
        if found.len() < CHOICES && holds(&name) {
            found.push((**product).clone());
        }
    }
    Ok(if found.len() == 1 { Meant::One(Box::new(found.remove(0))) } else { Meant::Several(found) })
}

fn verdict(cx: &Ctx, snapshot: &Snapshot, asked: &Query<'_>, product: &Product) -> Verdict {
    let explained = snapshot.index.explain(asked, product.id);
    let (mut reasons, mut hit, mut last) = (Vec::new(), None, None);
    let mut shown = false;
    let title = match (&explained.place, product.status) {
        (Place::Unknown, ProductStatus::Draft) => {
            reasons.push("Shoppers only find active products. Publish it to have it found.".to_owned());
            "It is a draft".to_owned()
        }
        (Place::Unknown, ProductStatus::Archived) => {
            reasons.push("Shoppers only find active products. Bring it back to have it found.".to_owned());
            "It is archived".to_owned()
        }
        (Place::Unknown, ProductStatus::Active) => {
            reasons.push("The catalogue is taken up anew after each change. Search again in a moment.".to_owned());
            "It is not in the search yet".to_owned()
        }
        (Place::Shown(found), _) => {
            shown = true;
            hit = snapshot.scored(found, &cx.shop);
            format!("It is shown: place {}", found.rank)
        }
        (Place::Below { hit: found, last: above }, _) => {
            hit = snapshot.scored(found, &cx.shop);
            last = above.as_ref().and_then(|above| snapshot.scored(above, &cx.shop));
            if let (Some(hit), Some(last)) = (&hit, &last) {
                reasons.extend(behind(hit, last));
            }
            format!("It matches, at place {}; {LIMIT} are shown", found.rank)
        }
        (Place::Unmatched { nearness }, _) => {
            reasons.push(format!("None of the words “{}” stand in it.", asked.text));
            match nearness {
                Some((cosine, least)) => reasons.push(format!(
                    "By meaning it is {:.0} % near; {:.0} % would make a match.",
                    cosine * 100.0,
                    least * 100.0
                )),
                None if !explained.has_vector => reasons.push("It was not read for its meaning yet.".to_owned()),
                None => reasons.push("Meaning took no part in this search.".to_owned()),
            }
            "It passes every filter, and the words do not match".to_owned()
        }
        (Place::Filtered(misses), _) => {
            reasons.extend(misses.iter().map(|miss| missed(miss, product, asked.filters, &cx.shop)));
            match misses.len() {
                1 => "One filter keeps it out".to_owned(),
                n => format!("{n} filters keep it out"),
            }
        }
        (Place::LeftOut, _) => "The search was told to leave it out".to_owned(),
    };
    if !explained.has_vector && hit.is_some() {
        reasons.push("It was not read for its meaning yet, so words alone count for it.".to_owned());
    }
    Verdict { product: product.id, name: product.name.clone(), shown, title, reasons, hit, last }
}

/// The parts in which a product is behind the last one that is shown, the largest loss first.
fn behind(hit: &ScoredHit, last: &ScoredHit) -> Vec<String> {
    let weights = Weights::default();
    let ours = types::inspect::parts_by_name(&hit.parts, &weights);
    let theirs = types::inspect::parts_by_name(&last.parts, &weights);
    let mut losses: Vec<(f32, String)> = ours
        .iter()
        .zip(&theirs)
        .filter_map(|((name, own, weight), (_, other, _))| {
            let (own, other) = ((*own)?, (*other)?);
            let text = format!("{name}: {own:.2} against {other:.2}, weight {weight:.2}");
            (other > own).then_some(((other - own) * weight, text))
        })
        .collect();
    losses.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut out =
        vec![format!("Its score is {:.3}; the last one shown, {}, has {:.3}.", hit.score, last.name, last.score)];
    out.extend(losses.into_iter().map(|(_, text)| text));
    out
}

fn missed(miss: &Miss, product: &Product, filters: &Filters, shop: &Shop) -> String {
    let money = |minor: i64| Money::new(minor, shop.currency).to_string();
    let has = |values: &[String]| if values.is_empty() { "none".to_owned() } else { values.join(", ") };
    match miss {
        Miss::Above { most, price } => {
            format!("It costs {}, {} over the {} asked for.", money(*price), money(price - most), money(*most))
        }
        Miss::Below { least, price } => {
            format!("It costs {}, {} under the {} asked for.", money(*price), money(least - price), money(*least))
        }
        Miss::Lacks { filter, wanted, has: held } => {
            let name = match *filter {
                "colors" => "Colour",
                "sizes" => "Size",
                "materials" => "Material",
                "categories" => "Category",
                _ => "Brand",
            };
            format!("{name}: {} was asked for; it has {}.", wanted.join(" or "), has(held))
        }
        Miss::SoldOut => "It is sold out, and what is in stock was asked for.".to_owned(),
        Miss::NotReduced => "It is not reduced, and what is on sale was asked for.".to_owned(),
        Miss::Refused { value } => format!("“{value}” was refused, and every variant of it has that."),
        Miss::Together => {
            let alone: usize = product.variants.len();
            let asked = wording::heard(filters, None, &[], shop.currency);
            let asked: Vec<String> = asked.iter().map(|heard| format!("{} {}", heard.what, heard.value)).collect();
            format!("None of its {alone} variants has all of it at once: {}.", asked.join(", "))
        }
    }
}
