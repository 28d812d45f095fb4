//! Products and collections as the dashboard lists, shows and edits them.

use serde::{Deserialize, Serialize};

use crate::{
    CollectionId, Currency, MediaId, Money, Product, ProductId, ProductStatus, Stock, Time, VariantId,
    conversation::words,
};

/// Something the command palette leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Address within the shop's pages, such as `products/prd_…`.
    pub page: String,
    pub name: String,
    /// What tells it from others of its name.
    pub more: String,
}

/// Counted stock from 1 up to this is called low.
pub const LOW: i64 = 10;
/// Products on one page of a list.
pub const PER_PAGE: u64 = 50;
/// Products that can be changed together, and that fit into a collection.
pub const TOGETHER: usize = 1_000;
/// Most bytes of an uploaded picture.
pub const MAX_PICTURE: usize = 20 << 20;

words! {
    /// How a product is stocked, over all its variants.
    StockLevel {
        /// At least one variant can be bought.
        InStock = "in",
        /// Can be bought, and at most [`LOW`] are left; untracked ones never are.
        Low = "low",
        Out = "out",
    }

    /// What a list of products is ordered by.
    SortBy { Name = "name", Price = "price", Stock = "stock", Updated = "updated", Shown = "shown", }

    /// What a product lacks.
    Lack { Picture = "picture", Meaning = "meaning", }

    /// One condition of a list, as it is named in the address.
    Condition { Text = "q", Status = "status", Category = "category", Tag = "tag", Stock = "stock", Price = "price", Lack = "lack", Collection = "collection", }

    /// Whether the assistant can find a product by what it means.
    Meaning {
        Ready = "ready",
        /// The text changed since; the vector follows.
        Outdated = "outdated",
        Missing = "missing",
        /// Drafts and archived products are never searched.
        NotSearched = "not_searched",
        /// This server has no model: search goes by words.
        NoModel = "no_model",
    }

    /// How far an uploaded picture is.
    MediaState { Waiting = "waiting", Ready = "ready", Failed = "failed", }
}

/// A list of products as its address asks for it: the values of the query, as they were written. What cannot be read is
/// left out of the question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
    pub status: String,
    pub category: String,
    pub tag: String,
    pub stock: String,
    /// Amounts of the shop's currency, such as `20` or `19.90`.
    pub from: String,
    pub to: String,
    pub lack: String,
    pub collection: String,
    /// A [`SortBy`], with `-` before it for the other direction.
    pub sort: String,
    /// From 1.
    pub page: String,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    pub rows: Vec<Row>,
    /// Matching, over all pages.
    pub total: u64,
    /// From 1.
    pub page: u64,
    /// Matching everything but the status: active, draft, archived.
    pub by_status: [u64; 3],
    /// In the shop, whatever is asked for.
    pub all: u64,
    pub active: u64,
    /// `None`: by how well the text fits.
    pub sort: Option<SortBy>,
    pub descending: bool,
    /// The conditions that hold, with the words of their chips.
    pub conditions: Vec<(Condition, String)>,
    /// When nothing matches: the condition that leaves out the most, and how many there are without it.
    pub costs_most: Option<(Condition, u64)>,
    /// Category paths in use, most used first, and how many products each has.
    pub categories: Vec<(String, u64)>,
    pub tags: Vec<(String, u64)>,
    pub collections: Vec<(CollectionId, String)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub id: ProductId,
    pub name: String,
    /// SKU of the first variant, or the handle.
    pub code: String,
    pub status: ProductStatus,
    /// The leaf of the category path.
    pub category: String,
    /// Sum of what is counted; `None` when nothing is.
    pub stock: Option<i64>,
    pub available: bool,
    pub price: Money,
    /// Variants have different prices, and `price` is the lowest.
    pub from_price: bool,
    pub compare_at: Option<Money>,
    pub picture: Option<String>,
    /// Over 90 days.
    pub shown: i64,
    pub opened: i64,
    pub added: i64,
}

