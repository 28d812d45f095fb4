//! The frame of the dashboard: navigation, shop switcher, command palette, shortcuts, toasts, and the guard of what is
//! not saved yet. The page stands in its middle.

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};
use types::{Me, Right, Role, inbox::Told};
use wasm_bindgen::JsCast;

use super::{
    Icon, Lost,
    dynamic::{attribute, effect, on, shown, text},
    palette::Palette,
    toast::{ToastCorner, Toasts},
};
use crate::{address, browser};

/// The places of the navigation: page, name, icon, letter after `g`.
pub const PLACES: &[(&str, &str, Icon, char)] = &[
    ("", "Home", Icon::House, 'h'),
    ("conversations", "Conversations", Icon::Inbox, 'c'),
    ("products", "Products", Icon::Package, 'p'),
    ("search", "Search", Icon::Search, 's'),
    ("analytics", "Analytics", Icon::ChartLine, 'a'),
    ("widget", "Widget", Icon::MessageCircle, 'w'),
    ("settings", "Settings", Icon::Settings, 'e'),
];

/// What every page may reach.
#[derive(Clone, Copy)]
pub struct Live {
    /// Conversations that wait for a person.
    pub needs_you: RwSignal<u64>,
    /// What the live stream told last.
    pub told: RwSignal<Option<Told>>,
    /// Something on this page is not saved.
    unsaved: RwSignal<bool>,
}

impl Live {
    fn new(needs_you: u64) -> Self {
        Live { needs_you: RwSignal::new(needs_you), told: RwSignal::new(None), unsaved: RwSignal::new(false) }
    }
}

pub fn live() -> Live {
    use_context::<Live>().unwrap_or_else(|| Live::new(0))
}

/// Whether the member who is logged in may do this; pages leave out what would be refused.
pub fn allowed(right: Right) -> bool {
    use_context::<Me>().is_some_and(|me| me.shop.role.may(right))
}

