//! Events: numbered without gaps, and heard by whoever listens.

use std::time::Duration;

use serde_json::json;
use store::Error;

use crate::*;

const SOON: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_secs(20);

store::on_both! {
    async fn events_are_numbered_per_conversation(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        converse(&tx, 2, 2, false).await;
        let (one, two) = (Some(conversation_id(1)), Some(conversation_id(2)));
        assert_eq!(tx.event_add(one, "message", json!({"id": 1}), at(1)).await.unwrap(), 1);
        assert_eq!(tx.event_add(one, "part", json!({"id": 2}), at(2)).await.unwrap(), 2);
        assert_eq!(tx.event_add(two, "message", json!(null), at(2)).await.unwrap(), 1);
        assert_eq!(tx.event_add(None, "import", json!(null), at(2)).await.unwrap(), 1);
        let unknown = tx.event_add(Some(conversation_id(3)), "message", json!(null), at(2)).await;
        assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
        tx.commit().await.unwrap();
        let tx = shop.begin().await.unwrap();
        tx.event_add(one, "voice", json!(null), at(3)).await.unwrap();
        tx.rollback().await.unwrap();

        let seen = shop.events_after(one, 0, 10).await.unwrap();
        let seen: Vec<_> = seen.iter().map(|e| (e.seq, e.kind.as_str(), e.about.clone())).collect();
        assert_eq!(seen, [(1, "message", json!({"id": 1})), (2, "part", json!({"id": 2}))]);
        assert_eq!(shop.events_after(one, 1, 10).await.unwrap().len(), 1);
        assert_eq!(shop.events_after(one, 0, 1).await.unwrap().len(), 1);
        assert_eq!(shop.events_after(None, 0, 10).await.unwrap().len(), 1);
        assert_eq!(shop.conversation(conversation_id(1)).await.unwrap().unwrap().event_seq, 2);
    }

    async fn numbers_have_no_gaps_with_many_writers(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let one = Some(conversation_id(1));
        let mut seqs = futures::future::join_all((0..20).map(async |n| {
            let tx = shop.begin().await.unwrap();
            let seq = tx.event_add(one, "message", json!(n), at(n)).await.unwrap();
            if n % 3 == 0 {
                tx.rollback().await.unwrap();
                return None;
            }
            tx.commit_soft().await.unwrap();
            Some(seq)
        }))
        .await;
        seqs.retain(Option::is_some);
        seqs.sort();
        assert_eq!(seqs.into_iter().flatten().collect::<Vec<_>>(), (1..=13).collect::<Vec<_>>());
    }

    async fn a_listener_hears_commits_and_nothing_else(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let one = Some(conversation_id(1));
        let mut mine = store.event_listen(shop.shop_id(), one);
        let mut all = store.event_listen(shop.shop_id(), None);
        let mut other = store.event_listen(shop.shop_id(), Some(conversation_id(2)));
        let mut foreign = store.event_listen(shop_id(2), one);
        let tx = shop.begin().await.unwrap();
        tx.event_add(one, "message", json!(null), at(1)).await.unwrap();
        assert!(!mine.wait(SOON).await, "not committed");
        tx.commit().await.unwrap();
        // Committed before the wait begins: the wait ends at once.
        assert!(mine.wait(LONG).await);
        assert!(all.wait(LONG).await);
        assert!(!mine.wait(SOON).await, "heard once");
        assert!(!other.wait(SOON).await);
        assert!(!foreign.wait(SOON).await);
        drop(mine);
        let mut again = store.event_listen(shop.shop_id(), one);
        let tx = shop.begin().await.unwrap();
        tx.event_add(one, "message", json!(null), at(1)).await.unwrap();
        tx.commit_soft().await.unwrap();
        assert!(again.wait(LONG).await);
    }
}
