//! Asks the server: the same forms, at the same addresses, that a browser posts without us (`app/src/api/chat.rs`).

use js_sys::Array;
use leptos::{prelude::window, task::spawn_local};
use types::{Code, FieldProblem, MessageId, Problem};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response, UrlSearchParams};

use super::read::{self, Read};

fn unreachable(_: JsValue) -> Problem {
    Problem::new(Code::Unavailable, String::new())
}

/// Posts a form. A problem holds the code and what comes with it; its words are the page's own.
async fn post(name: &str, token: &str, form: &[(&str, &str)]) -> Result<JsValue, Problem> {
    let body = UrlSearchParams::new().map_err(unreachable)?;
    body.append("token", token);
    for (name, value) in form {
        body.append(name, value);
    }
    let headers = Headers::new().map_err(unreachable)?;
    headers.set("accept", "application/json").map_err(unreachable)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body);
    // What is noted while the shopper leaves for the product is sent all the same.
    let _ = js_sys::Reflect::set(&init, &"keepalive".into(), &(name == "record").into());
    let answer = JsFuture::from(window().fetch_with_str_and_init(&format!("/api/chat/{name}"), &init))
        .await
        .map_err(unreachable)?;
    let answer: Response = answer.unchecked_into();
    let value = match answer.json() {
        Ok(promise) => JsFuture::from(promise).await.unwrap_or(JsValue::NULL),
        Err(_) => JsValue::NULL,
    };
    if answer.ok() { Ok(value) } else { Err(problem(&answer, &value)) }
}

fn problem(answer: &Response, value: &JsValue) -> Problem {
    let mut problem = Problem::new(
        match answer.status() {
            429 => Code::RateLimited,
            401 => Code::Unauthorised,
            404 => Code::NotFound,
            422 => Code::Invalid,
            502..=504 => Code::Unavailable,
            500 => Code::Internal,
            _ => Code::Forbidden,
        },
        String::new(),
    );
    let named = answer.headers().get("retry-after").ok().flatten().and_then(|seconds| seconds.parse().ok());
    let told = read::field(value, "retry_after").as_f64().map(|seconds| seconds as u64);
    problem.retry_after = told.or(named);
    if let Some(fields) = read::field(value, "fields").dyn_ref::<Array>() {
        let name = |place: JsValue| read::field(&place, "field").as_string();
        problem.fields =
            fields.iter().filter_map(name).map(|field| FieldProblem { field, detail: String::new() }).collect();
    }
    problem
}

pub async fn say(token: &str, client_id: &str, text: &str) -> Result<Option<MessageId>, Problem> {
    let id = post("say", token, &[("client_id", client_id), ("text", text), ("look", "")]).await?;
    Ok(Read::read(&id).unwrap_or_default())
}

pub async fn person(token: &str) -> Result<(), Problem> {
    post("person", token, &[("look", "")]).await.map(drop)
}

pub async fn contact(token: &str, email: &str) -> Result<(), Problem> {
    post("contact", token, &[("email", email), ("look", "")]).await.map(drop)
}

/// Something that may be lost: a count, an opinion, how far the shopper has read. Nobody is bothered about it.
pub fn mention(token: String, verb: &'static str, fields: Vec<(&'static str, String)>) {
    spawn_local(async move {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let _ = post(verb, &token, &fields).await;
    });
}

pub async fn renew(token: &str) -> Result<String, Problem> {
    post("renew", token, &[]).await?.as_string().ok_or_else(Problem::internal)
}
