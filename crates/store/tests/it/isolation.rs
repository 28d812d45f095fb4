//! Two shops: neither sees, nor changes, anything of the other, through any function there is.

use serde_json::json;
use store::{
    ChangeState, Error, Import, ImportState, ListFilter, ListOrder, NewExecution, NewInbound, NewProductEvent,
    ShopStore, Store,
};
use types::goods::{Collection, MediaState};

use crate::*;
use types::inspect::ExecutionFilter;

/// Everything a shop can hold, told apart from another's by `word`; all ids are the same in every shop.
async fn fill(store: &Store, shop: &ShopStore, word: &str) {
    let id = conversation_id(1);
    let tx = shop.begin().await.unwrap();
    let mut one = product(1, "one");
    one.name = word.to_owned();
    tx.product_upsert_many(&[one, product(2, "two")]).await.unwrap();
    tx.embeddings_put("m", vec![(product_id(1), [word.len() as u8; 16], vec![word.len() as f32])]).await.unwrap();
    tx.collection_put(&collection(word)).await.unwrap();
    tx.collection_fill(collection_id(1), &[product_id(1)]).await.unwrap();
    tx.media_add(media_id(1), at(word.len() as i64)).await.unwrap();
    tx.media_set(media_id(1), MediaState::Waiting, word).await.unwrap();
    tx.import_add(&import(word)).await.unwrap();
    tx.import_issues_set(import_id(1), &json!(word)).await.unwrap();
    tx.import_changes_add(import_id(1), vec![change(word)]).await.unwrap();
    converse(&tx, 1, 1, false).await;
    tx.message_add_customer(&written(1, 1, word)).await.unwrap();
    tx.message_open_assistant(id, turn_id(1), message_id(2), at(2)).await.unwrap();
    tx.message_part_add(message_id(2), 0, &text(word)).await.unwrap();
    tx.execution_add(&execution(word)).await.unwrap();
    tx.thread_save(id, word.as_bytes()).await.unwrap();
    tx.preference_set(customer_id(1), "size", word, None, at(1)).await.unwrap();
    tx.contact_add(id, word, at(1)).await.unwrap();
    tx.product_events_add(id, turn_id(1), &[shown()], at(5)).await.unwrap();
    tx.event_add(Some(id), word, json!(null), at(1)).await.unwrap();
    tx.event_add(None, word, json!(null), at(1)).await.unwrap();
    tx.label_set(id, word, true).await.unwrap();
    tx.note_add(&note(1, word)).await.unwrap();
    tx.canned_reply_put(&canned(word), at(1)).await.unwrap();
    tx.catalogue_bump(word.len() as i64).await.unwrap();
    tx.model_calls_add(&occasion(), &[call(word)]).await.unwrap();
    tx.handoff_note(id, at(3)).await.unwrap();
    tx.search_miss_add(id, turn_id(1), &missed(word)).await.unwrap();
    tx.feedback_set(id, message_id(2), word == "word-1", at(4)).await.unwrap();
    tx.figures_put(day(), &counted(word), at(5)).await.unwrap();
    tx.commit().await.unwrap();
    let event = inbound(word);
    store.inbound_accept(shop.shop_id(), vec![event], at(1)).await.unwrap();
    shop.ticket_add([1; 32], &json!(word), at(60)).await.unwrap();
}

fn missed(word: &str) -> store::SearchMiss {
    store::SearchMiss { text: word.to_owned(), shown: 1, at: at(3) }
}

fn day() -> chrono::NaiveDate {
    at(0).date_naive()
}

/// A day's count that tells the shops apart: one reply for each letter, to a product and of a language.
fn counted(word: &str) -> store::Counted {
    let many = word.len() as i64;
    let mut counted = store::Counted::default();
    counted.figures.replies = many;
    counted.words.insert((types::insight::Dimension::Language, word.to_owned()), many);
    counted.products.insert(product_id(1), store::ProductCounts { shown: many, opened: 0, added: 0 });
    counted
}

