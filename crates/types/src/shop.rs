//! A shop: the tenant.

use serde::{Deserialize, Serialize};

use crate::{Currency, ShopId, Time};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shop {
    pub id: ShopId,
    /// Lower-case letters, digits and hyphens; names the shop in the shell and as the widget's site.
    pub handle: String,
    pub name: String,
    pub currency: Currency,
    /// Where a product lives: `https://shop.example/products/{handle}`; `{sku}` and `{variant}` are filled too.
    pub url_template: Option<String>,
    /// Origins whose pages may embed the widget, exactly as a browser sends them (`https://shop.example`).
    pub sites: Vec<String>,
    /// Grows with every change of the catalogue.
    pub catalogue_version: i64,
    pub created_at: Time,
}

impl Shop {
    /// The address of a product, from its own or from the template.
    pub fn product_url(&self, handle: &str, own: Option<&str>) -> Option<String> {
        match own {
            Some(url) => Some(url.to_owned()),
            None => self.url_template.as_ref().map(|template| template.replace("{handle}", handle)),
        }
    }
}
