//! Shops: making and finding them.

use types::{Currency, Shop, ShopId};

use crate::{Ctx, Engine, Error, Result};

/// What a new shop is made of.
#[derive(Debug, Clone)]
pub struct NewShop {
    pub handle: String,
    pub name: String,
    pub currency: Currency,
    /// `https://shop.example/products/{handle}`
    pub url_template: Option<String>,
    /// Origins that may embed the widget; the template's own origin is added.
    pub sites: Vec<String>,
}

/// Makes a shop. Conflict when the handle is taken.
pub async fn add(engine: &Engine, new: NewShop) -> Result<Shop> {
    let NewShop { handle, name, currency, url_template, mut sites } = new;
    let fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if handle.is_empty() || handle.len() > 60 || !handle.chars().all(fit) || handle.starts_with("shop_") {
        return Err(Error::invalid(
            "A shop's handle is 1 to 60 small letters, digits and hyphens, such as orchard-lane.",
        ));
    }
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 120 {
        return Err(Error::invalid("A shop's name has 1 to 120 characters."));
    }
    if let Some(template) = &url_template {
        let origin = origin_of(template).ok_or_else(|| {
            Error::invalid("The address template must begin with http:// or https:// and hold {handle}, such as https://shop.example/products/{handle}.")
        })?;
        if !template.contains("{handle}") {
            return Err(Error::invalid("The address template must hold {handle}, where a product's own handle goes."));
        }
        sites.push(origin);
    }
    let mut allowed: Vec<String> = Vec::new();
    for site in sites {
        let origin = origin_of(&site).filter(|origin| *origin == site.trim_end_matches('/')).ok_or_else(|| {
            Error::invalid(format!("{site:?} is no site: write its origin, such as https://shop.example."))
        })?;
        if !allowed.contains(&origin) {
            allowed.push(origin);
        }
    }
    let shop = Shop {
        id: engine.id(ShopId::from_parts)?,
        handle,
        name,
        currency,
        url_template,
        sites: allowed,
        catalogue_version: 0,
        created_at: engine.now(),
    };
    match engine.store().shop_add(&shop).await {
        Ok(()) => Ok(shop),
        Err(store::Error::Conflict { .. }) => Err(Error::Problem(types::Problem::new(
            types::Code::Conflict,
            format!("There is a shop with the handle {:?} already. Choose another handle.", shop.handle),
        ))),
        Err(error) => Err(error.into()),
    }
}

/// The shop with this handle or id.
pub async fn find(engine: &Engine, handle_or_id: &str) -> Result<Ctx> {
    let shop = engine.store().shop_find(handle_or_id).await?.ok_or_else(Error::not_found)?;
    Ok(engine.on_behalf_of(shop))
}

/// All shops, oldest first.
pub async fn list(engine: &Engine) -> Result<Vec<Shop>> {
    Ok(engine.store().shop_list().await?)
}

/// Adds an origin to the sites that may embed the shop's widget.
pub async fn allow_site(cx: &Ctx, site: &str) -> Result<()> {
    let origin = origin_of(site).ok_or_else(|| {
        Error::invalid(format!("{site:?} is no site: write its origin, such as https://shop.example."))
    })?;
    let mut shop = cx.shop.clone();
    if shop.sites.contains(&origin) {
        return Ok(());
    }
    shop.sites.push(origin);
    let tx = cx.store.begin().await?;
    tx.shop_update(&shop).await?;
    Ok(tx.commit().await?)
}

/// `https://host:port` of an address, as a browser writes origins: lower case, without a default port.
pub(crate) fn origin_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?.to_lowercase();
    let fit = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if !host.chars().all(fit) || host.contains('{') {
        return None;
    }
    let default = if scheme == "https" { ":443" } else { ":80" };
    Some(format!("{scheme}://{}", host.strip_suffix(default).unwrap_or(&host)))
}

#[cfg(test)]
mod tests {
    use super::origin_of;

    #[test]
    fn origins_are_as_browsers_write_them() {
        for (url, expected) in [
            ("https://Shop.example/products/{handle}", Some("https://shop.example")),
            ("http://localhost:3000/demo", Some("http://localhost:3000")),
            ("https://shop.example:443", Some("https://shop.example")),
            ("http://[::1]:8080/x", Some("http://[::1]:8080")),
            ("ftp://shop.example", None),
            ("shop.example", None),
            ("https://", None),
            ("https://user@shop.example", None),
        ] {
            assert_eq!(origin_of(url).as_deref(), expected, "{url}");
        }
    }
}
