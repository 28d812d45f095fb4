//! The live stream of a conversation.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use types::chat::ChatEvent;

use crate::{
    app::{Shopper, TestApp, request},
    stream::Listening,
};

/// Listens to the shopper's conversation from event number `after` on.
async fn listen(app: &TestApp, shopper: &Shopper, after: i64) -> Listening<ChatEvent> {
    let bearer = format!("Bearer {}", shopper.token);
    let address = format!("/widget/live?after={after}");
    Listening::open(app, request(Method::GET, &address, &[("authorization", &bearer)], Body::empty())).await
}

on_both! {
    async fn it_tells_what_comes_after_a_number_as_it_happens(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        shopper.asks(&app, "hello").await;
        let last = shopper.thread(&app).await.last_event;
        let mut from_the_start = listen(&app, &shopper, 0).await;
        let mut from_here = listen(&app, &shopper, last).await;
        for expected in 1..=last {
            assert_eq!(from_the_start.next().await.unwrap().0, expected, "numbers have no gaps");
        }
        shopper.writes(&app, "show me mugs").await;
        let worked = async {
            while !engine::jobs::work(&app.engine, None).await.unwrap() {}
        };
        let heard = async {
            let mut heard = Vec::new();
            for _ in 0..3 {
                heard.push(from_here.next().await.unwrap());
            }
            heard
        };
        let ((), heard) = tokio::join!(worked, heard);
        assert_eq!(heard.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [last + 1, last + 2, last + 3]);
        let [(_, ChatEvent::Message { message: asked }), (_, ChatEvent::Looking { turn }), (_, ChatEvent::Message { message: reply })] = heard.as_slice() else {
            panic!("{heard:?}")
        };
        assert_eq!((asked.turn, reply.turn), (Some(*turn), Some(*turn)));
        assert_eq!(shopper.thread(&app).await.messages.last(), Some(reply), "what is streamed is what is kept");
        assert_eq!(from_the_start.next().await.unwrap().0, last + 1);
    }

    async fn it_ends_when_the_server_stops(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let mut listening = listen(&app, &shopper, 0).await;
        app.close.send_replace(true);
        assert_eq!(listening.next().await, None);
    }

    async fn it_ends_with_its_token(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let mut listening = listen(&app, &shopper, 0).await;
        shopper.writes(&app, "hello").await;
        app.clock.advance(Duration::from_secs(16 * 60));
        app.run_jobs().await;
        // What was waited for before its end may still come.
        while listening.next().await.is_some() {}
        assert!(engine::widget::visit(&app.engine, &shopper.token).await.is_err());
    }
}

#[tokio::test]
async fn it_is_for_who_holds_the_token() {
    let (app, _, shopper) = TestApp::shop(crate::database::Database::sqlite()).await;
    let basic = format!("Basic {}", shopper.token);
    for headers in [
        &[][..],
        &[("authorization", "Bearer x")],
        &[("authorization", "Bearer ")],
        &[("authorization", basic.as_str())],
    ] {
        let answer = app.ask(Method::GET, "/widget/live?after=0", headers, "").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "unauthorised"), "{headers:?}");
    }
    // Never in the address, which ends up in logs.
    let answer = app.ask(Method::GET, &format!("/widget/live?after=0&token={}", shopper.token), &[], "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let bearer = format!("Bearer {}", shopper.token);
    for odd in ["after=x", "after=", "after=1&after=2", "after=9999999999999999999999"] {
        let answer = app.ask(Method::GET, &format!("/widget/live?{odd}"), &[("authorization", &bearer)], "").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "{odd}");
    }
}
