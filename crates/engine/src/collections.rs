//! Collections: named lists of products, ordered by hand. They are the merchant's; shoppers do not see them yet.

use types::{
    CollectionId, ProductId, Right, Time,
    goods::{self, Collection, CollectionRow, CollectionView, TOGETHER},
};

use crate::{Ctx, Error, Result, audit, goods::brief};

/// Pictures shown of a collection in the list of all.
const PICTURES: u64 = 4;

/// All, by name.
pub async fn list(cx: &Ctx) -> Result<Vec<CollectionRow>> {
    cx.may(Right::View)?;
    let mut rows = Vec::new();
    for (collection, count) in cx.store.collections().await? {
        let first = cx.store.collection_products(collection.id, PICTURES).await?;
        let products = cx.store.products_by_ids(&first).await?;
        let pictures = products.iter().filter_map(|product| product.images.first());
        rows.push(CollectionRow {
            id: collection.id,
            name: collection.name,
            description: collection.description,
            count,
            pictures: pictures.map(|image| goods::sized(&image.url, 96)).collect(),
        });
    }
    Ok(rows)
}

/// One, with its products in order.
pub async fn view(cx: &Ctx, id: CollectionId) -> Result<CollectionView> {
    cx.may(Right::View)?;
    let collection = cx.store.collection(id).await?.ok_or_else(Error::not_found)?;
    let products = cx.store.collection_products(id, TOGETHER as u64).await?;
    let products = cx.store.products_by_ids(&products).await?;
    Ok(CollectionView {
        id,
        name: collection.name,
        description: collection.description,
        updated_at: collection.updated_at,
        products: products.iter().map(|product| brief(cx, product)).collect(),
    })
}

/// Writes a collection: a new one without `id`. A [`Code::Conflict`] when it was changed since it was `seen`.
pub async fn save(
    cx: &Ctx,
    id: Option<CollectionId>,
    seen: Option<Time>,
    name: &str,
    description: &str,
    products: &[ProductId],
) -> Result<CollectionView> {
    cx.may(Right::EditCatalogue)?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::wrong("name", "Write a name of at most 200 characters."));
    }
    let description = description.trim();
    if description.chars().count() > 2_000 {
        return Err(Error::wrong("description", "At most 2,000 characters."));
    }
    if products.len() > TOGETHER {
        return Err(Error::wrong("products", "A collection holds at most 1,000 products."));
    }
    let now = cx.now();
    let tx = cx.store.begin().await?;
    let before = match id {
        Some(id) => Some(tx.collection(id).await?.ok_or_else(Error::not_found)?),
        None => None,
    };
    if let (Some(before), Some(seen)) = (&before, seen)
        && before.updated_at != seen
    {
        tx.rollback().await?;
        return Err(audit::meanwhile(cx, "collection", before.id).await?);
    }
    let collection = Collection {
        id: id.map_or_else(|| cx.id(CollectionId::from_parts), Ok)?,
        name,
        description: description.to_owned(),
        created_at: before.as_ref().map_or(now, |before| before.created_at),
        updated_at: before
            .as_ref()
            .map_or(now, |before| now.max(before.updated_at + chrono::TimeDelta::microseconds(1))),
    };
    let taken =
        tx.collections().await?.iter().any(|(other, _)| other.name == collection.name && other.id != collection.id);
    if taken {
        return Err(Error::wrong("name", "Another collection has this name."));
    }
    // Products of another shop, and deleted ones, are passed over.
    let known: Vec<ProductId> = tx.products_by_ids(products).await?.iter().map(|product| product.id).collect();
    tx.collection_put(&collection).await?;
    tx.collection_fill(collection.id, &known).await?;
    let act = if before.is_some() { "collection.changed" } else { "collection.created" };
    let detail = serde_json::json!({ "name": collection.name, "products": known.len() });
    audit::note(cx, &tx, act, collection.id, detail).await?;
    tx.commit().await?;
    view(cx, collection.id).await
}

/// Removes a collection, not its products; what was there, for [`put_back`].
pub async fn remove(cx: &Ctx, id: CollectionId) -> Result<CollectionView> {
    cx.may(Right::EditCatalogue)?;
    let was = view(cx, id).await?;
    let tx = cx.store.begin().await?;
    if !tx.collection_remove(id).await? {
        return Err(Error::not_found());
    }
    audit::note(cx, &tx, "collection.removed", id, serde_json::json!({ "name": was.name })).await?;
    tx.commit().await?;
    Ok(was)
}

/// Takes [`remove`] back.
pub async fn put_back(
    cx: &Ctx,
    id: CollectionId,
    name: &str,
    description: &str,
    products: &[ProductId],
) -> Result<CollectionView> {
    cx.may(Right::EditCatalogue)?;
    if cx.store.collection(id).await?.is_some() {
        return view(cx, id).await;
    }
    let tx = cx.store.begin().await?;
    let now = cx.now();
    let known: Vec<ProductId> =
        tx.products_by_ids(&products[..products.len().min(TOGETHER)]).await?.iter().map(|product| product.id).collect();
    let collection = Collection {
        id,
        name: name.chars().take(200).collect(),
        description: description.chars().take(2_000).collect(),
        created_at: now,
        updated_at: now,
    };
    tx.collection_put(&collection).await?;
    tx.collection_fill(id, &known).await?;
    audit::note(cx, &tx, "collection.created", id, serde_json::json!({ "name": collection.name })).await?;
    tx.commit().await?;
    view(cx, id).await
}
