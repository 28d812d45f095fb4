//! One's own name, password and sessions.

use leptos::prelude::*;
use types::members::{Mine, SessionLine};

use crate::{
    address,
    api::account::read_mine,
    components::{
        Page, bones_of_block,
        doorway::{field, told},
        loaded, moment, settings_tabs,
    },
};

/// One's own name, password and sessions.
#[component]
pub fn Account() -> impl IntoView {
    let shop = address::shop();
    let mine = Resource::new_blocking(move || shop.get(), read_mine);
    view! {
        <Page title="Settings">
            {settings_tabs()}
            {loaded(mine, bones_of_block, move |mine| full(mine, shop.get_untracked()))}
        </Page>
    }
}

fn full(mine: Mine, shop: String) -> AnyView {
    let Mine { name, email, sessions, notice } = mine;
    let latest = sessions.iter().map(|session| session.seen).max().unwrap_or_default();
    let several = sessions.len() > 1;
    let lines: Vec<AnyView> = sessions.into_iter().map(|session| line(session, latest, &shop)).collect();
    let everywhere = several.then(|| {
        view! {
            <form method="post" action="/api/account/end-sessions">
                <input type="hidden" name="shop" value=shop.clone()/>
                <button class="button" type="submit" data-size="s">"Log out everywhere"</button>
            </form>
        }
    });
    let named = notice.as_ref().map(|notice| notice.entered("name")).filter(|name| !name.is_empty()).unwrap_or(name);
    view! {
        {told(&notice)}
        <section class="section">
            <header><h2>"You"</h2><p dir="auto">{email.clone()}</p></header>
            <form class="stack short" method="post" action="/api/account/rename">
                <input type="hidden" name="shop" value=shop.clone()/>
                <div class="field"><label for="name">"Name"</label><input class="input" id="name" name="name" value=named autocomplete="name" maxlength="80" required=true dir="auto"/><p class="hint">"Customers and colleagues see it."</p></div>
                <div class="row"><button class="button" type="submit">"Save the name"</button></div>
            </form>
        </section>
        <section class="section">
            <header><h2>"Password"</h2><p>"When it changes, you are logged out everywhere but here"</p></header>
            <form class="stack short" method="post" action="/api/account/password">
                <input type="hidden" name="shop" value=shop.clone()/>
                <input type="hidden" name="username" value=email autocomplete="username"/>
                {field(&notice, "old", "Present password", "password", "current-password", "")}
                {field(&notice, "new", "New password", "password", "new-password", "At least 8 characters. A few words in a row are good.")}
                <div class="row"><button class="button" type="submit">"Set the password"</button></div>
            </form>
        </section>
        <section class="section">
            <header><h2>"Sessions"</h2><p>"Where you are logged in"</p></header>
            <div class="stack"><ul class="list" data-bare="">{lines}</ul>{everywhere}</div>
        </section>
    }
    .into_any()
}

fn line(session: SessionLine, latest: types::Time, shop: &str) -> AnyView {
    let end = if session.here {
        view! { <span class="badge" data-tone="positive">"This browser"</span> }.into_any()
    } else {
        view! {
            <form method="post" action="/api/account/end-session">
                <input type="hidden" name="shop" value=shop.to_owned()/>
                <input type="hidden" name="session" value=session.name.clone()/>
                <button class="button" type="submit" data-size="s" aria-label=format!("End the session of {}", session.agent)>"End"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <div class="grow"><b>{session.agent.clone()}</b><p class="small softer">{session.address.clone()}", seen "{moment::within(session.seen, latest)}</p></div>
            {end}
        </li>
    }
    .into_any()
}
