//! The inbox: a member sees conversations, takes the floor, writes, hands back; what the shopper sees of it, and what not.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use engine::{accounts, shops, widget};
use types::{
    Author, ConversationId, ConversationState, NoteKind, Role, Voice,
    chat::ChatEvent,
    inbox::{CannedReply, Changes, List, Told},
};

use crate::{
    app::{SITE, Shopper, TestApp, conversation, fixture, request},
    member::Member,
    stream::Listening,
};

/// A member called `name`, logged in.
async fn colleague<'a>(app: &'a TestApp, name: &str, role: Role) -> Member<'a> {
    let cx = shops::find(&app.engine, "orchard").await.unwrap();
    let email = format!("{}@orchard.example", name.split(' ').next().unwrap().to_lowercase());
    let id = accounts::add(&cx, &email, name, role, None).await.unwrap();
    app.browser_of(id).await
}

async fn asks(member: &Member<'_>, call: &str, fields: &[(&str, &str)]) -> serde_json::Value {
    let mut all = vec![("shop", "orchard")];
    all.extend(fields);
    let answer = member.call(&format!("/api/inbox/{call}"), &all).await;
    assert_eq!(answer.status, StatusCode::OK, "{call}: {}", answer.body);
    answer.json()
}

async fn does(member: &Member<'_>, call: &str, id: ConversationId, more: &[(&str, &str)]) -> Changes {
    let id = id.to_string();
    let mut fields = vec![("id", id.as_str()), ("after", "0")];
    fields.extend(more);
    serde_json::from_value(asks(member, call, &fields).await).unwrap()
}

async fn thread(member: &Member<'_>, id: ConversationId) -> Changes {
    serde_json::from_value(asks(member, "thread", &[("id", &id.to_string()), ("whole", "false")]).await).unwrap()
}

async fn lists(member: &Member<'_>, more: &[(&str, &str)]) -> List {
    let mut fields =
        vec![("wanted[which]", "all"), ("wanted[practice]", "false"), ("wanted[text]", ""), ("wanted[page]", "0")];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    serde_json::from_value(asks(member, "list", &fields).await).unwrap()
}

async fn unread(app: &TestApp, shopper: &Shopper) -> u32 {
    serde_json::from_value::<widget::Session>(shopper.begins(app).await.json()).unwrap().unread
}

fn said(changes: &Changes) -> Vec<(Author, String)> {
    let text = |message: &types::chat::ChatMessage| message.parts.first().map(|part| part.text().to_owned());
    changes.messages.iter().map(|message| (message.author, text(message).unwrap_or_default())).collect()
}

/// Listens to what happens in the shop.
async fn listen(app: &TestApp, member: &Member<'_>, query: &str, headers: &[(&str, &str)]) -> Listening<Told> {
    let asked = member.own(request(Method::GET, &format!("/s/orchard/live{query}"), headers, Body::empty()));
    Listening::open(app, asked).await
}

