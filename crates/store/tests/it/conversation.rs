//! Customers, conversations, messages, executions, preferences.

use store::{Added, Error, NewExecution};

use crate::*;

store::on_both! {
    async fn a_customer_is_found_by_what_the_channel_calls_them(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let found = shop.customer_by_identity(Channel::Widget, "visitor-1").await.unwrap().unwrap();
        assert_eq!((found.id, found.erased_at), (customer_id(1), None));
        assert!(shop.customer_by_identity(Channel::Instagram, "visitor-1").await.unwrap().is_none());
        assert!(shop.customer_by_identity(Channel::Widget, "visitor-2").await.unwrap().is_none());
        assert_eq!(shop.identities(customer_id(1)).await.unwrap(), [(Channel::Widget, "visitor-1".to_owned())]);
        let tx = shop.begin().await.unwrap();
        tx.customer_add(customer_id(2), at(0)).await.unwrap();
        let twice = tx.identity_add(identity_id(2), customer_id(2), Channel::Widget, "visitor-1", at(0)).await;
        assert!(matches!(twice, Err(Error::Conflict { .. })), "{twice:?}");
    }

    async fn a_customer_who_was_rolled_back_can_come_again(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        converse(&tx, 1, 1, false).await;
        tx.rollback().await.unwrap();
        // Another process comes first the second time: the key made here must not be remembered.
        let other = store.again().await.unwrap().shop(shop_id(1));
        let tx = other.begin().await.unwrap();
        converse(&tx, 1, 1, false).await;
        tx.commit().await.unwrap();
        let tx = shop.begin().await.unwrap();
        tx.message_add_customer(&written(1, 1, "hello")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(other.messages(conversation_id(1), 9).await.unwrap()[0].parts, [text("hello")]);
    }

    async fn a_thread_is_kept(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let id = conversation_id(1);
        let tx = shop.begin().await.unwrap();
        tx.thread_save(id, b"{\"shown\":[1]}").await.unwrap();
        tx.wants_person_set(id, true).await.unwrap();
        tx.language_set(id, Language::German).await.unwrap();
        assert_eq!(tx.voice_set(id, Voice::Assistant).await.unwrap(), 0, "they have it already");
        assert_eq!(tx.voice_set(id, Voice::Human).await.unwrap(), 1);
        assert_eq!(tx.conversation_lock(id).await.unwrap().unwrap().epoch, 1);
        tx.commit().await.unwrap();
        let kept = shop.conversation(id).await.unwrap().unwrap();
        assert_eq!(kept.thread, b"{\"shown\":[1]}");
        assert_eq!((kept.voice, kept.wants_person, kept.language), (Voice::Human, true, Language::German));
        assert_eq!((kept.customer, kept.channel, kept.practice), (customer_id(1), Channel::Widget, false));
        assert!(shop.conversation(conversation_id(2)).await.unwrap().is_none());
        let latest = shop.conversation_open_for(customer_id(1), Channel::Widget).await.unwrap().unwrap();
        assert_eq!(latest, kept);
        assert!(shop.conversation_open_for(customer_id(1), Channel::Api).await.unwrap().is_none());
        let tx = shop.begin().await.unwrap();
        assert!(matches!(tx.voice_set(conversation_id(2), Voice::Human).await, Err(Error::NotFound)));
        assert!(matches!(tx.thread_save(conversation_id(2), b"").await, Err(Error::NotFound)));
    }

    async fn a_turn_is_said_once(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let id = conversation_id(1);
        let tx = shop.begin().await.unwrap();
        assert_eq!(tx.message_add_customer(&written(1, 1, "blue dress?")).await.unwrap(), Added::New { seq: 1 });
        tx.commit().await.unwrap();
        let tx = shop.begin().await.unwrap();
        let again = store::NewCustomerMessage { id: message_id(50), ..written(1, 1, "blue dress?") };
        let same = Added::Duplicate { id: message_id(1), seq: 1 };
        assert_eq!(tx.message_add_customer(&again).await.unwrap(), same, "by the client's id");
        let again = store::NewCustomerMessage { client_id: None, ..written(1, 1, "blue dress?") };
        assert_eq!(tx.message_add_customer(&again).await.unwrap(), same, "by our id");
        let opened = tx.message_open_assistant(id, turn_id(1), message_id(2), at(2)).await.unwrap();
        assert_eq!((opened.seq, opened.fresh), (2, true));
        tx.message_part_add(opened.id, 0, &text("Two dresses.")).await.unwrap();
        tx.commit_soft().await.unwrap();

        // Crashed; run again.
        let tx = shop.begin().await.unwrap();
        let opened = tx.message_open_assistant(id, turn_id(1), message_id(3), at(3)).await.unwrap();
        assert_eq!((opened.id, opened.seq, opened.fresh), (message_id(2), 2, false));
        assert_eq!(opened.parts, [text("Two dresses.")]);
        tx.message_part_add(opened.id, 1, &Part::Cards { cards: vec![] }).await.unwrap();
        tx.message_close(opened.id, &["In red?".to_owned()], at(4)).await.unwrap();
        tx.commit().await.unwrap();

        let tx = shop.begin().await.unwrap();
        let closed = tx.message_part_add(message_id(2), 2, &text("more")).await;
        assert!(matches!(closed, Err(Error::Conflict { .. })), "{closed:?}");
        let closed = tx.message_close(message_id(2), &[], at(5)).await;
        assert!(matches!(closed, Err(Error::Conflict { .. })), "{closed:?}");
        assert_eq!(tx.message_add_customer(&written(5, 1, "in red?")).await.unwrap(), Added::New { seq: 3 });
        tx.commit().await.unwrap();

        let messages = shop.messages(id, 10).await.unwrap();
        assert_eq!(messages.iter().map(|m| m.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(messages[0].author, Author::Customer);
        assert_eq!(messages[1].parts, [text("Two dresses."), Part::Cards { cards: vec![] }]);
        assert_eq!(messages[1].quick_replies, ["In red?"]);
        assert_eq!((messages[1].state, messages[1].closed_at), (MessageState::Closed, Some(at(4))));
        assert_eq!(shop.messages(id, 2).await.unwrap(), messages[1..], "the last two");
        assert_eq!(shop.message(message_id(2)).await.unwrap().as_ref(), Some(&messages[1]));
        assert_eq!(shop.message_by_client_id(id, "client-5").await.unwrap().as_ref(), Some(&messages[2]));
        assert_eq!(shop.message_by_turn(id, turn_id(1), Author::Assistant).await.unwrap().as_ref(), Some(&messages[1]));
        let kept = shop.conversation(id).await.unwrap().unwrap();
        assert_eq!((kept.last_seq, kept.last_at), (3, at(5)));
    }

    async fn the_same_message_sent_by_many_at_once_is_kept_once(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let added = futures::future::join_all((0..12u64).map(async |n| {
            let tx = shop.begin().await.unwrap();
            let new = store::NewCustomerMessage { id: message_id(n), client_id: Some("same".to_owned()), ..written(1, 1, "hi") };
            let added = tx.message_add_customer(&new).await.unwrap();
            tx.commit().await.unwrap();
            added
        }))
        .await;
        assert_eq!(added.iter().filter(|added| matches!(added, Added::New { seq: 1 })).count(), 1, "{added:?}");
        assert_eq!(shop.messages(conversation_id(1), 99).await.unwrap().len(), 1);
    }

    async fn executions_are_kept_one_per_turn(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let mut new = NewExecution {
            id: execution_id(1),
            conversation: conversation_id(1),
            turn: turn_id(1),
            intent: Some(Intent::ProductSearch),
            tier: Tier::Local,
            mind: Some(MindKind::Local),
            language: Language::English,
            input: b"input".to_vec(),
            steps: b"steps".to_vec(),
            error: None,
            fallback: false,
            cost_micros: 12,
            ms: 7,
            at: at(3),
        };
        let tx = shop.begin().await.unwrap();
        tx.execution_add(&new).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.execution_by_turn(turn_id(1)).await.unwrap().as_ref(), Some(&new));
        assert_eq!(shop.execution_by_turn(turn_id(2)).await.unwrap(), None);
        assert_eq!(shop.execution(execution_id(1)).await.unwrap().as_ref(), Some(&new));
        assert_eq!(shop.execution_of(turn_id(1)).await.unwrap(), Some(execution_id(1)));
        new.id = execution_id(2);
        let tx = shop.begin().await.unwrap();
        let twice = tx.execution_add(&new).await;
        assert!(matches!(twice, Err(Error::Conflict { .. })), "{twice:?}");
    }

    async fn preferences_and_addresses(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let who = customer_id(1);
        let tx = shop.begin().await.unwrap();
        tx.preference_set(who, "size", "L", None, at(1)).await.unwrap();
        tx.preference_set(who, "size", "M", Some(turn_id(1)), at(2)).await.unwrap();
        tx.preference_set(who, "color", "navy", None, at(1)).await.unwrap();
        tx.contact_add(conversation_id(1), "old@example.org", at(1)).await.unwrap();
        tx.contact_add(conversation_id(1), "ann@example.org", at(2)).await.unwrap();
        tx.commit().await.unwrap();
        let kept = shop.preference_get(who).await.unwrap();
        let kept: Vec<_> = kept.iter().map(|p| (p.name.as_str(), p.value.as_str(), p.turn)).collect();
        assert_eq!(kept, [("color", "navy", None), ("size", "M", Some(turn_id(1)))]);
        assert_eq!(shop.contact(conversation_id(1)).await.unwrap().as_deref(), Some("ann@example.org"));
        let tx = shop.begin().await.unwrap();
        assert!(tx.preference_forget(who, "size").await.unwrap());
        assert!(!tx.preference_forget(who, "size").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(shop.preference_get(who).await.unwrap().len(), 1);
    }
}
