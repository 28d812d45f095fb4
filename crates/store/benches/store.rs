//! How fast the store is: `cargo bench -p store --features testing [-- commits|queue|catalogue]`. Prints a table; with `TEST_DATABASE_URL` also for PostgreSQL.
//!
//! The control for commits is the plain way: one connection under `synchronous=FULL`, each commit syncing by itself.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement that cannot go on has failed")]

use std::{
    future::Future,
    hint::black_box,
    time::{Duration, Instant},
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use serde_json::json;
use store::{
    NewInbound, Store,
    testing::{self, TestStore},
};
use types::*;
use uuid::Uuid;

fn uuid(n: u64) -> Uuid {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(1_800_000_000_000, &random).into_uuid()
}

fn at(seconds: i64) -> Time {
    chrono::DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap_or_default()
}

fn line(what: &str, figure: String) {
    println!("{what:<58} {figure}");
}

/// Runs `work(n)` from `writers` tasks for a while; how many a second came to their end.
async fn rate<F: Future<Output = ()>>(writers: u64, work: impl Fn(u64) -> F) -> f64 {
    let began = Instant::now();
    let until = Duration::from_millis(1500);
    let next = std::cell::Cell::new(0);
    let writer = async || {
        while began.elapsed() < until {
            next.set(next.get() + 1);
            work(next.get()).await;
        }
    };
    futures::future::join_all((0..writers).map(|_| writer())).await;
    next.get() as f64 / began.elapsed().as_secs_f64()
}

async fn commits(store: &TestStore, shop: ShopId, name: &str) {
    for writers in [1, 8, 64] {
        let durable = rate(writers, async |_| {
            let tx = store.shop(shop).begin().await.unwrap();
            tx.catalogue_bump(1).await.unwrap();
            tx.commit().await.unwrap();
        });
        line(&format!("{name}: durable commits, {writers} writers"), format!("{:.0}/s", durable.await));
    }
    let soft = rate(8, async |_| {
        let tx = store.shop(shop).begin().await.unwrap();
        tx.catalogue_bump(1).await.unwrap();
        tx.commit_soft().await.unwrap();
    });
    line(&format!("{name}: soft commits, 8 writers"), format!("{:.0}/s", soft.await));
    let accepted = rate(64, async |n| {
        let n = n + 1_000_000;
        let event = NewInbound {
            id: InboundId(uuid(n)),
            source: "bench".to_owned(),
            external_id: n.to_string(),
            lane: format!("c:{}", n % 500),
            body: vec![b'x'; 1024],
            job: JobId(uuid(n)),
            payload: json!({ "n": n }),
        };
        store.inbound_accept(shop, vec![event], at(0)).await.unwrap();
    });
    line(&format!("{name}: events accepted (1 kB and a job), 64 senders"), format!("{:.0}/s", accepted.await));
}

async fn control() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.db");
    let mut options = ConnectOptions::new("sqlite://?mode=rwc");
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite.filename(&path).create_if_missing(true);
        sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
    });
    let db = Database::connect(options).await.unwrap();
    db.execute_unprepared("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (0)").await.unwrap();
    for writers in [1, 8, 64] {
        let full = rate(writers, async |_| {
            let mode = Some(SqliteTransactionMode::Immediate);
            let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
            let tx = db.begin_with_options(options).await.unwrap();
            tx.execute_unprepared("UPDATE t SET n = n + 1").await.unwrap();
            sea_orm::TransactionSession::commit(tx).await.unwrap();
        });
        line(&format!("control: synchronous=FULL, {writers} writers"), format!("{:.0}/s", full.await));
    }
}

fn product(n: u64) -> Product {
    let variant = |v: u64| Variant {
        id: VariantId(uuid((3 << 32) + n * 10 + v)),
        sku: Some(format!("SKU-{n}-{v}")),
        barcode: None,
        options: [("Size".to_owned(), format!("S{v}")), ("Color".to_owned(), "Navy".to_owned())].into(),
        price: 6400,
        compare_at: Some(8000),
        stock: Stock { quantity: Some(3), backorder: false },
        image: Some(0),
    };
    Product {
        id: ProductId(uuid(n)),
        handle: format!("product-{n}"),
        name: format!("Linen dress number {n}"),
        short_description: "A light dress for warm days".to_owned(),
        description: "Cut from washed linen with a tie at the waist and two pockets. ".repeat(8),
        brand: Some("Brand".to_owned()),
        category: vec!["Clothing".to_owned(), "Dresses".to_owned()],
        tags: vec!["summer".to_owned(), "linen".to_owned()],
        status: ProductStatus::Active,
        featured: false,
        url: None,
        images: vec![Image { url: "https://img.example/1.jpg".to_owned(), alt: "front".to_owned() }],
        attributes: [("Material".to_owned(), "Linen".to_owned())].into(),
        variants: (0..4).map(variant).collect(),
        created_at: at(0),
        updated_at: at(0),
    }
}

