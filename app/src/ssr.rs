//! What the server mounts: the chat page, the dashboard's pages, the server functions; and what those need in between.
//!
//! The content policy is the server's: it hands a function in that makes the header's value from the page's nonce.

pub mod door;

use std::{
    future::Future,
    net::{IpAddr, Ipv4Addr},
    pin::Pin,
    sync::Arc,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use engine::{Ctx, Engine, widget::Visit};
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::{ResponseOptions, generate_route_list};
use types::{
    Code, ConversationId, Me, MemberId, MessageId, Problem,
    chat::ChatThread,
    inbox::Changes,
    launcher::{Accent, WidgetLook, WidgetSetup},
};

use crate::{
    Failure,
    api::server::Standing,
    error::Status,
    labels::Label,
    shell::{self, Assets},
    widget::{Notice, Page},
    words,
};

/// How long a plain form waits for the reply before it comes back to the page.
const PATIENCE_MS: u64 = 3_000;

/// Makes the value of `Content-Security-Policy` from the nonce of the page.
pub type Policy = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// Tells how the server is doing, for its page in the settings.
pub type Standings = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Standing> + Send>> + Send + Sync>;

/// How the host page wants the chat to look, from the chat page's own address. Nothing in it is trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatLook {
    /// BCP 47, as the host page says it.
    pub language: String,
    pub theme: Theme,
    /// The host page's origin, only when it is one of the shop's sites: the page talks to no other window.
    pub host_origin: Option<String>,
    /// What a plain form that failed has to say.
    pub notice: Option<Notice>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the visitor's system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

impl ChatLook {
    /// Reads `l` (language), `th` (theme), `o` (the host page's origin) and `e` (what went wrong) from the page's query.
    /// `sites` are the shop's, from the visit.
    pub fn read(query: &str, sites: &[String]) -> Self {
        let mut look = ChatLook::default();
        for (name, value) in pairs(query) {
            match name.as_str() {
                "l" if value.len() <= 35 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
                    look.language = value
                }
                "th" if value == "light" => look.theme = Theme::Light,
                "th" if value == "dark" => look.theme = Theme::Dark,
                "o" if sites.contains(&value) => look.host_origin = Some(value),
                "e" => look.notice = Notice::read(&value),
                _ => {}
            }
        }
        look
    }

    /// The query that leads back to the same look; `read` is its inverse.
    pub fn query(&self) -> String {
        let mut query = format!("l={}&th={}", encode(&self.language), self.theme.as_str());
        if let Some(origin) = &self.host_origin {
            query.push_str(&format!("&o={}", encode(origin)));
        }
        query
    }
}

/// Renders the chat page for a visitor who came with a valid ticket; a problem page when the thread cannot be read.
pub async fn chat_response(
    engine: Engine,
    options: LeptosOptions,
    request: Request,
    visit: Visit,
    look: ChatLook,
    policy: Policy,
) -> Response {
    let language = words::nearest(&look.language);
    // The chat does not wait for its colours.
    let own = engine::launcher::of_site(&engine, &visit.site).await.unwrap_or_default();
    match engine::widget::thread(&engine, &visit.token, language).await {
        Ok(thread) => {
            let page = greeted(page(visit, &look, thread), &own);
            page_response(options, request, page, look.theme, own.accent, policy).await
        }
        Err(error) => problem_response(options, request, error.problem(), &look, policy).await,
    }
}

/// Renders a chat page from what it shows.
pub async fn page_response(
    options: LeptosOptions,
    request: Request,
    page: Page,
    theme: Theme,
    accent: Option<Accent>,
    policy: Policy,
) -> Response {
    let assets = Assets::of(&options);
    render(request, policy, move || shell::chat(&page, theme, accent, &assets)).await
}

/// The page with what the shop says first in its language.
fn greeted(mut page: Page, look: &WidgetLook) -> Page {
    let Some(own) = look.phrases.get(&page.language) else { return page };
    for (label, text) in [(Label::Hello, &own.greeting), (Label::HelloMore, &own.about)] {
        if let Some(word) = page.labels.words.get_mut(label as usize).filter(|_| !text.is_empty()) {
            word.clone_from(text);
        }
    }
    page
}

/// Fills in what the chat page says first by itself.
pub fn with_greetings(mut setup: WidgetSetup) -> WidgetSetup {
    for (tag, phrases) in &mut setup.defaults {
        let labels = words::labels(tag);
        labels.get(Label::Hello).clone_into(&mut phrases.greeting);
        labels.get(Label::HelloMore).clone_into(&mut phrases.about);
    }
    setup
}