fn note(n: u64, word: &str) -> store::NewNote {
    store::NewNote {
        id: note_id(n),
        conversation: conversation_id(1),
        kind: NoteKind::Note,
        member: Some(member_id(1)),
        name: word.to_owned(),
        text: word.to_owned(),
        at: at(n as i64),
    }
}

fn canned(word: &str) -> types::inbox::CannedReply {
    types::inbox::CannedReply { id: canned_reply_id(1), name: word.to_owned(), text: word.to_owned() }
}

fn import(word: &str) -> Import {
    Import {
        id: import_id(1),
        state: ImportState::Running,
        file_name: word.to_owned(),
        options: json!({}),
        cursor: json!({}),
        counts: json!({}),
        created_at: at(1),
        updated_at: at(1),
    }
}

fn change(word: &str) -> store::Change {
    store::Change { product: product_id(1), was: Some(word.as_bytes().to_vec()), became: vec![word.len() as u8] }
}

fn execution(word: &str) -> NewExecution {
    NewExecution {
        id: execution_id(1),
        conversation: conversation_id(1),
        turn: turn_id(1),
        intent: None,
        tier: Tier::Local,
        mind: None,
        language: Language::English,
        input: word.as_bytes().to_vec(),
        steps: vec![],
        error: None,
        fallback: false,
        cost_micros: 0,
        ms: 1,
        at: at(3),
    }
}

fn occasion() -> store::Occasion {
    store::Occasion { turn: turn_id(1), conversation: Some((conversation_id(1), execution_id(1))), at: at(3) }
}

fn call(word: &str) -> store::NewModelCall {
    store::NewModelCall { model: word.to_owned(), cost_micros: word.len() as i64, ..crate::ledger::call(0) }
}

fn inbound(word: &str) -> NewInbound {
    NewInbound {
        id: inbound_id(1),
        source: "widget".to_owned(),
        external_id: "1".to_owned(),
        lane: "conversation:1".to_owned(),
        body: word.as_bytes().to_vec(),
        job: job_id(1),
        payload: json!(word),
    }
}

fn collection(word: &str) -> Collection {
    Collection {
        id: collection_id(1),
        name: word.to_owned(),
        description: String::new(),
        created_at: at(1),
        updated_at: at(2),
    }
}

fn shown() -> NewProductEvent {
    NewProductEvent { product: product_id(1), position: 1, kind: ProductEventKind::Shown }
}

