//! Products as a member works on them: lists, one product, what is done to many at once.

mod form;
mod list;

use std::collections::HashMap;

use store::{ListFilter, ListOrder, Tx};
use types::{
    Code, CollectionId, Money, Problem, Product, ProductId, ProductStatus, Right, Time, VariantId,
    goods::{self, Brief, Changed, Deed, Goal, Knows, Meaning, ProductForm, ProductView, Step, TOGETHER},
};

use crate::{Ctx, Error, Result, audit, catalogue, find};

pub(crate) use list::Kept;
pub use list::list;
pub(crate) use list::matching;

/// Events that count for what the assistant did with a product.
const DAYS: i64 = 90;

/// Conversations and products that `wanted` means; for the command palette.
pub async fn goals(cx: &Ctx, wanted: &str) -> Result<Vec<Goal>> {
    let mut goals = crate::inbox::goals(cx, wanted).await?;
    let goal = |brief: Brief| Goal { page: format!("products/{}", brief.id), name: brief.name, more: brief.code };
    goals.extend(briefs(cx, wanted, 8).await?.into_iter().map(goal));
    goals.truncate(8);
    Ok(goals)
}

/// At most `limit` products that hold all words of `wanted`, best fit first; none when nothing is wanted.
pub async fn briefs(cx: &Ctx, wanted: &str, limit: u64) -> Result<Vec<Brief>> {
    cx.may(Right::View)?;
    if wanted.trim().is_empty() {
        return Ok(Vec::new());
    }
    let filter = ListFilter { text: clip(wanted, 200), ..ListFilter::default() };
    let ids = cx.store.list_page(&filter, ListOrder::Fit, false, limit.min(50), 0).await?;
    let products = cx.store.products_by_ids(&ids).await?;
    Ok(products.iter().map(|product| brief(cx, product)).collect())
}

pub(crate) fn brief(cx: &Ctx, product: &Product) -> Brief {
    let price = product.variants.iter().map(|variant| variant.price).min().unwrap_or_default();
    Brief {
        id: product.id,
        name: product.name.clone(),
        code: code(product),
        status: product.status,
        price: Money::new(price, cx.shop.currency),
        picture: product.images.first().map(|image| goods::sized(&image.url, 96)),
    }
}

/// The SKU of the first variant that has one, else the handle.
fn code(product: &Product) -> String {
    let sku = product.variants.iter().find_map(|variant| variant.sku.clone());
    sku.unwrap_or_else(|| product.handle.clone())
}