on_both! {
    async fn a_person_takes_over_writes_and_hands_back(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        shopper.asks(&app, "show me mugs").await;
        let id = conversation(&app, &shopper).await;
        let row = &lists(&tom, &[]).await.rows[0];
        assert_eq!((row.id, row.needs_you, row.holder.as_ref(), row.intent), (id, false, None, Some(types::Intent::ProductSearch)));

        let taken = does(&tom, "take", id, &[]).await;
        assert_eq!((taken.head.row.voice, taken.head.row.holder.as_ref().unwrap().name.as_str()), (Voice::Human, "Tom"));
        assert_eq!(taken.head.notes.last().map(|note| (note.kind, note.by.as_str())), Some((NoteKind::Took, "Tom Reyes")));
        shopper.asks(&app, "anybody there?").await;
        let waiting = thread(&tom, id).await;
        assert_eq!((waiting.messages.len(), waiting.head.looking, waiting.head.row.needs_you), (3, false, true), "{waiting:?}");

        let (client, text) = (("client_id", "c1"), ("text", "  Hi, I am here.\nWhat can I do?  "));
        does(&tom, "reply", id, &[client, text]).await;
        let answered = does(&tom, "reply", id, &[client, text]).await;
        assert_eq!(answered.messages.len(), 4, "sent twice, said once");
        assert!(!answered.head.row.needs_you);
        let seen = shopper.thread(&app).await;
        let last = seen.messages.last().unwrap();
        assert_eq!((last.author, last.name.as_deref(), last.parts[0].text()), (Author::Member, Some("Tom"), "Hi, I am here.\nWhat can I do?"));
        let events = widget::events(&app.engine, &shopper.token, 0, 0).await.unwrap();
        assert!(events.iter().any(|(_, event)| matches!(event, ChatEvent::Message { message } if message.author == Author::Member)));

        let back = does(&tom, "hand-back", id, &[]).await;
        assert_eq!((back.head.row.voice, back.head.row.holder.is_none()), (Voice::Assistant, true));
        shopper.asks(&app, "show me scarves").await;
        assert_eq!(thread(&tom, id).await.messages.last().map(|message| message.author), Some(Author::Assistant));
        assert_eq!(app.dead().await, 0);
    }

    async fn a_reply_in_flight_is_dropped_when_a_person_takes_the_floor(database) {
        // No turn is quick: every piece is stored before it is shown.
        let settings = engine::Settings { quick: Duration::ZERO, ..engine::Settings::default() };
        let app = TestApp::open_with(database, settings, None).await;
        app.add_shop("orchard", SITE).await.imports(&fixture("catalogue.csv")).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        let mut silenced = 0;
        for moment in (0..60).cycle().take(180) {
            let shopper = app.shopper("orchard", SITE).await;
            shopper.asks(&app, "hello").await;
            shopper.writes(&app, "blue dress under $60, size M").await;
            let id = conversation(&app, &shopper).await;
            let mut turn = Box::pin(engine::jobs::work(&app.engine, None));
            let over = tokio::time::timeout(Duration::from_micros(500 * moment), &mut turn).await.is_ok();
            // Both go on: who waits for whom is the database's to say.
            let rest = async {
                if !over {
                    let _ = turn.await;
                }
            };
            let taken = does(&tom, "reply", id, &[("client_id", "x"), ("text", "I am here")]);
            let ((), _) = tokio::join!(rest, taken);
            app.clock.advance(Duration::from_secs(11));
            app.run_jobs().await;
            let events = widget::events(&app.engine, &shopper.token, 0, 0).await.unwrap();
            let floor = events.iter().position(|(_, event)| matches!(event, ChatEvent::Voice { voice: Voice::Human })).unwrap();
            let pieces = |events: &[(i64, ChatEvent)]| events.iter().filter(|(_, event)| matches!(event, ChatEvent::Part { .. })).count();
            assert_eq!(pieces(&events[floor..]), 0, "after {moment}: nothing is said once a person has the floor");
            let thread = shopper.thread(&app).await;
            let (own, replies): (Vec<_>, Vec<_>) = thread.messages.iter().skip(2).partition(|message| message.author != Author::Assistant);
            assert_eq!(own.len(), 2, "{thread:?}");
            let out: usize = replies.iter().map(|reply| reply.parts.len()).sum();
            let before = pieces(&events[..floor]);
            assert!(out <= before && replies.iter().all(|reply| !reply.open), "after {moment}: {out} pieces stand, {before} were out: {thread:?}");
            silenced += u32::from(replies.is_empty());
            if silenced >= 3 && moment > 10 {
                break;
            }
        }
        assert!(silenced >= 3, "the floor was taken in time {silenced} times");
        assert_eq!(app.dead().await, 0);
    }

    async fn two_members_see_each_other(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let (tom, ines) = (colleague(&app, "Tom Reyes", Role::Staff).await, colleague(&app, "Inès Moreau", Role::Owner).await);
        shopper.asks(&app, "hello").await;
        let id = conversation(&app, &shopper).await;
        does(&tom, "reply", id, &[("client_id", "1"), ("text", "Hi")]).await;
        let fields = [("shop", "orchard"), ("id", &id.to_string()), ("after", "0"), ("client_id", "2"), ("text", "Me too")];
        let refused = ines.call("/api/inbox/reply", &fields).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "conflict"), "{}", refused.body);
        assert!(refused.body.contains("Tom has the floor"), "{}", refused.body);
        let mut late = fields;
        late[3].1 = "3";
        let taken = does(&ines, "take", id, &[]).await;
        assert_eq!(taken.head.row.holder.unwrap().name, "Inès");
        does(&ines, "reply", id, &[("client_id", "2"), ("text", "Me too")]).await;
        assert_eq!(tom.call("/api/inbox/reply", &late).await.status, StatusCode::CONFLICT, "now it is the other way round");
        let script: Vec<_> = said(&thread(&tom, id).await).into_iter().filter(|(author, _)| *author == Author::Member).collect();
        assert_eq!(script, [(Author::Member, "Hi".to_owned()), (Author::Member, "Me too".to_owned())]);
    }

    async fn a_member_without_a_name_speaks_as_the_shop(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = app.member("tom@orchard.example", "orchard", Role::Staff).await;
        shopper.asks(&app, "hello").await;
        let id = conversation(&app, &shopper).await;
        let changes = does(&tom, "reply", id, &[("client_id", "1"), ("text", "Hi")]).await;
        assert_eq!(changes.head.notes[0].by, "tom@orchard.example", "in the house one knows who it was");
        let thread = shopper.thread(&app).await;
        assert_eq!(thread.messages.last().unwrap().name.as_deref(), Some("Orchard Lane"));
        assert!(!serde_json::to_string(&thread).unwrap().contains("tom@"));
    }

    async fn who_waits_is_counted_until_a_person_has_answered(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        shopper.asks(&app, "can I talk to a person?").await;
        let id = conversation(&app, &shopper).await;
        assert!(shopper.thread(&app).await.wants_contact);
        assert_eq!(lists(&tom, &[("wanted[which]", "needs_you")]).await.rows[0].id, id);
        does(&tom, "take", id, &[]).await;
        assert_eq!(lists(&tom, &[]).await.needs_you, 1, "nothing was answered yet");
        assert!(!shopper.thread(&app).await.wants_contact, "a person is here");
        does(&tom, "reply", id, &[("client_id", "1"), ("text", "Yes, here")]).await;
        let list = lists(&tom, &[]).await;
        assert_eq!((list.needs_you, list.handed_over), (0, 1));
        does(&tom, "hand-back", id, &[]).await;
        let thread = shopper.thread(&app).await;
        assert!(!thread.wants_contact && !thread.looking, "who was answered is not asked for an address: {thread:?}");
        // The frame of every page says the same number.
        shopper.calls(&app, "person", &[("look", "")]).await;
        let page = tom.get("/s/orchard").await.body;
        assert!(page.contains("1 need you"), "{page}");
    }

    async fn notes_and_labels_stay_in_the_house(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        shopper.asks(&app, "hello").await;
        let id = conversation(&app, &shopper).await;
        let before = shopper.thread(&app).await;
        does(&tom, "note", id, &[("client_id", "n"), ("text", "Secret words")]).await;
        does(&tom, "note", id, &[("client_id", "n"), ("text", "Secret words")]).await;
        does(&tom, "label", id, &[("label", " Hidden  Label "), ("on", "true")]).await;
        let changes = does(&tom, "label", id, &[("label", "blurple"), ("on", "true")]).await;
        assert_eq!(changes.head.row.labels, ["blurple", "hidden label"]);
        assert_eq!(changes.head.notes.iter().filter(|note| note.text == "Secret words").count(), 1);
        let after = shopper.thread(&app).await;
        assert_eq!(after.messages, before.messages);
        let mut shown = serde_json::to_string(&after).unwrap();
        let events = widget::events(&app.engine, &shopper.token, 0, 0).await.unwrap();
        shown.push_str(&serde_json::to_string(&events).unwrap());
        let page = shopper.enters(&app, &serde_json::from_value::<widget::Session>(shopper.begins(&app).await.json()).unwrap().ticket).await;
        shown.push_str(&page.body);
        for secret in ["Secret", "hidden label", "Hidden", "blurple", "Reyes"] {
            assert!(!shown.contains(secret), "{secret} reached the shopper: {shown}");
        }
        does(&tom, "label", id, &[("label", "blurple"), ("on", "false")]).await;
        assert_eq!(lists(&tom, &[("wanted[label]", "hidden label")]).await.rows.len(), 1);
        assert_eq!(lists(&tom, &[("wanted[label]", "blurple")]).await.rows.len(), 0);
    }

    async fn what_the_shopper_has_seen_is_known(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        shopper.asks(&app, "hello").await;
        let id = conversation(&app, &shopper).await;
        assert_eq!(unread(&app, &shopper).await, 1, "the page has not said that it showed anything");
        assert_eq!(shopper.calls(&app, "seen", &[("seq", "2")]).await.status, StatusCode::OK);
        assert_eq!(unread(&app, &shopper).await, 0);
        does(&tom, "reply", id, &[("client_id", "1"), ("text", "Hi")]).await;
        does(&tom, "reply", id, &[("client_id", "2"), ("text", "Still there?")]).await;
        assert_eq!((unread(&app, &shopper).await, thread(&tom, id).await.head.seen), (2, 2));
        shopper.calls(&app, "seen", &[("seq", "999")]).await;
        assert_eq!((unread(&app, &shopper).await, thread(&tom, id).await.head.seen), (0, 4));
        assert_eq!(shopper.thread(&app).await.seen, 4);
    }

    async fn what_the_shopper_thinks_of_a_reply_is_told(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        shopper.asks(&app, "show me mugs").await;
        let id = conversation(&app, &shopper).await;
        let before = thread(&tom, id).await;
        assert_eq!(before.head.thumbs, []);
        let reply = before.messages.last().unwrap().id;
        for (up, news) in [("true", 1), ("true", 1), ("false", 2)] {
            let rated = shopper.calls(&app, "rate", &[("message", &reply.to_string()), ("up", up)]).await;
            assert_eq!(rated.status, StatusCode::OK, "{}", rated.body);
            let after = thread(&tom, id).await;
            assert_eq!(after.head.thumbs, [(reply, up == "true")]);
            assert_eq!(after.last_event, before.last_event + news, "the same twice is no news");
        }
    }

    async fn a_closed_conversation_opens_with_the_next_message(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        shopper.asks(&app, "can I talk to a person?").await;
        let id = conversation(&app, &shopper).await;
        does(&tom, "take", id, &[]).await;
        let closed = does(&tom, "close", id, &[("closed", "true")]).await;
        assert_eq!((closed.head.row.state, closed.head.row.voice, closed.head.row.needs_you), (ConversationState::Closed, Voice::Assistant, false));
        assert_eq!(lists(&tom, &[("wanted[which]", "closed")]).await.rows.len(), 1);
        shopper.asks(&app, "show me mugs").await;
        let open = thread(&tom, id).await;
        assert_eq!((open.head.row.state, open.messages.last().unwrap().author), (ConversationState::Open, Author::Assistant));
        let kinds: Vec<_> = open.head.notes.iter().map(|note| note.kind).collect();
        assert_eq!(kinds, [NoteKind::Took, NoteKind::Closed]);
    }

    async fn conversations_are_found(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        let other = app.shopper("orchard", SITE).await;
        shopper.asks(&app, "a present for my aunt Mathilde").await;
        other.asks(&app, "show me mugs").await;
        app.clock.advance(Duration::from_secs(60));
        shopper.calls(&app, "contact", &[("email", "Ann@Example.com"), ("look", "")]).await;
        let (one, two) = (conversation(&app, &shopper).await, conversation(&app, &other).await);
        does(&tom, "label", two, &[("label", "wholesale"), ("on", "true")]).await;
        let (_, practice) = engine::converse::open(&shop.cx, types::Channel::Api, "me", true).await.unwrap();
        crate::app::tell(&shop, practice, "1", "aunt Mathilde").await;
        let id = two.to_string();
        let product = shown_to(&app, &other).await;
        for (text, expected) in [
            ("MATHILDE aunt", vec![one]),
            ("mathilde uncle", vec![]),
            ("whole", vec![two]),
            (id.as_str(), vec![two]),
            ("ann@example.com", vec![one]),
            ("ann@example", vec![]),
            ("cnv_0192f6a0000070008000000000000000", vec![]),
        ] {
            let found = lists(&tom, &[("wanted[text]", text)]).await;
            let ids: Vec<_> = found.rows.iter().map(|row| row.id).collect();
            assert_eq!(ids, expected, "{text}");
            if !text.starts_with("cnv_") {
                assert_eq!(found.searched.map(|searched| searched.older), Some(None), "{text}");
            }
        }
        // The search goes on where it ended, by words alone.
        let at = lists(&tom, &[("wanted[text]", "mathilde")]).await.rows[0].last_at.timestamp_micros();
        for (text, until, expected) in [("mathilde", at, 1), ("mathilde", at - 1, 0), ("whole", at, 0), ("mugs", at, 1)] {
            let older = lists(&tom, &[("wanted[text]", text), ("wanted[until]", &until.to_string())]).await;
            assert_eq!(older.rows.len(), expected, "{text} until {until}");
            assert_eq!(older.searched.unwrap().older, None);
        }
        assert!(lists(&tom, &[("wanted[text]", &product)]).await.rows.iter().any(|row| row.id == two), "{product}");
        assert_eq!(lists(&tom, &[("wanted[text]", "mathilde"), ("wanted[practice]", "true")]).await.rows[0].id, practice);
        assert!(lists(&tom, &[]).await.rows.iter().all(|row| row.id != practice));
        let cx = shops::find(&app.engine, "orchard").await.unwrap();
        let goals = engine::inbox::goals(&cx, "ANN@example.com").await.unwrap();
        assert_eq!(goals.len(), 1);
        assert_eq!((goals[0].page.clone(), goals[0].more.clone()), (format!("conversations/{one}"), lists(&tom, &[("wanted[text]", "mathilde")]).await.rows[0].preview.clone()));
        assert!(engine::inbox::goals(&cx, "mathilde").await.unwrap().is_empty());
    }

    async fn canned_replies_are_the_shops(database) {
        let (app, _, _) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        let saved: CannedReply = serde_json::from_value(asks(&tom, "save-reply", &[("name", " Good  day "), ("text", "Hi from {shop}")]).await).unwrap();
        assert_eq!((saved.name.as_str(), saved.filled("Orchard Lane", "Tom").as_str()), ("Good day", "Hi from Orchard Lane"));
        let same = tom.call("/api/inbox/save-reply", &[("shop", "orchard"), ("name", "good day"), ("text", "x")]).await;
        assert_eq!((same.status, same.json()["fields"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("name")), "{}", same.body);
        let id = saved.id.to_string();
        asks(&tom, "save-reply", &[("id", &id), ("name", "Good day"), ("text", "Hello")]).await;
        let all: Vec<CannedReply> = serde_json::from_value(asks(&tom, "replies", &[]).await).unwrap();
        assert_eq!(all, [CannedReply { text: "Hello".to_owned(), ..saved }]);
        asks(&tom, "remove-reply", &[("id", &id)]).await;
        assert_eq!(asks(&tom, "replies", &[]).await, serde_json::json!([]));
    }

    async fn the_stream_tells_what_changes_in_the_list(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Analyst).await;
        shopper.asks(&app, "hello").await;
        let id = conversation(&app, &shopper).await;
        let mut listening = listen(&app, &tom, "", &[]).await;
        let (begun, first) = listening.next().await.unwrap();
        assert_eq!((first.rows.len(), first.needs_you, first.anew), (0, 0, false), "figures at once, and nothing old");
        shopper.asks(&app, "can I talk to a person?").await;
        let mut told = listening.next().await.unwrap();
        while told.1.needs_you == 0 {
            told = listening.next().await.unwrap();
        }
        assert_eq!((told.1.rows[0].id, told.1.rows[0].needs_you), (id, true));
        let known = thread(&tom, id).await;
        assert_eq!(told.1.rows[0].last_event, known.last_event);
        // Who comes back hears what was missed; who was away too long is told to read anew.
        let mut back = listen(&app, &tom, "?after=1", &[("last-event-id", &begun.to_string())]).await;
        assert_eq!(back.next().await.unwrap().1.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
        app.clock.advance(Duration::from_secs(16 * 60));
        let mut late = listen(&app, &tom, &format!("?after={begun}"), &[]).await;
        let late = late.next().await.unwrap().1;
        assert!(late.anew && late.rows.is_empty(), "{late:?}");
        app.close.send_replace(true);
        while listening.next().await.is_some() {}
    }

    async fn the_stream_ends_with_the_session(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let tom = colleague(&app, "Tom Reyes", Role::Staff).await;
        let mut listening = listen(&app, &tom, "", &[]).await;
        listening.next().await.unwrap();
        tom.submit("/api/account/logout", &[]).await;
        shopper.asks(&app, "hello").await;
        assert!(listening.next().await.is_none(), "nothing is told to who has logged out");
    }
}

/// Name of the first product that was shown to a shopper.
async fn shown_to(app: &TestApp, shopper: &Shopper) -> String {
    let cards =
        shopper.thread(app).await.messages.into_iter().flat_map(|message| message.parts).find_map(|part| match part {
            types::Part::Cards { cards } => Some(cards),
            _ => None,
        });
    cards.unwrap()[0].name.clone()
}
