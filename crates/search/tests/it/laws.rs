//! What must hold for every message, catalogue and query.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use search::{CatalogueIndex, Entry, Query, canonical_options, matching_variants, understand};
use types::{Currency, Filters, Order, Product, ProductId, Stock, Time, Variant, Weights};

use crate::shop;

static SHOP: LazyLock<CatalogueIndex> = LazyLock::new(shop::index);

const WORDS: &[&str] = &[
    "dress",
    "blue",
    "navy",
    "not",
    "under",
    "80",
    "$",
    "€",
    "size",
    "M",
    "or",
    "between",
    "and",
    "50-30",
    "1.5k",
    "leather",
    "no",
    "ohne",
    "cheapest",
    "any",
    "price",
    "sorry",
    ",",
    "-",
    "%",
    "nahi",
    "तक",
    "₹1,500",
    "Größe",
    "xl",
    "8.5",
    "(",
    "*",
    "\\",
    "[a-z]+",
    "\0",
    "🙂",
    "فستان",
    "青い",
    "max",
    "für",
    "for",
    "lumen",
    "9999999999999999999",
];

fn message() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(proptest::sample::select(WORDS), 0..24).prop_map(|words| words.join(" ")),
        proptest::collection::vec(proptest::sample::select(WORDS), 0..24).prop_map(|words| words.concat()),
        ".{0,80}",
        "[0-9.,'$€%k -]{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_message_is_understood(text in message()) {
        let understood = understand(&text, SHOP.vocabulary());
        prop_assert_eq!(&understood, &understand(&text, SHOP.vocabulary()), "the same twice");
        for span in &understood.spans {
            prop_assert_eq!(text.get(span.start..span.end), Some(span.words.as_str()));
        }
        let filters = &understood.filters;
        if let (Some(min), Some(max)) = (filters.price_min, filters.price_max) {
            prop_assert!(min <= max);
        }
        prop_assert!(filters.price_min.is_none_or(|p| p >= 0) && filters.price_max.is_none_or(|p| p >= 0));
        let lists = [&filters.colors, &filters.sizes, &filters.categories, &filters.brands, &filters.materials];
        for refused in &filters.exclude {
            prop_assert!(!lists.iter().any(|list| list.iter().any(|value| value.to_lowercase() == *refused)));
        }
        let mut query = Query::new(&understood.text, filters, Time::UNIX_EPOCH);
        query.order = understood.order;
        let found = SHOP.search(&query);
        prop_assert!(found.total == 0 || found.relaxed.is_empty());
    }
}

const COLORS: &[&str] = &["Navy", "Blue", "Sky Blue", "Red", "Burgundy", "Black / White", "Ocean Blue", "Gold"];
const SIZES: &[&str] = &["S", "Medium", "L", "38", "8.5"];
const MATERIALS: &[&str] = &["Leather", "Faux Leather", "Wool", "Oak"];
const NAMES: &[&str] = &["Red Dress", "Silk Shirt", "Plain Box", "Blue Leather Bag", "Oak Table size 8"];
const TAGS: &[&str] = &["Gold", "summer", "M", "leather", "heels"];

const CATEGORIES: &[&[&str]] = &[&["Clothing", "Dresses"], &["Home"], &[]];
const BRANDS: &[&str] = &["Acme", "Lumen"];

fn variants() -> impl Strategy<Value = Vec<Variant>> {
    let one = (
        proptest::option::of(proptest::sample::select(COLORS)),
        proptest::option::of(proptest::sample::select(SIZES)),
        proptest::option::of(proptest::sample::select(MATERIALS)),
        0i64..200,
        proptest::option::of(0i64..3),
        proptest::option::of(0i64..200),
    );
    proptest::collection::vec(one, 0..5).prop_map(|list| {
        list.into_iter()
            .map(|(color, size, material, price, quantity, compare_at)| {
                let mut options: Vec<(&str, &str)> = Vec::new();
                options.extend(color.map(|color| ("Colour", color)));
                options.extend(size.map(|size| ("Size", size)));
                options.extend(material.map(|material| ("Material", material)));
                let mut variant = shop::variant(price as u64, &options, price, quantity);
                variant.compare_at = compare_at;
                variant.stock = Stock { quantity, backorder: false };
                variant
            })
            .collect()
    })
}

