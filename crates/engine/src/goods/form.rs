//! Reads a product out of a form, and names each field that cannot be read.

use std::collections::HashSet;

use indexmap::IndexMap;
use types::{
    Code, Currency, FieldProblem, Image, Problem, Product, ProductId, Shop, Stock, Time, Variant, VariantId,
    goods::{ProductForm, VariantForm},
};
use uuid::Uuid;

use crate::{Result, import};

const MAX_NAME: usize = 500;
const MAX_TEXT: usize = 20_000;
/// Names, values, tags, SKUs.
const MAX_WORD: usize = 200;
const MAX_TAGS: usize = 250;
const MAX_IMAGES: usize = 250;
const MAX_OPTIONS: usize = 10;
const MAX_ATTRIBUTES: usize = 250;
/// As many as Shopify allows.
const MAX_VARIANTS: usize = 2_048;
const MAX_STOCK: i64 = 1_000_000_000;

/// Without control characters and doubled space.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// With its lines, without other control characters.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
}

struct Reading {
    currency: Currency,
    problems: Vec<FieldProblem>,
}

impl Reading {
    fn wrong(&mut self, field: impl Into<String>, detail: &str) {
        self.problems.push(FieldProblem { field: field.into(), detail: detail.to_owned() });
    }

    fn word(&mut self, field: impl Into<String>, text: &str, most: usize) -> String {
        let word = one_line(text);
        if word.chars().count() > most {
            self.wrong(field, &format!("At most {most} characters."));
        }
        word
    }

    fn text(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = lines(text);
        if text.chars().count() > most {
            self.wrong(field, &format!("At most {most} characters."));
        }
        text
    }

    fn amount(&mut self, field: String, text: &str) -> Option<i64> {
        // Tables are read with more patience: what a person types here, they can correct.
        let figure =
            text.trim().trim_start_matches(self.currency.sign().trim()).trim_start_matches(self.currency.as_str());
        if figure.starts_with('-') {
            self.wrong(field, "A price cannot be below zero.");
            return None;
        }
        let plain = figure.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ',' | '\''));
        let amount =
            import::amount(figure, self.currency).filter(|amount| plain && (0..=import::MAX_PRICE).contains(amount));
        if amount.is_none() {
            self.wrong(field, "Write an amount, such as 64.00.");
        }
        amount
    }

    fn variant(&mut self, at: usize, form: &VariantForm, names: &[String], images: &[Image]) -> Variant {
        let field = |name: &str| format!("variants.{at}.{name}");
        let mut options = IndexMap::new();
        for (name, value) in names.iter().zip(&form.options) {
            let value = self.word(field("options"), value, MAX_WORD);
            if !name.is_empty() && !value.is_empty() {
                options.insert(name.clone(), value);
            }
        }
        let price = match form.price.trim() {
            "" => {
                self.wrong(field("price"), "Write a price: the assistant never guesses one.");
                None
            }
            text => self.amount(field("price"), text),
        };
        let compare_at = match form.compare_at.trim() {
            "" => None,
            text => self.amount(field("compare_at"), text).filter(|before| *before > 0),
        };
        let stock = form.stock().filter(|stock| stock.quantity.is_none_or(|quantity| quantity.abs() <= MAX_STOCK));
        if stock.is_none() {
            self.wrong(
                field("quantity"),
                "Write how many there are, such as 12, or nothing when they are not counted.",
            );
        }
        let mut word = |name: &str, text: &str| Some(self.word(field(name), text, MAX_WORD)).filter(|t| !t.is_empty());
        Variant {
            id: form.id.unwrap_or(VariantId(Uuid::nil())),
            sku: word("sku", &form.sku),
            barcode: word("barcode", &form.barcode),
            options,
            price: price.unwrap_or_default(),
            compare_at,
            stock: stock.unwrap_or(Stock::UNTRACKED),
            image: images.iter().position(|image| !form.image.is_empty() && image.url == form.image),
        }
    }
}

