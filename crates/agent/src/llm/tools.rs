//! The tools as a model sees them: strict schemas with handles, never ids; and its arguments, checked again.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};
use types::{Filters, Order, ProductId};

use super::wire::Call;
use crate::{
    CompareProducts, GetProductVariants, HandOff, RememberPreference, SearchProducts, ToolCall, ToolSpec, Turn, Why,
    local, thread::Handle,
};

/// Values of one kind in a search.
const MOST_VALUES: usize = 8;
/// Characters of one value.
const MOST_CHARACTERS: usize = 60;

/// Always the same, in the same order: they are part of the prefix that providers cache.
pub fn specs() -> &'static [ToolSpec] {
    static SPECS: LazyLock<Vec<ToolSpec>> = LazyLock::new(|| {
        let list = |what: &str| json!({"type": "array", "items": {"type": "string"}, "description": what});
        let maybe = |kind: &str, what: &str| json!({"type": [kind, "null"], "description": what});
        let product = json!({"type": "string", "description": "A handle such as p3."});
        vec![
            spec(
                "search_products",
                "Looks through the shop's catalogue. Repeat everything the shopper still wants; a search knows nothing of the one before.",
                json!({
                    "query": {"type": "string", "description": "What it is and is for, in the shopper's words: \"summer dress\". Without price, colour, size, brand and material. May be empty."},
                    "price_min": maybe("number", "In the shop's currency."),
                    "price_max": maybe("number", "In the shop's currency."),
                    "colors": list("English, lower case. Empty: any."),
                    "sizes": list("As the shopper says: \"m\", \"38\". Empty: any."),
                    "materials": list("English, lower case. Empty: any."),
                    "brands": list("Empty: any."),
                    "categories": list("Only names from the shop's list. Empty: any."),
                    "exclude": list("What the shopper does not want: a colour, material, brand."),
                    "in_stock": {"type": "boolean", "description": "Only what can be bought now."},
                    "on_sale": {"type": "boolean", "description": "Only what is reduced."},
                    "order": {"type": ["string", "null"], "enum": ["cheapest", "dearest", "newest", "popular", null], "description": "null: the best match first."},
                    "like": maybe("string", "The handle of a product that the results should resemble."),
                    "skip_shown": {"type": "boolean", "description": "Leave out what was shown before, for \"show me more\"."},
                    "limit": {"type": "integer", "description": "1 to 10; 5 is usual."},
                }),
            ),
            spec(
                "get_product_variants",
                "One product with its sizes, colours, stock, material, description.",
                json!({ "product": product }),
            ),
            spec(
                "compare_products",
                "A table of what differs between two to five products; it is shown to the shopper.",
                json!({"products": {"type": "array", "items": {"type": "string"}, "description": "Handles such as p3."}}),
            ),
            spec(
                "remember_preference",
                "Keeps what the shopper says about themselves for later visits. Not for what they want just now.",
                json!({
                    "name": {"type": "string", "enum": PREFERENCES},
                    "value": {"type": "string", "description": "Lower case; a price as a number."},
                }),
            ),
            spec(
                "hand_off",
                "Calls a person of the shop, who answers later. For orders, returns, complaints, or when the shopper asks for one.",
                json!({"reason": {"type": "string", "enum": ["asked", "trouble", "unable"]}}),
            ),
        ]
    });
    &SPECS
}

const PREFERENCES: [&str; 6] = ["sizes", "colors", "materials", "brands", "exclude", "price_max"];

fn spec(name: &str, description: &str, properties: Value) -> ToolSpec {
    let names: Vec<&String> = properties.as_object().into_iter().flat_map(|object| object.keys()).collect();
    let parameters = json!({
        "type": "object",
        "required": names,
        "additionalProperties": false,
        "properties": properties,
    });
    ToolSpec { name: name.to_owned(), description: description.to_owned(), parameters }
}

/// What a model meant by its arguments.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    query: Option<String>,
    price_min: Option<Value>,
    price_max: Option<Value>,
    colors: Many,
    sizes: Many,
    materials: Many,
    brands: Many,
    categories: Many,
    exclude: Many,
    in_stock: Option<bool>,
    on_sale: Option<bool>,
    order: Option<String>,
    like: Option<String>,
    skip_shown: Option<bool>,
    limit: Option<f64>,
}

/// A list; servers without strict schemas also send one value, or null.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Many {
    List(Vec<String>),
    One(String),
    #[default]
    Nothing,
}

impl Many {
    fn values(self) -> Vec<String> {
        let list = match self {
            Many::List(list) => list,
            Many::One(one) => vec![one],
            Many::Nothing => Vec::new(),
        };
        let short = |value: String| value.trim().chars().take(MOST_CHARACTERS).collect::<String>();
        list.into_iter().map(short).filter(|value| !value.is_empty()).take(MOST_VALUES).collect()
    }

    fn lower(self) -> Vec<String> {
        self.values().into_iter().map(|value| value.to_lowercase()).collect()
    }
}

