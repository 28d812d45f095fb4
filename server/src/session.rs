//! Sessions: the cookie is tower-sessions', the rows are the engine's. And who asks: found out once per request, before
//! its handler.

use std::{fmt, net::IpAddr, time::Duration};

use app::ssr::{
    Caller,
    door::{ADDRESS, AGENT, MEMBER},
};
use async_trait::async_trait;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use engine::{Engine, accounts};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::{SameSite, time},
    session::{Id, Record},
    session_store::{Error, Result},
};
use types::{Code, MemberId};

use crate::{
    config::Config,
    routes::{ClientAddress, failure},
};

/// What the cookie is called over https: the prefix binds it to this very host.
const SECURE_NAME: &str = "__Host-sid";

/// The browser keeps the cookie as long as a session may live; how long it does live is the engine's to say.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3_600);

/// The rows behind the cookies.
#[derive(Clone)]
pub struct Sessions(Engine);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

fn told(error: engine::Error) -> Error {
    Error::Backend(error.to_string())
}

fn key(id: &Id) -> [u8; 16] {
    id.0.to_le_bytes()
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let text = |name: &str| record.data.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let member: MemberId = text(MEMBER).parse().map_err(|_| Error::Encode("a session without a member".into()))?;
        let (agent, address) = (text(AGENT), text(ADDRESS));
        accounts::begin_session(&self.0, &key(&record.id), member, &agent, &address).await.map_err(told)
    }

    /// Nothing in a session changes after its beginning.
    async fn save(&self, _: &Record) -> Result<()> {
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let seen = accounts::session(&self.0, &key(id)).await.map_err(told)?;
        Ok(seen.map(|seen| Record {
            id: *id,
            data: [(MEMBER.to_owned(), seen.member.to_string().into())].into(),
            expiry_date: time::OffsetDateTime::now_utc() + KEPT,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        accounts::end_session(&self.0, &key(id)).await.map_err(told)
    }
}

/// The layer that reads and writes the cookie. Over https it is bound to this very host; over plain http (a machine in
/// one's own network) a browser would not send such a cookie back.
pub fn layer(engine: Engine, config: &Config) -> SessionManagerLayer<Sessions> {
    let secure = config.server.public_url.starts_with("https://");
    let kept = time::Duration::try_from(KEPT).unwrap_or(time::Duration::DAY);
    SessionManagerLayer::new(Sessions(engine))
        .with_name(if secure { SECURE_NAME } else { "sid" })
        .with_secure(secure)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(kept))
}

/// The layer forgets `Secure` where it removes the cookie, and a browser takes nothing of this name without it: the cookie
/// would outlive its session.
pub async fn whole_removal(mut response: Response) -> Response {
    let kept: Vec<HeaderValue> = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
    let broken = |cookie: &str| cookie.starts_with(SECURE_NAME) && !cookie.contains("; Secure");
    if kept.iter().any(|cookie| cookie.to_str().is_ok_and(broken)) {
        response.headers_mut().remove(header::SET_COOKIE);
        for cookie in kept {
            let whole = cookie.to_str().ok().filter(|cookie| broken(cookie));
            let whole = whole.and_then(|cookie| HeaderValue::try_from(format!("{cookie}; Secure; HttpOnly")).ok());
            response.headers_mut().append(header::SET_COOKIE, whole.unwrap_or(cookie));
        }
    }
    response
}

/// The address of a page that was asked for with a slash at its end.
fn without_slash(path: &str, query: Option<&str>) -> Option<String> {
    let bare = path.trim_end_matches('/');
    let page = bare.len() < path.len() && concerns(bare) && !bare.starts_with("/api/");
    page.then(|| query.map_or(bare.to_owned(), |query| format!("{bare}?{query}")))
}

/// Files and the shoppers' half know no members.
fn concerns(path: &str) -> bool {
    let doors = ["/", "/login", "/signup", "/forgot"];
    let below = ["/s/", "/api/", "/reset/", "/invite/"];
    doors.contains(&path) || (below.iter().any(|start| path.starts_with(start)) && !path.starts_with("/api/chat/"))
}

fn opens_a_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("*/*");
    accept.contains("text/html") || accept.contains("*/*")
}

/// Finds out who asks, and leads those who are at the wrong door to the right one.
pub async fn caller(State(engine): State<Engine>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(to) = without_slash(&path, request.uri().query()).filter(|_| reads) {
        return (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response();
    }
    if !concerns(&path) {
        return next.run(request).await;
    }
    match find(&engine, &mut request, &path).await {
        Ok(None) => next.run(request).await,
        Ok(Some(to)) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store".to_owned())])
                .into_response()
        }
        Err(error) => failure(&error),
    }
}

/// Puts the caller into the request; another address when they are to go there first.
async fn find(engine: &Engine, request: &mut Request, path: &str) -> engine::Result<Option<String>> {
    let address = request.extensions().get::<ClientAddress>().map_or(IpAddr::from([0, 0, 0, 0]), |address| address.0);
    let session = request.extensions().get::<Session>().cloned();
    let member = match &session {
        Some(session) => session
            .get::<MemberId>(MEMBER)
            .await
            .map_err(|error| engine::Error::internal("a session could not be read", error))?,
        None => None,
    };
    let id = session.and_then(|session| session.id()).filter(|_| member.is_some());
    let mut caller = Caller { member, session: id.map(|id| accounts::session_hash(&key(&id))), me: None, address };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut to = None;
    if reads && !path.starts_with("/api/") {
        let query = request.uri().query();
        match (member, path.strip_prefix("/s/")) {
            // What a page's code fetches is told that nobody is logged in; only who opens a page is led away.
            (None, Some(_)) if opens_a_page(request.headers()) => {
                let here = query.map_or(path.to_owned(), |query| format!("{path}?{query}"));
                to = Some(format!("/login?to={}", app::address::encode(&here)));
            }
            (Some(member), Some(rest)) => {
                let shop = rest.split('/').next().unwrap_or_default();
                match accounts::me(engine, member, shop).await {
                    Ok(me) => caller.me = Some(me),
                    Err(error) if error.problem().code == Code::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            (Some(member), None) if matches!(path, "/" | "/login" | "/signup") => {
                let first = accounts::first_shop(engine, member).await?;
                let asked = query.and_then(app::ssr::door::asked_for).filter(|_| path == "/login");
                to = match first {
                    Some(shop) => Some(asked.unwrap_or_else(|| app::address::of(&shop, ""))),
                    None => (path == "/").then(|| "/login".to_owned()),
                };
            }
            (None, None) if path == "/" => {
                to = Some(if accounts::any(engine).await? { "/login" } else { "/signup" }.to_owned());
            }
            _ => {}
        }
    }
    request.extensions_mut().insert(caller);
    Ok(to)
}
