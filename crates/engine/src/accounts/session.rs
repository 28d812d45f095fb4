//! Sessions: begun at log-in under a key that only the browser has, ended by idling, by age, or by the member.

use sha2::{Digest, Sha256};
use store::Session;
use types::{
    MemberId, Right, Time,
    members::{Mine, SessionLine},
};

use crate::{Actor, Ctx, Engine, Error, Result};

const IDLE_HOURS: i64 = 8;
const DAYS: i64 = 30;
/// That a member was seen is written this often at most.
const SEEN_SECONDS: i64 = 60;

/// Who is behind a session.
#[derive(Debug, Clone)]
pub struct Seen {
    pub member: MemberId,
    /// Names the session without being its key.
    pub hash: [u8; 32],
}

/// What names a session without being its key.
pub fn session_hash(key: &[u8]) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// Begins a session under a fresh key. `agent` is what the browser calls itself.
pub async fn begin_session(engine: &Engine, key: &[u8], member: MemberId, agent: &str, address: &str) -> Result<()> {
    let now = engine.now();
    let session = Session {
        hash: session_hash(key).to_vec(),
        member_id: member,
        agent: short(agent),
        address: address.to_owned(),
        created_at: now,
        seen_at: now,
    };
    Ok(engine.store().session_add(&session).await?)
}

fn is_good(session: &Session, now: Time) -> bool {
    (now - session.seen_at).num_hours() < IDLE_HOURS && (now - session.created_at).num_days() < DAYS
}

/// The session with this key, while it is good.
pub async fn session(engine: &Engine, key: &[u8]) -> Result<Option<Seen>> {
    session_by_hash(engine, session_hash(key)).await
}

/// The session that is named so, while it is good.
pub async fn session_by_hash(engine: &Engine, hash: [u8; 32]) -> Result<Option<Seen>> {
    let Some(session) = engine.store().session(&hash).await? else { return Ok(None) };
    let now = engine.now();
    if !is_good(&session, now) {
        engine.store().session_end(&hash).await?;
        return Ok(None);
    }
    if (now - session.seen_at).num_seconds() >= SEEN_SECONDS {
        engine.store().session_seen(&hash, now).await?;
    }
    Ok(Some(Seen { member: session.member_id, hash }))
}

/// Ends a session.
pub async fn end_session(engine: &Engine, key: &[u8]) -> Result<()> {
    Ok(engine.store().session_end(&session_hash(key)).await?)
}

/// One's own account and sessions, as the session `here` sees them.
pub async fn mine(cx: &Ctx, here: &[u8]) -> Result<Mine> {
    cx.may(Right::View)?;
    let Actor::Member { id, .. } = cx.actor else { return Err(Error::not_found()) };
    let member = cx.engine.store().member(id).await?.ok_or_else(Error::not_found)?;
    let line = |session: Session| SessionLine {
        name: hex::encode(&session.hash),
        here: session.hash == here,
        agent: session.agent,
        address: session.address,
        began: session.created_at,
        seen: session.seen_at,
    };
    let good = |session: &Session| is_good(session, cx.now());
    let sessions = cx.engine.store().sessions(id).await?;
    Ok(Mine {
        name: member.name,
        email: member.email,
        sessions: sessions.into_iter().filter(good).map(line).collect(),
        notice: None,
    })
}

/// Ends one of one's own sessions, by its name.
pub async fn revoke(cx: &Ctx, name: &str) -> Result<()> {
    cx.may(Right::View)?;
    let Actor::Member { id, .. } = cx.actor else { return Err(Error::not_found()) };
    let hash = hex::decode(name).map_err(|_| Error::not_found())?;
    let own = cx.engine.store().sessions(id).await?.into_iter().any(|session| session.hash == hash);
    if !own {
        return Err(Error::not_found());
    }
    Ok(cx.engine.store().session_end(&hash).await?)
}

/// Ends all of one's own sessions, this one too.
pub async fn revoke_all(cx: &Ctx) -> Result<()> {
    cx.may(Right::View)?;
    let Actor::Member { id, .. } = cx.actor else { return Err(Error::not_found()) };
    cx.engine.store().sessions_end(id, None).await?;
    Ok(())
}

/// Drops sessions, links and invitations that ran out.
pub(crate) async fn sweep(engine: &Engine) -> Result<()> {
    let now = engine.now();
    let (idle, oldest) = (now - chrono::TimeDelta::hours(IDLE_HOURS), now - chrono::TimeDelta::days(DAYS));
    engine.store().sessions_sweep(idle, oldest, now).await?;
    Ok(())
}

/// "Firefox on Linux", from what a browser calls itself.
fn short(agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    // The order matters: each of these also claims to be one that stands below it.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "An unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn browsers_are_named_in_short() {
        for (agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            ("", "An unknown browser"),
        ] {
            assert_eq!(short(agent), expected);
        }
    }
}
