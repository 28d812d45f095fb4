//! A member of a shop, with the dashboard open in a browser.

use std::{net::SocketAddr, sync::Mutex};

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use engine::{accounts, shops};
use server::http::Peer;
use tower::ServiceExt;
use types::{MemberId, Role};

use crate::{
    app::{Answer, TestApp, request},
    page,
};

/// Every member's password in tests.
pub const PASSWORD: &str = "pear tree by the lane";

impl TestApp {
    /// Makes a member of a shop and logs them in.
    pub async fn member(&self, email: &str, shop: &str, role: Role) -> Member<'_> {
        let cx = shops::find(&self.engine, shop).await.unwrap();
        accounts::add(&cx, email, "", role, Some(PASSWORD)).await.unwrap();
        let member = self.browser();
        let answer = member.logs_in(email, PASSWORD).await;
        assert_eq!(answer.header("location"), "/", "{answer:?}");
        member
    }

    /// A browser in which a member is logged in, without asking for the password: that takes a while.
    pub async fn browser_of(&self, member: MemberId) -> Member<'_> {
        let browser = self.browser();
        let key: [u8; 16] = engine::clock::random().unwrap();
        accounts::begin_session(&self.engine, &key, member, "", "10.0.0.1").await.unwrap();
        browser.set_cookie("sid", &URL_SAFE_NO_PAD.encode(key));
        browser
    }

    /// A browser in which nobody is logged in.
    pub fn browser(&self) -> Member<'_> {
        Member { app: self, peer: self.peer(), cookies: Mutex::default() }
    }
}

/// Somebody's browser on the dashboard: it keeps cookies and sends what browsers send.
pub struct Member<'a> {
    app: &'a TestApp,
    pub peer: SocketAddr,
    cookies: Mutex<Vec<(String, String)>>,
}

impl Member<'_> {
    /// Calls a server function as the dashboard's code does.
    pub async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(path, fields, "application/json").await
    }

    /// Sends a plain form, as a browser does without script.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(path, fields, "text/html,application/xhtml+xml;q=0.9").await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, &[("accept", "text/html")], "")).await
    }

    pub async fn logs_in(&self, email: &str, password: &str) -> Answer {
        self.submit("/api/account/login", &[("email", email), ("password", password), ("to", "")]).await
    }

    /// Follows a redirect to a page, and reads what it shows.
    pub async fn follow(&self, answer: &Answer) -> String {
        let to = answer.header("location").to_owned();
        assert!(!to.is_empty(), "leads nowhere: {answer:?}");
        page::text(&self.get(&to).await.body)
    }

    /// A cookie the browser holds.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.retain(|(found, _)| found != name);
        if !value.is_empty() {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)], accept: &str) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", page::encode(name), page::encode(value))).collect();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", accept),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send(request(Method::POST, path, &headers, body.join("&"))).await
    }

    /// The status of an answer that need not end.
    pub async fn knock(&self, request: Request<Body>) -> StatusCode {
        self.app.router.clone().oneshot(self.own(request)).await.unwrap().status()
    }

    /// A request as this browser sends it: with its cookies.
    pub fn own(&self, mut request: Request<Body>) -> Request<Body> {
        request.extensions_mut().insert(Peer(self.peer));
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
        request.headers_mut().insert(header::USER_AGENT, agent.parse().unwrap());
        request
    }

    /// Any request, with this browser's cookies.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.app.send(self.own(request)).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            self.set_cookie(name, if set.contains("Max-Age=0") { "" } else { value });
        }
        answer
    }
}
