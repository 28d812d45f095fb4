//! Filters, orders, tools and languages in the words of a merchant.

use types::{Currency, Field, Filters, Language, MindKind, Money, Order, Relaxed, Span, inspect::Heard};

/// The filters in force, each with the words of this message that it came from.
pub fn heard(filters: &Filters, order: Option<Order>, spans: &[Span], currency: Currency) -> Vec<Heard> {
    let said = |field: Field, value: Option<&str>| {
        let mut words: Vec<&str> = Vec::new();
        for span in spans.iter().filter(|span| span.field == field && value.is_none_or(|value| span.value == value)) {
            if !words.contains(&span.words.as_str()) {
                words.push(&span.words);
            }
        }
        words.join(" … ")
    };
    let mut out = Vec::new();
    let mut put = |what: &str, value: String, words: String, refused: bool| {
        out.push(Heard { what: what.to_owned(), value, words, refused });
    };
    let money = |minor: i64| Money::new(minor, currency).to_string();
    let price = match (filters.price_min, filters.price_max) {
        (Some(least), Some(most)) => Some(format!("{} to {}", money(least), money(most))),
        (None, Some(most)) => Some(format!("up to {}", money(most))),
        (Some(least), None) => Some(format!("from {}", money(least))),
        (None, None) => None,
    };
    if let Some(price) = price {
        put("price", price, said(Field::Price, None), false);
    }
    for (what, field, values, refused) in [
        ("colour", Field::Color, &filters.colors, false),
        ("size", Field::Size, &filters.sizes, false),
        ("category", Field::Category, &filters.categories, false),
        ("brand", Field::Brand, &filters.brands, false),
        ("material", Field::Material, &filters.materials, false),
        ("not", Field::Exclude, &filters.exclude, true),
    ] {
        for value in values {
            put(what, value.clone(), said(field, Some(value)), refused);
        }
    }
    if filters.in_stock == Some(true) {
        put("stock", "in stock".to_owned(), said(Field::Stock, None), false);
    }
    if filters.on_sale == Some(true) {
        put("price", "reduced".to_owned(), said(Field::Sale, None), false);
    }
    if let Some(order) = order {
        put("order", self::order(order).to_owned(), String::new(), false);
    }
    out
}

pub fn order(order: Order) -> &'static str {
    match order {
        Order::Cheapest => "cheapest first",
        Order::Dearest => "dearest first",
        Order::Newest => "newest first",
        Order::Popular => "most popular first",
    }
}

pub fn field(field: Field) -> &'static str {
    match field {
        Field::Price => "price",
        Field::Color => "colour",
        Field::Size => "size",
        Field::Category => "category",
        Field::Brand => "brand",
        Field::Material => "material",
        Field::Exclude => "refusals",
        Field::Stock => "stock",
        Field::Sale => "reductions",
    }
}

pub fn tool(name: &str) -> &'static str {
    match name {
        "search_products" => "Search",
        "get_product_variants" => "Looking up variants",
        "compare_products" => "Comparing",
        "remember_preference" => "Remembering a preference",
        "hand_off" => "Asking for a person",
        _ => "A tool",
    }
}

pub fn mind(mind: MindKind) -> &'static str {
    match mind {
        MindKind::Llm => "The language model",
        MindKind::Local => "The built-in mind",
    }
}

/// Why a mind or one of its calls failed, without the words that only say so: "No answer within the time …".
pub fn failure(error: &str) -> String {
    let mut cause = error;
    while let Some((_, rest)) = ["the mind failed: ", "unavailable: ", "bad answer: "]
        .iter()
        .find_map(|known| cause.split_once(known))
        .filter(|(before, _)| before.is_empty())
    {
        cause = rest;
    }
    let mut letters = cause.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub fn language(language: Language) -> &'static str {
    match language {
        Language::Other => "a language it does not speak",
        language => language.name(),
    }
}

