//! The inbox: what the list shows of each conversation, who waits for whom, labels, notes, what was seen.

use serde_json::json;
use store::{Added, Error, ShopStore, testing::TestStore};
use types::inbox::{CannedReply, Row, Wanted, Which};

use crate::*;

async fn row(shop: &ShopStore, n: u64) -> Row {
    shop.inbox_rows(&[conversation_id(n)]).await.unwrap().pop().unwrap()
}

/// Conversations 1 to `n` with a message each, the later the newer.
async fn with_many(store: &TestStore, n: u64) -> ShopStore {
    let shop = with_shop(store, 1).await;
    for n in 1..=n {
        let tx = shop.begin().await.unwrap();
        converse(&tx, n, n, n == 3).await;
        tx.message_add_customer(&written(n, n, &format!("word {n}"))).await.unwrap();
        tx.commit().await.unwrap();
    }
    shop
}

async fn found(shop: &ShopStore, wanted: Wanted) -> Vec<u64> {
    let rows = shop.inbox_list(&wanted, 50).await.unwrap().rows;
    (1..=9).flat_map(|n| rows.iter().filter(move |row| row.id == conversation_id(n)).map(move |_| n)).collect()
}

store::on_both! {
    async fn the_list_shows_what_was_said_last(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let id = conversation_id(1);
        assert!(shop.inbox_list(&Wanted::default(), 9).await.unwrap().rows.is_empty(), "nothing was said yet");
        let tx = shop.begin().await.unwrap();
        tx.message_add_customer(&written(1, 1, "  a\n blue   dress ")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(row(&shop, 1).await.preview, "a blue dress");
        let tx = shop.begin().await.unwrap();
        tx.conversation_said(id, Author::Assistant, &"Ä".repeat(500), Some(Intent::ProductSearch)).await.unwrap();
        tx.conversation_said(id, Author::Assistant, &"Ä".repeat(500), None).await.unwrap();
        tx.commit().await.unwrap();
        let now = row(&shop, 1).await;
        assert_eq!((now.preview.chars().count(), now.intent, now.needs_you), (140, Some(Intent::ProductSearch), false));
        assert_eq!(now.last_at, at(1));
        // Of an erased customer the row stays, its words are gone.
        let tx = shop.begin().await.unwrap();
        tx.erase_key(customer_id(1), at(9)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(row(&shop, 1).await.preview, "");
        assert!(shop.inbox_texts(&[id]).await.unwrap().is_empty());
    }

    async fn who_waits_for_a_person_is_counted(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let id = conversation_id(1);
        macro_rules! step {
            ($what:literal, $needs:literal, |$tx:ident| $($do:expr),*) => {{
                let $tx = shop.begin().await.unwrap();
                $($do.await.unwrap();)*
                $tx.commit().await.unwrap();
                assert_eq!(shop.needs_you_count().await.unwrap(), $needs, $what);
            }};
        }
        step!("the assistant answers", 0, |tx| tx.message_add_customer(&written(1, 1, "hi")));
        step!("asked for a person", 1, |tx| tx.wants_person_set(id, true));
        step!("somebody has the floor and has said nothing", 1, |tx| tx.floor_take(id, Some(member_id(1)), "Tom"));
        step!("answered", 0, |tx| tx.message_add_member(&answered(2, 1, "Hello")));
        step!("the customer goes on", 1, |tx| tx.message_add_customer(&written(3, 1, "and?")));
        step!("closed", 0, |tx| tx.conversation_close(id, true));
        step!("handed back, written, taken again unanswered", 1, |tx| tx.voice_set(id, Voice::Assistant),
            tx.message_add_customer(&written(4, 1, "hm")), tx.floor_take(id, None, "Tom"));
        assert_eq!(row(&shop, 1).await.state, ConversationState::Open, "who writes opens it again");
        step!("practice does not count", 1, |tx| converse2(&tx));
    }

    async fn the_floor_is_one_members(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let id = conversation_id(1);
        let tx = shop.begin().await.unwrap();
        tx.message_add_customer(&written(1, 1, "hi")).await.unwrap();
        let first = tx.floor_take(id, Some(member_id(1)), "Tom").await.unwrap();
        let second = tx.floor_take(id, Some(member_id(2)), "Inès").await.unwrap();
        assert_eq!(first, second, "the assistant was silenced by the first already");
        tx.commit().await.unwrap();
        let now = row(&shop, 1).await;
        assert_eq!(now.holder.map(|holder| (holder.member, holder.name)), Some((Some(member_id(2)), "Inès".to_owned())));
        assert_eq!(shop.handed_over_count().await.unwrap(), 1);
        let tx = shop.begin().await.unwrap();
        assert_eq!(tx.voice_set(id, Voice::Assistant).await.unwrap(), second + 1);
        tx.commit().await.unwrap();
        assert_eq!((row(&shop, 1).await.holder, shop.handed_over_count().await.unwrap()), (None, 0));
    }

    async fn the_list_is_filtered(store: TestStore) {
        let shop = with_many(&store, 5).await;
        let tx = shop.begin().await.unwrap();
        tx.label_set(conversation_id(1), "vip", true).await.unwrap();
        tx.label_set(conversation_id(2), "vip", true).await.unwrap();
        tx.label_set(conversation_id(2), "vip", true).await.unwrap();
        tx.label_set(conversation_id(2), "late", true).await.unwrap();
        tx.label_set(conversation_id(1), "vip", false).await.unwrap();
        tx.conversation_said(conversation_id(4), Author::Assistant, "x", Some(Intent::Gift)).await.unwrap();
        tx.wants_person_set(conversation_id(4), true).await.unwrap();
        tx.floor_take(conversation_id(5), None, "Tom").await.unwrap();
        tx.message_add_member(&answered(50, 5, "Hello")).await.unwrap();
        tx.conversation_close(conversation_id(1), true).await.unwrap();
        tx.commit().await.unwrap();
        let wanted = Wanted::default;
        for (wanted, expected) in [
            (wanted(), vec![1, 2, 4, 5]),
            (Wanted { practice: true, ..wanted() }, vec![3]),
            (Wanted { which: Which::NeedsYou, ..wanted() }, vec![4]),
            (Wanted { which: Which::HandedOver, ..wanted() }, vec![5]),
            (Wanted { which: Which::Closed, ..wanted() }, vec![1]),
            (Wanted { label: Some("vip".to_owned()), ..wanted() }, vec![2]),
            (Wanted { label: Some("vi".to_owned()), ..wanted() }, vec![]),
            (Wanted { intent: Some(Intent::Gift), ..wanted() }, vec![4]),
            (Wanted { channel: Some(Channel::Widget), ..wanted() }, vec![1, 2, 4, 5]),
            (Wanted { channel: Some(Channel::Api), ..wanted() }, vec![]),
        ] {
            assert_eq!(found(&shop, wanted.clone()).await, expected, "{wanted:?}");
            for row in shop.inbox_rows(&(1..=5).map(conversation_id).collect::<Vec<_>>()).await.unwrap() {
                let listed = expected.iter().any(|n| row.id == conversation_id(*n));
                assert_eq!(wanted.fits(&row), listed, "{wanted:?} {row:?}");
            }
        }
        assert_eq!(shop.labels(9).await.unwrap(), ["late", "vip"]);
        assert_eq!(row(&shop, 2).await.labels, ["late", "vip"]);
        assert_eq!(shop.inbox_by_label("vi", 9).await.unwrap(), [conversation_id(2)]);
        // Pages, newest first.
        let page = |page| Wanted { page, ..wanted() };
        let first = shop.inbox_list(&page(0), 3).await.unwrap();
        let second = shop.inbox_list(&page(1), 3).await.unwrap();
        let ids: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.id).collect();
        assert_eq!((ids, first.more, second.more), ([5, 4, 2, 1].map(conversation_id).to_vec(), true, false));
    }

    async fn words_are_found_by_reading(store: TestStore) {
        let shop = with_many(&store, 2).await;
        let tx = shop.begin().await.unwrap();
        let opened = tx.message_open_assistant(conversation_id(1), turn_id(1), message_id(20), at(20)).await.unwrap();
        tx.message_part_add(opened.id, 0, &text("Found one")).await.unwrap();
        tx.contact_add(conversation_id(2), "Ann@Example.com", at(1)).await.unwrap();
        tx.commit().await.unwrap();
        let mut texts = shop.inbox_texts(&[conversation_id(1), conversation_id(2)]).await.unwrap();
        assert_eq!(texts.remove(&conversation_id(1)).unwrap(), ["word 1", "Found one"]);
        assert_eq!(texts.remove(&conversation_id(2)).unwrap(), ["word 2"]);
        assert_eq!(shop.inbox_by_contact("ann@example.com", 9).await.unwrap(), [conversation_id(2)]);
        assert!(shop.inbox_by_contact("ann@example", 9).await.unwrap().is_empty());
        let wanted = Wanted::default();
        let dated = shop.inbox_newest(&wanted, None, 9).await.unwrap();
        assert_eq!(dated.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [conversation_id(1), conversation_id(2)]);
        assert_eq!(shop.inbox_newest(&wanted, None, 1).await.unwrap(), dated[..1]);
        assert_eq!(shop.inbox_newest(&wanted, Some(dated[1].1), 9).await.unwrap(), dated[1..]);
        let closed = Wanted { which: Which::Closed, ..wanted };
        assert_eq!(shop.inbox_newest(&closed, None, 9).await.unwrap(), []);
    }

    async fn notes_are_kept_once_and_forgotten_with_the_customer(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let note = store::NewNote {
            id: note_id(1),
            conversation: conversation_id(1),
            kind: NoteKind::Note,
            member: Some(member_id(1)),
            name: "Tom Reyes".to_owned(),
            text: "Third time this week".to_owned(),
            at: at(5),
        };
        let tx = shop.begin().await.unwrap();
        assert!(tx.note_add(&note).await.unwrap());
        assert!(!tx.note_add(&note).await.unwrap());
        let took = store::NewNote { id: note_id(2), kind: NoteKind::Took, text: String::new(), at: at(4), ..note };
        tx.note_add(&took).await.unwrap();
        tx.commit().await.unwrap();
        let notes = shop.notes(conversation_id(1)).await.unwrap();
        let told: Vec<_> = notes.iter().map(|note| (note.kind, note.text.as_str())).collect();
        assert_eq!(told, [(NoteKind::Took, ""), (NoteKind::Note, "Third time this week")]);
        let tx = shop.begin().await.unwrap();
        tx.erase_key(customer_id(1), at(9)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(shop.notes(conversation_id(1)).await, Err(Error::Unsealable(_))));
    }

    async fn what_was_seen_only_grows(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let id = conversation_id(1);
        let tx = shop.begin().await.unwrap();
        tx.message_add_customer(&written(1, 1, "hi")).await.unwrap();
        assert_eq!(tx.message_add_member(&answered(2, 1, "Hello")).await.unwrap(), Added::New { seq: 2 });
        assert!(matches!(tx.message_add_member(&answered(2, 1, "Hello")).await.unwrap(), Added::Duplicate { .. }));
        tx.message_add_member(&answered(3, 1, "Still there?")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.unread_count(id).await.unwrap(), 2);
        for (seq, news, unread) in [(2, true, 1), (2, false, 1), (1, false, 1), (99, true, 0), (99, false, 0), (-1, false, 0)] {
            let tx = shop.begin().await.unwrap();
            assert_eq!(tx.seen_set(id, seq).await.unwrap(), news, "{seq}");
            tx.commit().await.unwrap();
            assert_eq!(shop.unread_count(id).await.unwrap(), unread, "{seq}");
        }
        assert_eq!(shop.conversation(id).await.unwrap().unwrap().seen_seq, 3);
        let said = shop.messages(id, 9).await.unwrap();
        assert_eq!((said[1].author, said[1].name.as_deref()), (Author::Member, Some("Tom")));
        assert!(shop.member_wrote(id).await.unwrap());
    }

    async fn old_events_and_deliveries_are_swept(store: TestStore) {
        let shop = with_many(&store, 1).await;
        let id = conversation_id(1);
        let tx = shop.begin().await.unwrap();
        for n in 1..=3 {
            tx.event_add(Some(id), "x", json!({}), at(n * 100)).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(shop.inbox_touched(at(250)).await.unwrap(), [(id, 3)]);
        assert!(shop.inbox_touched(at(301)).await.unwrap().is_empty());
        assert_eq!(shop.events_sweep(at(300)).await.unwrap(), 2);
        let left: Vec<_> = shop.events_after(Some(id), 0, 9).await.unwrap().iter().map(|event| event.seq).collect();
        assert_eq!(left, [3]);
        for n in 1..=2 {
            let event = store::NewInbound {
                id: inbound_id(n),
                source: "widget".to_owned(),
                external_id: n.to_string(),
                lane: "lane".to_owned(),
                body: vec![1],
                job: job_id(n),
                payload: json!({}),
            };
            store.inbound_accept(shop_id(1), vec![event], at(1)).await.unwrap();
        }
        let tx = shop.begin().await.unwrap();
        tx.inbound_done(inbound_id(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.inbound_sweep(at(9)).await.unwrap(), 1, "what waits stays");
        assert!(shop.inbound(inbound_id(2)).await.unwrap().is_some());
    }

    async fn canned_replies_are_replaced_and_removed(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let reply = |n, name: &str| CannedReply { id: canned_reply_id(n), name: name.to_owned(), text: "Hi".to_owned() };
        let tx = shop.begin().await.unwrap();
        for one in [reply(1, "b"), reply(2, "a"), reply(1, "c")] {
            tx.canned_reply_put(&one, at(1)).await.unwrap();
        }
        assert_eq!(tx.canned_replies().await.unwrap(), [reply(2, "a"), reply(1, "c")]);
        assert!(tx.canned_reply_remove(canned_reply_id(2)).await.unwrap());
        assert!(!tx.canned_reply_remove(canned_reply_id(2)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(shop.canned_replies().await.unwrap(), [reply(1, "c")]);
    }
}

/// A practice conversation that wants a person.
async fn converse2(tx: &store::Tx) -> store::Result<()> {
    converse(tx, 2, 2, true).await;
    tx.wants_person_set(conversation_id(2), true).await
}

/// 20,000 conversations of five messages: how long the list takes. `--ignored --nocapture` shows it.
async fn measure(store: TestStore) {
    let shop = with_shop(&store, 1).await;
    for some in 0..200u64 {
        let tx = shop.begin().await.unwrap();
        for n in some * 100 + 1..=some * 100 + 100 {
            converse(&tx, n, n, n % 50 == 0).await;
            tx.thread_save(conversation_id(n), &[7; 3_000]).await.unwrap();
            for m in 0..5 {
                let (id, text) = (n * 5 + m, format!("message {m} of {n}, with some words around it"));
                let mut message = written(id, n, &text);
                message.at = at((id * 7919 % 1_000_000) as i64);
                tx.message_add_customer(&message).await.unwrap();
                tx.event_add(Some(conversation_id(n)), "message", json!({}), message.at).await.unwrap();
            }
            let intent = Intent::ALL[(n % 12) as usize];
            tx.conversation_said(conversation_id(n), Author::Assistant, "Here are three of them", Some(intent))
                .await
                .unwrap();
            if n % 400 == 0 {
                tx.wants_person_set(conversation_id(n), true).await.unwrap();
            }
            if n % 500 == 0 {
                tx.label_set(conversation_id(n), "rare", true).await.unwrap();
            }
            if n % 3 == 0 {
                tx.label_set(conversation_id(n), "often", true).await.unwrap();
            }
        }
        tx.commit_soft().await.unwrap();
    }
    let wanted = Wanted::default;
    for (name, wanted) in [
        ("all", wanted()),
        ("needs you", Wanted { which: Which::NeedsYou, ..wanted() }),
        ("closed", Wanted { which: Which::Closed, ..wanted() }),
        ("intent", Wanted { intent: Some(Intent::Gift), ..wanted() }),
        ("channel", Wanted { channel: Some(Channel::Api), ..wanted() }),
        ("channel and intent", Wanted { channel: Some(Channel::Widget), intent: Some(Intent::Gift), ..wanted() }),
        ("rare label", Wanted { label: Some("rare".to_owned()), ..wanted() }),
        ("often label", Wanted { label: Some("often".to_owned()), ..wanted() }),
        ("last page", Wanted { page: 390, ..wanted() }),
    ] {
        let mut times = Vec::new();
        for _ in 0..40 {
            let begun = std::time::Instant::now();
            shop.inbox_list(&wanted, 50).await.unwrap();
            shop.needs_you_count().await.unwrap();
            shop.handed_over_count().await.unwrap();
            shop.labels(30).await.unwrap();
            times.push(begun.elapsed());
        }
        times.sort();
        println!("{name}: median {:?}, p95 {:?}", times[20], times[38]);
    }
    let begun = std::time::Instant::now();
    let newest = shop.inbox_newest(&Wanted::default(), None, 500).await.unwrap();
    let newest: Vec<_> = newest.into_iter().map(|(id, _)| id).collect();
    let texts = shop.inbox_texts(&newest).await.unwrap();
    println!("words of {} conversations: {:?}", texts.len(), begun.elapsed());
    let begun = std::time::Instant::now();
    println!("touched: {} in {:?}", shop.inbox_touched(at(999_900)).await.unwrap().len(), begun.elapsed());
}

#[tokio::test]
#[ignore = "a figure, not a check"]
async fn how_long_the_list_takes_on_sqlite() {
    measure(store::testing::store().await.unwrap()).await;
}

#[tokio::test]
#[ignore = "a figure, not a check"]
async fn how_long_the_list_takes_on_postgres() {
    if let Some(store) = store::testing::postgres().await.unwrap() {
        measure(store).await;
    }
}
