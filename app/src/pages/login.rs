//! Log in.

use leptos::prelude::*;
use types::Door;

use crate::{
    address,
    components::{
        Icon,
        doorway::{door, doorway, field, told},
    },
};

/// Log in.
#[component]
pub fn Login() -> impl IntoView {
    let to = address::query("to");
    doorway("Log in", door(), move |door| form(door, to.get_untracked()))
}

fn form(door: Door, to: String) -> AnyView {
    let notice = door.notice.clone();
    let wanted = (!to.is_empty() && notice.is_none())
        .then(|| view! { <p class="soft" role="status">"Log in, and you are back where you were."</p> });
    let sign_up = door.sign_up.then(|| {
        view! { <p class="small soft">"First time here? "<a href="/signup" rel="external">"Make the owner's account"</a></p> }
    });
    let demo = door.demo.then(|| {
        view! { <p class="small"><a class="row" href="/demo" rel="external">{Icon::Store.small()}"Look at the demo shop"</a></p> }
    });
    view! {
        <form class="stack" method="post" action="/api/account/login">
            <div><h1>"Log in"</h1>{wanted}</div>
            {told(&notice)}
            {field(&notice, "email", "E-mail", "email", "username", "")}
            <div class="field">
                <div class="row"><label for="password" class="small">"Password"</label><a class="end small softer" href="/forgot" rel="external">"Forgotten?"</a></div>
                <input class="input" id="password" name="password" type="password" autocomplete="current-password" required=true/>
            </div>
            <input type="hidden" name="to" value=to/>
            <button class="button" type="submit" data-kind="primary" data-wide="">"Log in"</button>
            {sign_up}
            {demo}
        </form>
    }
    .into_any()
}
