//! Members: who they are, how they get in, for which shops they work.
//!
//! A member is global, a role is of one shop. What the dashboard does for a member goes through [`enter`]: it is the one
//! way from a session to a [`Ctx`].

mod links;
mod password;
mod session;
mod staff;
mod throttle;

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use store::Member;
use types::{Code, Currency, Me, MemberId, Notice, Problem, Role, Shop, ShopBrief};

pub(crate) use links::send_link;
pub use links::{ask_for_link, change_password, link_is_good, password_link, rename, reset};
pub(crate) use session::sweep;
pub use session::{Seen, begin_session, end_session, mine, revoke, revoke_all, session, session_by_hash, session_hash};
pub(crate) use staff::send_invitation;
pub use staff::{invite, invited, join, remove, restore, set_role, staff, withdraw};

use crate::{Actor, Ctx, Engine, Error, Result, audit, demo, shops};

/// Who logs in to look at the demo shop.
pub const DEMO: &str = "demo@vitrine.example";
/// A link that sets a password is good for this long.
const LINK_HOURS: i64 = 24;

/// How members get in.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where this server is for browsers, for links: `https://vitrine.example`.
    pub public_url: String,
    /// What the first owner must know, when others than the operator may reach this server.
    pub sign_up_code: Option<String>,
}

/// What members' doors need while the program runs.
pub(crate) struct Doors {
    settings: Settings,
    tries: throttle::Tries,
    /// One password is hashed at a time: each takes 46 MiB and a core.
    hashing: tokio::sync::Semaphore,
    /// Of two who sign up at the same moment, one is first.
    first: tokio::sync::Mutex<()>,
}

impl Doors {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            tries: throttle::Tries::default(),
            hashing: tokio::sync::Semaphore::new(1),
            first: tokio::sync::Mutex::default(),
        }
    }
}

/// The context of a member at work in a shop. A shop that is not theirs and one that is not there are the same.
pub async fn enter(engine: &Engine, member: Option<MemberId>, shop: &str) -> Result<Ctx> {
    let Some(id) = member else { return Err(Error::unauthorised("Log in to go on.")) };
    let shop = engine.store().shop_find(shop).await?.ok_or_else(Error::not_found)?;
    let role = engine.store().shop(shop.id).role_of(id).await?.ok_or_else(Error::not_found)?;
    let member = engine.store().member(id).await?.ok_or_else(Error::not_found)?;
    Ok(engine.acting(shop, Actor::Member { id, name: called(&member), role }))
}

/// Who is logged in, on the pages of one of their shops.
pub async fn me(engine: &Engine, member: MemberId, shop: &str) -> Result<Me> {
    let member = engine.store().member(member).await?.ok_or_else(Error::not_found)?;
    let shops: Vec<ShopBrief> = engine.store().member_shops(member.id).await?.into_iter().map(brief).collect();
    let here = shops.iter().find(|brief| brief.handle == shop).cloned().ok_or_else(Error::not_found)?;
    let cx = enter(engine, Some(member.id), shop).await?;
    let needs_you = crate::inbox::needs_you(&cx).await?;
    Ok(Me { member: member.id, email: member.email, name: member.name, shop: here, shops, needs_you })
}

fn brief((shop, role): (Shop, Role)) -> ShopBrief {
    ShopBrief { id: shop.id, handle: shop.handle, name: shop.name, currency: shop.currency, role }
}

fn called(member: &Member) -> String {
    if member.name.is_empty() { member.email.clone() } else { member.name.clone() }
}

/// The handle of the first shop of a member, by name; none when they work for none.
pub async fn first_shop(engine: &Engine, member: MemberId) -> Result<Option<String>> {
    Ok(engine.store().member_shops(member).await?.into_iter().next().map(|(shop, _)| shop.handle))
}

/// Whether anybody can log in yet.
pub async fn any(engine: &Engine) -> Result<bool> {
    Ok(engine.store().member_exists().await?)
}

/// Whether the first owner is still to come. Who looks after the demo shop does not count.
pub async fn sign_up_is_open(engine: &Engine) -> Result<bool> {
    Ok(!engine.store().owner_exists(DEMO).await?)
}

/// What the first owner is asked for; for the operator, who reads it at the start.
pub fn sign_up_code(engine: &Engine) -> Option<&str> {
    engine.inner.doors.settings.sign_up_code.as_deref()
}

