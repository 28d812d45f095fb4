//! Searching the small shop: one variant must hold everything, loosening is said, results explain themselves.

use std::{collections::HashMap, sync::Arc};

use search::{
    CatalogueIndex, Entry, Found, Query, document_text,
    eval::{self, Ran},
    understand,
};
use types::{Currency, Filters, SearchMode, Time};

use crate::shop;

fn ask<'i>(index: &'i CatalogueIndex, text: &str) -> (Found, Vec<&'i str>) {
    let understood = understand(text, index.vocabulary());
    let mut query = Query::new(&understood.text, &understood.filters, Time::UNIX_EPOCH);
    query.order = understood.order;
    let found = index.search(&query);
    let names = found.hits.iter().map(|hit| index.product(hit.product).unwrap().name.as_str()).collect();
    (found, names)
}

#[track_caller]
fn check(text: &str, total: usize, names: &[&str], relaxed: &str) {
    let index = shop::index();
    let (found, got) = ask(&index, text);
    let told: Vec<String> =
        found.relaxed.iter().map(|step| format!("{}: {} -> {}", step.filter, step.from, step.to)).collect();
    assert_eq!((found.total, &got[..], told.join(", ").as_str()), (total, names, relaxed), "{text}");
}

#[test]
fn words_and_filters_find_the_thing() {
    check("blue summer dress under $80, size M", 1, &["Linen Summer Dress"], "");
    check("oxford", 1, &["Oxford Shirt"], "");
    check("oxfrod", 1, &["Oxford Shirt"], "");
    check("leather jacket", 1, &["Leather Biker Jacket"], "");
    check("jacket not leather", 1, &["Rain Jacket"], "");
    check("bikerjacket", 1, &["Leather Biker Jacket"], "");
    check("blaues Sommerkleid", 1, &["Linen Summer Dress"], "");
    check("couch", 0, &[], "");
    check("xyzzy", 0, &[], "");
}

#[test]
fn what_is_named_exactly_comes_first() {
    let index = shop::index();
    for (text, name) in [("SKU-2", "Linen Summer Dress"), ("sku-70", "Leather Biker Jacket"), ("gift box", "Gift Box")]
    {
        let (found, names) = ask(&index, text);
        assert_eq!(names[0], name, "{text}");
        assert_eq!(found.hits[0].parts.keyword, Some(1.0));
    }
}

#[test]
fn one_variant_holds_all_of_it() {
    // Green skirts in XL are sold out, pink ones are not.
    check("pink skirt XL in stock", 1, &["Pleated Skirt"], "");
    let index = shop::index();
    let filters =
        Filters { colors: vec!["green".into()], sizes: vec!["xl".into()], in_stock: Some(true), ..Filters::default() };
    let mut query = Query::new("skirt", &filters, Time::UNIX_EPOCH);
    query.relax = false;
    assert_eq!(index.search(&query).total, 0);
}