/// The call, or words that tell the model what is wrong with it.
pub fn read(call: &Call, turn: &Turn<'_>) -> Result<ToolCall, String> {
    let arguments = if call.function.arguments.trim().is_empty() { "{}" } else { &call.function.arguments };
    let arguments: Value = serde_json::from_str(arguments).map_err(|_| "the arguments are not JSON".to_owned())?;
    if !arguments.is_object() {
        return Err("the arguments are no object".to_owned());
    }
    match call.function.name.as_str() {
        "search_products" => search(arguments, turn),
        "get_product_variants" => {
            let product = known(&arguments["product"], turn)?;
            Ok(ToolCall::GetProductVariants(GetProductVariants { product }))
        }
        "compare_products" => {
            let asked = arguments["products"].as_array().ok_or("products must be a list of handles")?;
            let mut products: Vec<ProductId> = Vec::new();
            for handle in asked.iter().take(5) {
                let id = known(handle, turn)?;
                if !products.contains(&id) {
                    products.push(id);
                }
            }
            if products.len() < 2 {
                return Err("two to five different products are needed".to_owned());
            }
            Ok(ToolCall::CompareProducts(CompareProducts { products }))
        }
        "remember_preference" => {
            let name = arguments["name"].as_str().unwrap_or_default();
            let value = match &arguments["value"] {
                Value::Number(number) => number.to_string(),
                other => other.as_str().unwrap_or_default().trim().to_lowercase(),
            };
            if !PREFERENCES.contains(&name) || value.is_empty() || value.chars().count() > MOST_CHARACTERS {
                return Err(format!("name must be one of {}, value short and not empty", PREFERENCES.join(", ")));
            }
            let value = match name {
                "price_max" => minor(&arguments["value"], turn)?.map(|amount| amount.to_string()).unwrap_or_default(),
                "sizes" => size(&value),
                _ => value,
            };
            Ok(ToolCall::RememberPreference(RememberPreference { name: name.to_owned(), value }))
        }
        "hand_off" => {
            let why = match arguments["reason"].as_str() {
                Some("asked") => Why::Asked,
                Some("trouble") => Why::Trouble,
                _ => Why::Unable,
            };
            Ok(ToolCall::HandOff(HandOff { why }))
        }
        other => Err(format!("there is no tool {:?}", other.chars().take(MOST_CHARACTERS).collect::<String>())),
    }
}

fn search(arguments: Value, turn: &Turn<'_>) -> Result<ToolCall, String> {
    let like = match arguments["like"].as_str().map(str::trim) {
        None | Some("") => None,
        Some(_) => Some(known(&arguments["like"], turn)?),
    };
    let asked: Search = serde_json::from_value(arguments).map_err(|error| format!("wrong arguments: {error}"))?;
    let words = &turn.input().words;
    let mut text: Vec<String> = asked
        .query
        .unwrap_or_default()
        .split_whitespace()
        .take(24)
        .map(|word| word.chars().take(40).collect())
        .collect();
    // A filter is exact; a word that is no category or brand of this shop is looked for as a word.
    let mut listed = |asked: Many, have: &[String]| {
        let mut out: Vec<String> = Vec::new();
        for value in asked.values() {
            match have.iter().find(|name| local::same_thing(&name.to_lowercase(), &value.to_lowercase())) {
                Some(name) if !out.contains(name) => out.push(name.clone()),
                Some(_) => {}
                None => text.push(value),
            }
        }
        out
    };
    let categories = listed(asked.categories, &words.categories);
    let brands = listed(asked.brands, &words.brands);
    let (price_min, price_max) =
        (minor(&asked.price_min.unwrap_or(Value::Null), turn)?, minor(&asked.price_max.unwrap_or(Value::Null), turn)?);
    if price_min.zip(price_max).is_some_and(|(low, high)| low > high) {
        return Err("price_min is above price_max".to_owned());
    }
    let filters = Filters {
        price_min,
        price_max,
        colors: asked.colors.lower(),
        sizes: asked.sizes.lower().iter().map(|value| size(value)).collect(),
        categories,
        brands,
        materials: asked.materials.lower(),
        exclude: asked.exclude.lower(),
        in_stock: asked.in_stock.filter(|only| *only),
        on_sale: asked.on_sale.filter(|only| *only),
    };
    let order = match asked.order.as_deref() {
        Some("cheapest") => Some(Order::Cheapest),
        Some("dearest") => Some(Order::Dearest),
        Some("newest") => Some(Order::Newest),
        Some("popular") => Some(Order::Popular),
        _ => None,
    };
    let limits = &turn.input().limits;
    let limit =
        asked.limit.filter(|limit| limit.is_finite()).map_or(limits.shown, |limit| limit.clamp(1.0, 10.0) as u32);
    let skip = asked.skip_shown.unwrap_or(false);
    let shown = turn.thread().products.iter().rev().take(60).map(|known| known.id);
    Ok(ToolCall::SearchProducts(SearchProducts {
        text: text.join(" "),
        filters,
        order,
        like,
        exclude_ids: if skip { shown.collect() } else { Vec::new() },
        limit: limit.min(limits.products),
        relax: true,
    }))
}

fn known(value: &Value, turn: &Turn<'_>) -> Result<ProductId, String> {
    let text = value.as_str().unwrap_or_default();
    let handle = Handle::parse(text.trim().trim_matches(['[', ']']));
    let known = handle.and_then(|handle| turn.thread().known(handle));
    known.map(|known| known.id).ok_or_else(|| {
        let text: String = text.chars().take(20).collect();
        format!("there is no product {text:?}; use handles from this conversation, or search")
    })
}

/// Minor units of an amount in the shop's currency.
fn minor(value: &Value, turn: &Turn<'_>) -> Result<Option<i64>, String> {
    let amount = match value {
        Value::Null => return Ok(None),
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    match amount {
        Some(amount) if (0.0..=1e9).contains(&amount) => {
            Ok(Some((amount * turn.input().shop.currency.scale() as f64).round() as i64))
        }
        _ => Err("a price must be a number".to_owned()),
    }
}

/// "Medium" is how people say it; a catalogue says "m".
fn size(value: &str) -> String {
    match value {
        "extra small" => "xs",
        "small" => "s",
        "medium" => "m",
        "large" => "l",
        "extra large" => "xl",
        other => other,
    }
    .to_owned()
}