/// Whom an e-mail address and a password name. Both wrong look the same, and take as long.
pub async fn log_in(engine: &Engine, email: &str, password: &str, address: IpAddr) -> Result<MemberId> {
    let email = folded(email);
    let tries = &engine.inner.doors.tries;
    tries.pass(&email, address, engine.now())?;
    let member = engine.store().member_by_email(&email).await?;
    let known = member.as_ref().and_then(|member| member.password.clone());
    let right = password::verify(engine, password, known).await?;
    match member.filter(|_| right) {
        Some(member) => {
            tries.forget(&email, address);
            links::note_everywhere(engine, member.id, "member.logged_in").await?;
            Ok(member.id)
        }
        None => {
            let left = tries.left(&email, address, engine.now());
            let left = match left {
                0 => "There is a pause before the next try.".to_owned(),
                1 => "1 try left before a pause.".to_owned(),
                left => format!("{left} tries left before a pause."),
            };
            Err(Error::unauthorised(format!("That e-mail and password do not match. {left}")))
        }
    }
}

/// What the first owner writes.
#[derive(Debug)]
pub struct SignUp<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub password: &'a str,
    pub shop: &'a str,
    pub currency: &'a str,
    pub code: &'a str,
}

/// Makes the first owner, and their shop. Shops that nobody owns yet become theirs too. Whose account it is, and the
/// handle of the shop.
pub async fn sign_up(engine: &Engine, form: SignUp<'_>, address: IpAddr) -> Result<(MemberId, String)> {
    let doors = &engine.inner.doors;
    doors.tries.pass("", address, engine.now())?;
    let _first = doors.first.lock().await;
    if !sign_up_is_open(engine).await? {
        let detail = "There is an owner already. Ask for an invitation, or log in.";
        return Err(Problem::new(Code::Forbidden, detail).into());
    }
    if let Some(code) = &doors.settings.sign_up_code {
        use subtle::ConstantTimeEq;
        if !bool::from(code.as_bytes().ct_eq(form.code.trim().as_bytes())) {
            return Err(Error::wrong("code", "This is not the code. It was printed where the server was started."));
        }
    }
    let email = email_in(form.email)?;
    let name = name_in(form.name)?;
    let currency: Currency = form
        .currency
        .trim()
        .to_uppercase()
        .parse()
        .map_err(|_| Error::wrong("currency", "Choose a currency, such as USD."))?;
    if form.shop.trim().is_empty() {
        return Err(Error::wrong("shop", "Name your shop. You can change it later."));
    }
    password::check(form.password, &[&email, &name, form.shop])?;
    if engine.store().member_by_email(&email).await?.is_some() {
        return Err(Error::wrong("email", "Somebody has an account with this address. Log in instead."));
    }
    let hash = password::hash(engine, form.password).await?;
    let mut orphans = Vec::new();
    for shop in shops::list(engine).await? {
        if engine.store().shop(shop.id).owners().await? == 0 {
            orphans.push(shop);
        }
    }
    let handle = handle_of(form.shop);
    let shop = match orphans.iter().position(|shop| shop.handle == handle) {
        Some(at) => orphans.swap_remove(at),
        None => {
            let new = shops::NewShop {
                handle,
                name: form.shop.trim().to_owned(),
                currency,
                url_template: None,
                sites: Vec::new(),
            };
            shops::add(engine, new).await?
        }
    };
    let member =
        Member { id: engine.id(MemberId::from_parts)?, email, name, password: Some(hash), created_at: engine.now() };
    let handle = shop.handle.clone();
    let actor = Actor::Member { id: member.id, name: called(&member), role: Role::Owner };
    engine.store().member_add(&member).await?;
    for shop in std::iter::once(shop).chain(orphans) {
        let cx = engine.acting(shop, actor.clone());
        let tx = cx.store.begin().await?;
        tx.role_set(member.id, Role::Owner, cx.now()).await?;
        audit::note(&cx, &tx, "member.joined", member.id, serde_json::json!({ "role": Role::Owner })).await?;
        tx.commit().await?;
    }
    Ok((member.id, handle))
}

