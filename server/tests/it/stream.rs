//! A stream of events as a browser hears it, read event by event.

use std::{marker::PhantomData, time::Duration};

use axum::{
    body::{Body, BodyDataStream},
    http::{Request, StatusCode},
};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use tower::ServiceExt;

use crate::app::TestApp;

/// An open stream whose events hold `T`.
pub struct Listening<T> {
    body: BodyDataStream,
    read: String,
    told: PhantomData<T>,
}

impl<T: DeserializeOwned> Listening<T> {
    pub async fn open(app: &TestApp, asked: Request<Body>) -> Self {
        let answer = app.router.clone().oneshot(asked).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert!(!answer.headers().contains_key("content-encoding"), "a compressed stream would wait for more");
        Listening { body: answer.into_body().into_data_stream(), read: String::new(), told: PhantomData }
    }

    /// The next event with its id; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<(i64, T)> {
        tokio::time::timeout(Duration::from_secs(20), self.read()).await.expect("the stream says something or ends")
    }

    async fn read(&mut self) -> Option<(i64, T)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let field = |name: &str| {
                    event.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
                };
                let event = field("id:").zip(field("data:"));
                self.read = rest.to_owned();
                match event {
                    Some((id, data)) => return Some((id.parse().unwrap(), serde_json::from_str(&data).unwrap())),
                    None => continue,
                }
            }
            self.read.push_str(std::str::from_utf8(&self.body.next().await?.unwrap()).unwrap());
        }
    }
}
