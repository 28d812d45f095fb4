//! Lists of products against a naive model of them; collections; pictures.

use std::sync::atomic::{AtomicU64, Ordering};

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};
use store::{ListFilter, ListOrder, PATH};
use types::goods::{Collection, LOW, MediaState, StockLevel};

use crate::*;

/// What is different between the products of one case.
#[derive(Debug, Clone)]
struct Sketch {
    name: &'static str,
    sku: &'static str,
    brand: Option<&'static str>,
    category: &'static [&'static str],
    tags: Vec<&'static str>,
    status: ProductStatus,
    prices: Vec<i64>,
    stock: Stock,
    pictured: bool,
    meant: bool,
    collected: bool,
    age: i64,
}

const WORDS: [&str; 8] =
    ["Blue dress", "blueberry", "100% Wool", "a_b", "axb", "Écru \\ Hat", "red \"dress\"", "Dress, blue"];
const TAGS: [&str; 4] = ["Linen", "summer", "50% off", "sum"];
const PATHS: [&[&str]; 4] = [&[], &["Clothing"], &["Clothing", "Dresses"], &["Clothing and more"]];

fn sketch() -> impl Strategy<Value = Sketch> {
    let words = (select(&WORDS[..]), select(&["SKU-1", "sku_2", "X"][..]), option::of(select(&["Acme", "Écru"][..])));
    let kind = (select(&PATHS[..]), vec(select(&TAGS[..]), 0..3), select(ProductStatus::ALL));
    let amounts = (vec(0i64..5, 1..3), option::of(-1i64..14), any::<bool>());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), 0i64..4);
    (words, kind, amounts, flags).prop_map(|(words, kind, amounts, flags)| Sketch {
        name: words.0,
        sku: words.1,
        brand: words.2,
        category: kind.0,
        tags: kind.1,
        status: kind.2,
        prices: amounts.0,
        stock: Stock { quantity: amounts.1, backorder: amounts.2 },
        pictured: flags.0,
        meant: flags.1,
        collected: flags.2,
        age: flags.3,
    })
}

impl Sketch {
    fn product(&self, n: u64) -> Product {
        let mut product = product(n, &format!("handle-{n}"));
        product.name = self.name.to_owned();
        product.brand = self.brand.map(str::to_owned);
        product.category = self.category.iter().map(|part| (*part).to_owned()).collect();
        product.tags = self.tags.iter().map(|tag| (*tag).to_owned()).collect();
        product.status = self.status;
        product.updated_at = at(self.age);
        if !self.pictured {
            product.images.clear();
        }
        let made = |(place, price): (usize, &i64)| Variant {
            sku: Some(self.sku.to_owned()),
            price: *price,
            stock: self.stock,
            ..variant(n * 100 + place as u64)
        };
        product.variants = self.prices.iter().enumerate().map(made).collect();
        product
    }
}

fn filter() -> impl Strategy<Value = ListFilter> {
    let text = select(&["", "", "blue", "DRESS blue", "%", "_", "\\", "écru", "sku_", "handle-1", "a_b", "\""][..]);
    let category = option::of(select(&["Clothing", "Clothing › Dresses", "Cloth"][..]));
    let tag = option::of(select(&["linen", "50% OFF", "sum", "su"][..]));
    let bounds = (option::of(0i64..5), option::of(0i64..5));
    let rest = (any::<bool>(), any::<bool>(), any::<bool>());
    (text, option::of(select(ProductStatus::ALL)), category, tag, option::of(select(StockLevel::ALL)), bounds, rest)
        .prop_map(|(text, status, category, tag, stock, bounds, rest)| ListFilter {
            text: text.to_owned(),
            status,
            category: category.map(str::to_owned),
            tag: tag.map(str::to_owned),
            stock,
            price_from: bounds.0,
            price_to: bounds.1,
            no_picture: rest.0,
            no_meaning: rest.1.then(|| "m".to_owned()),
            collection: rest.2.then(|| collection_id(1)),
        })
}

/// What the words of the filter say, read as a person would.
fn matches(sketch: &Sketch, product: &Product, filter: &ListFilter) -> bool {
    let mut lines = vec![product.name.to_lowercase(), product.handle.clone()];
    lines.extend(product.brand.iter().chain(product.variants.iter().flat_map(|v| &v.sku)).map(|t| t.to_lowercase()));
    let holds = |word: &str| lines.iter().any(|line| line.contains(&word.to_lowercase()));
    let path = product.category.join(PATH);
    let price = product.variants.iter().map(|variant| variant.price).min().unwrap();
    let counted = product.variants.iter().filter_map(|variant| variant.stock.quantity).reduce(|a, b| a + b);
    filter.text.split_whitespace().all(holds)
        && filter.status.is_none_or(|status| status == product.status)
        && filter.category.as_ref().is_none_or(|wanted| path == *wanted || path.starts_with(&format!("{wanted}{PATH}")))
        && filter.tag.as_ref().is_none_or(|tag| product.tags.iter().any(|t| t.to_lowercase() == tag.to_lowercase()))
        && filter.price_from.is_none_or(|from| price >= from)
        && filter.price_to.is_none_or(|to| price <= to)
        && (!filter.no_picture || product.images.is_empty())
        && (filter.no_meaning.is_none() || (product.status == ProductStatus::Active && !sketch.meant))
        && (filter.collection.is_none() || sketch.collected)
        && match filter.stock {
            None => true,
            Some(StockLevel::InStock) => product.in_stock(),
            Some(StockLevel::Low) => product.in_stock() && counted.is_some_and(|left| (1..=LOW).contains(&left)),
            Some(StockLevel::Out) => !product.in_stock(),
        }
}

