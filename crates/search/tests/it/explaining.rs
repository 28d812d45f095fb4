//! Why a product is where it is in an answer, or why it is not in it.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use search::{CatalogueIndex, Entry, Miss, Place, Query, understand};
use types::{Currency, Filters, ProductId, Time};

use crate::shop;

static SHOP: LazyLock<CatalogueIndex> = LazyLock::new(shop::index);

fn id(name: &str) -> ProductId {
    SHOP.products().find(|product| product.name == name).unwrap().id
}

fn place(message: &str, name: &str, limit: usize) -> Place {
    let understood = understand(message, SHOP.vocabulary());
    let query = Query { limit, relax: false, ..Query::new(&understood.text, &understood.filters, Time::UNIX_EPOCH) };
    SHOP.explain(&query, id(name)).place
}

#[track_caller]
fn misses(message: &str, name: &str, expected: &[Miss]) {
    assert_eq!(place(message, name, 10), Place::Filtered(expected.to_vec()), "{message}");
}

#[test]
fn filters_say_by_how_much() {
    let lacks = |filter, wanted: &str, has: &[&str]| Miss::Lacks {
        filter,
        wanted: vec![wanted.to_owned()],
        has: has.iter().map(|value| (*value).to_owned()).collect(),
    };
    misses("jacket under $100", "Rain Jacket", &[Miss::Above { most: 10_000, price: 12_000 }]);
    misses("jacket over $200", "Rain Jacket", &[Miss::Below { least: 20_000, price: 12_000 }]);
    misses("red jacket", "Rain Jacket", &[lacks("colors", "red", &["navy", "yellow"])]);
    misses("belt size XL", "Leather Belt", &[lacks("sizes", "xl", &["l", "m", "s"])]);
    misses("scarf by Acme", "Silk Scarf", &[lacks("brands", "Acme", &["Lumen"])]);
    let both = [Miss::Above { most: 10_000, price: 12_000 }, lacks("colors", "red", &["navy", "yellow"])];
    misses("red jacket under $100", "Rain Jacket", &both);
    misses("jacket, not yellow or navy", "Rain Jacket", &[Miss::Together]);
}

#[test]
fn what_no_one_variant_has_together_is_said_so() {
    // The last size of the last colour is sold out.
    misses(
        "white dress in size XL in stock",
        "Evening Gown",
        &[Miss::Lacks {
            filter: "colors",
            wanted: vec!["white".to_owned()],
            has: vec!["black".to_owned(), "burgundy".to_owned()],
        }],
    );
    misses("sage dress in size XL in stock", "Linen Summer Dress", &[Miss::Together]);
}

#[test]
fn places_are_told_apart() {
    let Place::Shown(hit) = place("jacket", "Rain Jacket", 10) else { panic!("not shown") };
    assert_eq!(hit.rank, 1);
    let Place::Below { hit, last } = place("jacket", "Leather Biker Jacket", 1) else { panic!("not below") };
    assert_eq!((hit.rank, last.map(|last| last.product)), (2, Some(id("Rain Jacket"))));
    let none = Filters::default();
    let query = Query { relax: false, ..Query::new("biker", &none, Time::UNIX_EPOCH) };
    assert_eq!(SHOP.explain(&query, id("Enamel Mug")).place, Place::Unmatched { nearness: None });
    let like = id("Rain Jacket");
    let query = Query { like: Some(like), ..Query::new("", &none, Time::UNIX_EPOCH) };
    assert_eq!(SHOP.explain(&query, like).place, Place::LeftOut);
    assert_eq!(SHOP.explain(&query, ProductId::from_parts(9, [9; 10])).place, Place::Unknown);
}

#[test]
fn meaning_says_how_near_and_how_near_it_must_be() {
    let vectors = [[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]];
    let entries = shop::products().into_iter().zip(vectors).map(|(product, vector)| Entry {
        product: Arc::new(product),
        vector: Some(vector.to_vec()),
        popularity: None,
    });
    let index = CatalogueIndex::build(entries.collect(), Currency::USD);
    let far = index.products().nth(1).unwrap().id;
    let none = Filters::default();
    let query = Query { vector: Some(&[1.0, 0.0]), ..Query::new("zzz", &none, Time::UNIX_EPOCH) };
    let explained = index.explain(&query, far);
    let Place::Unmatched { nearness: Some((cosine, least)) } = explained.place else { panic!("{explained:?}") };
    assert!(explained.has_vector && cosine == 0.0 && least > 0.36 && least < 1.0, "{cosine} {least}");
}

const MESSAGES: &[&str] = &[
    "dress",
    "black jacket under $200",
    "white",
    "size M",
    "not leather",
    "sneakers in 42",
    "gold by Lumen",
    "lamp",
    "on sale",
    "in stock black heels size 9",
    "cheapest bag",
    "silk scarf over $50",
    "",
    "navy dress XL",
    "something nice",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked: what is said of each product is what the search did with it.
    #[test]
    fn explaining_agrees_with_searching(
        message in proptest::sample::select(MESSAGES), limit in 1usize..30, relax: bool, at in 0usize..25,
    ) {
        let understood = understand(message, SHOP.vocabulary());
        let query = Query { limit, relax, ..Query::new(&understood.text, &understood.filters, Time::UNIX_EPOCH) };
        let product = SHOP.products().nth(at).unwrap().id;
        let found = SHOP.search(&query);
        let hit = found.hits.iter().find(|hit| hit.product == product).cloned();
        match SHOP.explain(&query, product).place {
            Place::Shown(shown) => prop_assert_eq!(Some(shown), hit),
            place => prop_assert!(hit.is_none(), "{:?}", place),
        }
        let all = SHOP.search(&Query { limit: 100, ..query.clone() });
        let place = SHOP.explain(&query, product).place;
        let matches = all.hits.iter().any(|hit| hit.product == product);
        prop_assert_eq!(matches, matches!(place, Place::Shown(_) | Place::Below { .. }), "{:?}", place);
    }
}
