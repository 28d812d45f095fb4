//! The two documents that the server sends: the chat, which a shop's page frames, and the dashboard.
//!
//! What wakes in the browser stands in one element (`#chat`) or in the body; head, icons and scripts are only sent.

use std::{collections::HashMap, sync::Mutex};

use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;
use types::{Me, launcher::Accent};

use crate::{
    components::Icon,
    routes::{Area, Dashboard},
    ssr::Theme,
    widget::{ChatApp, Page, Stopped},
};

const ICONS: &str = include_str!("../icons.svg");

/// Addresses of the built files, by their plain names; the names on disk carry a hash of the content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assets(HashMap<String, String>);

impl Assets {
    /// Read once from `names.txt` of the site folder; without it (tests) the plain names are used.
    pub fn of(options: &LeptosOptions) -> Self {
        static READ: Mutex<Option<(String, Assets)>> = Mutex::new(None);
        let root = options.site_root.to_string();
        let Ok(mut read) = READ.lock() else { return Assets::default() };
        match &*read {
            Some((from, assets)) if *from == root => assets.clone(),
            _ => {
                let names = std::fs::read_to_string(format!("{root}/pkg/names.txt")).unwrap_or_default();
                let assets = Assets::read(&names);
                *read = Some((root, assets.clone()));
                assets
            }
        }
    }

    /// `chat.css chat.1a2b3c4d.css`, a line each.
    fn read(names: &str) -> Self {
        let line = |line: &str| line.split_once(' ').map(|(plain, hashed)| (plain.to_owned(), hashed.to_owned()));
        Assets(names.lines().filter_map(line).collect())
    }

    /// Whether a half was built by itself; without the areas there is one for all pages.
    fn has(&self, half: &str) -> bool {
        self.0.contains_key(&format!("{half}.js"))
    }

    fn path(&self, plain: &str) -> String {
        format!("/pkg/{}", self.0.get(plain).map_or(plain, String::as_str))
    }
}

/// The symbols of a page in one hidden drawing, which `<use>` refers to.
fn sprite(icons: &[Icon]) -> impl IntoView + use<> {
    let symbol = |icon: &Icon| {
        let start = ICONS.find(&format!("<symbol id=\"{}\"", icon.name()))?;
        let end = start + ICONS[start..].find("</symbol>")? + "</symbol>".len();
        Some(ICONS[start..end].replacen("id=\"", "id=\"i-", 1))
    };
    let symbols: String = icons.iter().filter_map(symbol).collect();
    view! { <svg hidden="" aria-hidden="true" inner_html=symbols></svg> }
}

/// The module that wakes the page, and hints that bring it early.
fn waking(name: &str, assets: &Assets) -> (impl IntoView + use<>, impl IntoView + use<>) {
    let nonce = use_nonce();
    let (script, wasm) = (assets.path(&format!("{name}.js")), assets.path(&format!("{name}_bg.wasm")));
    let text = format!("import wake,{{hydrate}} from {script:?};await wake({{module_or_path:{wasm:?}}});hydrate();");
    (
        view! {
            <link rel="modulepreload" href=script nonce=nonce.clone()/>
            <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        },
        view! { <script type="module" nonce=nonce>{text}</script> },
    )
}

/// Without a title where the page sets its own.
fn head(title: Option<String>, style: String) -> impl IntoView {
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"/>
        <meta name="color-scheme" content="light dark"/>
        {title.map(|title| view! { <title>{title}</title> })}
        <link rel="preload" href="/fonts/instrument-sans-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
        <link rel="stylesheet" href=style/>
    }
}

fn theme_name(theme: Theme) -> Option<&'static str> {
    match theme {
        Theme::Auto => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}

/// The chat page. What the browser needs to wake it is in a `meta`, as text: an attribute is escaped, and is no script.
pub fn chat(page: &Page, theme: Theme, accent: Option<Accent>, assets: &Assets) -> impl IntoView + use<> {
    let title = page.labels.fill(crate::labels::Label::Title, "{shop}", &page.thread.shop_name);
    let app = page.clone();
    framed(page, title, theme, accent, assets, view! { <ChatApp page=app/> })
}

/// The chat page when there is no chat to show.
pub fn problem(page: &Page, theme: Theme, assets: &Assets) -> impl IntoView + use<> {
    let app = page.clone();
    framed(page, "Vitrine".to_owned(), theme, None, assets, view! { <Stopped page=app/> })
}

fn framed<V: IntoView>(
    page: &Page,
    title: String,
    theme: Theme,
    accent: Option<Accent>,
    assets: &Assets,
    app: V,
) -> impl IntoView + use<V> {
    let (hints, script) = waking("chat", assets);
    let data = serde_json::to_string(page).unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang=page.language.clone() dir=page.direction() data-theme=theme_name(theme) style=accent.map(Accent::style)>
            <head>
                {head(Some(title), assets.path("chat.css"))}
                <meta name="robots" content="noindex"/>
                {hints}
                <meta name="vitrine-chat" content=data/>
            </head>
            <body>
                {sprite(Icon::CHAT)}
                <div id="chat">{app}</div>
                {script}
            </body>
        </html>
    }
}

/// The dashboard's pages. Who is logged in is known before anything is drawn, and stands in a `meta` for the browser.
pub fn dashboard(assets: &Assets, path: &str, me: Option<Me>, theme: Theme) -> impl IntoView + use<> {
    leptos_meta::provide_meta_context();
    let area = Area::of(path).name();
    let (hints, script) = waking(if assets.has(area) { area } else { "vitrine" }, assets);
    let known = me.as_ref().and_then(|me| serde_json::to_string(me).ok());
    if let Some(me) = me {
        provide_context(me);
    }
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme_name(theme)>
            <head>
                {head(None, assets.path("vitrine.css"))}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {hints}
                {known.map(|known| view! { <meta name="vitrine-me" content=known/> })}
                <MetaTags/>
            </head>
            <body>
                <div id="page"><Dashboard/></div>
                {sprite(Icon::ALL)}
                {script}
            </body>
        </html>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_of_a_page_is_in_the_sprite() {
        for icon in Icon::ALL {
            assert!(ICONS.contains(&format!("<symbol id=\"{}\"", icon.name())), "{}", icon.name());
        }
    }

    #[test]
    fn names_come_from_the_list_or_stay_plain() {
        let assets = Assets::read("chat.css chat.1a2b.css\n");
        assert_eq!(assets.path("chat.css"), "/pkg/chat.1a2b.css");
        assert_eq!(assets.path("chat.js"), "/pkg/chat.js");
    }
}