/// Makes somebody a member of a shop, for the operator in the shell: who is known already gets the role, who is not gets
/// an account. Without a password it waits for a link ([`password_link`]).
pub async fn add(cx: &Ctx, email: &str, name: &str, role: Role, password: Option<&str>) -> Result<MemberId> {
    cx.may(types::Right::ManageOwners)?;
    let email = email_in(email)?;
    let known = cx.engine.store().member_by_email(&email).await?;
    let hash = match password {
        Some(password) => {
            password::check(password, &[&email, name])?;
            Some(password::hash(&cx.engine, password).await?)
        }
        None => None,
    };
    let id = match &known {
        Some(member) => member.id,
        None => cx.id(MemberId::from_parts)?,
    };
    let tx = cx.store.begin().await?;
    if known.is_none() {
        let (name, password, created_at) = (name.trim().to_owned(), hash.clone(), cx.now());
        tx.member_add(&Member { id, email, name, password, created_at }).await?;
    }
    tx.role_set(id, role, cx.now()).await?;
    audit::note(cx, &tx, "member.added", id, serde_json::json!({ "role": role })).await?;
    tx.commit().await?;
    if let (Some(_), Some(hash)) = (known, hash) {
        cx.engine.store().password_change(id, &hash, None).await?;
    }
    Ok(id)
}

/// The demo shop's owner, made once; their password when they were.
pub async fn make_demo_owner(engine: &Engine) -> Result<Option<String>> {
    let cx = shops::find(engine, demo::HANDLE).await?;
    if engine.store().member_by_email(DEMO).await?.is_some() {
        return Ok(None);
    }
    let password = hex::encode(crate::clock::random::<8>()?);
    add(&cx, DEMO, "Demo owner", Role::Owner, Some(&password)).await?;
    Ok(Some(password))
}

/// Whether this address can log in without a link.
pub async fn has_password(engine: &Engine, email: &str) -> Result<bool> {
    let member = engine.store().member_by_email(&folded(email)).await?;
    Ok(member.is_some_and(|member| member.password.is_some()))
}

/// Signs what a form that failed has to say, so that a page shows nothing that somebody else wrote.
pub fn sign_notice(engine: &Engine, notice: &Notice) -> Result<String> {
    crate::token::sign(engine.store(), "notice", notice)
}

pub fn read_notice(engine: &Engine, signed: &str) -> Option<Notice> {
    crate::token::read(engine.store(), "notice", signed).ok().flatten()
}

/// Where this server is for browsers.
pub fn public_url(engine: &Engine) -> &str {
    &engine.inner.doors.settings.public_url
}

/// Something nobody can guess, and the hash of it that is kept.
fn secret() -> Result<(String, [u8; 32])> {
    let token = URL_SAFE_NO_PAD.encode(crate::clock::random::<32>()?);
    let hash = hash_of(&token);
    Ok((token, hash))
}

fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

fn email_in(email: &str) -> Result<String> {
    let email = folded(email);
    let fits = email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
        && email
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
    if fits {
        Ok(email)
    } else {
        Err(Error::wrong("email", "This is no e-mail address. Write it like name@example.com."))
    }
}

fn name_in(name: &str) -> Result<String> {
    let name = name.trim();
    let fits = name.chars().count() <= 80 && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(Error::wrong("name", "A name has at most 80 characters.")) }
}

/// A shop's handle from its name; `shop` when no letter of it fits.
fn handle_of(name: &str) -> String {
    let mut handle = String::new();
    for c in name.trim().to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            handle.push(c);
        } else if !handle.ends_with('-') && !handle.is_empty() {
            handle.push('-');
        }
    }
    let handle: String = handle.chars().take(40).collect();
    let handle = handle.trim_end_matches('-');
    if handle.is_empty() { "shop".to_owned() } else { handle.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_made_of_names() {
        for (name, expected) in [
            ("Orchard Lane", "orchard-lane"),
            ("  Ça & Là! ", "a-l"),
            ("東京", "shop"),
            ("A".repeat(80).as_str(), &"a".repeat(40)),
        ] {
            assert_eq!(handle_of(name), expected, "{name}");
        }
    }

    #[test]
    fn addresses_are_folded_and_checked() {
        assert_eq!(email_in(" Ines@Orchard.Example ").unwrap(), "ines@orchard.example");
        for bad in ["", "ines", "@x", "a@", "a b@c.d", "a@b@c", "<a@b.c>"] {
            assert!(email_in(bad).is_err(), "{bad}");
        }
    }
}
