//! Opening, the master key, migrations.

use std::os::unix::fs::PermissionsExt;

use secrecy::{ExposeSecret, SecretBox};
use store::{Error, Options, Store, testing};

use crate::*;

fn options(folder: &std::path::Path, url: &str, key: Option<u8>) -> Options {
    let master_key = key.map(|byte| SecretBox::new(Box::new([byte; 32])));
    Options { url: url.to_owned(), data_dir: folder.to_owned(), master_key, readers: 2 }
}

async fn many_start_at_once(url: &str, folder: &std::path::Path) {
    let stores = futures::future::join_all((0..6).map(async |_| {
        let store = Store::open(options(folder, url, Some(7))).await.unwrap();
        store.migrate().await.unwrap();
        store
    }))
    .await;
    stores[0].shop_add(&shop(1)).await.unwrap();
    assert_eq!(stores[5].shop_list().await.unwrap(), [shop(1)]);
    stores[3].ping().await.unwrap();
    stores[3].migrate().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_migrate_at_once_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    many_start_at_once("", folder.path()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_migrate_at_once_postgres() {
    if let Some(store) = testing::postgres_empty().await.unwrap() {
        many_start_at_once(store.url(), store.data_dir()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_master_key_is_made_once_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep/data");
    let stores =
        futures::future::join_all((0..6).map(async |_| Store::open(options(&data, "", None)).await.unwrap())).await;
    let keys: Vec<[u8; 32]> = stores.iter().map(|store| *store.token_key().expose_secret()).collect();
    assert!(keys.iter().all(|key| *key == keys[0]), "all processes agree");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("master.key")), 0o600);
    let text = std::fs::read_to_string(data.join("master.key")).unwrap();
    assert_eq!(text.trim().len(), 64);
    let same = Store::open(options(&data, "", None)).await.unwrap();
    assert_eq!(same.token_key().expose_secret(), &keys[0]);
    assert_ne!(hex(same.token_key().expose_secret()), text.trim(), "derived, not the key itself");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn another_master_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(options(folder.path(), "", Some(1))).await.unwrap();
    store.migrate().await.unwrap();
    store.shop_add(&shop(1)).await.unwrap();
    let other = Store::open(options(folder.path(), "", Some(2))).await.unwrap();
    assert!(matches!(other.migrate().await, Err(Error::Invalid(text)) if text.contains("master key")));
    store.migrate().await.unwrap();
}

#[tokio::test]
async fn wrong_options_say_what_to_change() {
    let folder = tempfile::tempdir().unwrap();
    for (url, word) in [("mysql://localhost/x", "postgres://"), ("sqlite::memory:", "file")] {
        let refused = Store::open(options(folder.path(), url, Some(1))).await.err();
        assert!(matches!(&refused, Some(Error::Invalid(text)) if text.contains(word)), "{url}: {refused:?}");
    }
    std::fs::write(folder.path().join("master.key"), "not a key").unwrap();
    let refused = Store::open(options(folder.path(), "", None)).await.err();
    assert!(matches!(&refused, Some(Error::Invalid(text)) if text.contains("64")), "{refused:?}");
}

#[tokio::test]
async fn a_database_may_lie_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("else where%.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let store = Store::open(options(&folder.path().join("data"), &url, Some(1))).await.unwrap();
    store.migrate().await.unwrap();
    store.ping().await.unwrap();
    assert!(file.exists());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Store::open(options(folder.path(), "postgres://nowhere.invalid/none", Some(1))).await.err();
    assert!(matches!(refused, Some(Error::Unavailable(_))), "{refused:?}");
}

store::on_both! {
    async fn shops_are_found_by_handle_and_id(store: TestStore) {
        with_shop(&store, 2).await;
        with_shop(&store, 1).await;
        assert_eq!(store.shop_find("shop-2").await.unwrap(), Some(shop(2)));
        assert_eq!(store.shop_find(&shop_id(2).to_string()).await.unwrap(), Some(shop(2)));
        assert_eq!(store.shop_find("none").await.unwrap(), None);
        assert_eq!(store.shop_by_id(shop_id(1)).await.unwrap(), Some(shop(1)));
        assert_eq!(store.shop_by_id(shop_id(3)).await.unwrap(), None);
        assert_eq!(store.shop_list().await.unwrap(), [shop(1), shop(2)]);
        let again = Shop { id: shop_id(3), ..shop(1) };
        assert!(matches!(store.shop_add(&again).await, Err(Error::Conflict { .. })));
        let one = store.shop(shop_id(1));
        let tx = one.begin().await.unwrap();
        let changed = Shop { name: "New".to_owned(), url_template: None, sites: vec![], handle: "ignored".to_owned(), ..shop(1) };
        tx.shop_update(&changed).await.unwrap();
        assert!(matches!(tx.shop_update(&shop(2)).await, Err(Error::NotFound)), "another shop");
        tx.commit().await.unwrap();
        let expected = Shop { handle: "shop-1".to_owned(), ..changed };
        assert_eq!(store.shop_by_id(shop_id(1)).await.unwrap(), Some(expected));
        store.ping().await.unwrap();
    }
}
