//! The list of products: what its address asks for, read leniently, and one page of the answer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use store::{ListFilter, ListOrder, ProductCounts};
use types::{
    CollectionId, Money, Product, ProductId, ProductStatus, Right, ShopId, Time,
    goods::{self, Asked, Condition, Lack, Listing, PER_PAGE, Row, SortBy, StockLevel},
};

use super::{DAYS, clip, code};
use crate::{Ctx, Result, import, insights};

/// Counts of events may be this old.
const STALE: chrono::TimeDelta = chrono::TimeDelta::seconds(60);
/// Categories and tags that are offered.
const OFFERED: usize = 200;

/// What lists need of a whole shop, kept for a while.
#[derive(Default)]
pub(crate) struct Kept {
    counts: Mutex<HashMap<ShopId, (Time, Arc<Counts>)>>,
    choices: Mutex<HashMap<ShopId, (i64, Arc<Choices>)>>,
}

type Counts = HashMap<ProductId, ProductCounts>;

/// Categories and tags in use.
#[derive(Default)]
struct Choices {
    categories: Vec<(String, u64)>,
    tags: Vec<(String, u64)>,
}

async fn counts(cx: &Ctx) -> Result<Arc<Counts>> {
    let kept = &cx.engine.inner.kept.counts;
    let now = cx.now();
    let known = kept.lock().ok().and_then(|kept| kept.get(&cx.shop.id).cloned());
    if let Some((_, counts)) = known.filter(|(made, _)| now - *made < STALE) {
        return Ok(counts);
    }
    let counts = Arc::new(insights::product_counts(cx, DAYS).await?);
    if let Ok(mut kept) = kept.lock() {
        kept.retain(|_, (made, _)| now - *made < STALE);
        kept.insert(cx.shop.id, (now, counts.clone()));
    }
    Ok(counts)
}

async fn choices(cx: &Ctx) -> Result<Arc<Choices>> {
    let kept = &cx.engine.inner.kept.choices;
    let version = cx.store.catalogue_version().await?;
    let known = kept.lock().ok().and_then(|kept| kept.get(&cx.shop.id).cloned());
    if let Some((_, choices)) = known.filter(|(made, _)| *made == version) {
        return Ok(choices);
    }
    let (mut categories, mut tags) = (cx.store.list_categories().await?, cx.store.list_tags().await?);
    categories.truncate(OFFERED);
    tags.truncate(OFFERED);
    let choices = Arc::new(Choices { categories, tags });
    if let Ok(mut kept) = kept.lock() {
        if kept.len() > 64 {
            kept.clear();
        }
        kept.insert(cx.shop.id, (version, choices.clone()));
    }
    Ok(choices)
}

/// A question that was read: conditions that hold, their words, and the order.
struct Question {
    filter: ListFilter,
    conditions: Vec<(Condition, String)>,
    sort: Option<SortBy>,
    descending: bool,
}

/// Products that match, page by page.
pub async fn list(cx: &Ctx, asked: &Asked) -> Result<Listing> {
    cx.may(Right::View)?;
    let collections = cx.store.collections().await?;
    let collections: Vec<(CollectionId, String)> =
        collections.into_iter().map(|(collection, _)| (collection.id, collection.name)).collect();
    let question = read(cx, asked, &collections);
    let filter = &question.filter;
    let by_status = cx.store.list_counts(filter).await?;
    let total = total(&by_status, filter.status);
    let everything = match question.conditions.iter().any(|(condition, _)| *condition != Condition::Status) {
        true => cx.store.list_counts(&ListFilter::default()).await?,
        false => by_status,
    };
    let pages = total.div_ceil(PER_PAGE).max(1);
    let page = asked.page.parse().unwrap_or(1).clamp(1, pages);
    let counts = counts(cx).await?;
    let ids = page_of(cx, &question, &counts, (page - 1) * PER_PAGE).await?;
    let products = cx.store.products_by_ids(&ids).await?;
    let choices = choices(cx).await?;
    let costs_most = if total == 0 { costs_most(cx, &question).await? } else { None };
    Ok(Listing {
        rows: products.iter().map(|product| row(cx, product, counts.get(&product.id))).collect(),
        total,
        page,
        by_status,
        all: everything.iter().sum(),
        active: everything[0],
        sort: question.sort,
        descending: question.descending,
        conditions: question.conditions,
        costs_most,
        categories: choices.categories.clone(),
        tags: choices.tags.clone(),
        collections,
    })
}

/// All products that match, by name; order and page do not count.
pub(crate) async fn matching(cx: &Ctx, asked: &Asked) -> Result<Vec<ProductId>> {
    let collections = cx.store.collections().await?;
    let collections: Vec<(CollectionId, String)> =
        collections.into_iter().map(|(collection, _)| (collection.id, collection.name)).collect();
    Ok(cx.store.list_all(&read(cx, asked, &collections).filter).await?)
}

fn total(by_status: &[u64; 3], wanted: Option<ProductStatus>) -> u64 {
    let places = ProductStatus::ALL.iter().zip(by_status);
    places.filter(|(status, _)| wanted.is_none_or(|wanted| wanted == **status)).map(|(_, count)| count).sum()
}

