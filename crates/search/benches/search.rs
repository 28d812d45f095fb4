//! How long a search takes at 10,000 and 100,000 products, with tantivy over the same rows as the control.
//!
//! Prints percentiles of single searches (`cargo bench -p search`), then criterion's figures. Products, vectors and
//! queries are made from a fixed sequence, so every run measures the same work.

use std::{hint::black_box, sync::Arc, time::Instant};

use criterion::Criterion;
use indexmap::IndexMap;
use search::{CatalogueIndex, Entry, Query, understand};
use tantivy::{
    Index, IndexReader, TantivyDocument,
    collector::TopDocs,
    query::{BooleanQuery, Occur, QueryParser, RangeQuery, TermQuery},
    schema::{FAST, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT},
};
use types::{Currency, Filters, Product, ProductId, ProductStatus, Stock, Time, Variant, VariantId};

const DIMENSION: usize = 384;
const KINDS: [&str; 12] = [
    "Dresses", "Shirts", "Jackets", "Jeans", "Skirts", "Sweaters", "Sneakers", "Boots", "Bags", "Lamps", "Mugs",
    "Scarves",
];
const COLORS: [&str; 10] = ["Navy", "Black", "White", "Red", "Green", "Grey", "Pink", "Beige", "Yellow", "Sky Blue"];
const SIZES: [&str; 5] = ["XS", "S", "M", "L", "XL"];
const STYLES: [&str; 16] = [
    "summer",
    "linen",
    "classic",
    "striped",
    "vintage",
    "oversized",
    "slim",
    "floral",
    "quilted",
    "ribbed",
    "relaxed",
    "evening",
    "printed",
    "organic",
    "waterproof",
    "soft",
];
const QUERIES: [&str; 12] = [
    "blue summer dress under $80, size M",
    "striped shirt",
    "waterproof jacket in black",
    "soft ribbed sweater under 60",
    "organic linen",
    "red sneakers",
    "something vintage for the evening",
    "cheapest floral skirt",
    "quilted bag not black",
    "grey boots between 40 and 90",
    "relaxed jeans size L",
    "pritned shirt",
];

/// A fixed sequence (Marsaglia's xorshift64*).
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[(self.next() >> 33) as usize % list.len()]
    }

    fn vector(&mut self) -> Vec<f32> {
        let raw: Vec<f32> = (0..DIMENSION).map(|_| (self.next() >> 40) as f32 / (1u64 << 24) as f32 - 0.5).collect();
        let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt();
        raw.into_iter().map(|x| x / length).collect()
    }
}

fn product(number: u64, sequence: &mut Sequence) -> Product {
    let kind = sequence.pick(&KINDS);
    let (a, b) = (sequence.pick(&STYLES), sequence.pick(&STYLES));
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    let mut described = String::new();
    for _ in 0..30 {
        described.push_str(sequence.pick(&STYLES));
        described.push(' ');
    }
    let price = 1000 + (sequence.next() >> 40) as i64 % 15_000;
    let variants = (0..2)
        .flat_map(|_| {
            let color = sequence.pick(&COLORS);
            SIZES.map(|size| (color, size))
        })
        .enumerate()
        .map(|(at, (color, size))| Variant {
            id: VariantId::from_parts(number * 16 + at as u64, bytes),
            sku: Some(format!("{number}-{at}")),
            barcode: None,
            options: IndexMap::from([("Color".to_owned(), color.to_owned()), ("Size".to_owned(), size.to_owned())]),
            price,
            compare_at: None,
            stock: Stock { quantity: Some((number as i64 + at as i64) % 4), backorder: false },
            image: None,
        })
        .collect();
    Product {
        id: ProductId::from_parts(0, bytes),
        handle: format!("p-{number}"),
        name: format!("{a} {b} {} {number}", kind.trim_end_matches('s')),
        short_description: described[..described.len() / 3].to_owned(),
        description: described,
        brand: Some(format!("Brand {}", number % 40)),
        category: vec!["All".to_owned(), kind.to_owned()],
        tags: vec![a.to_owned()],
        status: ProductStatus::Active,
        featured: false,
        url: None,
        images: Vec::new(),
        attributes: IndexMap::new(),
        variants,
        created_at: Time::UNIX_EPOCH,
        updated_at: Time::UNIX_EPOCH,
    }
}

