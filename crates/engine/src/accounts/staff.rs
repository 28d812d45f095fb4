//! Who works for a shop: inviting, roles, removing. Owners are made and removed by owners, and one always stays.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use store::{Claim, Invitation, Member};
use types::{
    Code, InvitationId, MemberId, Problem, Right, Role, Time,
    members::{ColleagueLine, InvitationLine, Invited, Staff},
};

use super::{called, email_in, hash_of, name_in, password};
use crate::{Actor, Ctx, Engine, Error, Result, audit, jobs::Job, mail, token};

const GOOD_FOR_DAYS: i64 = 7;
/// A shop that invites more at a time is no shop.
const MOST_WAITING: usize = 100;
/// A removal can be taken back for this long.
const UNDO_MINUTES: i64 = 10;

fn oneself(cx: &Ctx) -> Option<MemberId> {
    match &cx.actor {
        Actor::Member { id, .. } => Some(*id),
        Actor::System => None,
    }
}

/// Who works for the shop, and who is invited to.
pub async fn staff(cx: &Ctx) -> Result<Staff> {
    cx.may(Right::ManageMembers)?;
    let colleagues = cx.store.colleagues().await?;
    let owners = colleagues.iter().filter(|colleague| colleague.role == Role::Owner).count();
    let members = colleagues.into_iter().map(|colleague| ColleagueLine {
        changeable: colleague.role != Role::Owner || (cx.may(Right::ManageOwners).is_ok() && owners > 1),
        oneself: oneself(cx) == Some(colleague.id),
        id: colleague.id,
        name: colleague.name,
        email: colleague.email,
        role: colleague.role,
        seen: colleague.seen_at,
    });
    let invitations = cx.store.invitations(cx.now()).await?.into_iter().map(|invitation| InvitationLine {
        id: invitation.id,
        email: invitation.email,
        role: invitation.role,
        invited_by: invitation.invited_by,
        at: invitation.created_at,
        expires: invitation.expires_at,
    });
    Ok(Staff {
        members: members.collect(),
        invitations: invitations.collect(),
        mail: mail::works(&cx.engine),
        now: cx.now(),
        notice: None,
    })
}

