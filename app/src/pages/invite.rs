//! Take up an invitation.

use leptos::prelude::*;
use types::members::Invited;

use crate::{
    address,
    api::members::read_invited,
    components::doorway::{doorway, field, told},
};

/// Take up an invitation.
#[component]
pub fn Invite() -> impl IntoView {
    let token = address::param("token");
    let invited = Resource::new_blocking(move || token.get(), read_invited);
    doorway("Join", invited, move |invited| match invited {
        Ok(invited) => form(invited, token.get_untracked()),
        Err(_) => ended(),
    })
}

fn form(invited: Invited, token: String) -> AnyView {
    let notice = invited.notice.clone();
    let about = format!("{} invites you as {}. Your account is {}.", invited.invited_by, invited.role, invited.email);
    let fields = if invited.known {
        field(&notice, "password", "Your password", "password", "current-password", "You have an account here already.")
    } else {
        view! {
            {field(&notice, "name", "Your name", "text", "name", "")}
            {field(&notice, "password", "Password", "password", "new-password", "At least 8 characters. A few words in a row are good.")}
        }
        .into_any()
    };
    view! {
        <form class="stack" method="post" action="/api/members/join">
            <div><h1 dir="auto">{format!("Join {}", invited.shop)}</h1><p class="soft" dir="auto">{about}</p></div>
            {told(&notice)}
            <input type="hidden" name="token" value=token/>
            <input type="hidden" name="username" value=invited.email autocomplete="username"/>
            {fields}
            <button class="button" type="submit" data-kind="primary" data-wide="">"Join"</button>
        </form>
    }
    .into_any()
}

fn ended() -> AnyView {
    crate::error::nothing_here();
    view! {
        <div class="stack">
            <div><h1>"This invitation has ended"</h1><p class="soft">"It has been used or withdrawn, or it is older than a week. Ask whoever invited you for another."</p></div>
            <a class="button" href="/login" rel="external" data-kind="primary" data-wide="">"Log in"</a>
        </div>
    }
    .into_any()
}
