//! What the doors of the dashboard and the page of one's own account ask. All of it works as a plain form.

use leptos::server;
use types::{Door, members::Mine};

use crate::Failure;

/// How the pages in front of the dashboard stand. Public: it names nobody.
#[server(prefix = "/api/account", endpoint = "door")]
pub async fn read_door() -> Result<Door, Failure> {
    crate::ssr::door::door().await
}

/// Logs in and goes to `to`, an address of this server.
#[server(prefix = "/api/account", endpoint = "login")]
pub async fn log_in(email: String, password: String, #[server(default)] to: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let engine = crate::ssr::engine()?;
    let done = async {
        let member = engine::accounts::log_in(&engine, &email, &password, door::address()).await;
        door::begin(crate::ssr::answer(member)?).await?;
        Ok(if to.is_empty() { "/".to_owned() } else { to.clone() })
    };
    let page = format!("/login?to={}", crate::address::encode(&to));
    door::lead(&page, &[("email", &email)], done.await)
}

/// Makes the first owner and their shop, logs them in, and goes there.
#[server(prefix = "/api/account", endpoint = "signup")]
pub async fn sign_up(
    #[server(default)] name: String,
    email: String,
    password: String,
    shop: String,
    currency: String,
    #[server(default)] code: String,
) -> Result<(), Failure> {
    use crate::ssr::door;
    let engine = crate::ssr::engine()?;
    let done = async {
        let form = engine::accounts::SignUp {
            name: &name,
            email: &email,
            password: &password,
            shop: &shop,
            currency: &currency,
            code: &code,
        };
        let made = engine::accounts::sign_up(&engine, form, door::address()).await;
        let (member, handle) = crate::ssr::answer(made)?;
        door::begin(member).await?;
        Ok(crate::address::of(&handle, ""))
    };
    let entered = [("name", &*name), ("email", &email), ("shop", &shop), ("currency", &currency), ("code", &code)];
    door::lead("/signup", &entered, done.await)
}

/// Ends the session.
#[server(prefix = "/api/account", endpoint = "logout")]
pub async fn log_out() -> Result<(), Failure> {
    use crate::ssr::door;
    door::lead("/login", &[], door::end().await.map(|()| "/login".to_owned()))
}

/// Sends a link that sets a new password, where there is mail. What is answered does not tell whether anybody has the
/// address.
#[server(prefix = "/api/account", endpoint = "forgot")]
pub async fn forgot(email: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let engine = crate::ssr::engine()?;
    let asked = engine::accounts::ask_for_link(&engine, &email, door::address()).await;
    let told = if engine::mail::works(&engine) {
        "Look into your mail. If there is an account with this address, a link is on its way. It is good for a day."
    } else {
        "This server sends no mail. Whoever runs it can print a link for you with: vitrine member password"
    };
    door::back("/forgot", &[("email", &email)], crate::ssr::answer(asked).map(|()| door::done(told)))
}

/// Whether a link still sets a password.
#[server(prefix = "/api/account", endpoint = "link")]
pub async fn read_link(token: String) -> Result<bool, Failure> {
    crate::ssr::answer(engine::accounts::link_is_good(&crate::ssr::engine()?, &token).await)
}

/// Sets a password by a link, and goes to the log-in page.
#[server(prefix = "/api/account", endpoint = "reset")]
pub async fn reset(token: String, password: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let engine = crate::ssr::engine()?;
    let set = engine::accounts::reset(&engine, &token, &password, door::address()).await;
    match crate::ssr::answer(set) {
        Ok(()) => door::back("/login", &[], Ok(door::done("Your new password is set. Log in with it."))),
        Err(failure) => {
            let page = format!("/reset/{}", crate::address::encode(&token));
            door::back(&page, &[], Err(failure))
        }
    }
}

/// One's own account and sessions.
#[server(prefix = "/api/account", endpoint = "mine")]
pub async fn read_mine(shop: String) -> Result<Mine, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let mine = engine::accounts::mine(&cx, &crate::ssr::door::session_name()).await;
    Ok(Mine { notice: crate::ssr::door::notice(), ..crate::ssr::answer(mine)? })
}

#[server(prefix = "/api/account", endpoint = "rename")]
pub async fn rename(shop: String, name: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        crate::ssr::answer(engine::accounts::rename(&cx, &name).await)?;
        Ok(door::done("Your name is saved."))
    };
    let done = done.await;
    door::back(&crate::address::of(&shop, "settings/account"), &[("name", &name)], done)
}

/// Sets a new password for who knows the old one. All other sessions end, and this one goes on under a fresh key.
#[server(prefix = "/api/account", endpoint = "password")]
pub async fn change_password(shop: String, old: String, new: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        let changed = engine::accounts::change_password(&cx, &old, &new, &door::session_name(), door::address()).await;
        crate::ssr::answer(changed)?;
        door::begin(door::member()?).await?;
        Ok(door::done("Your new password is set. Every other session has ended."))
    };
    let done = done.await;
    door::back(&crate::address::of(&shop, "settings/account"), &[], done)
}

/// Ends one of one's own sessions.
#[server(prefix = "/api/account", endpoint = "end-session")]
pub async fn end_session(shop: String, session: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        crate::ssr::answer(engine::accounts::revoke(&cx, &session).await)?;
        Ok(door::done("The session has ended."))
    };
    let done = done.await;
    door::back(&crate::address::of(&shop, "settings/account"), &[], done)
}

/// Ends all of one's own sessions, this one too.
#[server(prefix = "/api/account", endpoint = "end-sessions")]
pub async fn end_sessions(shop: String) -> Result<(), Failure> {
    use crate::ssr::door;
    let done = async {
        let cx = crate::ssr::cx(&shop).await?;
        crate::ssr::answer(engine::accounts::revoke_all(&cx).await)?;
        door::end().await?;
        Ok(door::done("You are logged out everywhere."))
    };
    match done.await {
        Ok(notice) => door::back("/login", &[], Ok(notice)),
        failed => door::back(&crate::address::of(&shop, "settings/account"), &[], failed),
    }
}
