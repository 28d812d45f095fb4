//! The audit log's chain: whatever is done to it in the database shows.

use store::{Anchor, Deed, ShopStore, Tampered, testing::TestStore};

use crate::*;

async fn deeds(store: &TestStore, count: i64) -> ShopStore {
    let shop = with_shop(store, 1).await;
    for number in 0..count {
        let tx = shop.begin().await.unwrap();
        tx.deed_add(Deed {
            seq: 0,
            at: at(number),
            member_id: None,
            member: "Ines".to_owned(),
            act: "product.changed".to_owned(),
            about: format!("prd_{number}"),
            detail: "{}".to_owned(),
            hash: vec![],
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
    shop
}

async fn found(shop: &ShopStore) -> Vec<Tampered> {
    shop.audit_check(&[]).await.unwrap().1
}

store::on_both! {
    async fn a_chain_that_nobody_touched_is_whole(store: TestStore) {
        let shop = deeds(&store, 5).await;
        assert_eq!(shop.audit_check(&[]).await.unwrap(), (5, vec![]));
        let head = shop.audit_head().await.unwrap().unwrap();
        assert_eq!(head.seq, 4);
        let anchor = Anchor { at: at(9), seq: head.seq, hash: head.hash };
        store.audit_anchor(shop.shop_id(), anchor.clone()).await.unwrap();
        store.audit_anchor(shop.shop_id(), anchor.clone()).await.unwrap();
        assert_eq!(store.audit_anchors(shop.shop_id()).await.unwrap(), [anchor]);
        let other = with_shop(&store, 2).await;
        assert_eq!(store.audit_anchors(other.shop_id()).await.unwrap(), []);
        assert_eq!(other.deeds_from(0, 9).await.unwrap(), []);
    }

    async fn deeds_of_several_at_once_are_one_chain(store: TestStore) {
        let shop = deeds(&store, 1).await;
        let deed = shop.deeds_from(0, 1).await.unwrap().remove(0);
        let writers = (0..8).map(|_| async {
            let tx = shop.begin().await.unwrap();
            tx.deed_add(deed.clone()).await.unwrap();
            tx.commit().await.unwrap();
        });
        futures::future::join_all(writers).await;
        assert_eq!(shop.audit_check(&[]).await.unwrap(), (9, vec![]));
    }

    async fn an_edit_shows(store: TestStore) {
        let shop = deeds(&store, 5).await;
        store.run("UPDATE audit SET member = 'Tom' WHERE seq = 2").await.unwrap();
        assert_eq!(found(&shop).await, [Tampered::Changed { seq: 2 }]);
    }

    async fn a_deletion_shows(store: TestStore) {
        let shop = deeds(&store, 5).await;
        store.run("DELETE FROM audit WHERE seq = 2").await.unwrap();
        assert_eq!(found(&shop).await, [Tampered::Missing { from: 2, to: 2 }, Tampered::Changed { seq: 3 }]);
    }

    async fn a_swap_shows(store: TestStore) {
        let shop = deeds(&store, 5).await;
        for sql in ["UPDATE audit SET seq = 9 WHERE seq = 1", "UPDATE audit SET seq = 1 WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 9"] {
            store.run(sql).await.unwrap();
        }
        assert!(found(&shop).await.contains(&Tampered::Changed { seq: 1 }));
    }

    async fn an_insertion_shows(store: TestStore) {
        let shop = deeds(&store, 5).await;
        store.run("INSERT INTO audit SELECT shop_id, 5, at, member_id, member, act, about, detail, hash FROM audit WHERE seq = 4").await.unwrap();
        assert_eq!(found(&shop).await, [Tampered::Changed { seq: 5 }]);
    }

    async fn a_cut_tail_shows(store: TestStore) {
        let shop = deeds(&store, 5).await;
        let head = shop.audit_head().await.unwrap().unwrap();
        let anchor = Anchor { at: at(9), seq: head.seq, hash: head.hash };
        store.run("DELETE FROM audit WHERE seq > 2").await.unwrap();
        assert_eq!(found(&shop).await, [Tampered::CutOff { seq: 4 }]);
        // Whoever sets the head back too is told of by the anchor outside.
        store.run("UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)").await.unwrap();
        assert_eq!(found(&shop).await, []);
        assert_eq!(shop.audit_check(std::slice::from_ref(&anchor)).await.unwrap().1, [Tampered::CutOff { seq: 4 }]);
        // And so is whoever goes on from there.
        for number in 5..9 {
            let tx = shop.begin().await.unwrap();
            let mut deed = shop.deeds_from(0, 1).await.unwrap().remove(0);
            deed.at = at(number);
            tx.deed_add(deed).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(shop.audit_check(&[anchor]).await.unwrap().1, [Tampered::Replaced { seq: 4, anchored: at(9) }]);
    }
}
