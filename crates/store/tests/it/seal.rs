//! Sealing: nothing readable in the database, nothing that can be moved, nothing left after erasure.

use store::{Error, NewExecution, NewInbound};

use crate::*;

const SECRETS: [&str; 8] = [
    "canary-message",
    "canary-reply",
    "canary-thread",
    "canary-input",
    "canary-steps",
    "canary-value",
    "canary@example.org",
    "canary-visitor",
];

async fn say_everything(store: &TestStore) -> store::ShopStore {
    let shop = with_conversation(store, 1).await;
    let id = conversation_id(1);
    let tx = shop.begin().await.unwrap();
    tx.identity_add(identity_id(9), customer_id(1), Channel::Instagram, "canary-visitor", at(0)).await.unwrap();
    tx.message_add_customer(&written(1, 1, "canary-message")).await.unwrap();
    tx.message_open_assistant(id, turn_id(1), message_id(2), at(2)).await.unwrap();
    tx.message_part_add(message_id(2), 0, &text("canary-reply")).await.unwrap();
    tx.message_part_add(message_id(2), 1, &text("other")).await.unwrap();
    tx.message_close(message_id(2), &["canary-reply".to_owned()], at(3)).await.unwrap();
    tx.thread_save(id, b"canary-thread").await.unwrap();
    tx.preference_set(customer_id(1), "size", "canary-value", None, at(1)).await.unwrap();
    tx.contact_add(id, "canary@example.org", at(1)).await.unwrap();
    tx.execution_add(&NewExecution {
        id: execution_id(1),
        conversation: id,
        turn: turn_id(1),
        intent: None,
        tier: Tier::Local,
        mind: None,
        language: Language::Other,
        input: b"canary-input".to_vec(),
        steps: b"canary-steps".to_vec(),
        error: None,
        fallback: false,
        cost_micros: 0,
        ms: 1,
        at: at(3),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let inbound = NewInbound {
        id: inbound_id(1),
        source: "widget".to_owned(),
        external_id: "1".to_owned(),
        lane: "conversation:1".to_owned(),
        body: b"canary-message".to_vec(),
        job: job_id(1),
        payload: serde_json::json!({"inbound": inbound_id(1)}),
    };
    store.inbound_accept(shop.shop_id(), vec![inbound], at(1)).await.unwrap();
    shop
}

#[tokio::test]
async fn no_plain_text_lies_in_the_files() {
    let store = store::testing::store().await.unwrap();
    let shop = say_everything(&store).await;
    assert_eq!(shop.messages(conversation_id(1), 9).await.unwrap()[0].parts, [text("canary-message")]);
    // The control: what is not sealed is found by the same scan.
    let mut all = Vec::new();
    for name in ["vitrine.db", "vitrine.db-wal"] {
        all.extend(std::fs::read(store.data_dir().join(name)).unwrap());
    }
    let found = |text: &str| all.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(found("shop-1"), "the scan sees what is there");
    for secret in SECRETS {
        assert!(!found(secret), "{secret} can be read in the database files");
    }
}

store::on_both! {
    async fn an_erased_customer_cannot_be_read(store: TestStore) {
        let shop = say_everything(&store).await;
        let (who, id) = (customer_id(1), conversation_id(1));
        let tx = shop.begin().await.unwrap();
        tx.erase_key(who, at(50)).await.unwrap();
        assert!(matches!(tx.messages(id, 9).await, Err(Error::Unsealable(_))), "within the transaction");
        tx.rollback().await.unwrap();
        assert_eq!(shop.messages(id, 9).await.unwrap().len(), 2, "rolled back");

        let tx = shop.begin().await.unwrap();
        tx.erase_key(who, at(60)).await.unwrap();
        tx.commit().await.unwrap();
        for (what, gone) in [
            ("messages", shop.messages(id, 9).await.err()),
            ("thread", shop.conversation(id).await.err()),
            ("preferences", shop.preference_get(who).await.err()),
            ("contact", shop.contact(id).await.err()),
            ("execution", shop.execution_by_turn(turn_id(1)).await.err()),
            ("identities", shop.identities(who).await.err()),
        ] {
            assert!(matches!(gone, Some(Error::Unsealable(_))), "{what}: {gone:?}");
        }
        let tx = shop.begin().await.unwrap();
        let late = tx.message_add_customer(&written(9, 1, "late")).await;
        assert!(matches!(late, Err(Error::Unsealable(_))), "{late:?}");
        drop(tx);
        let known = shop.customer_by_identity(Channel::Widget, "visitor-1").await.unwrap().unwrap();
        assert_eq!(known.erased_at, Some(at(60)), "the tombstone answers");
        let tx = shop.begin().await.unwrap();
        assert!(matches!(tx.erase_key(customer_id(2), at(60)).await, Err(Error::NotFound)));
    }

    async fn sealed_values_cannot_be_moved(store: TestStore) {
        let shop = say_everything(&store).await;
        let tx = shop.begin().await.unwrap();
        converse(&tx, 2, 2, false).await;
        tx.message_add_customer(&written(20, 2, "of another customer")).await.unwrap();
        tx.message_add_customer(&written(21, 2, "of the same customer")).await.unwrap();
        tx.commit().await.unwrap();
        let other = with_conversation(&store, 3).await;
        let tx = other.begin().await.unwrap();
        tx.message_add_customer(&written(30, 3, "of another shop")).await.unwrap();
        tx.commit().await.unwrap();

        let refused = async |what: &str, conversation| {
            let read = shop.messages(conversation, 9).await;
            assert!(matches!(read, Err(Error::Unsealable(_))), "{what}: {read:?}");
        };
        let body = |seq: u64, text: &str| {
            format!("UPDATE message SET body_sealed = (SELECT body_sealed FROM message AS m WHERE m.client_id = '{text}') \
                     WHERE client_id = 'client-{seq}'")
        };
        store.run(&body(20, "client-21")).await.unwrap();
        refused("another row of the same customer", conversation_id(2)).await;
        store.run(&body(20, "client-1")).await.unwrap();
        refused("another customer's", conversation_id(2)).await;
        store.run(&body(20, "client-30")).await.unwrap();
        refused("another shop's", conversation_id(2)).await;
        store.run("UPDATE message_part SET body_sealed = (SELECT body_sealed FROM message_part AS p WHERE p.position = 1) \
                   WHERE position = 0").await.unwrap();
        refused("another part of the same message", conversation_id(1)).await;
        store.run("UPDATE message_part SET body_sealed = (SELECT quick_replies_sealed FROM message WHERE author = 'assistant' \
                   AND quick_replies_sealed IS NOT NULL)").await.unwrap();
        refused("another table", conversation_id(1)).await;
        store.run("UPDATE execution SET input_sealed = steps_sealed").await.unwrap();
        assert!(matches!(shop.execution_by_turn(turn_id(1)).await, Err(Error::Unsealable(_))), "another column");
        store.run("UPDATE conversation SET thread_sealed = (SELECT input_sealed FROM execution)").await.unwrap();
        assert!(matches!(shop.conversation(conversation_id(1)).await, Err(Error::Unsealable(_))), "another table");
    }

    async fn a_wrapped_key_is_good_for_its_customer_only(store: TestStore) {
        let shop = say_everything(&store).await;
        let tx = shop.begin().await.unwrap();
        converse(&tx, 2, 2, false).await;
        tx.message_add_customer(&written(20, 2, "hello")).await.unwrap();
        tx.commit().await.unwrap();
        let nil = match store.dialect() {
            store::Dialect::Sqlite => "zeroblob(16)",
            store::Dialect::Postgres => "'00000000-0000-0000-0000-000000000000'",
        };
        store.run(&format!("UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key AS k WHERE k.subject = {nil})"))
            .await
            .unwrap();
        // Another process, which has no key in memory yet.
        let fresh = store.again().await.unwrap().shop(shop_id(1));
        let read = fresh.messages(conversation_id(2), 9).await;
        assert!(matches!(read, Err(Error::Unsealable(_))), "{read:?}");
    }

    async fn damaged_and_newer_seals_are_refused(store: TestStore) {
        let shop = say_everything(&store).await;
        let bytes = |hex: &str| match store.dialect() {
            store::Dialect::Sqlite => format!("X'{hex}'"),
            store::Dialect::Postgres => format!("'\\x{hex}'"),
        };
        for damage in ["", "01", "02", &"01".repeat(40), &"01".repeat(80), &"02".repeat(80)] {
            store.run(&format!("UPDATE message SET body_sealed = {}", bytes(damage))).await.unwrap();
            let read = shop.messages(conversation_id(1), 9).await;
            assert!(matches!(read, Err(Error::Unsealable(_))), "{damage}: {read:?}");
        }
    }
}