async fn catalogue(store: &Store, shop: ShopId, name: &str) {
    let products: Vec<Product> = (0..10_000).map(product).collect();
    let shop = store.shop(shop);
    for what in ["added", "replaced"] {
        let began = Instant::now();
        for some in products.chunks(500) {
            let tx = shop.begin().await.unwrap();
            tx.product_upsert_many(some).await.unwrap();
            tx.commit().await.unwrap();
        }
        let rate = products.len() as f64 / began.elapsed().as_secs_f64();
        line(&format!("{name}: products of 4 variants {what}, 500 a transaction"), format!("{rate:.0}/s"));
    }
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let began = Instant::now();
        let (mut after, mut read) = (None, 0);
        loop {
            let page = shop.products_page(after, 2000).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            read += page.len();
            black_box(page);
        }
        assert_eq!(read, products.len());
        best = best.min(began.elapsed());
    }
    line(
        &format!("{name}: 10000 products with variants read, best of 5"),
        format!("{:.0} ms", best.as_secs_f64() * 1e3),
    );
    let vectors: Vec<_> = products.iter().map(|product| (product.id, [1; 16], vec![0.5; 384])).collect();
    let began = Instant::now();
    let tx = shop.begin().await.unwrap();
    tx.embeddings_put("m", vectors).await.unwrap();
    tx.commit().await.unwrap();
    line(&format!("{name}: 10000 vectors of 384 written"), format!("{:.0} ms", began.elapsed().as_secs_f64() * 1e3));
    let began = Instant::now();
    black_box(shop.embeddings("m").await.unwrap());
    line(&format!("{name}: 10000 vectors of 384 read"), format!("{:.0} ms", began.elapsed().as_secs_f64() * 1e3));
}

async fn queue(store: &Store, shop: ShopId, name: &str) {
    // Whatever the benches before left; one lane far longer than the others.
    let tx = store.shop(shop).begin().await.unwrap();
    for n in 0..5000u64 {
        let id = JobId(uuid((9 << 32) + n));
        tx.job_push("hot", json!(n), at(-1), id).await.unwrap();
    }
    tx.commit().await.unwrap();
    let lease = Duration::from_secs(30);
    let hot = store.queue_claim("hot", at(0), lease, Some("hot")).await.unwrap();
    let worked = rate(4, async |n| {
        let worker = format!("w{}", n % 4);
        if let Some(claim) = store.queue_claim(&worker, at(0), lease, None).await.unwrap() {
            let tx = store.shop(claim.shop).begin().await.unwrap();
            tx.job_complete(&claim, at(0)).await.unwrap();
            tx.commit_soft().await.unwrap();
        }
    });
    let depth = store.queue_depth(at(0)).await.unwrap().ready_lanes;
    let worked = worked.await;
    let left = store.queue_depth(at(0)).await.unwrap().ready_lanes;
    line(
        &format!("{name}: jobs claimed and completed, 4 workers, a lane of 5000 held"),
        format!("{worked:.0}/s (lanes ready: {depth} before, {left} after)"),
    );
    drop(hot);
}

async fn all(store: &TestStore, name: &str) {
    let shop = Shop {
        id: ShopId(uuid(1)),
        handle: "bench".to_owned(),
        name: "Bench".to_owned(),
        currency: Currency::USD,
        url_template: None,
        sites: vec![],
        catalogue_version: 0,
        created_at: at(0),
    };
    store.shop_add(&shop).await.unwrap();
    let only = std::env::args().nth(1).filter(|word| !word.starts_with('-'));
    let wanted = |what: &str| only.as_deref().is_none_or(|word| word == what);
    if wanted("commits") {
        commits(store, shop.id, name).await;
    }
    if wanted("queue") {
        queue(store, shop.id, name).await;
    }
    if wanted("catalogue") {
        catalogue(store, shop.id, name).await;
    }
}

/// One block of the log, written and synced by itself.
fn disk() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut file = std::fs::File::create(folder.path().join("f")).unwrap();
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&[7; 8192]).unwrap();
            file.sync_data().unwrap();
            began.elapsed()
        })
        .collect();
    times.sort();
    line("disk: fdatasync of 8 kB, median", format!("{:.2} ms", times[50].as_secs_f64() * 1e3));
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    disk();
    control().await;
    all(&testing::store().await.unwrap(), "SQLite").await;
    if let Some(store) = testing::postgres().await.unwrap() {
        all(&store, "PostgreSQL").await;
    }
}
