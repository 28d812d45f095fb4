//! The pages in front of the dashboard: a form beside a shop window. They work as plain forms, before any script is there.

use leptos::prelude::*;
use leptos_meta::Title;
use types::{Door, Notice};

use super::Icon;
use crate::api::account::read_door;

/// What hangs in the window: the demo shop's own pictures.
const WINDOW: [&str; 6] = [
    "brass-table-lamp-sage",
    "linen-sundress-terracotta",
    "leather-shoulder-bag-tan",
    "stoneware-vase-teal",
    "classic-watch-brown",
    "court-sneakers-white",
];

/// How the doors stand.
pub fn door() -> Resource<Door> {
    Resource::new_blocking(|| (), |()| async { read_door().await.unwrap_or_default() })
}

/// The frame of one door: `form` is drawn when that is known which it is about. One thing is waited for, not one within
/// another: a server may draw the outer more than once, and what an earlier drawing waits for never comes.
pub fn doorway<T>(
    title: &'static str,
    about: Resource<T>,
    form: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    let form = std::sync::Arc::new(form);
    let shown = move || {
        let form = form.clone();
        Suspend::new(async move { form(about.await) })
    };
    let pictures = WINDOW.iter().map(|name| {
        view! { <img src=format!("/demo/pictures/{name}.svg") width="400" height="500" alt=""/> }
    });
    view! {
        <Title text=format!("{title} · Vitrine")/>
        <main class="door" id="main">
            <section class="form">
                <p class="brand"><svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 3h18v18H3z"></path><path d="M3 3l9 18 9-18"></path></svg><span>"Vitrine"</span></p>
                <Suspense fallback=|| ()>{shown}</Suspense>
                <p class="small softer">"Served by your own machine. Nothing leaves it but what you connect."</p>
            </section>
            <figure class="front" aria-hidden="true"><div class="sash">{pictures.collect_view()}</div></figure>
        </main>
    }
    .into_any()
}

/// What the form before has to say.
pub fn told(notice: &Option<Notice>) -> AnyView {
    let Some(notice) = notice else { return ().into_any() };
    let (tone, icon, role) =
        if notice.done { ("positive", Icon::CircleCheck, "status") } else { ("critical", Icon::CircleAlert, "alert") };
    let (first, rest) = match notice.detail.split_once(". ") {
        Some((first, rest)) => (format!("{first}."), rest.to_owned()),
        None => (notice.detail.clone(), String::new()),
    };
    view! {
        <div class="note" data-tone=tone role=role>{icon.view()}<div><b>{first}</b>" "<span class="soft">{rest}</span></div></div>
    }
    .into_any()
}

/// One field of a door's form; what stood in it stands in it again.
pub fn field(
    notice: &Option<Notice>,
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    hint: &'static str,
) -> AnyView {
    let entered = notice.as_ref().map(|notice| notice.entered(name)).unwrap_or_default();
    let wrong = notice.as_ref().is_some_and(|notice| !notice.done && notice.field == name);
    let described = (!hint.is_empty()).then(|| format!("{name}-hint"));
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input" id=name name=name type=kind autocomplete=autocomplete value=entered required=true
                aria-invalid=wrong.then_some("true") aria-describedby=described dir="auto"/>
            {hint}
        </div>
    }
    .into_any()
}