fn collection(n: u64, name: &str) -> Collection {
    Collection {
        id: collection_id(n),
        name: name.to_owned(),
        description: "words".to_owned(),
        created_at: at(1),
        updated_at: at(2),
    }
}

/// Makes these the products of the shop. Each time they are others: vectors of deleted products stay.
async fn put(shop: &store::ShopStore, sketches: &[Sketch]) -> Vec<Product> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let products: Vec<Product> =
        sketches.iter().map(|sketch| sketch.product(NEXT.fetch_add(1, Ordering::Relaxed))).collect();
    let tx = shop.begin().await.unwrap();
    for known in tx.list_all(&ListFilter::default()).await.unwrap() {
        tx.product_delete(known, at(9)).await.unwrap();
    }
    tx.product_upsert_many(&products).await.unwrap();
    let chosen = |wanted: fn(&Sketch) -> bool| {
        products.iter().zip(sketches).filter(move |(_, s)| wanted(s)).map(|(product, _)| product.id).collect::<Vec<_>>()
    };
    let meant = chosen(|sketch| sketch.meant).into_iter().map(|id| (id, [1; 16], vec![1.0])).collect();
    tx.embeddings_put("m", meant).await.unwrap();
    tx.collection_put(&collection(1, "one")).await.unwrap();
    tx.collection_fill(collection_id(1), &chosen(|sketch| sketch.collected)).await.unwrap();
    tx.commit_soft().await.unwrap();
    products
}

async fn holds_what_matches(
    shop: &store::ShopStore,
    sketches: &[Sketch],
    filters: &[ListFilter],
) -> Result<(), TestCaseError> {
    let products = put(shop, sketches).await;
    for filter in filters {
        let mut expected: Vec<ProductId> = products
            .iter()
            .zip(sketches)
            .filter(|(product, sketch)| matches(sketch, product, filter))
            .map(|(product, _)| product.id)
            .collect();
        expected.sort();
        let mut found = shop.list_all(filter).await.unwrap();
        found.sort();
        prop_assert_eq!(&found, &expected, "{:?}", filter);
        prop_assert_eq!(shop.list_count(filter).await.unwrap(), expected.len() as u64);
        for order in [ListOrder::Fit, ListOrder::Name, ListOrder::Price, ListOrder::Stock, ListOrder::Updated] {
            let mut pages = Vec::new();
            for offset in (0..).step_by(3) {
                let page = shop.list_page(filter, order, true, 3, offset).await.unwrap();
                if page.is_empty() {
                    break;
                }
                pages.extend(page);
            }
            pages.sort();
            prop_assert_eq!(&pages, &expected, "pages by {:?} hold each once", order);
        }
    }
    Ok(())
}