fn catalogue() -> impl Strategy<Value = Vec<Product>> {
    let one = (
        proptest::sample::select(NAMES),
        proptest::sample::select(CATEGORIES),
        proptest::sample::select(BRANDS),
        proptest::collection::vec(proptest::sample::select(TAGS), 0..3),
        variants(),
    );
    proptest::collection::vec(one, 0..12).prop_map(|list| {
        list.into_iter()
            .enumerate()
            .map(|(at, (name, category, brand, tags, variants))| {
                let mut product = shop::product(at as u64, name, category, brand);
                product.tags = tags.into_iter().map(str::to_owned).collect();
                product.variants = variants;
                product
            })
            .collect()
    })
}

fn some_of(list: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(proptest::sample::select(list), 0..3)
        .prop_map(|list| list.into_iter().map(str::to_owned).collect())
}

fn filters() -> impl Strategy<Value = Filters> {
    (
        (proptest::option::of(0i64..200), proptest::option::of(0i64..200), proptest::bool::ANY, proptest::bool::ANY),
        some_of(&["blue", "navy", "red", "gold", "dark blue", "purple", "ocean blue"]),
        some_of(&["s", "m", "38", "8.5", "8"]),
        some_of(&["Dresses", "Clothing", "Home", "Shoes"]),
        some_of(&["Acme", "lumen"]),
        some_of(&["leather", "wool", "wood"]),
        some_of(&["leather", "black", "heels", "acme", "dresses", "m"]),
    )
        .prop_map(
            |((price_min, price_max, stock, sale), colors, sizes, categories, brands, materials, exclude)| Filters {
                price_min,
                price_max,
                // Most lists empty, so that something passes.
                colors: if colors.len() > 1 { colors } else { Vec::new() },
                sizes: if sizes.len() > 1 { sizes } else { Vec::new() },
                categories: if categories.len() > 1 { categories } else { Vec::new() },
                brands: if brands.len() > 1 { brands } else { Vec::new() },
                materials: if materials.len() > 1 { materials } else { Vec::new() },
                exclude: if exclude.len() > 1 { exclude } else { Vec::new() },
                in_stock: stock.then_some(true),
                on_sale: sale.then_some(true),
            },
        )
}

/// Colour families written out by hand for the values above.
fn color_fits(value: &str, wanted: &str) -> bool {
    let family: &[&str] = match value {
        "Navy" => &["navy", "blue", "dark blue"],
        "Blue" => &["blue"],
        "Sky Blue" => &["sky blue", "blue", "light blue"],
        "Red" => &["red"],
        "Burgundy" => &["burgundy", "red", "dark red"],
        "Black / White" => &["black", "white"],
        "Ocean Blue" => &["ocean blue", "blue"],
        "Gold" => &["gold"],
        _ => &[],
    };
    family.contains(&wanted)
}

fn material_fits(value: &str, wanted: &str) -> bool {
    match value {
        "Oak" => matches!(wanted, "oak" | "wood"),
        other => other.to_lowercase() == wanted,
    }
}