/// The product as the form has it. Ids and times of what is new are nil: the caller fills them. Variants keep their ids
/// only when they were this product's.
pub(super) fn read(form: &ProductForm, before: Option<&Product>, shop: &Shop) -> Result<Product> {
    let mut reading = Reading { currency: shop.currency, problems: Vec::new() };
    let name = reading.word("name", &form.name, MAX_NAME);
    if name.is_empty() {
        reading.wrong("name", "Write a name.");
    }
    let handle = match (form.handle.trim(), before) {
        ("", Some(before)) => before.handle.clone(),
        ("", None) => import::slug(&name),
        (handle, _) => handle.to_owned(),
    };
    let allowed = |c: char| c.is_alphanumeric() && c.to_lowercase().eq([c]) || matches!(c, '-' | '_' | '.');
    let kept = before.is_some_and(|before| before.handle == handle);
    if !kept
        && (handle.is_empty() && !name.is_empty() || handle.chars().count() > MAX_WORD || !handle.chars().all(allowed))
    {
        reading.wrong("handle", "Use small letters, digits and hyphens, such as linen-sundress.");
    }
    let status = form.status.parse();
    if status.is_err() {
        reading.wrong("status", "Choose active, draft or archived.");
    }
    let mut seen = HashSet::new();
    let mut tags = Vec::new();
    for tag in &form.tags {
        let tag = reading.word("tags", tag, 100);
        if !tag.is_empty() && seen.insert(tag.to_lowercase()) {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS {
        reading.wrong("tags", "At most 250 tags.");
    }
    let category: Vec<String> = form.category.split(['>', '›']).map(one_line).filter(|part| !part.is_empty()).collect();
    if category.len() > 8 || category.iter().any(|part| part.chars().count() > MAX_WORD) {
        reading.wrong("category", "At most 8 levels of 200 characters, such as Clothing > Dresses.");
    }
    let url = form.url.trim();
    if !url.is_empty() && !import::is_address(url) {
        reading.wrong("url", "Write an address that begins with https://, or nothing.");
    }
    let mut images: Vec<Image> = Vec::new();
    for (at, image) in form.images.iter().enumerate() {
        let alt = reading.word(format!("images.{at}.alt"), &image.alt, MAX_NAME);
        let address = image.url.trim();
        if !import::is_address(address) {
            reading.wrong(format!("images.{at}.url"), "Write an address that begins with https://.");
        } else if !images.iter().any(|known| known.url == address) {
            images.push(Image { url: address.to_owned(), alt });
        }
    }
    if images.len() > MAX_IMAGES {
        reading.wrong("images", "At most 250 pictures.");
    }
    let mut attributes = IndexMap::new();
    for (at, (name, value)) in form.attributes.iter().enumerate() {
        let name = reading.word(format!("attributes.{at}"), name, MAX_WORD);
        let value = reading.word(format!("attributes.{at}"), value, MAX_NAME);
        if !name.is_empty() && !value.is_empty() && attributes.insert(name, value).is_some() {
            reading.wrong(format!("attributes.{at}"), "This name stands here twice.");
        }
    }
    if attributes.len() > MAX_ATTRIBUTES {
        reading.wrong("attributes", "At most 250 details.");
    }
    let names: Vec<String> = form.options.iter().map(|name| reading.word("options", name, MAX_WORD)).collect();
    let distinct: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    if distinct.len() != names.len() || names.len() > MAX_OPTIONS {
        reading.wrong("options", "At most 10 options, each with a name of its own.");
    }
    let mut variants: Vec<Variant> =
        form.variants.iter().enumerate().map(|(at, form)| reading.variant(at, form, &names, &images)).collect();
    if variants.is_empty() || variants.len() > MAX_VARIANTS {
        reading.wrong("variants", "A product has at least one variant and at most 2,048.");
    }
    let mut known = HashSet::new();
    for (at, variant) in variants.iter().enumerate() {
        let values: Vec<(String, String)> =
            variant.options.iter().map(|(name, value)| (name.to_lowercase(), value.to_lowercase())).collect();
        if !known.insert(values) {
            reading.wrong(format!("variants.{at}.options"), "Another variant has the same options.");
        }
    }
    let mut taken = HashSet::new();
    for variant in &mut variants {
        let own = before.is_some_and(|before| before.variants.iter().any(|known| known.id == variant.id));
        if !own || !taken.insert(variant.id) {
            variant.id = VariantId(Uuid::nil());
        }
    }
    let description = reading.text("description", &form.description, MAX_TEXT);
    let short_description = reading.text("short_description", &form.short_description, import::MAX_LINE);
    let brand = Some(reading.word("brand", &form.brand, MAX_WORD)).filter(|brand| !brand.is_empty());
    let Ok(status) =
        status.map_err(drop).and_then(|status| if reading.problems.is_empty() { Ok(status) } else { Err(()) })
    else {
        let count = reading.problems.len();
        let detail = match count {
            1 => "One field cannot be saved like this.".to_owned(),
            count => format!("{count} fields cannot be saved like this."),
        };
        let mut problem = Problem::new(Code::Invalid, detail);
        problem.fields = reading.problems;
        return Err(problem.into());
    };
    Ok(Product {
        id: before.map_or(ProductId(Uuid::nil()), |before| before.id),
        handle,
        name,
        short_description,
        description,
        brand,
        category,
        tags,
        status,
        featured: form.featured,
        url: Some(url.to_owned()).filter(|url| !url.is_empty()),
        images,
        attributes,
        variants,
        created_at: before.map_or(Time::UNIX_EPOCH, |before| before.created_at),
        updated_at: before.map_or(Time::UNIX_EPOCH, |before| before.updated_at),
    })
}

/// Names of the fields that differ.
pub(super) fn changed(before: &Product, after: &Product) -> Vec<&'static str> {
    let differs = [
        ("name", before.name != after.name),
        ("handle", before.handle != after.handle),
        ("short description", before.short_description != after.short_description),
        ("description", before.description != after.description),
        ("brand", before.brand != after.brand),
        ("category", before.category != after.category),
        ("tags", before.tags != after.tags),
        ("status", before.status != after.status),
        ("featured", before.featured != after.featured),
        ("address", before.url != after.url),
        ("pictures", before.images != after.images),
        ("details", before.attributes != after.attributes),
        ("variants", before.variants != after.variants),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn shop() -> Shop {
        Shop {
            id: types::ShopId(Uuid::nil()),
            handle: "orchard".to_owned(),
            name: "Orchard Lane".to_owned(),
            currency: Currency::USD,
            url_template: None,
            sites: Vec::new(),
            catalogue_version: 0,
            created_at: Time::UNIX_EPOCH,
        }
    }

    fn good() -> ProductForm {
        ProductForm {
            name: " Linen   sundress ".to_owned(),
            category: "Clothing > Dresses".to_owned(),
            tags: vec!["Linen".to_owned(), "linen ".to_owned(), String::new()],
            options: vec!["Color".to_owned()],
            variants: vec![
                VariantForm { options: vec!["Blue".to_owned()], price: "64.00".to_owned(), ..VariantForm::default() },
                VariantForm {
                    options: vec!["Sand".to_owned()],
                    price: "59,90".to_owned(),
                    compare_at: "80".to_owned(),
                    quantity: "12".to_owned(),
                    ..VariantForm::default()
                },
            ],
            ..ProductForm::blank()
        }
    }

    #[test]
    fn a_form_becomes_a_product_and_the_product_the_form() {
        let product = read(&good(), None, &shop()).unwrap();
        assert_eq!((product.name.as_str(), product.handle.as_str()), ("Linen sundress", "linen-sundress"));
        assert_eq!((product.category.len(), product.tags.as_slice()), (2, &["Linen".to_owned()][..]));
        let prices: Vec<i64> = product.variants.iter().map(|variant| variant.price).collect();
        assert_eq!(prices, [6_400, 5_990]);
        assert_eq!(product.variants[1].stock.quantity, Some(12));
        let again = read(&ProductForm::of(&product, Currency::USD), Some(&product), &shop()).unwrap();
        assert_eq!(again, product);
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut ProductForm), field: &str) {
        let mut form = good();
        change(&mut form);
        let problem = read(&form, None, &shop()).unwrap_err().problem();
        let fields: Vec<&str> = problem.fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, [field]);
    }

    #[test]
    fn what_cannot_be_saved_is_named() {
        check(|form| form.name = " ".to_owned(), "name");
        check(|form| form.handle = "Linen Dress".to_owned(), "handle");
        check(|form| form.status = "gone".to_owned(), "status");
        check(|form| form.url = "javascript:alert(1)".to_owned(), "url");
        check(|form| form.variants.clear(), "variants");
        check(|form| form.variants[1].price = "64,—".to_owned(), "variants.1.price");
        check(|form| form.variants[0].price.clear(), "variants.0.price");
        check(|form| form.variants[0].price = "-1".to_owned(), "variants.0.price");
        check(|form| form.variants[0].price = "1.250".to_owned(), "variants.0.price");
        check(|form| form.variants[0].quantity = "many".to_owned(), "variants.0.quantity");
        check(|form| form.variants[1].options[0] = "blue".to_owned(), "variants.1.options");
        check(|form| form.options.push("color".to_owned()), "options");
        check(|form| form.tags.push("t".repeat(101)), "tags");
        let image = types::goods::ImageForm { url: "//evil.example/a.jpg".to_owned(), alt: String::new() };
        check(|form| form.images.push(image), "images.0.url");
    }

    #[test]
    fn ids_of_other_products_variants_are_not_taken_over() {
        let mut form = good();
        form.variants[0].id = Some(VariantId::from_parts(1, [1; 10]));
        let product = read(&form, None, &shop()).unwrap();
        assert!(product.variants.iter().all(|variant| variant.id.0.is_nil()));
    }
}