async fn page_of(cx: &Ctx, question: &Question, counts: &Counts, offset: u64) -> Result<Vec<ProductId>> {
    let order = match question.sort {
        None => ListOrder::Fit,
        Some(SortBy::Name) => ListOrder::Name,
        Some(SortBy::Price) => ListOrder::Price,
        Some(SortBy::Stock) => ListOrder::Stock,
        Some(SortBy::Updated) => ListOrder::Updated,
        Some(SortBy::Shown) => {
            // How often a product was shown stands in no column: the counts are at hand, so they are sorted here.
            let mut ids = cx.store.list_all(&question.filter).await?;
            let shown = |id: &ProductId| counts.get(id).map_or(0, |count| count.shown);
            match question.descending {
                true => ids.sort_by_key(|id| std::cmp::Reverse(shown(id))),
                false => ids.sort_by_key(shown),
            }
            return Ok(ids.into_iter().skip(offset as usize).take(PER_PAGE as usize).collect());
        }
    };
    Ok(cx.store.list_page(&question.filter, order, question.descending, PER_PAGE, offset).await?)
}

fn row(cx: &Ctx, product: &Product, counts: Option<&ProductCounts>) -> Row {
    let money = |amount| Money::new(amount, cx.shop.currency);
    let cheapest = product.variants.iter().min_by_key(|variant| variant.price);
    let dearest = product.variants.iter().map(|variant| variant.price).max();
    let price = cheapest.map_or(0, |variant| variant.price);
    let stock = product.variants.iter().filter_map(|variant| variant.stock.quantity);
    let counts = counts.copied().unwrap_or_default();
    Row {
        id: product.id,
        name: product.name.clone(),
        code: code(product),
        status: product.status,
        category: product.kind().unwrap_or_default().to_owned(),
        stock: stock.fold(None, |sum: Option<i64>, quantity| Some(sum.unwrap_or_default().saturating_add(quantity))),
        available: product.in_stock(),
        price: money(price),
        from_price: dearest.is_some_and(|dearest| dearest > price),
        compare_at: cheapest.and_then(|variant| variant.compare_at.filter(|before| *before > variant.price)).map(money),
        picture: product.images.first().map(|image| goods::sized(&image.url, 96)),
        shown: counts.shown,
        opened: counts.opened,
        added: counts.added,
    }
}

fn read(cx: &Ctx, asked: &Asked, collections: &[(CollectionId, String)]) -> Question {
    let mut conditions = Vec::new();
    let mut filter = ListFilter::default();
    let text = clip(asked.q.trim(), 200);
    if !text.is_empty() {
        conditions.push((Condition::Text, format!("“{text}”")));
        filter.text = text;
    }
    if let Ok(status) = asked.status.parse::<ProductStatus>() {
        conditions.push((Condition::Status, status.to_string()));
        filter.status = Some(status);
    }
    if !asked.category.is_empty() {
        conditions.push((Condition::Category, asked.category.clone()));
        filter.category = Some(asked.category.clone());
    }
    if !asked.tag.trim().is_empty() {
        conditions.push((Condition::Tag, format!("Tag {}", asked.tag.trim())));
        filter.tag = Some(asked.tag.trim().to_owned());
    }
    if let Ok(stock) = asked.stock.parse() {
        let words = match stock {
            StockLevel::InStock => "In stock",
            StockLevel::Low => "10 or fewer left",
            StockLevel::Out => "Out of stock",
        };
        conditions.push((Condition::Stock, words.to_owned()));
        filter.stock = Some(stock);
    }
    let bound = |text: &str| import::amount(text.trim(), cx.shop.currency).filter(|amount| *amount >= 0);
    (filter.price_from, filter.price_to) = (bound(&asked.from), bound(&asked.to));
    let money = |amount| Money::new(amount, cx.shop.currency);
    let words = match (filter.price_from.map(money), filter.price_to.map(money)) {
        (Some(from), Some(to)) => Some(format!("{from} to {to}")),
        (Some(from), None) => Some(format!("From {from}")),
        (None, Some(to)) => Some(format!("Up to {to}")),
        (None, None) => None,
    };
    conditions.extend(words.map(|words| (Condition::Price, words)));
    if let Ok(lack) = asked.lack.parse() {
        let words = match lack {
            Lack::Picture => "No picture",
            Lack::Meaning => "Not found by meaning yet",
        };
        conditions.push((Condition::Lack, words.to_owned()));
        match lack {
            Lack::Picture => filter.no_picture = true,
            Lack::Meaning => filter.no_meaning = Some(cx.embedder().model().to_owned()),
        }
    }
    if let Some((id, name)) = collections.iter().find(|(id, _)| id.to_string() == asked.collection) {
        conditions.push((Condition::Collection, name.clone()));
        filter.collection = Some(*id);
    }
    let (descending, word) = match asked.sort.strip_prefix('-') {
        Some(word) => (true, word),
        None => (false, asked.sort.as_str()),
    };
    let (sort, descending) = match word.parse() {
        Ok(sort) => (Some(sort), descending),
        Err(_) if !filter.text.is_empty() => (None, false),
        Err(_) => (Some(SortBy::Updated), true),
    };
    Question { filter, conditions, sort, descending }
}

/// The condition without which there would be most.
async fn costs_most(cx: &Ctx, question: &Question) -> Result<Option<(Condition, u64)>> {
    let mut most: Option<(Condition, u64)> = None;
    for (condition, _) in &question.conditions {
        let mut filter = question.filter.clone();
        match condition {
            Condition::Text => filter.text = String::new(),
            Condition::Status => filter.status = None,
            Condition::Category => filter.category = None,
            Condition::Tag => filter.tag = None,
            Condition::Stock => filter.stock = None,
            Condition::Price => (filter.price_from, filter.price_to) = (None, None),
            Condition::Lack => (filter.no_picture, filter.no_meaning) = (false, None),
            Condition::Collection => filter.collection = None,
        }
        let without = cx.store.list_count(&filter).await?;
        if without > most.map_or(0, |(_, count)| count) {
            most = Some((*condition, without));
        }
    }
    Ok(most)
}