/// The slow and plain reading of the filters.
fn passes(product: &Product, variant: &Variant, filters: &Filters) -> bool {
    let held = |option: &str| product.variants.iter().any(|variant| variant.options.contains_key(option));
    let words = |text: &str| -> Vec<String> { text.to_lowercase().split(' ').map(str::to_owned).collect() };
    let title = words(&product.name);
    let tagged = |tag: &str| product.tags.iter().any(|held| held.eq_ignore_ascii_case(tag));
    let colors: Vec<String> = if held("Colour") {
        variant.options.get("Colour").cloned().into_iter().collect()
    } else {
        let told = [("Red", "red"), ("Blue", "blue"), ("Gold", "gold")];
        let here = told.iter().filter(|(_, word)| title.contains(&(*word).to_owned()) || tagged(word));
        here.map(|(value, _)| (*value).to_owned()).collect()
    };
    let sizes: Vec<String> = if held("Size") {
        variant
            .options
            .get("Size")
            .map(|size| if size == "Medium" { "m".into() } else { size.to_lowercase() })
            .into_iter()
            .collect()
    } else {
        let mut sizes: Vec<String> = Vec::new();
        sizes.extend(tagged("M").then(|| "m".to_owned()));
        sizes.extend(product.name.ends_with("size 8").then(|| "8".to_owned()));
        sizes
    };
    let materials: Vec<String> = if held("Material") {
        variant.options.get("Material").cloned().into_iter().collect()
    } else {
        let told = [("Leather", "leather"), ("Silk", "silk"), ("Oak", "oak")];
        let here = told.iter().filter(|(_, word)| title.contains(&(*word).to_owned()) || tagged(word));
        here.map(|(value, _)| (*value).to_owned()).collect()
    };
    let any = |wanted: &[String], fits: &dyn Fn(&str) -> bool| wanted.is_empty() || wanted.iter().any(|w| fits(w));
    let refused = filters.exclude.iter().any(|value| match value.as_str() {
        "black" => colors.iter().any(|color| color_fits(color, "black")),
        "leather" => materials.iter().any(|material| material_fits(material, "leather")),
        "m" => sizes.iter().any(|size| size == "m"),
        "acme" => product.brand.as_deref() == Some("Acme"),
        "dresses" => product.category.iter().any(|level| level == "Dresses") || title.contains(&"dress".to_owned()),
        _ => tagged("heels"),
    });
    filters.price_min.is_none_or(|p| variant.price >= p)
        && filters.price_max.is_none_or(|p| variant.price <= p)
        && (filters.in_stock.is_none() || variant.stock.quantity.is_none_or(|quantity| quantity > 0))
        && (filters.on_sale.is_none() || variant.compare_at.is_some_and(|before| before > variant.price))
        && any(&filters.colors, &|wanted| colors.iter().any(|color| color_fits(color, wanted)))
        && any(&filters.sizes, &|wanted| sizes.iter().any(|size| size == wanted))
        && any(&filters.materials, &|wanted| materials.iter().any(|material| material_fits(material, wanted)))
        && any(&filters.categories, &|wanted| product.category.iter().any(|level| level == wanted))
        && any(&filters.brands, &|wanted| product.brand.as_deref().is_some_and(|b| b.eq_ignore_ascii_case(wanted)))
        && !refused
}

