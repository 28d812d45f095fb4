//! Where the chat may be shown, and how it gets there.

use leptos::{prelude::*, task::spawn_local};
use types::launcher::{Site, WidgetSetup};

use super::{Draft, section};
use crate::{
    api::launcher,
    components::{
        Icon,
        dynamic::{attribute, flag, list, on, text, when},
        toasts,
    },
    pages::inspector::moment,
};

/// How one script tag gets into a page: name, where it goes. GTM takes attributes away, so it has a text of its own.
const PLATFORMS: [(&str, &str); 5] = [
    ("Any site (HTML)", "Put it at the end of every page, before </body>."),
    ("Shopify", "Online Store → Themes → ⋯ → Edit code → layout/theme.liquid. Put it before </body>, and save."),
    (
        "WordPress",
        "With a plugin for header and footer scripts, put it into the footer. Without one: footer.php of a child theme, before </body>.",
    ),
    ("Webflow", "Site settings → Custom code → Footer code. Save, and publish the site."),
    ("Squarespace", "Settings → Developer tools → Code injection → Footer. Save."),
];

pub(super) fn sites(draft: Draft, sites: Vec<Site>, may: bool) -> AnyView {
    let (sites, wanted) = (RwSignal::new(sites), RwSignal::new(String::new()));
    let (busy, wrong, toasts) = (RwSignal::new(false), RwSignal::new(None::<String>), toasts());
    let shop = draft.shop;
    let allow = move |site: String| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let shop = shop.get_untracked();
        spawn_local(async move {
            match launcher::allow(shop, site).await {
                Ok(all) => {
                    sites.set(all);
                    wanted.set(String::new());
                    wrong.set(None);
                }
                Err(failure) => wrong.set(Some(failure.0.detail)),
            }
            busy.set(false);
        });
    };
    let forbid = move |site: String| {
        let shop = shop.get_untracked();
        spawn_local(async move {
            match launcher::forbid(shop, site.clone()).await {
                Ok(all) => {
                    sites.set(all);
                    toasts.undoable(format!("{site} no longer shows the chat."), move || allow(site.clone()));
                }
                Err(failure) => toasts.fail(&failure),
            }
        });
    };
    let item = move |key: &str| {
        let origin = key.to_owned();
        let seen = {
            let origin = origin.clone();
            move || sites.with(|all| all.iter().find(|site| site.origin == origin).and_then(|site| site.seen))
        };
        let badge = when(move || {
            Some(match seen() {
                Some(at) => view! { <span class="badge" data-tone="positive">{format!("Installed, last seen {}", moment(at))}</span> }.into_any(),
                None => view! { <span class="badge" data-tone="draft">"Not seen yet"</span> }.into_any(),
            })
        });
        let label = format!("Take {origin} off the list");
        let gone = origin.clone();
        let remove = on(move |_: leptos::ev::MouseEvent| forbid(gone.clone()));
        let remove = may.then(|| {
            view! { <button class="button" type="button" data-icon="" data-size="s" data-kind="quiet" data-needs-script="" aria-label=label on:click=remove>{Icon::Close.view()}</button> }.into_any()
        });
        view! { <li><div class="grow"><p class="clip mono" dir="ltr">{origin}</p>{badge}</div>{remove}</li> }.into_any()
    };
    let keys = move || sites.with(|all| all.iter().map(|site| site.origin.clone()).collect());
    let none = when(move || {
        sites.with(Vec::is_empty).then(|| {
            view! { <p class="soft small">"No site may show the chat yet. Add the address of your shop."</p> }
                .into_any()
        })
    });
    let add = on(move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        allow(wanted.get_untracked());
    });
    let write = on(move |event: leptos::ev::Event| wanted.set(event_target_value(&event)));
    let invalid = attribute(move || wrong.get().map(|_| "true".to_owned()));
    let error = when(move || {
        wrong.get().map(|detail| {
            view! { <p class="error">{Icon::CircleAlert.view()}<span dir="auto">{detail}</span></p> }.into_any()
        })
    });
    let still = flag(move || busy.get());
    let form = may.then(|| {
        view! {
            <form on:submit=add data-needs-script="">
                <div class="field">
                    <label for="site">"Add a site"</label>
                    <div class="row"><input class="input" id="site" name="site" inputmode="url" dir="ltr" placeholder="https://shop.example" prop:value=wanted on:input=write aria-invalid=invalid aria-describedby="site-about"/><button class="button" type="submit" disabled=still>{Icon::Plus.view()}"Add"</button></div>
                    <div id="site-about" aria-live="polite">{error}</div>
                </div>
            </form>
        }
        .into_any()
    });
    let matter = view! { <ul class="list" data-bare="">{list(keys, item)}</ul>{none}{form} };
    section(
        "Sites",
        "Only these may show the chat. “Installed” means that a page there has asked for it; we never visit your site.",
        matter.into_any(),
    )
}

pub(super) fn installation(setup: &WidgetSetup) -> AnyView {
    let tag = format!("<script src=\"{}/widget.js\" data-site=\"{}\" async></script>", setup.host, setup.handle);
    let manager = format!(
        "<script>\n(function () {{\n  var s = document.createElement('script');\n  s.src = '{}/widget.js';\n  s.async = true;\n  s.dataset.site = '{}';\n  document.head.appendChild(s);\n}})();\n</script>",
        setup.host, setup.handle
    );
    let mut ways: Vec<AnyView> =
        PLATFORMS.iter().enumerate().map(|(at, (name, how))| way(name, how, tag.clone(), at == 0)).collect();
    let how = "New tag → Custom HTML, triggered on all pages. The tag manager takes attributes away, so the script is made by another.";
    ways.push(way("Google Tag Manager", how, manager, false));
    section(
        "Installation",
        "One script tag. It waits for nothing on your page and moves nothing.",
        view! { <div>{ways}</div> }.into_any(),
    )
}

fn way(name: &'static str, how: &'static str, code: String, open: bool) -> AnyView {
    let copied = RwSignal::new(false);
    let text_of = code.clone();
    let copy = on(move |_: leptos::ev::MouseEvent| {
        let promise = window().navigator().clipboard().write_text(&text_of);
        spawn_local(async move {
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                copied.set(true);
                set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
            }
        });
    });
    let label = text(move || if copied.get() { "Copied" } else { "Copy" }.to_owned());
    view! {
        <details class="behind platform" open=open>
            <summary>{Icon::ChevronRight.small()}{name}</summary>
            <p class="small soft">{how}</p>
            <pre class="code" dir="ltr" tabindex="0">{code}</pre>
            <button class="button" type="button" data-size="s" data-needs-script="" on:click=copy>{Icon::Copy.view()}<span aria-live="polite">{label}</span></button>
        </details>
    }
    .into_any()
}
