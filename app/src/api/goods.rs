//! What the pages of products and collections ask.

use leptos::{server, server_fn::codec::Json};
use types::{
    CollectionId, MediaId, ProductId, Time,
    goods::{Asked, Brief, Changed, CollectionRow, CollectionView, Listing, ProductForm, ProductView, Step, Uploaded},
};

use crate::Failure;

/// One page of the products that match.
#[server(prefix = "/api/goods", endpoint = "list", input = Json)]
pub async fn list(shop: String, asked: Asked) -> Result<Listing, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::goods::list(&cx, &asked).await)
}

/// One product, and what the assistant knows of it.
#[server(prefix = "/api/goods", endpoint = "view", input = Json)]
pub async fn view(shop: String, id: ProductId) -> Result<ProductView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::goods::view(&cx, id).await)
}

/// Writes a product: a new one without `id`; without `seen`, whatever happened meanwhile.
#[server(prefix = "/api/goods", endpoint = "save", input = Json)]
pub async fn save(
    shop: String,
    id: Option<ProductId>,
    seen: Option<Time>,
    form: ProductForm,
) -> Result<ProductView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::goods::save(&cx, id, seen, &form).await)
}

/// Does things to many products; what takes it back.
#[server(prefix = "/api/goods", endpoint = "change", input = Json)]
pub async fn change(shop: String, steps: Vec<Step>) -> Result<Changed, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::goods::change(&cx, &steps).await)
}

/// A few products that hold all words of `wanted`.
#[server(prefix = "/api/goods", endpoint = "briefs", input = Json)]
pub async fn briefs(shop: String, wanted: String) -> Result<Vec<Brief>, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::goods::briefs(&cx, &wanted, 12).await)
}

/// How far an uploaded picture is.
#[server(prefix = "/api/goods", endpoint = "picture", input = Json)]
pub async fn picture(shop: String, id: MediaId) -> Result<Uploaded, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::media::state(&cx, id).await)
}

#[server(prefix = "/api/goods", endpoint = "collections", input = Json)]
pub async fn collections(shop: String) -> Result<Vec<CollectionRow>, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::collections::list(&cx).await)
}

#[server(prefix = "/api/goods", endpoint = "collection", input = Json)]
pub async fn collection(shop: String, id: CollectionId) -> Result<CollectionView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::collections::view(&cx, id).await)
}

/// Writes a collection: a new one without `id`; without `seen`, whatever happened meanwhile.
#[server(prefix = "/api/goods", endpoint = "collect", input = Json)]
pub async fn collect(
    shop: String,
    id: Option<CollectionId>,
    seen: Option<Time>,
    name: String,
    description: String,
    products: Vec<ProductId>,
) -> Result<CollectionView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::collections::save(&cx, id, seen, &name, &description, &products).await)
}

/// Removes a collection, not its products; what was there.
#[server(prefix = "/api/goods", endpoint = "uncollect", input = Json)]
pub async fn uncollect(shop: String, id: CollectionId) -> Result<CollectionView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::collections::remove(&cx, id).await)
}

/// Takes the removal of a collection back.
#[server(prefix = "/api/goods", endpoint = "recollect", input = Json)]
pub async fn recollect(
    shop: String,
    id: CollectionId,
    name: String,
    description: String,
    products: Vec<ProductId>,
) -> Result<CollectionView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::collections::put_back(&cx, id, &name, &description, &products).await)
}