/// The page that a place leads a member to: who may not set the shop up finds their own account in the settings.
pub fn door(place: &'static str, role: Role) -> &'static str {
    if place == "settings" && !role.may(Right::Configure) { "settings/account" } else { place }
}

/// Keeps the page from being left while `dirty`: the member is asked first.
pub fn guard_unsaved(dirty: impl Fn() -> bool + 'static) {
    let unsaved = live().unsaved;
    effect(move || unsaved.set(dirty()));
    on_cleanup(move || unsaved.set(false));
}

#[component]
pub fn Frame() -> impl IntoView {
    match use_context::<Me>() {
        Some(me) => full(me),
        None => view! { <Lost/> }.into_any(),
    }
}

fn full(me: Me) -> AnyView {
    let live = Live::new(me.needs_you);
    provide_context(live);
    provide_context(Toasts::new());
    let (handle, role) = (me.shop.handle.clone(), me.shop.role);
    {
        let handle = handle.clone();
        effect(move || {
            wake(handle.clone(), role, live);
            crate::live::listen(handle.clone(), live.told);
        });
        effect(move || {
            if let Some(count) = live.told.with(|told| told.as_ref().map(|told| told.needs_you)) {
                live.needs_you.set(count);
            }
        });
    }
    let initials = initials(&me.shop.name);
    let more = menu(&me, true);
    let menu = menu(&me, false);
    let (shop_name, person) = (
        me.shop.name.clone(),
        format!("{}, {}", if me.name.is_empty() { me.email.clone() } else { me.name.clone() }, me.shop.role),
    );
    let home = address::of(&handle, "");
    let bar_name = me.shop.name.clone();
    let palette = on(|_: leptos::ev::MouseEvent| browser::open("palette"));
    let palette_too = on(|_: leptos::ev::MouseEvent| browser::open("palette"));
    let keys = on(|_: leptos::ev::MouseEvent| browser::open("keys"));
    let theme = on(|_: leptos::ev::MouseEvent| turn_theme());
    let stay = on(|_: leptos::ev::MouseEvent| browser::close("leave"));
    let leave = on(move |_: leptos::ev::MouseEvent| {
        live.unsaved.set(false);
        browser::close("leave");
        if let Some(link) = document().query_selector("a[data-leaving]").ok().flatten() {
            let _ = link.remove_attribute("data-leaving");
            if let Ok(link) = link.dyn_into::<web_sys::HtmlElement>() {
                link.click();
            }
        }
    });
    let shortcuts = PLACES.iter().map(|(_, name, _, key)| {
        view! { <div><dt><kbd>"g"</kbd>" "<kbd>{key.to_string()}</kbd></dt><dd>{*name}</dd></div> }
    });
    view! {
        <a class="skip" href="#main">"Skip to content"</a>
        <div class="shell">
            <aside class="side">
                <a class="brand" href=home.clone() aria-label="Vitrine, home">{mark()}<span>"Vitrine"</span></a>
                <nav class="nav" aria-label="Main">{places(&handle, role, live)}</nav>
                <div class="foot">
                    <div class="nav">
                        <button type="button" title="Search and commands" on:click=palette data-needs-script="">{Icon::Search.view()}<span>"Find"</span><kbd class="end">"Ctrl K"</kbd></button>
                        <button type="button" title="Keyboard shortcuts" on:click=keys data-needs-script="">{Icon::Help.view()}<span>"Shortcuts"</span><kbd class="end">"?"</kbd></button>
                        <button type="button" title="Light or dark" on:click=theme data-needs-script="">{Icon::SunMoon.view()}<span>"Light or dark"</span></button>
                    </div>
                    <details class="switcher">
                        <summary class="shop"><span class="avatar" data-kind="mark" aria-hidden="true">{initials}</span><span><b dir="auto">{shop_name.clone()}</b><small dir="auto">{person}</small></span></summary>
                        {menu}
                    </details>
                </div>
            </aside>
            <header class="bar">
                <a class="brand" href=home>{mark()}<span dir="auto">{bar_name}</span></a>
                <span class="end"></span>
                <button class="button" type="button" data-icon="" data-kind="quiet" aria-label="Search and commands" on:click=palette_too data-needs-script="">{Icon::Search.view()}</button>
            </header>
            <Outlet/>
            <nav class="dock" aria-label="Main">
                {dock(&handle, live)}
                <details data-menu=""><summary>{Icon::Menu.view()}"More"</summary>{more}</details>
            </nav>
        </div>
        <ToastCorner/>
        <Palette/>
        <dialog class="dialog" id="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">"Keyboard shortcuts"</h2>
            <dl class="keys">
                <div><dt><kbd>"Ctrl"</kbd>" "<kbd>"K"</kbd></dt><dd>"Search and commands"</dd></div>
                <div><dt><kbd>"/"</kbd></dt><dd>"Search on this page"</dd></div>
                <div><dt><kbd>"j"</kbd>" "<kbd>"k"</kbd></dt><dd>"Next and previous in a list"</dd></div>
                <div><dt><kbd>"t"</kbd></dt><dd>"Take a conversation over"</dd></div>
                <div><dt><kbd>"r"</kbd></dt><dd>"Reply in it"</dd></div>
                <div><dt><kbd>"e"</kbd></dt><dd>"Close it"</dd></div>
                {shortcuts.collect_view()}
                <div><dt><kbd>"?"</kbd></dt><dd>"This list"</dd></div>
            </dl>
            <footer><form method="dialog"><button class="button" type="submit">"Close"</button></form></footer>
        </dialog>
        <dialog class="dialog" id="leave" aria-labelledby="leave-title">
            <h2 id="leave-title">"Leave without saving?"</h2>
            <p class="soft">"What you changed on this page is not saved yet."</p>
            <footer>
                <button class="button" type="button" on:click=stay>"Stay"</button>
                <button class="button" type="button" data-kind="danger" on:click=leave>"Leave without saving"</button>
            </footer>
        </dialog>
    }
    .into_any()
}

fn mark() -> AnyView {
    view! { <svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 3h18v18H3z"></path><path d="M3 3l9 18 9-18"></path></svg> }
        .into_any()
}

/// At most two letters.
fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect::<String>().to_uppercase()
}

fn is_here(path: &str, shop: &str, place: &str) -> bool {
    let here = path.strip_prefix(&address::of(shop, "")).unwrap_or("-");
    match place {
        "" => here.is_empty() || here == "/",
        "products" => ["/products", "/collections", "/imports"].iter().any(|place| here.starts_with(place)),
        "conversations" => ["/conversations", "/executions"].iter().any(|place| here.starts_with(place)),
        _ => here.strip_prefix('/').is_some_and(|here| here == place || here.starts_with(&format!("{place}/"))),
    }
}

fn waiting(place: &str, live: Live) -> AnyView {
    if place != "conversations" {
        return ().into_any();
    }
    let count = shown(move || match live.needs_you.get() {
        0 => ().into_any(),
        count => view! { <span class="count" aria-label=format!("{count} need you")>{count}</span> }.into_any(),
    });
    view! { {count} }.into_any()
}

fn places(shop: &str, role: Role, live: Live) -> Vec<AnyView> {
    let path = use_location().pathname;
    let one = |(place, name, icon, _): &(&'static str, &'static str, Icon, char)| {
        let (place, shop) = (*place, shop.to_owned());
        let href = address::of(&shop, door(place, role));
        let here = attribute(move || is_here(&path.get(), &shop, place).then(|| "page".to_owned()));
        view! { <a href=href title=*name aria-current=here>{icon.view()}<span>{*name}</span>{waiting(place, live)}</a> }
            .into_any()
    };
    PLACES.iter().map(one).collect()
}

/// The member's shops and account; on narrow screens, with the places for which the dock has no room.
fn menu(me: &Me, narrow: bool) -> AnyView {
    let handle = &me.shop.handle;
    let rest = narrow.then(|| {
        let one = |(place, name, icon, _): &(&'static str, &'static str, Icon, char)| {
            view! { <a href=address::of(handle, door(place, me.shop.role))>{icon.view()}{*name}</a> }
        };
        let left_out = PLACES.iter().filter(|(place, ..)| ["search", "widget", "settings"].contains(place));
        view! { {left_out.map(one).collect_view()}<hr/> }
    });
    let theme = narrow.then(|| {
        let theme = on(|_: leptos::ev::MouseEvent| turn_theme());
        view! { <button type="button" on:click=theme data-needs-script="">{Icon::SunMoon.view()}"Light or dark"</button> }
    });
    view! {
        <div class="menu">
            {rest}
            {switcher(me)}
            <a href=address::of(handle, "settings/account")>{Icon::UserRound.view()}"Your account"</a>
            {theme}
            <form method="post" action="/api/account/logout"><button type="submit">{Icon::LogOut.view()}"Log out"</button></form>
        </div>
    }
    .into_any()
}

/// The navigation of narrow screens: four places, and the way to the rest.
fn dock(shop: &str, live: Live) -> Vec<AnyView> {
    let path = use_location().pathname;
    let places = [
        ("", "Home", Icon::House),
        ("conversations", "Inbox", Icon::Inbox),
        ("products", "Products", Icon::Package),
        ("analytics", "Analytics", Icon::ChartLine),
    ];
    let one = |(place, name, icon): (&'static str, &'static str, Icon)| {
        let shop = shop.to_owned();
        let href = address::of(&shop, place);
        let here = attribute(move || is_here(&path.get(), &shop, place).then(|| "page".to_owned()));
        view! { <a href=href aria-current=here>{icon.view()}{name}{waiting(place, live)}</a> }.into_any()
    };
    places.into_iter().map(one).collect()
}

/// The member's other shops. A plain link: everything on the page is of one shop.
fn switcher(me: &Me) -> AnyView {
    if me.shops.len() < 2 {
        return ().into_any();
    }
    let one = |shop: &types::ShopBrief| {
        let here = (shop.id == me.shop.id).then_some("true");
        let tick = (shop.id == me.shop.id).then(|| Icon::Check.small());
        view! { <a href=address::of(&shop.handle, "") rel="external" aria-current=here><span class="avatar" data-kind="mark" aria-hidden="true">{initials(&shop.name)}</span><span dir="auto">{shop.name.clone()}</span><span class="end">{tick}</span></a> }
    };
    view! { <p class="label">"Shops"</p>{me.shops.iter().map(one).collect_view()}<hr/> }.into_any()
}

/// Turns to the other theme, and keeps it for this browser.
fn turn_theme() {
    let Some(root) = document().document_element() else { return };
    let system_dark =
        window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches());
    let dark = match root.get_attribute("data-theme").as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => system_dark,
    };
    let next = if dark { "light" } else { "dark" };
    let _ = root.set_attribute("data-theme", next);
    browser::choose("theme", next);
}

