//! Passwords after the first: by a link, or by knowing the old one.

use std::net::IpAddr;

use store::Claim;
use types::MemberId;

use super::{LINK_HOURS, folded, hash_of, name_in, password, secret};
use crate::{Actor, Ctx, Engine, Error, Result, audit, jobs::Job, mail};

/// A link that sets a new password, for a day, once. [`Error::not_found`] when nobody has this address.
pub async fn password_link(engine: &Engine, email: &str) -> Result<String> {
    let member = engine.store().member_by_email(&folded(email)).await?.ok_or_else(Error::not_found)?;
    link_for(engine, member.id).await
}

async fn link_for(engine: &Engine, member: MemberId) -> Result<String> {
    let (token, hash) = secret()?;
    let expires = engine.now() + chrono::TimeDelta::hours(LINK_HOURS);
    engine.store().password_link_add(&hash, member, expires).await?;
    Ok(format!("{}/reset/{token}", engine.inner.doors.settings.public_url))
}

/// Sends a link to whoever has this address. Whether anybody does is not told, and takes no longer to find out.
pub async fn ask_for_link(engine: &Engine, email: &str, address: IpAddr) -> Result<()> {
    let email = super::email_in(email)?;
    engine.inner.doors.tries.pass(&format!("link {email}"), address, engine.now())?;
    if !mail::works(engine) {
        return Ok(());
    }
    let Some(member) = engine.store().member_by_email(&email).await? else { return Ok(()) };
    let Some((shop, _)) = engine.store().member_shops(member.id).await?.into_iter().next() else { return Ok(()) };
    let cx = engine.on_behalf_of(shop);
    let tx = cx.store.begin().await?;
    mail::queue(&cx, &tx, &Job::PasswordLink { member: member.id }).await?;
    Ok(tx.commit().await?)
}

/// The job: makes a link and sends it.
pub(crate) async fn send_link(cx: &Ctx, claim: &Claim, member: MemberId) -> Result<()> {
    if let Some(member) = cx.engine.store().member(member).await? {
        let link = link_for(&cx.engine, member.id).await?;
        let text = format!(
            "Somebody, probably you, asked for a new password at Vitrine.\n\nSet it here within a day:\n{link}\n\n\
             If it was not you, nothing has changed and there is nothing to do.\n"
        );
        mail::send(cx, claim, member.email, "Your new password".to_owned(), text).await?;
    }
    let tx = cx.store.begin().await?;
    tx.job_complete(claim, cx.now()).await?;
    Ok(tx.commit().await?)
}

/// Whether a link still sets a password.
pub async fn link_is_good(engine: &Engine, token: &str) -> Result<bool> {
    Ok(engine.store().password_link(&hash_of(token), engine.now()).await?.is_some())
}

/// Sets a password by a link, once. Every session of the member ends.
pub async fn reset(engine: &Engine, token: &str, new: &str, address: IpAddr) -> Result<()> {
    engine.inner.doors.tries.pass("", address, engine.now())?;
    let ended = || Error::wrong("token", "This link has been used or ran out. Ask for another.");
    let hash = hash_of(token);
    let member = engine.store().password_link(&hash, engine.now()).await?.ok_or_else(ended)?;
    let member = engine.store().member(member).await?.ok_or_else(ended)?;
    password::check(new, &[&member.email, &member.name])?;
    let new = password::hash(engine, new).await?;
    let id = engine.store().password_by_link(&hash, &new, engine.now()).await?.ok_or_else(ended)?;
    note_everywhere(engine, id, "member.password_set").await
}

/// Sets a new password for who knows the old one. Every other session ends; `session` names the one that goes on.
pub async fn change_password(cx: &Ctx, old: &str, new: &str, session: &[u8], address: IpAddr) -> Result<()> {
    cx.may(types::Right::View)?;
    let engine = &cx.engine;
    let Actor::Member { id, .. } = cx.actor else { return Err(Error::not_found()) };
    let member = engine.store().member(id).await?.ok_or_else(Error::not_found)?;
    engine.inner.doors.tries.pass(&member.email, address, cx.now())?;
    if !password::verify(engine, old, member.password.clone()).await? {
        return Err(Error::wrong("old", "This is not your present password."));
    }
    password::check(new, &[&member.email, &member.name])?;
    engine.inner.doors.tries.forget(&member.email, address);
    let new = password::hash(engine, new).await?;
    engine.store().password_change(id, &new, Some(session)).await?;
    note_everywhere(engine, id, "member.password_set").await
}

pub async fn rename(cx: &Ctx, name: &str) -> Result<()> {
    cx.may(types::Right::View)?;
    let Actor::Member { id, .. } = cx.actor else { return Err(Error::not_found()) };
    let name = name_in(name)?;
    if name.is_empty() {
        return Err(Error::wrong("name", "Write the name your colleagues know you by."));
    }
    Ok(cx.engine.store().member_rename(id, &name).await?)
}

/// Notes a deed of a member that concerns all their shops.
pub(super) async fn note_everywhere(engine: &Engine, id: MemberId, act: &'static str) -> Result<()> {
    let Some(member) = engine.store().member(id).await? else { return Ok(()) };
    for (shop, role) in engine.store().member_shops(id).await? {
        let cx = engine.acting(shop, Actor::Member { id, name: super::called(&member), role });
        let tx = cx.store.begin().await?;
        audit::note(&cx, &tx, act, id, serde_json::json!({})).await?;
        tx.commit_soft().await?;
    }
    Ok(())
}