/// What a visitor's page shows.
pub fn page(visit: Visit, look: &ChatLook, thread: ChatThread) -> Page {
    let language = words::nearest(&look.language);
    Page {
        site: visit.site,
        token: visit.token,
        host: look.host_origin.clone(),
        language: language.to_owned(),
        rtl: words::right_to_left(language),
        look: look.query(),
        notice: look.notice,
        labels: words::labels(language),
        thread,
    }
}

/// A quiet page, in the chat's look, that says what is wrong and what to do: for tickets that are unknown, used or too
/// old, and for threads that cannot be read.
pub async fn problem_response(
    options: LeptosOptions,
    request: Request,
    problem: Problem,
    look: &ChatLook,
    policy: Policy,
) -> Response {
    let assets = Assets::of(&options);
    let language = words::nearest(&look.language);
    let notice = match problem.code {
        Code::RateLimited => Notice::Limited { seconds: problem.retry_after.unwrap_or(60) },
        Code::NotFound | Code::Unauthorised => Notice::Ended,
        _ => Notice::Failed,
    };
    let page = Page {
        language: language.to_owned(),
        rtl: words::right_to_left(language),
        host: look.host_origin.clone(),
        look: look.query(),
        ..Page::without_chat(words::labels(language), notice)
    };
    let theme = look.theme;
    let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = render(request, policy, move || shell::problem(&page, theme, &assets)).await;
    *response.status_mut() = status;
    response
}

async fn render<V: IntoView + 'static>(
    request: Request,
    policy: Policy,
    document: impl Fn() -> V + Clone + Send + Sync + 'static,
) -> Response {
    let app = move || {
        guard(&policy);
        document()
    };
    leptos_axum::render_app_async_with_context(|| {}, app)(request).await
}

/// Sets the headers of a rendered page: the policy with its nonce, and that nobody keeps the page.
fn guard(policy: &Policy) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    if let Ok(value) = HeaderValue::from_str(&policy(&nonce)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// The dashboard's pages, ready to be merged. Server functions (`call`) and unknown addresses are the server's to route.
/// Every page is rendered whole before its first byte, so that its status is known.
pub fn home_router<S>(engine: Engine, options: LeptosOptions, standings: Standings, policy: Policy) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let assets = Assets::of(&options);
    let context = move || {
        provide_context(engine.clone());
        provide_context(standings.clone());
    };
    let document = move || {
        guard(&policy);
        provide_context(Status(set_status));
        shell::dashboard(&assets, &path(), caller().me, chosen_theme())
    };
    let page = leptos_axum::render_app_async_with_context(context, document);
    let mut router = Router::new();
    for listing in generate_route_list(crate::routes::Dashboard) {
        router = router.route(listing.path(), axum::routing::get(page.clone()));
    }
    router
}