/// In the browser: shortcuts, and the guard of what is not saved. Once, as long as the frame lives.
fn wake(shop: String, role: Role, live: Live) {
    let pending = StoredValue::new(false);
    browser::listen(&document(), "keydown", move |event| {
        let Ok(event) = event.dyn_into::<web_sys::KeyboardEvent>() else { return };
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            browser::open("palette");
            return;
        }
        let writing = document().active_element().is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || element.has_attribute("contenteditable")
        });
        if writing || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let after_g = pending.get_value();
        pending.set_value(false);
        match event.key().as_str() {
            "?" => browser::open("keys"),
            "/" => {
                if let Some(field) = document().query_selector("main input[type=search]").ok().flatten() {
                    event.prevent_default();
                    if let Ok(field) = field.dyn_into::<web_sys::HtmlElement>() {
                        let _ = field.focus();
                    }
                }
            }
            "g" if !after_g => {
                pending.set_value(true);
                set_timeout(move || pending.set_value(false), std::time::Duration::from_secs(1));
            }
            key if after_g => {
                if let Some((place, ..)) = PLACES.iter().find(|(.., letter)| key == letter.to_string()) {
                    follow(&address::of(&shop, door(place, role)));
                }
            }
            _ => {}
        }
    });
    browser::listen(&window(), "beforeunload", move |event| {
        if live.unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    browser::capture(&window(), "click", move |event| {
        if !live.unsaved.get_untracked() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        let Some(link) = link.filter(|link| !link.get_attribute("href").is_some_and(|href| href.starts_with('#')))
        else {
            return;
        };
        event.prevent_default();
        event.stop_propagation();
        let _ = link.set_attribute("data-leaving", "");
        browser::open("leave");
    });
    // The switcher closes when something else is pressed.
    browser::listen(&document(), "click", |event| {
        let inside = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|target| target.closest("details.switcher, details[data-menu]").ok().flatten().is_some());
        if inside {
            return;
        }
        let Ok(menus) = document().query_selector_all("details.switcher[open], details[data-menu][open]") else {
            return;
        };
        for at in 0..menus.length() {
            if let Some(menu) = menus.item(at).and_then(|menu| menu.dyn_into::<web_sys::Element>().ok()) {
                let _ = menu.remove_attribute("open");
            }
        }
    });
}