fn clip(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

async fn product(cx: &Ctx, id: ProductId) -> Result<Product> {
    cx.store.products_by_ids(&[id]).await?.pop().ok_or_else(Error::not_found)
}

/// One product, whatever its status, and what the assistant knows of it.
pub async fn view(cx: &Ctx, id: ProductId) -> Result<ProductView> {
    cx.may(Right::View)?;
    let product = product(cx, id).await?;
    let since = cx.now().date_naive() - chrono::TimeDelta::days(DAYS - 1);
    let (counts, conversations) = cx.store.product_event_counts_of(id, store::day_start(since)).await?;
    let (text, hash) = find::document(&product);
    let meaning = match cx.embedder().readiness() {
        _ if product.status != ProductStatus::Active => Meaning::NotSearched,
        embed::Readiness::Absent(_) => Meaning::NoModel,
        _ => match cx.store.embedding_hash(cx.embedder().model(), id).await? {
            Some(known) if known == catalogue::stored(hash) => Meaning::Ready,
            Some(_) => Meaning::Outdated,
            None => Meaning::Missing,
        },
    };
    let sku = product.variants.first().and_then(|variant| variant.sku.as_deref()).unwrap_or_default();
    let address = cx.shop.product_url(&product.handle, product.url.as_deref()).map(|url| url.replace("{sku}", sku));
    Ok(ProductView {
        id,
        form: ProductForm::of(&product, cx.shop.currency),
        created_at: product.created_at,
        updated_at: product.updated_at,
        address,
        collections: cx.store.collections_of(id).await?,
        knows: Knows { meaning, text, shown: counts.shown, opened: counts.opened, added: counts.added, conversations },
    })
}

/// Writes a product as the form has it: a new one without `id`, else the one that was `seen` last at that time. A
/// [`Code::Conflict`] when somebody changed it since; a problem with fields when the form cannot be read.
pub async fn save(cx: &Ctx, id: Option<ProductId>, seen: Option<Time>, form: &ProductForm) -> Result<ProductView> {
    cx.may(Right::EditCatalogue)?;
    let before = match id {
        Some(id) => Some(product(cx, id).await?),
        None => None,
    };
    let mut product = form::read(form, before.as_ref(), &cx.shop)?;
    let now = cx.now();
    if before.is_none() {
        product.id = cx.id(ProductId::from_parts)?;
        product.created_at = now;
        if form.handle.trim().is_empty() {
            product.handle = free_handle(cx, &product.handle).await?;
        }
    }
    for variant in product.variants.iter_mut().filter(|variant| variant.id.0.is_nil()) {
        variant.id = cx.id(VariantId::from_parts)?;
    }
    product.updated_at = before.as_ref().map_or(now, |before| later(now, before.updated_at));
    if before.as_ref().is_some_and(|before| before.updated_at == seen.unwrap_or(before.updated_at))
        && before.as_ref().is_some_and(|before| Product { updated_at: before.updated_at, ..product.clone() } == *before)
    {
        return view(cx, product.id).await;
    }
    let tx = cx.store.begin().await?;
    if let Some(before) = &before
        && !tx.product_take(before.id, seen.unwrap_or(before.updated_at), product.updated_at).await?
    {
        tx.rollback().await?;
        return Err(audit::meanwhile(cx, "product", before.id).await?);
    }
    let taken = tx.product_by_handle(&product.handle).await?.is_some_and(|other| other.id != product.id);
    if taken {
        return Err(Error::wrong("handle", "Another product has this handle. Each needs its own."));
    }
    tx.product_upsert_many(std::slice::from_ref(&product)).await?;
    match &before {
        None => {
            audit::note(cx, &tx, "product.created", product.id, serde_json::json!({ "name": product.name })).await?
        }
        Some(before) => {
            let detail = serde_json::json!({ "name": product.name, "changed": form::changed(before, &product) });
            audit::note(cx, &tx, "product.changed", product.id, detail).await?;
        }
    }
    changed(cx, &tx).await?;
    tx.commit().await?;
    view(cx, product.id).await
}

/// A time that is not the former one, even when the clock stood still.
fn later(now: Time, before: Time) -> Time {
    now.max(before + chrono::TimeDelta::microseconds(1))
}

/// The catalogue is different now: searches see it, vectors follow.
async fn changed(cx: &Ctx, tx: &Tx) -> Result<()> {
    tx.catalogue_bump(1).await?;
    catalogue::want_vectors(cx, tx).await
}

/// The handle, or the first free one that begins like it.
async fn free_handle(cx: &Ctx, wanted: &str) -> Result<String> {
    let tries: Vec<String> =
        std::iter::once(wanted.to_owned()).chain((2..100).map(|n| format!("{wanted}-{n}"))).collect();
    let taken = cx.store.products_by_handles(&tries).await?;
    Ok(tries.into_iter().find(|handle| !taken.contains_key(handle)).unwrap_or_else(|| wanted.to_owned()))
}

/// Does things to many products at once, in order, all or nothing; what takes it back. Products that are not there, and
/// those that are that way already, are passed over.
pub async fn change(cx: &Ctx, steps: &[Step]) -> Result<Changed> {
    cx.may(Right::EditCatalogue)?;
    if steps.iter().map(|step| step.products.len()).sum::<usize>() > TOGETHER {
        return Err(Error::invalid("At most 1,000 products can be changed together. Select fewer."));
    }
    let tx = cx.store.begin().await?;
    let mut touched: HashMap<ProductId, ()> = HashMap::new();
    let mut back = Vec::new();
    for step in steps {
        let undone = match &step.deed {
            Deed::AddTo(collection) => add_to(cx, &tx, *collection, &step.products).await?,
            Deed::RemoveFrom(collection) => remove_from(cx, &tx, *collection, &step.products).await?,
            deed => write(cx, &tx, deed, &step.products).await?,
        };
        touched.extend(undone.iter().flat_map(|step| step.products.iter().map(|id| (*id, ()))));
        back.extend(undone);
    }
    if !touched.is_empty() {
        changed(cx, &tx).await?;
        tx.commit().await?;
    }
    back.reverse();
    Ok(Changed { count: touched.len() as u64, back })
}

/// Changes the products themselves; the steps that take it back.
async fn write(cx: &Ctx, tx: &Tx, deed: &Deed, ids: &[ProductId]) -> Result<Vec<Step>> {
    let now = cx.now();
    let mut back: Vec<Step> = Vec::new();
    let mut written = Vec::new();
    for mut product in tx.products_by_ids(ids).await? {
        let Some(undo) = apply(deed, &mut product)? else { continue };
        let seen = product.updated_at;
        product.updated_at = later(now, seen);
        if !tx.product_take(product.id, seen, product.updated_at).await? {
            let detail =
                format!("Somebody changed “{}” in this very moment. Nothing was changed: try again.", product.name);
            return Err(Problem::new(Code::Conflict, detail).into());
        }
        match back.iter_mut().find(|step| step.deed == undo) {
            Some(step) => step.products.push(product.id),
            None => back.push(Step { deed: undo, products: vec![product.id] }),
        }
        let (act, detail) = match deed {
            Deed::Status(ProductStatus::Archived) => ("product.archived", serde_json::json!({ "name": product.name })),
            Deed::Status(status) => {
                ("product.status", serde_json::json!({ "name": product.name, "status": status.as_str() }))
            }
            Deed::AddTag(tag) | Deed::RemoveTag(tag) => {
                ("product.tagged", serde_json::json!({ "name": product.name, "tag": tag }))
            }
            Deed::AddTo(_) | Deed::RemoveFrom(_) => continue,
        };
        audit::note(cx, tx, act, product.id, detail).await?;
        written.push(product);
    }
    tx.product_upsert_many(&written).await?;
    Ok(back)
}

/// Does it to one product; what takes it back, or `None` when it is that way already.
fn apply(deed: &Deed, product: &mut Product) -> Result<Option<Deed>> {
    Ok(match deed {
        Deed::Status(status) if *status != product.status => {
            Some(Deed::Status(std::mem::replace(&mut product.status, *status)))
        }
        Deed::AddTag(tag) => {
            let tag = form::one_line(tag);
            if tag.is_empty() || tag.chars().count() > 100 {
                return Err(Error::wrong("tag", "Write a tag of at most 100 characters."));
            }
            let there = product.tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase());
            (!there).then(|| {
                product.tags.push(tag.clone());
                Deed::RemoveTag(tag)
            })
        }
        Deed::RemoveTag(tag) => {
            let at = product.tags.iter().position(|known| known.to_lowercase() == tag.to_lowercase());
            at.map(|at| Deed::AddTag(product.tags.remove(at)))
        }
        Deed::Status(_) | Deed::AddTo(_) | Deed::RemoveFrom(_) => None,
    })
}