/// The secret part of an invitation's link: made again by the job that mails it, and by nobody who only reads the
/// database.
fn token_of(engine: &Engine, invitation: &Invitation) -> Result<String> {
    let key = engine.store().token_key();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.expose_secret()).map_err(|error| Error::internal("the token key", error))?;
    mac.update(b"invitation.");
    mac.update(invitation.shop.0.as_bytes());
    mac.update(invitation.id.0.as_bytes());
    Ok(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn link_of(engine: &Engine, invitation: &Invitation) -> Result<String> {
    Ok(format!("{}/invite/{}", engine.inner.doors.settings.public_url, token_of(engine, invitation)?))
}

fn needs_owner(cx: &Ctx, roles: &[Role]) -> Result<()> {
    if roles.contains(&Role::Owner) { cx.may(Right::ManageOwners) } else { Ok(()) }
}

/// Invites somebody; the link that lets them in. It is mailed too, where there is mail.
pub async fn invite(cx: &Ctx, email: &str, role: Role) -> Result<String> {
    cx.may(Right::ManageMembers)?;
    needs_owner(cx, &[role])?;
    let email = email_in(email)?;
    if let Some(member) = cx.engine.store().member_by_email(&email).await?
        && cx.store.role_of(member.id).await?.is_some()
    {
        return Err(Error::wrong("email", "They work for this shop already."));
    }
    if cx.store.invitations(cx.now()).await?.len() >= MOST_WAITING {
        return Err(Error::wrong("email", "A hundred invitations wait already. Withdraw some first."));
    }
    let Actor::Member { name, .. } = &cx.actor else { return Err(Error::not_found()) };
    let invitation = Invitation {
        shop: cx.shop.id,
        id: cx.id(InvitationId::from_parts)?,
        email,
        role,
        invited_by: name.clone(),
        created_at: cx.now(),
        expires_at: cx.now() + chrono::TimeDelta::days(GOOD_FOR_DAYS),
    };
    let tx = cx.store.begin().await?;
    tx.invitation_put(&invitation, &hash_of(&token_of(&cx.engine, &invitation)?)).await?;
    if mail::works(&cx.engine) {
        mail::queue(cx, &tx, &Job::Invitation { invitation: invitation.id }).await?;
    }
    audit::note(cx, &tx, "member.invited", invitation.id, serde_json::json!({ "role": role })).await?;
    tx.commit().await?;
    link_of(&cx.engine, &invitation)
}

/// The job: mails an invitation that still waits.
pub(crate) async fn send_invitation(cx: &Ctx, claim: &Claim, id: InvitationId) -> Result<()> {
    let waiting = cx.store.invitations(cx.now()).await?.into_iter().find(|invitation| invitation.id == id);
    if let Some(invitation) = waiting {
        let link = link_of(&cx.engine, &invitation)?;
        let (who, shop) = (&invitation.invited_by, &cx.shop.name);
        let text = format!(
            "{who} invites you to work for {shop} with Vitrine, as {}.\n\nJoin here within a week:\n{link}\n",
            invitation.role
        );
        mail::send(cx, claim, invitation.email, format!("{shop} invites you"), text).await?;
    }
    let tx = cx.store.begin().await?;
    tx.job_complete(claim, cx.now()).await?;
    Ok(tx.commit().await?)
}

/// Withdraws an invitation: its link leads nowhere from now on.
pub async fn withdraw(cx: &Ctx, id: InvitationId) -> Result<()> {
    cx.may(Right::ManageMembers)?;
    let tx = cx.store.begin().await?;
    tx.invitation_remove(id).await?.ok_or_else(Error::not_found)?;
    audit::note(cx, &tx, "member.invitation_withdrawn", id, serde_json::json!({})).await?;
    Ok(tx.commit().await?)
}

fn last_owner() -> Error {
    Problem::new(Code::Conflict, "A shop needs an owner. Make somebody else one first.").into()
}

/// Gives a member of the shop another role; the one before.
pub async fn set_role(cx: &Ctx, member: MemberId, role: Role) -> Result<Role> {
    cx.may(Right::ManageMembers)?;
    let tx = cx.store.begin().await?;
    tx.owners_lock().await?;
    let before = tx.role_of(member).await?.ok_or_else(Error::not_found)?;
    needs_owner(cx, &[before, role])?;
    if before == Role::Owner && role != Role::Owner && tx.owners().await? < 2 {
        return Err(last_owner());
    }
    tx.role_set(member, role, cx.now()).await?;
    audit::note(cx, &tx, "member.role_changed", member, serde_json::json!({ "from": before, "to": role })).await?;
    tx.commit().await?;
    Ok(before)
}

#[derive(Serialize, Deserialize)]
struct Removed {
    shop: types::ShopId,
    member: MemberId,
    role: Role,
    until: Time,
}

/// The member works for this shop no more. Who it was, and what takes it back for some minutes.
pub async fn remove(cx: &Ctx, member: MemberId) -> Result<(String, String)> {
    cx.may(Right::ManageMembers)?;
    let tx = cx.store.begin().await?;
    tx.owners_lock().await?;
    let role = tx.role_of(member).await?.ok_or_else(Error::not_found)?;
    needs_owner(cx, &[role])?;
    if role == Role::Owner && tx.owners().await? < 2 {
        return Err(last_owner());
    }
    tx.role_remove(member).await?;
    audit::note(cx, &tx, "member.removed", member, serde_json::json!({ "role": role })).await?;
    tx.commit().await?;
    let until = cx.now() + chrono::TimeDelta::minutes(UNDO_MINUTES);
    let undo = token::sign(cx.engine.store(), "removed", &Removed { shop: cx.shop.id, member, role, until })?;
    let name = cx.engine.store().member(member).await?.map(|member| called(&member)).unwrap_or_default();
    Ok((name, undo))
}

/// Takes a removal back.
pub async fn restore(cx: &Ctx, undo: &str) -> Result<()> {
    cx.may(Right::ManageMembers)?;
    let removed: Option<Removed> = token::read(cx.engine.store(), "removed", undo)?;
    let removed = removed.filter(|removed| removed.shop == cx.shop.id && removed.until > cx.now());
    let Some(Removed { member, role, .. }) = removed else {
        return Err(Error::wrong("undo", "This cannot be taken back any more. Invite them again."));
    };
    needs_owner(cx, &[role])?;
    let tx = cx.store.begin().await?;
    if tx.role_of(member).await?.is_none() {
        tx.role_set(member, role, cx.now()).await?;
        audit::note(cx, &tx, "member.restored", member, serde_json::json!({ "role": role })).await?;
    }
    Ok(tx.commit().await?)
}

async fn waiting(engine: &Engine, token: &str) -> Result<Invitation> {
    let found = engine.store().invitation_by_hash(&hash_of(token), engine.now()).await?;
    found.ok_or_else(Error::not_found)
}

/// What an invitation's link leads to. [`Error::not_found`] when it was used, withdrawn, or ran out.
pub async fn invited(engine: &Engine, token: &str) -> Result<Invited> {
    let invitation = waiting(engine, token).await?;
    let shop = engine.store().shop_by_id(invitation.shop).await?.ok_or_else(Error::not_found)?;
    let known = engine.store().member_by_email(&invitation.email).await?;
    Ok(Invited {
        shop: shop.name,
        role: invitation.role,
        known: known.is_some_and(|member| member.password.is_some()),
        email: invitation.email,
        invited_by: invitation.invited_by,
        notice: None,
    })
}

/// Takes up an invitation: who has an account shows it by its password, who has none chooses one. Who it is, and the
/// handle of the shop.
pub async fn join(
    engine: &Engine,
    token: &str,
    name: &str,
    password: &str,
    address: IpAddr,
) -> Result<(MemberId, String)> {
    engine.inner.doors.tries.pass("", address, engine.now())?;
    let invitation = waiting(engine, token).await?;
    let shop = engine.store().shop_by_id(invitation.shop).await?.ok_or_else(Error::not_found)?;
    let known = engine.store().member_by_email(&invitation.email).await?;
    let (member, new) = match known {
        Some(member) if member.password.is_some() => {
            super::log_in(engine, &member.email, password, address).await?;
            (member, None)
        }
        known => {
            let name = name_in(name)?;
            password::check(password, &[&invitation.email, &name])?;
            let hash = password::hash(engine, password).await?;
            let fresh = known.is_none();
            let member = match known {
                Some(member) => member,
                None => Member {
                    id: engine.id(MemberId::from_parts)?,
                    email: invitation.email.clone(),
                    name,
                    password: Some(hash.clone()),
                    created_at: engine.now(),
                },
            };
            (member, Some((fresh, hash)))
        }
    };
    let actor = Actor::Member { id: member.id, name: called(&member), role: invitation.role };
    let cx = engine.acting(shop, actor);
    let tx = cx.store.begin().await?;
    // Of two who use the link at the same moment, one gets in.
    tx.invitation_remove(invitation.id).await?.ok_or_else(Error::not_found)?;
    if let Some((true, _)) = &new {
        tx.member_add(&member).await?;
    }
    tx.role_set(member.id, invitation.role, cx.now()).await?;
    audit::note(&cx, &tx, "member.joined", member.id, serde_json::json!({ "role": invitation.role })).await?;
    tx.commit().await?;
    if let Some((false, hash)) = new {
        engine.store().password_change(member.id, &hash, None).await?;
    }
    Ok((member.id, cx.shop.handle.clone()))
}