/// Goes to a page of the dashboard as if its link were pressed, so that what is not saved is guarded too.
pub fn follow(href: &str) {
    let Ok(link) = document().create_element("a") else { return };
    let _ = link.set_attribute("href", href);
    let _ = link.set_attribute("hidden", "");
    if let Some(body) = document().body() {
        let _ = body.append_child(&link);
        if let Ok(link) = link.dyn_into::<web_sys::HtmlElement>() {
            link.click();
            if !link.has_attribute("data-leaving") {
                link.remove();
            }
        }
    }
}

/// A number with its thousands apart.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// A text that follows the number of waiting conversations; for titles.
pub fn waiting_text() -> Signal<String> {
    let needs = live().needs_you;
    text(move || match needs.get() {
        0 => "Nobody waits for you.".to_owned(),
        1 => "One conversation needs you.".to_owned(),
        count => format!("{count} conversations need you."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_apart() {
        for (number, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn a_place_is_marked_on_its_own_pages_only() {
        assert!(is_here("/s/demo", "demo", ""));
        assert!(is_here("/s/demo/products/prd_1", "demo", "products"));
        assert!(is_here("/s/demo/imports", "demo", "products"));
        assert!(!is_here("/s/demo/products", "demo", ""));
        assert!(!is_here("/s/demo/searching", "demo", "search"));
    }
}