/// A product as a form holds it: every value as a person writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductForm {
    pub name: String,
    /// Empty: made from the name.
    pub handle: String,
    pub short_description: String,
    pub description: String,
    pub brand: String,
    /// From the root to the leaf, `Clothing > Dresses`.
    pub category: String,
    pub tags: Vec<String>,
    /// A [`ProductStatus`].
    pub status: String,
    pub featured: bool,
    pub url: String,
    pub images: Vec<ImageForm>,
    pub attributes: Vec<(String, String)>,
    /// Names of the options, such as Color and Size.
    pub options: Vec<String>,
    pub variants: Vec<VariantForm>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImageForm {
    pub url: String,
    pub alt: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VariantForm {
    /// `None`: new.
    pub id: Option<VariantId>,
    /// By place of the option's name.
    pub options: Vec<String>,
    pub sku: String,
    pub barcode: String,
    /// An amount of the shop's currency, such as `64.00`.
    pub price: String,
    pub compare_at: String,
    /// Empty: not counted.
    pub quantity: String,
    pub backorder: bool,
    /// Address of one of the product's images.
    pub image: String,
}

impl VariantForm {
    /// "Navy, M", or what else tells it from the others.
    pub fn name(&self, place: usize) -> String {
        let options: Vec<&str> =
            self.options.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
        match (options.is_empty(), self.sku.is_empty()) {
            (false, _) => options.join(", "),
            (true, false) => self.sku.clone(),
            (true, true) => format!("variant {}", place + 1),
        }
    }

    pub fn stock(&self) -> Option<Stock> {
        let quantity = match self.quantity.trim() {
            "" => None,
            text => Some(text.parse().ok()?),
        };
        Some(Stock { quantity, backorder: self.backorder })
    }
}

impl ProductForm {
    /// What a form for a new product begins with.
    pub fn blank() -> Self {
        Self { status: ProductStatus::Draft.to_string(), variants: vec![VariantForm::default()], ..Self::default() }
    }

    pub fn of(product: &Product, currency: Currency) -> Self {
        let figure = |amount: i64| {
            let digits = currency.digits() as usize;
            let (whole, part) = (amount / currency.scale(), amount % currency.scale());
            if digits == 0 { whole.to_string() } else { format!("{whole}.{part:0digits$}") }
        };
        let mut options: Vec<String> = Vec::new();
        for name in product.variants.iter().flat_map(|variant| variant.options.keys()) {
            if !options.contains(name) {
                options.push(name.clone());
            }
        }
        let variant = |variant: &crate::Variant| VariantForm {
            id: Some(variant.id),
            options: options.iter().map(|name| variant.options.get(name).cloned().unwrap_or_default()).collect(),
            sku: variant.sku.clone().unwrap_or_default(),
            barcode: variant.barcode.clone().unwrap_or_default(),
            price: figure(variant.price),
            compare_at: variant.compare_at.map(figure).unwrap_or_default(),
            quantity: variant.stock.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
            backorder: variant.stock.backorder,
            image: variant
                .image
                .and_then(|at| product.images.get(at))
                .map(|image| image.url.clone())
                .unwrap_or_default(),
        };
        Self {
            name: product.name.clone(),
            handle: product.handle.clone(),
            short_description: product.short_description.clone(),
            description: product.description.clone(),
            brand: product.brand.clone().unwrap_or_default(),
            category: product.category.join(" > "),
            tags: product.tags.clone(),
            status: product.status.to_string(),
            featured: product.featured,
            url: product.url.clone().unwrap_or_default(),
            images: product
                .images
                .iter()
                .map(|image| ImageForm { url: image.url.clone(), alt: image.alt.clone() })
                .collect(),
            attributes: product.attributes.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            variants: product.variants.iter().map(variant).collect(),
            options,
        }
    }
}

/// One product as its page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductView {
    pub id: ProductId,
    pub form: ProductForm,
    pub created_at: Time,
    pub updated_at: Time,
    /// Where shoppers see it.
    pub address: Option<String>,
    pub collections: Vec<(CollectionId, String)>,
    pub knows: Knows,
}

/// What the assistant knows of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knows {
    pub meaning: Meaning,
    /// What its vector is made from.
    pub text: String,
    /// Over 90 days, practice left out.
    pub shown: i64,
    pub opened: i64,
    pub added: i64,
    /// Conversations that showed it.
    pub conversations: i64,
}

/// Something done to several products at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", content = "with", rename_all = "snake_case")]
pub enum Deed {
    Status(ProductStatus),
    AddTag(String),
    RemoveTag(String),
    AddTo(CollectionId),
    RemoveFrom(CollectionId),
}

/// A deed, and the products it is done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub deed: Deed,
    pub products: Vec<ProductId>,
}

/// How many products are different now, and what takes it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub count: u64,
    pub back: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    pub id: CollectionId,
    pub name: String,
    pub description: String,
    pub created_at: Time,
    pub updated_at: Time,
}

/// A collection in the list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionRow {
    pub id: CollectionId,
    pub name: String,
    pub description: String,
    pub count: u64,
    /// Of its first products.
    pub pictures: Vec<String>,
}

/// A collection whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CollectionView {
    pub id: CollectionId,
    pub name: String,
    pub description: String,
    pub updated_at: Time,
    pub products: Vec<Brief>,
}

/// A product in few words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    pub id: ProductId,
    pub name: String,
    pub code: String,
    pub status: ProductStatus,
    pub price: Money,
    pub picture: Option<String>,
}

/// A picture that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    pub id: MediaId,
    pub state: MediaState,
    /// Root-relative; there when the state is ready.
    pub url: String,
    /// Why it failed, for the one who uploaded it.
    pub problem: String,
}

/// Widths in pixels that a picture is made in.
pub const WIDTHS: [u32; 3] = [96, 480, 1200];

/// The address of one of our own pictures in another width; any other address stays as it is.
pub fn sized(url: &str, width: u32) -> String {
    match url.strip_prefix("/media/").and_then(|rest| rest.strip_suffix("-1200.jpg")) {
        Some(name) => format!("/media/{name}-{width}.jpg"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pictures_have_other_widths() {
        assert_eq!(sized("/media/shp_1/med_2-1200.jpg", 96), "/media/shp_1/med_2-96.jpg");
        for other in ["https://cdn.example/a-1200.jpg", "/demo/a.svg", "/media/x.jpg"] {
            assert_eq!(sized(other, 96), other);
        }
    }

    #[test]
    fn a_blank_form_is_a_draft_with_one_variant() {
        let form = ProductForm::blank();
        assert_eq!((form.status.as_str(), form.variants.len()), ("draft", 1));
        assert_eq!(form.variants[0].name(0), "variant 1");
    }
}