async fn add_to(cx: &Ctx, tx: &Tx, id: CollectionId, ids: &[ProductId]) -> Result<Vec<Step>> {
    let collection = tx.collection(id).await?.ok_or_else(Error::not_found)?;
    let mut products = tx.collection_products(id, u64::from(u32::MAX)).await?;
    let known = tx.products_by_ids(ids).await?;
    let new: Vec<ProductId> =
        known.iter().map(|product| product.id).filter(|product| !products.contains(product)).collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    products.extend(&new);
    if products.len() > TOGETHER {
        return Err(Error::invalid("A collection holds at most 1,000 products."));
    }
    tx.collection_fill(id, &products).await?;
    let detail = serde_json::json!({ "name": collection.name, "added": new.len() });
    audit::note(cx, tx, "collection.changed", id, detail).await?;
    Ok(vec![Step { deed: Deed::RemoveFrom(id), products: new }])
}

async fn remove_from(cx: &Ctx, tx: &Tx, id: CollectionId, ids: &[ProductId]) -> Result<Vec<Step>> {
    let collection = tx.collection(id).await?.ok_or_else(Error::not_found)?;
    let products = tx.collection_products(id, u64::from(u32::MAX)).await?;
    let (gone, left): (Vec<_>, Vec<_>) = products.into_iter().partition(|product| ids.contains(product));
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    tx.collection_fill(id, &left).await?;
    let detail = serde_json::json!({ "name": collection.name, "removed": gone.len() });
    audit::note(cx, tx, "collection.changed", id, detail).await?;
    Ok(vec![Step { deed: Deed::AddTo(id), products: gone }])
}
