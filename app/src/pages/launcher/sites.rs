//! Where the chat may be shown, and how it gets there.

use leptos::{prelude::*, task::spawn_local};
use types::launcher::{Site, WidgetSetup};

use super::{Draft, section};
use crate::{
    api::launcher,
    components::{
        Icon, copy,
        dynamic::{attribute, flag, list, on, when},
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
        view! { <li><div class="grow"><p class="clip"><a class="mono" dir="ltr" href=origin.clone() target="_blank" rel="noopener">{origin.clone()}</a></p>{badge}</div>{remove}</li> }.into_any()
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
    let look_again = on(move |_: leptos::ev::MouseEvent| {
        let shop = shop.get_untracked();
        spawn_local(async move {
            match launcher::read(shop).await {
                Ok(setup) => {
                    let found = setup.sites.iter().filter(|site| site.seen.is_some()).count();
                    toasts.say(match found {
                        0 => "No site has shown the chat yet. Open a page of your shop, then look again.".to_owned(),
                        1 => "One site has shown the chat.".to_owned(),
                        found => format!("{found} sites have shown the chat."),
                    });
                    sites.set(setup.sites);
                }
                Err(failure) => toasts.fail(&failure),
            }
        });
    });
    let again = view! { <div class="row wrap" data-needs-script=""><button class="button" type="button" data-size="s" on:click=look_again>{Icon::Refresh.view()}"Is it installed?"</button></div> };
    let matter = view! { <ul class="list" data-bare="">{list(keys, item)}</ul>{none}{again}{form} };
    let about =
        "Only these may show the chat. “Installed” means that a page there has asked for it; we never visit your site.";
    view! { <div id="try">{section("Sites", about, matter.into_any())}</div> }.into_any()
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
    view! {
        <details class="behind platform" open=open>
            <summary>{Icon::ChevronRight.small()}{name}</summary>
            <p class="small soft">{how}</p>
            <pre class="code" dir="ltr" tabindex="0">{code.clone()}</pre>
            {copy(code)}
        </details>
    }
    .into_any()
}
