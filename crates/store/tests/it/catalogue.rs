//! Products, their meanings, imports, popularity.

use serde_json::json;
use store::{Error, Import, ImportState, NewProductEvent, ProductCounts};

use crate::*;

store::on_both! {
    async fn products_come_back_as_they_were(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let mut products = [product(1, "one"), product(2, "two"), product(3, "three")];
        products[1].status = ProductStatus::Draft;
        products[2].variants[1].stock = Stock::UNTRACKED;
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&products).await.unwrap();
        assert_eq!(tx.product_count().await.unwrap(), 3, "seen from within");
        assert_eq!(shop.product_count().await.unwrap(), 0, "not from outside");
        assert_eq!(tx.catalogue_bump(2).await.unwrap(), 2);
        tx.commit().await.unwrap();

        assert_eq!(shop.catalogue_version().await.unwrap(), 2);
        assert_eq!(shop.products_by_ids(&[product_id(3), product_id(9), product_id(1)]).await.unwrap(), [
            products[2].clone(),
            products[0].clone()
        ]);
        assert_eq!(shop.product_by_handle("two").await.unwrap(), Some(products[1].clone()), "drafts too");
        let names: Vec<String> = shop.product_by_handle("one").await.unwrap().unwrap().attributes.into_keys().collect();
        assert_eq!(names, ["Zip", "Material"], "the shop's order");
        assert_eq!(shop.products_page(None, 1).await.unwrap(), [products[0].clone()]);
        assert_eq!(shop.products_page(Some(product_id(1)), 10).await.unwrap(), [products[2].clone()], "active ones only");
        let found = shop.products_by_handles(&["two".to_owned(), "none".to_owned()]).await.unwrap();
        assert_eq!(found.into_keys().collect::<Vec<_>>(), ["two"]);
    }

    async fn replacing_drops_variants_and_keeps_the_first_sight(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let mut one = product(1, "one");
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[one.clone()]).await.unwrap();
        one.variants.remove(0);
        one.variants.reverse();
        one.created_at = at(500);
        one.name = "New name".to_owned();
        tx.product_upsert_many(&[one.clone()]).await.unwrap();
        tx.commit().await.unwrap();
        one.created_at = at(1);
        assert_eq!(shop.product_by_handle("one").await.unwrap(), Some(one));
        let skus = ["SKU-10".to_owned(), "SKU-11".to_owned()];
        let used = shop.skus_in_use(&skus).await.unwrap();
        assert_eq!(used.into_iter().collect::<Vec<_>>(), [("SKU-11".to_owned(), "one".to_owned())]);
    }

    async fn a_handle_is_one_products_until_it_is_deleted(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[product(1, "one")]).await.unwrap();
        tx.commit().await.unwrap();
        let tx = shop.begin().await.unwrap();
        let taken = tx.product_upsert_many(&[product(2, "one")]).await;
        assert!(matches!(taken, Err(Error::Conflict { .. })), "{taken:?}");
        drop(tx);
        let tx = shop.begin().await.unwrap();
        assert!(tx.product_delete(product_id(1), at(9)).await.unwrap());
        assert!(!tx.product_delete(product_id(1), at(9)).await.unwrap());
        tx.product_upsert_many(&[product(2, "one")]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.product_by_handle("one").await.unwrap().unwrap().id, product_id(2));
        assert_eq!(shop.product_count().await.unwrap(), 1);
        assert!(shop.products_by_ids(&[product_id(1)]).await.unwrap().is_empty());
        assert_eq!(shop.skus_in_use(&["SKU-10".to_owned()]).await.unwrap().len(), 0, "a deleted product uses nothing");
    }

    async fn many_products_at_once(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let products: Vec<Product> = (0..2500).map(|n| product(n, &format!("p{n}"))).collect();
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&products).await.unwrap();
        tx.product_upsert_many(&products).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.products_page(None, 10_000).await.unwrap(), products);
    }

    async fn meanings_are_kept_by_model_and_text(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[product(1, "one"), product(2, "two")]).await.unwrap();
        let first = vec![0.5, -1.25, f32::MIN_POSITIVE];
        tx.embeddings_put("m", vec![(product_id(1), [1; 16], first.clone()), (product_id(2), [2; 16], vec![1.0])]).await.unwrap();
        tx.embeddings_put("other", vec![(product_id(1), [3; 16], vec![])]).await.unwrap();
        tx.embeddings_put("m", vec![(product_id(2), [4; 16], vec![2.0])]).await.unwrap();
        tx.commit().await.unwrap();
        let all = shop.embeddings("m").await.unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[&product_id(1)], ([1; 16], first));
        assert_eq!(all[&product_id(2)], ([4; 16], vec![2.0]));
        assert_eq!(shop.embedding_hashes("other").await.unwrap()[&product_id(1)], [3; 16]);
        let wanted = [(product_id(3), [9; 16]), (product_id(2), [4; 16]), (product_id(1), [9; 16])];
        assert_eq!(shop.embeddings_missing("m", &wanted).await.unwrap(), [product_id(3), product_id(1)]);
        let tx = shop.begin().await.unwrap();
        let unknown = tx.embeddings_put("m", vec![(product_id(77), [0; 16], vec![])]).await;
        assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    }

    async fn an_import_goes_its_way(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let import = Import {
            id: import_id(1),
            state: ImportState::Queued,
            file_name: "products.csv".to_owned(),
            options: json!({"dry_run": false}),
            cursor: json!({"row": 0}),
            counts: json!({}),
            created_at: at(1),
            updated_at: at(1),
        };
        let tx = shop.begin().await.unwrap();
        tx.import_add(&import).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.import_running().await.unwrap(), std::slice::from_ref(&import));
        let tx = shop.begin().await.unwrap();
        tx.import_progress(import.id, ImportState::Done, &json!({"row": 7}), &json!({"read": 7}), at(5)).await.unwrap();
        let unknown = tx.import_progress(import_id(2), ImportState::Done, &json!(0), &json!(0), at(5)).await;
        assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
        tx.commit().await.unwrap();
        assert!(shop.import_running().await.unwrap().is_empty());
        let done = shop.import_get(import.id).await.unwrap().unwrap();
        assert_eq!((done.state, done.cursor, done.updated_at), (ImportState::Done, json!({"row": 7}), at(5)));
    }

    async fn popularity_counts_turns_and_leaves_practice_out(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        converse(&tx, 2, 2, true).await;
        let event = |n, kind| NewProductEvent { product: product_id(n), position: 1, kind };
        use ProductEventKind::*;
        tx.product_events_add(conversation_id(1), turn_id(1), &[event(1, Shown), event(2, Shown)], at(10)).await.unwrap();
        for _ in 0..2 {
            tx.product_events_add(conversation_id(1), turn_id(1), &[event(1, Opened)], at(11)).await.unwrap();
        }
        tx.product_events_add(conversation_id(1), turn_id(2), &[event(1, Shown), event(1, Added)], at(20)).await.unwrap();
        tx.product_events_add(conversation_id(2), turn_id(3), &[event(1, Shown)], at(20)).await.unwrap();
        let unknown = tx.product_events_add(conversation_id(9), turn_id(3), &[event(1, Shown)], at(20)).await;
        assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
        tx.commit().await.unwrap();
        let counts = async |n, since| shop.product_event_counts_of(product_id(n), at(since)).await.unwrap();
        assert_eq!(counts(1, 0).await, (ProductCounts { shown: 2, opened: 1, added: 1 }, 1));
        assert_eq!(counts(2, 0).await, (ProductCounts { shown: 1, opened: 0, added: 0 }, 1));
        assert_eq!(counts(1, 11).await.0.shown, 1);
    }
}