store::on_both! {
    async fn a_list_holds_what_matches(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let other = with_shop(&store, 2).await;
        put(&other, &[Sketch { name: "blue dress", sku: "SKU-1", brand: None, category: &["Clothing"], tags: vec!["linen"], status: ProductStatus::Active, prices: vec![1], stock: Stock::UNTRACKED, pictured: true, meant: false, collected: true, age: 0 }]).await;
        let runtime = tokio::runtime::Handle::current();
        let run = move || {
            let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
            // One shop for all cases: a database of its own for each would take most of the time.
            let cases = (vec(sketch(), 0..12), vec(filter(), 6));
            runner.run(&cases, |(sketches, filters)| runtime.block_on(holds_what_matches(&shop, &sketches, &filters)))
        };
        tokio::task::spawn_blocking(run).await.unwrap().unwrap();
    }

    async fn a_list_is_ordered(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let names = ["Dress of blue", "blue dress", "A very blue dress", "Écru", "zebra"];
        let products: Vec<Product> = names.iter().enumerate().map(|(n, name)| {
            let mut product = product(n as u64 + 1, &format!("h{n}"));
            product.name = (*name).to_owned();
            product.brand = None;
            product.updated_at = at(10 - n as i64);
            for variant in &mut product.variants {
                variant.sku = None;
                variant.price = 100 - n as i64;
                variant.stock.quantity = (n > 0).then_some(n as i64);
            }
            product
        }).collect();
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&products).await.unwrap();
        tx.commit().await.unwrap();
        let order = async |text: &str, order, descending| {
            let filter = ListFilter { text: text.to_owned(), ..ListFilter::default() };
            let ids = shop.list_page(&filter, order, descending, 50, 0).await.unwrap();
            ids.iter().map(|id| products.iter().position(|product| product.id == *id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(order("blue", ListOrder::Fit, false).await, [1, 2, 0], "what begins with it stands first");
        assert_eq!(order("", ListOrder::Name, false).await, [2, 1, 0, 4, 3], "by bytes, on both databases");
        assert_eq!(order("", ListOrder::Price, false).await, [4, 3, 2, 1, 0]);
        assert_eq!(order("", ListOrder::Stock, true).await, [0, 4, 3, 2, 1], "untracked is more than any number");
        assert_eq!(order("", ListOrder::Updated, true).await, [0, 1, 2, 3, 4]);
        assert_eq!(shop.list_counts(&ListFilter::default()).await.unwrap(), [5, 0, 0]);
        assert_eq!(shop.list_categories().await.unwrap(), [(format!("Clothing{PATH}Dresses"), 5)]);
        assert_eq!(shop.list_tags().await.unwrap(), [("summer".to_owned(), 5)]);
    }

    async fn products_of_an_older_version_are_listed_after_the_start(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[product(1, "one"), product(2, "two")]).await.unwrap();
        tx.product_delete(product_id(2), at(3)).await.unwrap();
        tx.commit().await.unwrap();
        store.run("DELETE FROM listing").await.unwrap();
        assert_eq!(shop.list_all(&ListFilter::default()).await.unwrap(), []);
        store.migrate().await.unwrap();
        assert_eq!(shop.list_all(&ListFilter::default()).await.unwrap(), [product_id(1)]);
    }

    async fn a_product_is_taken_by_who_saw_it_last(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[product(1, "one")]).await.unwrap();
        assert!(!tx.product_take(product_id(1), at(1), at(9)).await.unwrap());
        assert!(tx.product_take(product_id(1), at(2), at(9)).await.unwrap());
        assert!(!tx.product_take(product_id(1), at(2), at(10)).await.unwrap());
        assert!(!tx.product_take(product_id(2), at(2), at(10)).await.unwrap());
    }

    async fn a_collection_keeps_its_order(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[product(1, "one"), product(2, "two"), product(3, "three")]).await.unwrap();
        tx.collection_put(&collection(1, "Summer")).await.unwrap();
        tx.collection_fill(collection_id(1), &[product_id(3), product_id(1), product_id(3), product_id(2)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.collection_products(collection_id(1), 9).await.unwrap(), [product_id(3), product_id(1), product_id(2)]);
        assert_eq!(shop.collections().await.unwrap(), [(collection(1, "Summer"), 3)]);
        assert_eq!(shop.collections_of(product_id(2)).await.unwrap(), [(collection_id(1), "Summer".to_owned())]);
        let tx = shop.begin().await.unwrap();
        tx.collection_fill(collection_id(1), &[product_id(2)]).await.unwrap();
        tx.product_delete(product_id(2), at(9)).await.unwrap();
        assert_eq!(tx.collections().await.unwrap()[0].1, 0, "deleted products are not counted");
        assert!(tx.collection_remove(collection_id(1)).await.unwrap());
        assert!(!tx.collection_remove(collection_id(1)).await.unwrap());
        assert_eq!(tx.collection_products(collection_id(1), 9).await.unwrap(), []);
        tx.collection_put(&collection(2, "Summer")).await.unwrap();
        assert!(matches!(tx.collection_put(&collection(3, "Summer")).await, Err(store::Error::Conflict { .. })));
        tx.rollback().await.unwrap();
        let tx = shop.begin().await.unwrap();
        assert!(matches!(tx.collection_fill(collection_id(9), &[product_id(1)]).await, Err(store::Error::NotFound)));
    }

    async fn pictures_that_no_product_shows_are_found(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let mut shows = product(1, "one");
        shows.images[0].url = format!("/media/{}/{}-1200.jpg", shop_id(1), media_id(1));
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[shows]).await.unwrap();
        for n in [1, 2, 3] {
            tx.media_add(media_id(n), at(n as i64)).await.unwrap();
        }
        tx.media_set(media_id(2), MediaState::Failed, "broken").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.media(media_id(2)).await.unwrap(), Some((MediaState::Failed, "broken".to_owned())));
        assert_eq!(shop.media_unused(at(3)).await.unwrap(), [media_id(2)], "the third is too young");
        let tx = shop.begin().await.unwrap();
        tx.product_delete(product_id(1), at(9)).await.unwrap();
        tx.media_remove(media_id(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.media_unused(at(3)).await.unwrap(), [media_id(1)]);
    }
}
