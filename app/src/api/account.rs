//! What the doors of the dashboard ask: who comes in, who goes. All of it works as a plain form.

use leptos::server;
use types::Door;

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
