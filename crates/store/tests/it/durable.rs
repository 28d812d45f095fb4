//! Inbound events and what a commit promises.

use serde_json::json;
use store::{Accepted, Error, InboundState, NewInbound};

use crate::*;

fn event(n: u64, external: &str) -> NewInbound {
    NewInbound {
        id: inbound_id(n),
        source: "widget".to_owned(),
        external_id: external.to_owned(),
        lane: "conversation:1".to_owned(),
        body: format!("body {n}").into_bytes(),
        job: job_id(n),
        payload: json!({"inbound": n}),
    }
}

store::on_both! {
    async fn an_event_is_accepted_once(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let accept = async |events| store.inbound_accept(shop_id(1), events, at(1)).await.unwrap();
        let answer = accept(vec![event(1, "a"), event(2, "b"), event(3, "a")]).await;
        assert_eq!(answer, [Accepted::New, Accepted::New, Accepted::Duplicate]);
        assert_eq!(accept(vec![event(4, "b")]).await, [Accepted::Duplicate]);
        let elsewhere = NewInbound { source: "instagram".to_owned(), ..event(5, "a") };
        assert_eq!(accept(vec![elsewhere]).await, [Accepted::New], "another source");
        assert_eq!(store.queue_lane_pending(shop_id(1), "conversation:1").await.unwrap(), 3, "one job per event");

        let kept = shop.inbound(inbound_id(1)).await.unwrap().unwrap();
        assert_eq!((kept.body.as_slice(), kept.state), (&b"body 1"[..], InboundState::Waiting));
        let tx = shop.begin().await.unwrap();
        tx.inbound_done(inbound_id(1)).await.unwrap();
        assert!(matches!(tx.inbound_done(inbound_id(9)).await, Err(Error::NotFound)));
        tx.commit().await.unwrap();
        let kept = shop.inbound(inbound_id(1)).await.unwrap().unwrap();
        assert_eq!((kept.body.len(), kept.state), (0, InboundState::Done));
        assert_eq!(accept(vec![event(6, "a")]).await, [Accepted::Duplicate], "still recognised");
        assert!(shop.inbound(inbound_id(3)).await.unwrap().is_none());
    }

    async fn the_same_event_from_many_at_once_is_accepted_once(store: TestStore) {
        with_shop(&store, 1).await;
        let answers = futures::future::join_all((0..16).map(|n| store.inbound_accept(shop_id(1), vec![event(n, "a")], at(1)))).await;
        let new = answers.into_iter().filter(|answer| answer.as_ref().unwrap() == &[Accepted::New]).count();
        assert_eq!(new, 1);
        assert_eq!(store.queue_lane_pending(shop_id(1), "conversation:1").await.unwrap(), 1);
    }

    async fn an_event_for_no_shop_is_refused_whole(store: TestStore) {
        with_shop(&store, 1).await;
        assert!(matches!(store.inbound_accept(shop_id(2), vec![event(1, "a")], at(1)).await, Err(Error::NotFound)));
    }

    async fn both_commits_are_seen_by_others(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        tx.catalogue_bump(1).await.unwrap();
        tx.commit_soft().await.unwrap();
        assert_eq!(store.again().await.unwrap().shop(shop_id(1)).catalogue_version().await.unwrap(), 1);
        let tx = shop.begin().await.unwrap();
        tx.catalogue_bump(1).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.catalogue_version().await.unwrap(), 2);
        let tx = shop.begin().await.unwrap();
        tx.catalogue_bump(1).await.unwrap();
        drop(tx);
        let tx = shop.begin().await.unwrap();
        assert_eq!(tx.catalogue_version().await.unwrap(), 2, "dropped, so undone");
    }
}

#[tokio::test]
async fn a_commit_that_cannot_be_synced_is_no_success_then_or_later() {
    let store = store::testing::store().await.unwrap();
    let shop = with_shop(&store, 1).await;
    let log = store.data_dir().join("vitrine.db-wal");
    let aside = store.data_dir().join("aside");
    std::fs::rename(&log, &aside).unwrap();
    let tx = shop.begin().await.unwrap();
    tx.catalogue_bump(1).await.unwrap();
    assert!(matches!(tx.commit().await, Err(Error::Disk { .. })));
    let tx = shop.begin().await.unwrap();
    tx.catalogue_bump(1).await.unwrap();
    tx.commit_soft().await.unwrap();
    std::fs::rename(&aside, &log).unwrap();
    let tx = shop.begin().await.unwrap();
    tx.catalogue_bump(1).await.unwrap();
    assert!(matches!(tx.commit().await, Err(Error::Disk { .. })), "a later sync proves nothing about the lost one");
    assert!(matches!(store.ping().await, Err(Error::Disk { .. })), "and the store says it is not ready");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_committed_survives_a_checkpoint_between_commit_and_sync() {
    let store = store::testing::store().await.unwrap();
    let shop = with_shop(&store, 1).await;
    for n in 1..=20 {
        let tx = shop.begin().await.unwrap();
        tx.catalogue_bump(1).await.unwrap();
        tx.commit_soft().await.unwrap();
        if n % 5 == 0 {
            let again = store.again().await.unwrap();
            let tx = again.shop(shop_id(1)).begin().await.unwrap();
            tx.catalogue_bump(1).await.unwrap();
            tx.commit().await.unwrap();
        }
        store.ping().await.unwrap();
    }
    assert_eq!(store.again().await.unwrap().shop(shop_id(1)).catalogue_version().await.unwrap(), 24);
}
