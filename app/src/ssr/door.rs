//! The doors of the dashboard: sessions begin and end here, and plain forms are led to where they go on.

use std::net::IpAddr;

use engine::accounts;
use http::{HeaderValue, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;
use types::{Door, MemberId, Notice, Problem};

use super::{answer, caller, cookie, engine, is_plain};
use crate::Failure;

/// What a session keeps: whose it is, and where it was begun.
pub const MEMBER: &str = "member";
pub const AGENT: &str = "agent";
pub const ADDRESS: &str = "address";
/// What a form that failed has to say goes with this cookie to the page it came from.
const NOTICE: &str = "notice";

fn session() -> Result<Session, Failure> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Session>().cloned())
        .ok_or_else(|| Failure(Problem::internal()))
}

fn broken(_: tower_sessions::session::Error) -> Failure {
    Failure(Problem::internal())
}

/// Where the request came from.
pub fn address() -> IpAddr {
    caller().address
}

/// Who is logged in; 401 for strangers.
pub fn member() -> Result<MemberId, Failure> {
    answer(caller().member.ok_or_else(|| engine::Error::unauthorised("Log in to go on.")))
}

/// Begins a session under a fresh key; the one before ends.
pub async fn begin(member: MemberId) -> Result<(), Failure> {
    let agent = use_context::<Parts>().and_then(|parts| {
        parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok().map(str::to_owned))
    });
    let session = session()?;
    session.cycle_id().await.map_err(broken)?;
    session.insert(MEMBER, member).await.map_err(broken)?;
    session.insert(AGENT, agent.unwrap_or_default()).await.map_err(broken)?;
    session.insert(ADDRESS, address().to_string()).await.map_err(broken)
}

/// Ends the session.
pub async fn end() -> Result<(), Failure> {
    session()?.flush().await.map_err(broken)
}

/// Leads a plain form on: to where it wants when it succeeded, else back to `page` with what failed and what stood in the
/// fields. Anybody else gets the answer itself.
pub fn lead(page: &str, entered: &[(&str, &str)], result: Result<String, Failure>) -> Result<(), Failure> {
    match result {
        Ok(to) => {
            if is_plain() {
                leptos_axum::redirect(inside(&to));
            }
            Ok(())
        }
        Err(failure) => back(page, entered, Err(failure)),
    }
}

/// Leads a plain form back to `page`, with what was done or what failed.
pub fn back(page: &str, entered: &[(&str, &str)], result: Result<Notice, Failure>) -> Result<(), Failure> {
    if !is_plain() {
        return result.map(drop);
    }
    let notice = result.unwrap_or_else(|Failure(problem)| Notice {
        field: problem.fields.first().map(|field| field.field.clone()).unwrap_or_default(),
        detail: problem.detail,
        entered: entered.iter().map(|(name, value)| ((*name).to_owned(), clipped(value))).collect(),
        ..Notice::default()
    });
    tell(&notice)?;
    leptos_axum::redirect(inside(page));
    Ok(())
}

/// Something was done.
pub fn done(detail: &str) -> Notice {
    Notice { detail: detail.to_owned(), done: true, ..Notice::default() }
}

/// Names the session that asks, without being its key.
pub fn session_name() -> Vec<u8> {
    caller().session.map(|hash| hash.to_vec()).unwrap_or_default()
}

fn clipped(value: &str) -> String {
    let mut clipped = value.to_owned();
    clipped.truncate(value.floor_char_boundary(120));
    clipped
}

/// Says something on the next page.
pub fn tell(notice: &Notice) -> Result<(), Failure> {
    let engine = engine()?;
    let signed = answer(accounts::sign_notice(&engine, notice))?;
    keep(&signed, 60);
    Ok(())
}

fn keep(value: &str, seconds: u32) {
    let (Some(response), Ok(engine)) = (use_context::<ResponseOptions>(), engine()) else { return };
    let secure = if accounts::public_url(&engine).starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{NOTICE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// What the form before this page had to say, once.
pub fn notice() -> Option<Notice> {
    let signed = cookie(NOTICE).filter(|signed| !signed.is_empty())?;
    keep("", 0);
    accounts::read_notice(&engine().ok()?, &signed)
}

/// How the pages in front of the dashboard stand.
pub async fn door() -> Result<Door, Failure> {
    let engine = engine()?;
    let sign_up = answer(accounts::sign_up_is_open(&engine).await)?;
    Ok(Door {
        sign_up,
        code: sign_up && accounts::sign_up_code(&engine).is_some(),
        demo: engine::shops::find(&engine, engine::demo::HANDLE).await.is_ok(),
        mail: engine::mail::works(&engine),
        notice: notice(),
    })
}

/// Where a query of the log-in page wants to go on (`to`), when that is an address of this server.
pub fn asked_for(query: &str) -> Option<String> {
    let to = super::pairs(query).into_iter().find(|(name, _)| name == "to")?.1;
    (to.len() > 1 && inside(&to) == to).then_some(to)
}

/// An address of this server and of nobody else's; anything else leads to the root.
pub fn inside(to: &str) -> &str {
    let ours = to.starts_with('/')
        && !to.starts_with("//")
        && to.len() <= 2_000
        && !to.contains('\\')
        && to.chars().all(|c| c.is_ascii_graphic());
    if ours { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn only_addresses_of_this_server_are_gone_to() {
        for (to, expected) in [
            ("/s/demo/products?q=lamp", "/s/demo/products?q=lamp"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("/\t/evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(inside(to), expected, "{to:?}");
        }
    }
}
