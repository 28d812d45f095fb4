//! Sign up: the first owner, with the code that the start printed.

use leptos::prelude::*;
use types::Door;

use crate::components::doorway::{door, doorway, field, told};

/// What shops most often sell in; any other can be given in the shell.
const CURRENCIES: [&str; 24] = [
    "USD", "EUR", "GBP", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "HUF", "ILS", "INR", "JPY", "KRW", "MXN",
    "NOK", "NZD", "PLN", "SEK", "SGD", "TRY", "UAH", "ZAR",
];

/// Sign up: the first owner, with the code that the start printed.
#[component]
pub fn SignUp() -> impl IntoView {
    doorway("Sign up", door(), |door| if door.sign_up { form(door) } else { closed() })
}

fn form(door: Door) -> AnyView {
    let notice = door.notice.clone();
    let chosen = notice.as_ref().map(|notice| notice.entered("currency")).unwrap_or_default();
    let chosen = if chosen.is_empty() { "USD".to_owned() } else { chosen };
    let currencies = CURRENCIES.iter().map(|code| {
        view! { <option value=*code selected=chosen == *code>{*code}</option> }
    });
    let code = door.code.then(|| {
        field(&notice, "code", "Code", "text", "one-time-code", "It was printed where the server was started.")
    });
    view! {
        <form class="stack" method="post" action="/api/account/signup">
            <div><h1>"Welcome to Vitrine"</h1><p class="soft">"Make the owner's account and the first shop. You invite everybody else."</p></div>
            {told(&notice)}
            {code}
            {field(&notice, "name", "Your name", "text", "name", "")}
            {field(&notice, "email", "E-mail", "email", "username", "")}
            {field(&notice, "password", "Password", "password", "new-password", "At least 8 characters. A few words in a row are good.")}
            {field(&notice, "shop", "Name of your shop", "text", "organization", "")}
            <div class="field"><label for="currency">"Currency"</label><select class="input" id="currency" name="currency">{currencies.collect_view()}</select></div>
            <button class="button" type="submit" data-kind="primary" data-wide="">"Make the account"</button>
            <p class="small soft">"You have an account? "<a href="/login" rel="external">"Log in"</a></p>
        </form>
    }
    .into_any()
}

fn closed() -> AnyView {
    view! {
        <div class="stack">
            <div><h1>"By invitation"</h1><p class="soft">"This server has its owner. Ask them to invite you; the invitation brings you in."</p></div>
            <a class="button" href="/login" rel="external" data-kind="primary" data-wide="">"Log in"</a>
        </div>
    }
    .into_any()
}