/// Answers a request to a server function (`POST /api/…`).
pub async fn call(engine: Engine, standings: Standings, request: Request) -> Response {
    let context = move || {
        provide_context(engine.clone());
        provide_context(standings.clone());
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    // What failed before the function began is a problem too, but comes with the framework's 500.
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 1 << 20).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(problem) = serde_json::from_slice::<Problem>(&bytes) {
        parts.status = StatusCode::from_u16(problem.code.status()).unwrap_or(parts.status);
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Addresses of all pages, as the router matches them: `/s/{shop}/products/{id}`.
pub fn page_paths() -> Vec<String> {
    generate_route_list(crate::routes::Dashboard).iter().map(|listing| listing.path().to_owned()).collect()
}

/// Paths of all server functions with their methods, for routing and for the test that every one refuses strangers.
pub fn server_fn_paths() -> Vec<(&'static str, http::Method)> {
    let mut paths: Vec<_> = server_fn::axum::server_fn_paths().collect();
    paths.sort_by_key(|(path, _)| *path);
    paths
}

/// Who asks, as the server found out from the session; it puts this into the request's extensions.
#[derive(Debug, Clone)]
pub struct Caller {
    pub member: Option<MemberId>,
    /// Names their session without being its key.
    pub session: Option<[u8; 32]>,
    /// On the pages of a shop that is theirs.
    pub me: Option<Me>,
    /// Where the request came from.
    pub address: IpAddr,
}

impl Default for Caller {
    fn default() -> Self {
        Self { member: None, session: None, me: None, address: IpAddr::V4(Ipv4Addr::UNSPECIFIED) }
    }
}

fn caller() -> Caller {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned()).unwrap_or_default()
}

/// The path of the page that is asked for.
fn path() -> String {
    use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default()
}

/// The theme that was chosen in this browser (cookie `theme`).
fn chosen_theme() -> Theme {
    match cookie("theme").as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// The caller at work in one of their shops, by its handle. 401 for strangers; a foreign shop and an unknown one are 404.
pub async fn cx(shop: &str) -> Result<Ctx, Failure> {
    answer(engine::accounts::enter(&engine()?, caller().member, shop).await)
}

fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// The engine of this request.
pub fn engine() -> Result<Engine, Failure> {
    use_context::<Engine>().ok_or_else(|| Failure(Problem::internal()))
}

/// How the server is doing.
pub async fn standing() -> Standing {
    match use_context::<Standings>() {
        Some(standings) => standings().await,
        None => Standing::default(),
    }
}

/// The answer of a use case as the answer of a server function: the status is the problem's own.
pub fn answer<T>(result: engine::Result<T>) -> Result<T, Failure> {
    result.map_err(|error| {
        let problem = error.problem();
        if let (Some(response), Ok(status)) =
            (use_context::<ResponseOptions>(), StatusCode::from_u16(problem.code.status()))
        {
            response.set_status(status);
            if let Some(seconds) = problem.retry_after {
                response.insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
        }
        Failure(problem)
    })
}

/// What changed of a conversation after event `after`, once something was done in it.
pub async fn changed(cx: &Ctx, id: ConversationId, after: i64, done: engine::Result<()>) -> Result<Changes, Failure> {
    match done {
        Ok(()) => answer(engine::inbox::changes(cx, id, after).await),
        Err(error) => answer(Err(error)),
    }
}

/// Answers the page's code with the result, and a plain form (which a browser sends with `Accept: text/html`) by leading
/// back to the page: it waits for the reply, and a failure becomes a notice there.
pub async fn back_to_page(
    token: &str,
    look: &str,
    result: engine::Result<Option<MessageId>>,
) -> Result<Option<MessageId>, Failure> {
    if !is_plain() {
        return answer(result);
    }
    let engine = engine()?;
    let visit = engine::widget::visit(&engine, token).await;
    let notice = match &result {
        Ok(Some(message)) => {
            // A reply that takes longer comes when the page asks again.
            let _ = engine::widget::settle(&engine, token, *message, PATIENCE_MS).await;
            None
        }
        Ok(None) => None,
        Err(error) => Some(Notice::of(&error.problem())),
    };
    let site = visit.as_ref().map(|visit| visit.site.clone()).unwrap_or_default();
    let sites = visit.map(|visit| visit.sites).unwrap_or_default();
    let look = ChatLook::read(look, &sites);
    let opened = match engine::widget::ticket(&engine, token).await {
        Ok(ticket) => format!("t={}&", encode(&ticket)),
        Err(_) => String::new(),
    };
    let told = notice.map(|notice| format!("&e={}", encode(&notice.write()))).unwrap_or_default();
    leptos_axum::redirect(&format!("/chat/{}?{opened}{}{told}#latest", encode(&site), look.query()));
    Ok(result.ok().flatten())
}

/// Whether a plain form asked: a browser sends it with `Accept: text/html` and shows what comes back as a page.
fn is_plain() -> bool {
    let accept = use_context::<Parts>()
        .and_then(|parts| parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok().map(str::to_owned)));
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// A cookie of the request.
fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut each = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    each.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// Percent-encodes everything but unreserved characters.
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

/// Names and values of a query, percent-decoded; what is not UTF-8 is left out.
fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name)?, decode(value)?))
    };
    query.split('&').filter_map(pair).collect()
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites() -> Vec<String> {
        vec!["https://orchard.example".to_owned()]
    }

    #[test]
    fn a_look_survives_the_way_back() {
        let look = ChatLook {
            language: "pt-BR".into(),
            theme: Theme::Dark,
            host_origin: Some("https://orchard.example".into()),
            notice: None,
        };
        assert_eq!(ChatLook::read(&look.query(), &sites()), look);
    }

    #[test]
    fn a_look_takes_nothing_on_trust() {
        let read = |query: &str| ChatLook::read(query, &sites());
        assert_eq!(read("o=https%3A%2F%2Fevil.example").host_origin, None);
        assert_eq!(read("o=https%3A%2F%2Forchard.example.evil.com").host_origin, None);
        assert_eq!(read("l=en%22%3E%3Cscript%3E").language, "");
        assert_eq!(read("th=%22onload%3D&l=%zz&o=%ff&e=<b>"), ChatLook::default());
        assert_eq!(read("e=limited.20").notice, Some(Notice::Limited { seconds: 20 }));
    }

    #[test]
    fn every_server_function_is_a_pinned_post() {
        let paths = server_fn_paths();
        assert!(paths.iter().all(|(_, method)| *method == http::Method::POST), "{paths:?}");
        // An address that was left to the framework ends in a number. Which there are stands in `refusals` and `rights`.
        let pinned = |path: &str| path.starts_with("/api/") && !path.contains(|c: char| c.is_ascii_digit());
        assert!(paths.iter().all(|(path, _)| pinned(path)), "{paths:?}");
    }
}
