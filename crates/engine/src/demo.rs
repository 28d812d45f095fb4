//! The demo shop: our own goods, brought in by the ordinary import.

use std::path::Path;

use types::Currency;

use crate::{
    Ctx, Engine, Result,
    import::{self, Report},
    shops,
};

/// The demo shop's handle.
pub const HANDLE: &str = "demo";
const NAME: &str = "Orchard Lane";

/// Makes the demo shop when there is none, allows `public_url` and `sites` to show its chat, and imports `products`
/// (a product table). Doing it again changes only what the table changed.
pub async fn set_up(engine: &Engine, public_url: &str, sites: &[String], products: &Path) -> Result<(Ctx, Report)> {
    let cx = match shops::find(engine, HANDLE).await {
        Ok(cx) => cx,
        Err(_) => {
            let shop = shops::add(
                engine,
                shops::NewShop {
                    handle: HANDLE.to_owned(),
                    name: NAME.to_owned(),
                    currency: Currency::USD,
                    url_template: Some(format!("{public_url}/demo/products/{{handle}}")),
                    sites: Vec::new(),
                },
            )
            .await?;
            engine.on_behalf_of(shop)
        }
    };
    // The same server has two names on one's own machine.
    let twin = public_url.replace("//localhost", "//127.0.0.1");
    for site in [public_url, &twin].into_iter().chain(sites.iter().map(String::as_str)) {
        let cx = shops::find(engine, HANDLE).await?;
        shops::allow_site(&cx, site).await?;
    }
    let id = import::accept(&cx, products, "products.csv").await?;
    let report = import::wait(&cx, id).await?;
    Ok((cx, report))
}