#[test]
fn loosening_is_little_and_said() {
    check("sneakers under 70", 0, &["Court Sneakers"], r#"price_max: 7000 -> 8400"#);
    check("turquoise skirt", 0, &["Pleated Skirt"], r#"colors: ["turquoise"] -> ["turquoise","blue","teal","green"]"#);
    check("Acme gown", 0, &["Evening Gown"], r#"brands: ["Acme"] -> []"#);
    check("boots size 43", 0, &["Chelsea Boots"], r#"sizes: ["43"] -> ["43","42"]"#);
    check(
        "red lamp under 50",
        0,
        &["Linen Pillow", "Stoneware Vase", "Soy Candle", "Enamel Mug"],
        r#"colors: ["red"] -> [], categories: ["Lamps"] -> ["Home"]"#,
    );
    check("zeppelin under 50", 0, &[], "");
}

#[test]
fn an_explanation_in_full() {
    let index = shop::index();
    let (found, _) = ask(&index, "soft linen dress in navy or white under $90, size M");
    let why = serde_json::to_string_pretty(&found.hits[0].why()).unwrap();
    insta::assert_snapshot!(why, @r#"
    {
      "matched": [
        "dresses",
        "navy",
        "white",
        "linen"
      ],
      "passed": [
        "price_max: 9000",
        "colors: navy or white",
        "sizes: m",
        "categories: Dresses",
        "materials: linen"
      ],
      "rank": 1
    }
    "#);
}

#[test]
fn documents_say_what_a_thing_is() {
    insta::assert_snapshot!(document_text(&shop::products()[0]), @"Linen Summer Dress. Northwind. Clothing > Dresses. Navy, White, Sage");
}

#[test]
fn meaning_joins_in() {
    let products = shop::products();
    let unit = |at: usize| (0..4).map(|x| if x == at { 1.0 } else { 0.0 }).collect::<Vec<f32>>();
    let entries: Vec<Entry> = products
        .iter()
        .enumerate()
        .map(|(at, product)| Entry {
            product: Arc::new(product.clone()),
            vector: Some(unit(at.min(3))),
            popularity: None,
        })
        .collect();
    let index = CatalogueIndex::build(entries, Currency::USD);
    let filters = Filters::default();
    let asked = unit(1);
    let mut query = Query::new("something for the opera", &filters, Time::UNIX_EPOCH);
    query.vector = Some(&asked);
    let found = index.search(&query);
    assert_eq!(found.mode, SearchMode::Hybrid);
    assert_eq!(found.total, 1);
    assert_eq!(found.hits[0].product, products[1].id);
    // More like the third: its own vector, itself left out.
    let mut query = Query::new("", &filters, Time::UNIX_EPOCH);
    query.like = Some(products[4].id);
    let found = index.search(&query);
    assert!(found.hits.iter().all(|hit| hit.product != products[4].id));
    assert_eq!(index.product(found.hits[0].product).unwrap().name, "Leather Biker Jacket");
    // A vector of another model is ignored.
    let foreign = vec![1.0; 7];
    let mut query = Query::new("dress", &filters, Time::UNIX_EPOCH);
    query.vector = Some(&foreign);
    assert_eq!(index.search(&query).mode, SearchMode::Keyword);
}

#[test]
fn metrics_are_those_of_the_definitions() {
    let products = eval::read_products(
        &br#"{"id":"a","title":"A <b>lamp</b>","supplier":"S","price":1000,"attr_t_product_colour":"Red","attr_n_w":3.0,"attr_b_x":true}
{"id":"b","name":"B","vendor":"T","images":["x"]}

{"id":7,"title":"C"}"#[..],
    )
    .unwrap();
    assert_eq!(products.names, ["a", "b", "7"]);
    let first = &products.products[0];
    assert_eq!((first.name.trim_end(), first.brand.as_deref(), first.variants[0].price), ("A  lamp", Some("S"), 1000));
    let attributes: Vec<String> = first.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(attributes, ["product_colour=Red", "w=3", "x=true"]);
    assert_eq!(products.name(first.id), Some("a"));
    assert!(eval::read_products(&b"{\"id\":\"a\"}"[..]).unwrap_err().to_string().starts_with("line 1: neither"));
    assert!(eval::read_products(&b"nonsense"[..]).is_err());

    let judgments =
        eval::read_judgments(&b"query,docid,rating\nlamp,a,3\nlamp,b,0\nlamp,c,2\nlamp,d,1\nnone,a,0\nempty,z,2\n"[..])
            .unwrap();
    let results = |list: &[&str]| Ran { results: list.iter().map(|id| (*id).to_owned()).collect(), ms: 2.0 };
    let run = HashMap::from([("lamp".to_owned(), results(&["x", "b", "a"])), ("none".to_owned(), results(&["a"]))]);
    let report = eval::evaluate(&run, &judgments, 3, SearchMode::Keyword);
    assert_eq!((report.queries, report.scored, report.zero_results), (3, 2, 1));
    // Ideal: 7/log2(2) + 3/log2(3) + 1/log2(4); found: 7/log2(4) with x, 7/log2(3) without.
    let ideal = 7.0 + 3.0 / 3f64.log2() + 0.5;
    assert!((report.ndcg10 - (3.5 / ideal) / 2.0).abs() < 1e-12);
    assert!((report.ndcg10_judged - (7.0 / 3f64.log2() / ideal) / 2.0).abs() < 1e-12);
    assert!((report.judged10 - (0.2 + 0.1) / 3.0).abs() < 1e-12);
    assert!((report.recall100 - 0.5 / 2.0).abs() < 1e-12);
    assert!((report.mrr10 - (1.0 / 3.0) / 2.0).abs() < 1e-12);
    assert_eq!(report.wrong_top3, 1.0);
    assert_eq!(report.per_query[1].ndcg10, None);
    assert_eq!((report.ms.p50, report.ms.p99), (2.0, 2.0));
    assert!(eval::read_judgments(&b"query,docid\n"[..]).is_err());
    assert!(eval::read_judgments(&b"query,docid,rating\na,b,9\n"[..]).is_err());
}