/// Everything that can be read, by every reading function.
async fn look(shop: &ShopStore) -> Vec<(&'static str, String)> {
    let (who, id) = (customer_id(1), conversation_id(1));
    let handles = ["one".to_owned(), "two".to_owned()];
    let everything = ListFilter::default();
    let collected = ListFilter { collection: Some(collection_id(1)), ..ListFilter::default() };
    macro_rules! seen {
        ($($name:literal: $read:expr,)*) => { vec![$(($name, format!("{:?}", $read.await.unwrap())),)*] };
    }
    // Maps of two have no order of their own.
    let sorted = async || {
        let mut found: Vec<_> = shop.products_by_handles(&handles).await?.into_values().collect();
        found.sort_by_key(|product| product.id);
        Ok::<_, Error>(found)
    };
    // Of a conversation that is not there, there is nothing to count.
    let unread = async || match shop.unread_count(id).await {
        Err(Error::NotFound) => Ok(0),
        counted => counted,
    };
    let issues = async || match shop.import_issues(import_id(1)).await {
        Err(Error::NotFound) => Ok(json!(null)),
        told => told,
    };
    seen! {
        "catalogue_version": shop.catalogue_version(),
        "products_page": shop.products_page(None, 10),
        "products_by_ids": shop.products_by_ids(&[product_id(1), product_id(2)]),
        "product_by_handle": shop.product_by_handle("one"),
        "products_by_handles": sorted(),
        "product_count": shop.product_count(),
        "skus_in_use": shop.skus_in_use(&["SKU-10".to_owned()]),
        "embeddings": shop.embeddings("m"),
        "embedding_hashes": shop.embedding_hashes("m"),
        "embeddings_missing": shop.embeddings_missing("m", &[(product_id(1), [5; 16])]),
        "embedding_hash": shop.embedding_hash("m", product_id(1)),
        "product_event_counts_of": shop.product_event_counts_of(product_id(1), at(0)),
        "list_page": shop.list_page(&everything, ListOrder::Name, false, 9, 0),
        "list_all": shop.list_all(&everything),
        "list_counts": shop.list_counts(&everything),
        "list_count": shop.list_count(&collected),
        "list_categories": shop.list_categories(),
        "list_tags": shop.list_tags(),
        "collections": shop.collections(),
        "collection": shop.collection(collection_id(1)),
        "collection_products": shop.collection_products(collection_id(1), 9),
        "collections_of": shop.collections_of(product_id(1)),
        "media": shop.media(media_id(1)),
        "media_unused": shop.media_unused(at(100)),
        "import_get": shop.import_get(import_id(1)),
        "import_running": shop.import_running(),
        "import_list": shop.import_list(None, 9),
        "import_untouched": shop.import_untouched(&[ImportState::Running], at(9)),
        "import_issues": issues(),
        "import_changes": shop.import_changes(import_id(1), ChangeState::Stands, 9),
        "import_change_count": shop.import_change_count(import_id(1), ChangeState::Stands),
        "products_walk": shop.products_walk(None, 9),
        "customer": shop.customer(who),
        "customer_by_identity": shop.customer_by_identity(Channel::Widget, "visitor-1"),
        "identities": shop.identities(who),
        "preference_get": shop.preference_get(who),
        "contact": shop.contact(id),
        "conversation": shop.conversation(id),
        "conversation_open_for": shop.conversation_open_for(who, Channel::Widget),
        "messages": shop.messages(id, 9),
        "message": shop.message(message_id(1)),
        "message_by_client_id": shop.message_by_client_id(id, "client-1"),
        "message_by_turn": shop.message_by_turn(id, turn_id(1), Author::Assistant),
        "execution_by_turn": shop.execution_by_turn(turn_id(1)),
        "priced": shop.priced(),
        "spent": shop.spent(at(3)),
        "spent_by_day": shop.spent_by_day("2000", "3000"),
        "model_calls_latest": shop.model_calls_latest(9),
        "model_calls_of": shop.model_calls_of(turn_id(1)),
        "execution_of": shop.execution_of(turn_id(1)),
        "execution": shop.execution(execution_id(1)),
        "executions": shop.executions(&ExecutionFilter::default(), 0, 9),
        "execution_count": shop.execution_count(&ExecutionFilter::default(), 9),
        "turn_authors": shop.turn_authors(turn_id(1)),
        "messages_by_ids": shop.messages_by_ids(id, &[message_id(1), message_id(2)]),
        "inbox_list": shop.inbox_list(&types::inbox::Wanted::default(), 9),
        "inbox_rows": shop.inbox_rows(&[id]),
        "inbox_newest": shop.inbox_newest(&types::inbox::Wanted::default(), None, 9),
        "thumbs": shop.thumbs(id),
        "inbox_by_label": shop.inbox_by_label("word", 9),
        "inbox_by_contact": shop.inbox_by_contact("word-1", 9),
        "inbox_by_products": shop.inbox_by_products(&[product_id(1)], 9),
        "products_shown": shop.products_shown(id, 9),
        "inbox_texts": shop.inbox_texts(&[id]),
        "inbox_touched": shop.inbox_touched(at(0)),
        "needs_you_count": shop.needs_you_count(),
        "handed_over_count": shop.handed_over_count(),
        "unread_count": unread(),
        "member_wrote": shop.member_wrote(id),
        "labels": shop.labels(9),
        "notes": shop.notes(id),
        "canned_replies": shop.canned_replies(),
        "figures_count": shop.figures_count(at(0), at(99)),
        "figures_days": shop.figures_days(day(), day().succ_opt().unwrap()),
        "figures_words": shop.figures_words(day(), day().succ_opt().unwrap()),
        "figures_products": shop.figures_products(day(), day().succ_opt().unwrap(), 9),
        "figures_first_day": shop.figures_first_day(),
        "figures_open_days": shop.figures_open_days(day()),
        "figures_behind": shop.figures_behind(at(9)),
        "search_misses": shop.search_misses(at(0), at(99), 9),
        "conversation_count": shop.conversation_count(),
        "inbound": shop.inbound(inbound_id(1)),
        "events_after": shop.events_after(Some(id), 0, 9),
        "events_after of the shop": shop.events_after(None, 0, 9),
    }
}