fn vector(seed: u64) -> Vec<f32> {
    let raw: Vec<f32> = (0..8).map(|at| ((seed * 31 + at * 17) % 13) as f32 - 6.0).collect();
    let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
    raw.into_iter().map(|x| x / length).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn filters_are_exact(products in catalogue(), filters in filters(), with_vectors in proptest::bool::ANY) {
        let entries: Vec<Entry> = products
            .iter()
            .enumerate()
            .map(|(at, product)| Entry {
                product: Arc::new(product.clone()),
                vector: with_vectors.then(|| vector(at as u64)),
                popularity: (at % 2 == 0).then_some(0.5),
            })
            .collect();
        let index = CatalogueIndex::build(entries, Currency::USD);
        let query_vector = vector(3);
        let mut query = Query::new("", &filters, Time::UNIX_EPOCH);
        query.vector = Some(&query_vector);
        query.limit = 100;
        query.relax = false;
        let found = index.search(&query);
        // What asks nothing of a variant takes a product without variants; such a product is not refused by its traits.
        let expected: Vec<ProductId> = products
            .iter()
            .filter(|product| product.variants.iter().any(|variant| passes(product, variant, &filters)))
            .map(|product| product.id)
            .collect();
        let mut got: Vec<ProductId> = found
            .hits
            .iter()
            .map(|hit| hit.product)
            .filter(|id| index.product(*id).is_some_and(|product| !product.variants.is_empty()))
            .collect();
        got.sort();
        prop_assert_eq!(got, expected);
        for product in &products {
            let mut of_variants = filters.clone();
            of_variants.categories.clear();
            of_variants.brands.clear();
            of_variants.exclude.retain(|value| !matches!(value.as_str(), "acme" | "dresses" | "heels"));
            let plain: Vec<usize> = (0..product.variants.len())
                .filter(|at| passes(product, &product.variants[*at], &of_variants))
                .collect();
            prop_assert_eq!(matching_variants(index.vocabulary(), product, &filters), plain);
        }
        // Scores are the weighted means of their parts, within bounds.
        for hit in &found.hits {
            let parts = [hit.parts.semantic, hit.parts.keyword, hit.parts.popularity, hit.parts.availability,
                hit.parts.price_match, hit.parts.recency];
            let weights = Weights::default();
            let weights = [weights.semantic, weights.keyword, weights.popularity, weights.availability,
                weights.price_match, weights.recency];
            prop_assert!(parts.iter().flatten().all(|part| (0.0..=1.0).contains(part)));
            let known: f32 = parts.iter().zip(weights).filter(|(part, _)| part.is_some()).map(|(_, weight)| weight).sum();
            let sum: f32 = parts.iter().zip(weights).filter_map(|(part, weight)| part.map(|part| part * weight)).sum();
            prop_assert!((hit.score - sum / known).abs() < 1e-5);
        }
    }

    #[test]
    fn relaxing_keeps_the_strict_count(products in catalogue(), filters in filters(), text in "(dress|zzz|)") {
        let entries: Vec<Entry> = products
            .iter()
            .map(|product| Entry { product: Arc::new(product.clone()), vector: None, popularity: None })
            .collect();
        let index = CatalogueIndex::build(entries.clone(), Currency::USD);
        let mut query = Query::new(&text, &filters, Time::UNIX_EPOCH);
        query.relax = false;
        let strict = index.search(&query);
        query.relax = true;
        let relaxed = index.search(&query);
        prop_assert_eq!(strict.total, relaxed.total);
        if strict.total > 0 {
            prop_assert_eq!(&strict, &relaxed);
        } else {
            prop_assert_eq!(relaxed.hits.is_empty(), relaxed.relaxed.is_empty());
            for hit in &relaxed.hits {
                // Stock, sale and refusals are never loosened.
                let kept = Filters { in_stock: filters.in_stock, on_sale: filters.on_sale, exclude: filters.exclude.clone(),
                    ..Filters::default() };
                let product = index.product(hit.product).unwrap();
                let plain = product.variants.iter().any(|variant| passes(product, variant, &kept));
                prop_assert!(plain || product.variants.is_empty());
            }
        }
        // Another order of entries is the same catalogue.
        let turned = CatalogueIndex::build(entries.into_iter().rev().collect(), Currency::USD);
        prop_assert_eq!(turned.search(&query), relaxed);
    }
}

#[test]
fn long_and_hostile_messages_take_bounded_time() {
    for text in [
        "a".repeat(10_000),
        "dress ".repeat(2_000),
        "not ".repeat(2_500),
        "80 ".repeat(3_000),
        "1,".repeat(5_000),
        "($%^&*[]{}\\".repeat(900),
        "नहीं ".repeat(2_000),
        "\0".repeat(10_000),
        "🙂".repeat(5_000),
        "size or ".repeat(1_000),
        "between 1 and ".repeat(700),
        "e\u{301}".repeat(5_000),
    ] {
        let understood = understand(&text, SHOP.vocabulary());
        let found = SHOP.search(&Query::new(&understood.text, &understood.filters, Time::UNIX_EPOCH));
        let raw = SHOP.search(&Query::new(&text, &Filters::default(), Time::UNIX_EPOCH));
        assert!(found.hits.len() <= 10 && raw.hits.len() <= 10);
    }
}

#[test]
fn orders_and_canonical_options() {
    let filters = Filters { categories: vec!["Shoes".into()], ..Filters::default() };
    let mut query = Query::new("", &filters, Time::UNIX_EPOCH);
    query.order = Some(Order::Cheapest);
    let names: Vec<String> =
        SHOP.search(&query).hits.iter().map(|hit| SHOP.product(hit.product).unwrap().name.clone()).collect();
    assert_eq!(names, ["Strappy Sandals", "Court Sneakers", "Block Heels", "Chelsea Boots"]);
    let mut product = shop::product(1, "Shirt", &[], "Acme");
    product.variants =
        vec![shop::variant(1, &[("Farbe", "Navy Blue"), ("Größe", "Medium"), ("Fit", "Slim")], 100, None)];
    let options = canonical_options(SHOP.vocabulary(), &product, &product.variants[0]);
    let told: Vec<String> = options.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(told, ["color=navy", "size=m", "fit=slim"]);
}