fn control(products: &[Arc<Product>]) -> tantivy::Result<(IndexReader, QueryParser, Schema)> {
    let mut schema = Schema::builder();
    let name = schema.add_text_field("name", TEXT);
    let body = schema.add_text_field("body", TEXT);
    let kind = schema.add_text_field("kind", STRING);
    let price = schema.add_i64_field("price", INDEXED | FAST | STORED);
    let schema = schema.build();
    let index = Index::create_in_ram(schema.clone());
    let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
    for product in products {
        let mut document = TantivyDocument::default();
        document.add_text(name, &product.name);
        document.add_text(body, &product.description);
        product.category.iter().for_each(|level| document.add_text(kind, level));
        product.variants.first().into_iter().for_each(|variant| document.add_i64(price, variant.price));
        writer.add_document(document)?;
    }
    writer.commit()?;
    Ok((index.reader()?, QueryParser::for_index(&index, vec![name, body]), schema))
}

fn told(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1];
    println!("{what:<44} p50 {:>7.3} ms   p99 {:>7.3} ms   n {}", at(0.50), at(0.99), times.len());
}

fn time(rounds: usize, mut work: impl FnMut(usize)) -> Vec<f64> {
    (0..rounds)
        .map(|round| {
            let start = Instant::now();
            work(round);
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for size in [10_000u64, 100_000] {
        let mut sequence = Sequence(42);
        let products: Vec<Arc<Product>> = (0..size).map(|number| Arc::new(product(number, &mut sequence))).collect();
        let entries: Vec<Entry> = products
            .iter()
            .map(|product| Entry {
                product: Arc::clone(product),
                vector: Some(sequence.vector()),
                popularity: Some(0.5),
            })
            .collect();
        let start = Instant::now();
        let index = CatalogueIndex::build(entries, Currency::USD);
        println!("{size} products: index built in {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
        let asked: Vec<(String, Filters, Vec<f32>)> = QUERIES
            .iter()
            .map(|text| {
                let understood = understand(text, index.vocabulary());
                (understood.text, understood.filters, sequence.vector())
            })
            .collect();
        let none = Filters::default();
        let rounds = if size > 50_000 { 300 } else { 2_000 };
        told(
            "understanding",
            time(rounds, |round| {
                black_box(understand(QUERIES[round % QUERIES.len()], index.vocabulary()));
            }),
        );
        let search = |round: usize, filtered: bool, meaning: bool| {
            let (text, filters, vector) = &asked[round % asked.len()];
            let mut query = Query::new(text, if filtered { filters } else { &none }, Time::UNIX_EPOCH);
            query.vector = meaning.then_some(vector.as_slice());
            black_box(index.search(&query));
        };
        told("words, no filters", time(rounds, |round| search(round, false, false)));
        told("words and filters", time(rounds, |round| search(round, true, false)));
        told("words and meaning, no filters", time(rounds, |round| search(round, false, true)));
        told("words, meaning and filters", time(rounds, |round| search(round, true, true)));
        let (reader, parser, schema) = control(&products).expect("the control builds");
        let searcher = reader.searcher();
        let (kind, price) = (schema.get_field("kind").expect("field"), schema.get_field("price").expect("field"));
        told(
            "control: tantivy, words",
            time(rounds, |round| {
                let query = parser.parse_query_lenient(QUERIES[round % QUERIES.len()]).0;
                black_box(searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).expect("searches"));
            }),
        );
        told(
            "control: tantivy, words, category and price",
            time(rounds, |round| {
                let text = parser.parse_query_lenient(QUERIES[round % QUERIES.len()]).0;
                let category = tantivy::Term::from_field_text(kind, KINDS[round % KINDS.len()]);
                let query = BooleanQuery::new(vec![
                    (Occur::Must, text),
                    (Occur::Must, Box::new(TermQuery::new(category, IndexRecordOption::Basic))),
                    (
                        Occur::Must,
                        Box::new(RangeQuery::new(
                            std::ops::Bound::Unbounded,
                            std::ops::Bound::Included(tantivy::Term::from_field_i64(price, 8000)),
                        )),
                    ),
                ]);
                black_box(searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).expect("searches"));
            }),
        );
        let mut round = 0;
        criterion.bench_function(&format!("search {size} words meaning filters"), |bencher| {
            bencher.iter(|| {
                round += 1;
                search(round, true, true);
            });
        });
    }
    criterion.final_summary();
}