store::on_both! {
    async fn the_same_ids_in_two_shops_are_two_things(store: TestStore) {
        let one = with_shop(&store, 1).await;
        let two = with_shop(&store, 2).await;
        fill(&store, &one, "word-1").await;
        fill(&store, &two, "word-two").await;
        let (before, theirs) = (look(&two).await, look(&one).await);
        for ((name, mine), (_, other)) in before.iter().zip(&theirs) {
            assert!(!mine.contains("word-1"), "{name} shows the other shop: {mine}");
            assert!(!other.contains("word-two"), "{name} shows the other shop: {other}");
        }
        let telling = before.iter().filter(|(_, mine)| mine.contains("word-two")).count();
        assert!(telling >= 14, "the snapshot has something to tell apart: {telling}");

        // Everything that changes something, in the first shop.
        let (who, id) = (customer_id(1), conversation_id(1));
        let tx = one.begin().await.unwrap();
        tx.shop_update(&Shop { name: "Changed".to_owned(), ..shop(1) }).await.unwrap();
        tx.catalogue_bump(1).await.unwrap();
        let mut changed = product(1, "new-handle");
        changed.variants.clear();
        tx.product_upsert_many(&[changed]).await.unwrap();
        tx.product_delete(product_id(2), at(9)).await.unwrap();
        assert!(tx.product_take(product_id(1), at(2), at(9)).await.unwrap());
        tx.collection_fill(collection_id(1), &[]).await.unwrap();
        tx.collection_put(&collection("changed")).await.unwrap();
        tx.collection_remove(collection_id(2)).await.unwrap();
        tx.media_set(media_id(1), MediaState::Failed, "changed").await.unwrap();
        tx.media_remove(media_id(2)).await.unwrap();
        tx.embeddings_put("m", vec![(product_id(1), [0; 16], vec![])]).await.unwrap();
        tx.import_progress(import_id(1), ImportState::Failed, &json!(1), &json!(1), at(9)).await.unwrap();
        tx.import_step(import_id(1), &[ImportState::Failed], ImportState::Undoing, at(9)).await.unwrap();
        tx.import_options(import_id(1), &json!("other")).await.unwrap();
        tx.import_issues_set(import_id(1), &json!("other")).await.unwrap();
        tx.import_changes_mark(import_id(1), &[product_id(1)], ChangeState::Left).await.unwrap();
        tx.import_step(import_id(1), &[ImportState::Undoing], ImportState::Undone, at(9)).await.unwrap();
        tx.import_changes_sweep(at(99)).await.unwrap();
        tx.import_remove(import_id(1)).await.unwrap();
        tx.message_close(message_id(2), &[], at(9)).await.unwrap();
        tx.message_add_customer(&written(9, 1, "more")).await.unwrap();
        tx.thread_save(id, b"other").await.unwrap();
        tx.voice_set(id, Voice::Human).await.unwrap();
        tx.wants_person_set(id, true).await.unwrap();
        tx.language_set(id, Language::French).await.unwrap();
        tx.preference_forget(who, "size").await.unwrap();
        tx.contact_add(id, "other", at(9)).await.unwrap();
        tx.product_events_add(id, turn_id(9), &[shown()], at(5)).await.unwrap();
        tx.event_add(Some(id), "more", json!(null), at(9)).await.unwrap();
        tx.event_add(None, "more", json!(null), at(9)).await.unwrap();
        tx.currency_set("EUR".parse().unwrap()).await.unwrap();
        tx.model_calls_add(&store::Occasion { turn: turn_id(9), ..occasion() }, &[call("more")]).await.unwrap();
        tx.message_add_member(&answered(10, 1, "more")).await.unwrap();
        tx.conversation_said(id, Author::Assistant, "more", Some(Intent::Gift)).await.unwrap();
        tx.floor_take(id, Some(member_id(9)), "Tom").await.unwrap();
        tx.seen_set(id, 99).await.unwrap();
        tx.conversation_close(id, true).await.unwrap();
        tx.needs_you_set(id, true).await.unwrap();
        tx.label_set(id, "word-two", true).await.unwrap();
        tx.label_set(id, "word-1", false).await.unwrap();
        tx.note_add(&note(2, "more")).await.unwrap();
        tx.canned_reply_remove(canned_reply_id(1)).await.unwrap();
        tx.inbound_done(inbound_id(1)).await.unwrap();
        tx.handoff_note(id, at(9)).await.unwrap();
        tx.search_miss_add(id, turn_id(9), &missed("more")).await.unwrap();
        tx.feedback_set(id, message_id(2), false, at(9)).await.unwrap();
        tx.figures_put(day(), &counted("more"), at(9)).await.unwrap();
        tx.figures_stale(day()).await.unwrap();
        tx.erase_key(who, at(9)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(one.ticket_take([1; 32], at(2)).await.unwrap(), Some(json!("word-1")));
        one.tickets_sweep(at(100)).await.unwrap();
        one.events_sweep(at(100)).await.unwrap();
        one.inbound_sweep(at(100)).await.unwrap();

        assert_eq!(look(&two).await, before);
        assert_eq!(store.shop_by_id(shop_id(2)).await.unwrap().unwrap().name, "Shop 2");
        assert_eq!(two.ticket_take([1; 32], at(2)).await.unwrap(), Some(json!("word-two")));

        // A worker serves both, and is told whose job it has.
        for _ in 0..2 {
            let claim = store.queue_claim("w", at(2), std::time::Duration::from_secs(9), None).await.unwrap().unwrap();
            let word = if claim.shop == shop_id(1) { "word-1" } else { "word-two" };
            assert_eq!(claim.job.payload, json!(word));
            let wrong = if claim.shop == shop_id(1) { &two } else { &one };
            let tx = wrong.begin().await.unwrap();
            assert!(matches!(tx.job_complete(&claim, at(2)).await, Err(Error::LeaseLost)));
        }
    }

    async fn another_shops_ids_are_no_ids(store: TestStore) {
        let one = with_shop(&store, 1).await;
        let two = with_shop(&store, 2).await;
        let empty = look(&two).await;
        fill(&store, &one, "word-1").await;
        assert_eq!(look(&two).await, empty);
        assert_eq!(two.ticket_take([1; 32], at(2)).await.unwrap(), None);
        assert_eq!(store.queue_lane_pending(shop_id(2), "conversation:1").await.unwrap(), 0);

        let (who, id) = (customer_id(1), conversation_id(1));
        macro_rules! refused {
            ($($name:literal: |$tx:ident| $write:expr,)*) => {$(
                let $tx = two.begin().await.unwrap();
                let answer = $write.await.map(drop);
                assert!(matches!(answer, Err(Error::NotFound)), "{}: {answer:?}", $name);
                // PostgreSQL takes nothing more in a transaction that failed.
                $tx.rollback().await.unwrap();
            )*};
        }
        let conversation = store::NewConversation {
            id: conversation_id(2),
            customer: who,
            channel: Channel::Widget,
            language: Language::English,
            practice: false,
            at: at(0),
        };
        refused! {
            "collection_fill": |tx| tx.collection_fill(collection_id(1), &[product_id(1)]),
            "media_set": |tx| tx.media_set(media_id(1), MediaState::Ready, ""),
            "embeddings_put": |tx| tx.embeddings_put("m", vec![(product_id(1), [0; 16], vec![])]),
            "import_progress": |tx| tx.import_progress(import_id(1), ImportState::Done, &json!(0), &json!(0), at(1)),
            "import_options": |tx| tx.import_options(import_id(1), &json!(0)),
            "import_issues_set": |tx| tx.import_issues_set(import_id(1), &json!(0)),
            "import_changes_add": |tx| tx.import_changes_add(import_id(1), vec![change("x")]),
            "identity_add": |tx| tx.identity_add(identity_id(2), who, Channel::Api, "x", at(0)),
            "conversation_add": |tx| tx.conversation_add(&conversation),
            "message_add_customer": |tx| tx.message_add_customer(&written(3, 1, "x")),
            "message_open_assistant": |tx| tx.message_open_assistant(id, turn_id(2), message_id(3), at(1)),
            "message_part_add": |tx| tx.message_part_add(message_id(2), 1, &text("x")),
            "message_close": |tx| tx.message_close(message_id(2), &[], at(1)),
            "thread_save": |tx| tx.thread_save(id, b"x"),
            "voice_set": |tx| tx.voice_set(id, Voice::Human),
            "wants_person_set": |tx| tx.wants_person_set(id, true),
            "language_set": |tx| tx.language_set(id, Language::French),
            "preference_set": |tx| tx.preference_set(who, "size", "x", None, at(1)),
            "contact_add": |tx| tx.contact_add(id, "x", at(1)),
            "execution_add": |tx| tx.execution_add(&execution("x")),
            "model_calls_add": |tx| tx.model_calls_add(&occasion(), &[call("x")]),
            "product_events_add": |tx| tx.product_events_add(id, turn_id(1), &[shown()], at(1)),
            "event_add": |tx| tx.event_add(Some(id), "x", json!(null), at(1)),
            "message_add_member": |tx| tx.message_add_member(&answered(3, 1, "x")),
            "conversation_said": |tx| tx.conversation_said(id, Author::Member, "x", None),
            "floor_take": |tx| tx.floor_take(id, None, "x"),
            "needs_you_set": |tx| tx.needs_you_set(id, true),
            "conversation_close": |tx| tx.conversation_close(id, true),
            "label_set": |tx| tx.label_set(id, "x", true),
            "label_set off": |tx| tx.label_set(id, "word-1", false),
            "note_add": |tx| tx.note_add(&note(3, "x")),
            "feedback_set": |tx| tx.feedback_set(id, message_id(2), true, at(9)),
            "search_miss_add": |tx| tx.search_miss_add(id, turn_id(1), &missed("x")),
            "inbound_done": |tx| tx.inbound_done(inbound_id(1)),
            "erase_key": |tx| tx.erase_key(who, at(1)),
        }
        let tx = two.begin().await.unwrap();
        assert!(!tx.product_delete(product_id(1), at(1)).await.unwrap());
        assert!(!tx.import_step(import_id(1), &[ImportState::Running], ImportState::Done, at(1)).await.unwrap());
        assert!(!tx.import_remove(import_id(1)).await.unwrap());
        assert!(!tx.product_take(product_id(1), at(2), at(3)).await.unwrap());
        assert!(!tx.collection_remove(collection_id(1)).await.unwrap());
        assert!(!tx.preference_forget(who, "size").await.unwrap());
        assert!(!tx.seen_set(id, 1).await.unwrap());
        assert!(!tx.canned_reply_remove(canned_reply_id(1)).await.unwrap());
        assert!(tx.conversation_lock(id).await.unwrap().is_none());
    }
}
