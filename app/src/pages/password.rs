//! A forgotten password, and a new one.

use leptos::prelude::*;
use types::Door;

use crate::{
    address,
    api::account::{read_door, read_link},
    components::doorway::{door, doorway, field, told},
};

/// Ask for a link to set a new password.
#[component]
pub fn Forgot() -> impl IntoView {
    doorway("Forgot password", door(), |door: Door| {
        if !door.mail {
            return ask_the_operator();
        }
        let notice = door.notice.clone();
        view! {
            <form class="stack" method="post" action="/api/account/forgot">
                <div><h1>"Forgot your password?"</h1><p class="soft">"We send a link to your address. It sets a new password."</p></div>
                {told(&notice)}
                {field(&notice, "email", "E-mail", "email", "username", "")}
                <button class="button" type="submit" data-kind="primary" data-wide="">"Ask for a link"</button>
                <p class="small soft"><a href="/login" rel="external">"Back to the log-in"</a></p>
            </form>
        }
        .into_any()
    })
}

/// Without mail there is nothing to send.
fn ask_the_operator() -> AnyView {
    view! {
        <div class="stack">
            <div><h1>"Forgot your password?"</h1><p class="soft">"This server sends no mail. Ask whoever runs it: this command prints a link that sets a new password."</p></div>
            <pre class="code" dir="ltr" tabindex="0">"vitrine member password YOU@SHOP.EXAMPLE"</pre>
            <p class="small soft"><a href="/login" rel="external">"Back to the log-in"</a></p>
        </div>
    }
    .into_any()
}

/// Set a new password.
#[component]
pub fn Reset() -> impl IntoView {
    let token = address::param("token");
    let link = Resource::new_blocking(
        move || token.get(),
        async |token| (read_link(token).await.unwrap_or_default(), read_door().await.unwrap_or_default()),
    );
    doorway("New password", link, move |(good, door)| match good {
        true => new_password(door, token.get_untracked()),
        false => used_up(),
    })
}

fn new_password(door: Door, token: String) -> AnyView {
    let notice = door.notice.clone();
    view! {
        <form class="stack" method="post" action="/api/account/reset">
            <div><h1>"A new password"</h1><p class="soft">"Everywhere you are logged in, you are logged out."</p></div>
            {told(&notice)}
            <input type="hidden" name="token" value=token/>
            {field(&notice, "password", "New password", "password", "new-password", "At least 8 characters. A few words in a row are good.")}
            <button class="button" type="submit" data-kind="primary" data-wide="">"Set the password"</button>
        </form>
    }
    .into_any()
}

fn used_up() -> AnyView {
    view! {
        <div class="stack">
            <div><h1>"This link has ended"</h1><p class="soft">"It has been used, or it is older than a day. Ask for another."</p></div>
            <a class="button" href="/forgot" rel="external" data-kind="primary" data-wide="">"Ask for a link"</a>
        </div>
    }
    .into_any()
}