/// A filter that was passed, as search names it ("price_max: 8000"), in words: "price up to $80.00".
pub fn passed(passed: &str, currency: Currency) -> String {
    let (name, value) = passed.split_once(": ").unwrap_or((passed, ""));
    let money = || value.parse().map_or(value.to_owned(), |minor| Money::new(minor, currency).to_string());
    match name {
        "price_min" => format!("price from {}", money()),
        "price_max" => format!("price up to {}", money()),
        "colors" => format!("colour {value}"),
        "sizes" => format!("size {value}"),
        "categories" => format!("category {value}"),
        "brands" => format!("brand {value}"),
        "materials" => format!("material {value}"),
        "exclude" => format!("not {}", value.replace(" or ", " and not ")),
        "in_stock" => "in stock".to_owned(),
        "on_sale" => "reduced".to_owned(),
        _ => passed.to_owned(),
    }
}

/// A preference as it is read, name and value: prices are kept in minor units.
pub fn preference(name: &str, value: &str, currency: Currency) -> (String, String) {
    let money = || value.parse().map_or(value.to_owned(), |minor| Money::new(minor, currency).to_string());
    match name {
        "price_min" => ("price".to_owned(), format!("from {}", money())),
        "price_max" => ("price".to_owned(), format!("up to {}", money())),
        _ => (name.replace('_', " "), value.to_owned()),
    }
}

/// What was loosened, as a sentence: "The colour was widened from blue to blue, navy."
pub fn relaxed(step: &Relaxed, currency: Currency) -> String {
    let name = match step.filter.as_str() {
        "price_max" => "The upper price",
        "price_min" => "The lower price",
        "colors" => "The colour",
        "sizes" => "The size",
        "categories" => "The category",
        "brands" => "The brand",
        "materials" => "The material",
        "text" => "The words",
        other => other,
    };
    let told = |value: &serde_json::Value| match value {
        serde_json::Value::Number(minor) => Money::new(minor.as_i64().unwrap_or_default(), currency).to_string(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(list) => list.iter().filter_map(|value| value.as_str()).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let (from, to) = (told(&step.from), told(&step.to));
    let plural = if step.filter == "text" { "were" } else { "was" };
    if to.is_empty() {
        format!("{name} ({from}) {plural} no longer asked for.")
    } else {
        format!("{name} {plural} widened from {from} to {to}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_told_with_the_words_they_came_from() {
        let filters = Filters {
            price_max: Some(8_000),
            colors: vec!["blue".to_owned()],
            sizes: vec!["m".to_owned()],
            exclude: vec!["leather".to_owned()],
            on_sale: Some(true),
            ..Filters::default()
        };
        let span = |field, value: &str, words: &str| Span {
            field,
            value: value.to_owned(),
            words: words.to_owned(),
            start: 0,
            end: 0,
        };
        let spans = [span(Field::Price, "8000", "under $80"), span(Field::Color, "blue", "blue")];
        let told: Vec<String> = heard(&filters, Some(Order::Cheapest), &spans, Currency::USD)
            .into_iter()
            .map(|heard| {
                format!("{}={} ({}){}", heard.what, heard.value, heard.words, if heard.refused { "!" } else { "" })
            })
            .collect();
        let expected = [
            "price=up to $80.00 (under $80)",
            "colour=blue (blue)",
            "size=m ()",
            "not=leather ()!",
            "price=reduced ()",
            "order=cheapest first ()",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_was_passed_is_told_in_words() {
        for (given, expected) in [
            ("price_max: 8000", "price up to $80.00"),
            ("colors: navy or black", "colour navy or black"),
            ("exclude: leather or wool", "not leather and not wool"),
            ("in_stock: true", "in stock"),
        ] {
            assert_eq!(passed(given, Currency::USD), expected);
        }
    }

    #[test]
    fn loosening_is_told_in_a_sentence() {
        let step = |filter: &str, from: serde_json::Value, to: serde_json::Value| {
            relaxed(&Relaxed { filter: filter.to_owned(), from, to }, Currency::USD)
        };
        use serde_json::json;
        assert_eq!(step("price_max", json!(8000), json!(9600)), "The upper price was widened from $80.00 to $96.00.");
        assert_eq!(step("colors", json!(["blue"]), json!([])), "The colour (blue) was no longer asked for.");
        assert_eq!(step("text", json!("office"), json!("")), "The words (office) were no longer asked for.");
    }
}
