//! The command palette: pages, deeds, products and conversations by a few letters.

use leptos::{prelude::*, task::spawn_local};
use types::{Me, Right, Role, goods::Goal};
use wasm_bindgen::JsCast;

use super::{
    Icon,
    dynamic::{on, shown},
    frame::{PLACES, door, follow},
};
use crate::{address, api::palette::find, browser};

/// Deeds and places beside the navigation: page, name, words it is found by, and what one must be allowed.
const DEEDS: &[(&str, &str, &str, Right)] = &[
    ("products/new", "Add a product", "create new product", Right::EditCatalogue),
    ("imports", "Import or export products", "csv upload table download", Right::View),
    ("collections", "Collections", "group products", Right::View),
    ("executions", "Executions", "inspector trace slow failed cost", Right::View),
    ("settings", "Shop details", "name currency language address support contact", Right::Configure),
    ("settings/voice", "Voice", "brand tone speak", Right::Configure),
    ("settings/model", "Language model", "llm openai key provider price", Right::Configure),
    ("settings/limits", "Limits and budget", "cost money rate", Right::Configure),
    ("settings/members", "Members", "team people roles", Right::ManageMembers),
    ("settings/members#email", "Invite somebody", "member team add colleague", Right::ManageMembers),
    ("settings/audit", "Audit log", "who did what history", Right::ManageMembers),
    ("settings/replies", "Canned replies", "snippets answers", Right::View),
    ("settings/account", "Your account", "name sessions log out", Right::View),
    ("settings/account#old", "Change your password", "account security", Right::View),
    ("settings/server", "Server", "health queue mail version", Right::Configure),
];

/// Where a line leads.
#[derive(Clone, PartialEq)]
struct Line {
    icon: Icon,
    name: String,
    more: String,
    href: String,
}

fn pages(shop: &str, role: Role, wanted: &str) -> Vec<Line> {
    let places = PLACES.iter().map(|(page, name, icon, _)| (door(page, role), *name, *icon, ""));
    let deeds = DEEDS.iter().filter(|(.., right)| role.may(*right));
    let deeds = deeds.map(|(page, name, words, _)| (*page, *name, Icon::ArrowRight, *words));
    let wanted = wanted.to_lowercase();
    places
        .chain(deeds)
        .filter(|(_, name, _, words)| {
            wanted.is_empty() || name.to_lowercase().contains(&wanted) || words.contains(&wanted)
        })
        .map(|(page, name, icon, _)| Line {
            icon,
            name: name.to_owned(),
            more: String::new(),
            href: address::of(shop, page),
        })
        .collect()
}

fn found(shop: &str, goals: Vec<Goal>) -> Vec<Line> {
    let line = |goal: Goal| Line {
        icon: if goal.page.starts_with("conversations") { Icon::MessageSquare } else { Icon::Package },
        name: goal.name,
        more: goal.more,
        href: address::of(shop, &goal.page),
    };
    goals.into_iter().map(line).collect()
}

#[component]
pub fn Palette() -> impl IntoView {
    let shop = address::shop();
    let role = use_context::<Me>().map_or(Role::Analyst, |me| me.shop.role);
    let wanted = RwSignal::new(String::new());
    let goals = RwSignal::new(Vec::<Goal>::new());
    let at = RwSignal::new(0usize);
    let lines = move || {
        let shop = shop.get();
        let mut lines = pages(&shop, role, wanted.read().trim());
        lines.extend(found(&shop, goals.get()));
        lines.truncate(14);
        lines
    };
    let asked = StoredValue::new(0u32);
    let write = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        wanted.set(text.clone());
        at.set(0);
        asked.update_value(|count| *count += 1);
        let (mine, text, shop) = (asked.get_value(), text.trim().to_owned(), shop.get_untracked());
        if text.chars().count() < 2 {
            goals.set(Vec::new());
            return;
        }
        spawn_local(async move {
            browser::sleep(120).await;
            if asked.get_value() != mine {
                return;
            }
            let found = find(shop, text).await.unwrap_or_default();
            if asked.get_value() == mine {
                goals.set(found);
            }
        });
    });
    let go = move |href: &str| {
        browser::close("palette");
        wanted.set(String::new());
        goals.set(Vec::new());
        if let Some(field) = document()
            .get_element_by_id("palette-field")
            .and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok())
        {
            field.set_value("");
        }
        follow(href);
    };
    let keys = on(move |event: leptos::ev::KeyboardEvent| {
        let count = lines().len();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(line) = lines().get(at.get_untracked()) {
                    go(&line.href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    });
    let list = shown(move || {
        let lines = lines();
        if lines.is_empty() {
            return view! { <p class="soft" role="status">"Nothing by that name."</p> }.into_any();
        }
        let active = at.get();
        let line = |(place, line): (usize, Line)| {
            let href = line.href.clone();
            let press = on(move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                event.stop_propagation();
                go(&href);
            });
            let id = format!("goal-{place}");
            view! {
                <a id=id role="option" href=line.href aria-selected=(place == active).to_string() data-active=(place == active).then_some("") tabindex="-1" on:click=press>
                    {line.icon.view()}<span dir="auto">{line.name}</span><span class="end softer" dir="auto">{line.more}</span>
                </a>
            }
        };
        view! { <div class="menu" role="listbox" id="goals" aria-label="Results">{lines.into_iter().enumerate().map(line).collect_view()}</div> }.into_any()
    });
    let active = Signal::derive(move || format!("goal-{}", at.get()));
    view! {
        <dialog class="dialog palette" id="palette" aria-label="Search and commands" closedby="any">
            <div class="affix">
                {Icon::Search.view()}
                <input class="input" id="palette-field" type="text" role="combobox" aria-expanded="true" aria-controls="goals" aria-activedescendant=active aria-label="Search and commands" placeholder="A page, a product, a conversation" autocomplete="off" spellcheck="false" autofocus="" on:input=write on:keydown=keys/>
                <kbd>"Esc"</kbd>
            </div>
            {list}
        </dialog>
    }
    .into_any()
}
