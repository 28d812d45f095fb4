//! All products: search, filters, sort and page stand in the address; what is done to many is done here.

mod table;
mod tools;

pub use table::{badge, thumb};

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use types::{
    ProductId, Right,
    goods::{Asked, Condition, Listing, PER_PAGE},
};

use crate::{
    address,
    api::goods::list,
    components::{
        Empty, Fetched, Icon, Page, Toasts, allowed, bones_of_list, frame::grouped, loaded, tabs::goods_tabs, toasts,
    },
};

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Here {
    shop: Signal<String>,
    /// The question in the address. Held here: what is drawn when an answer comes can no longer reach the router.
    asked: Memo<Asked>,
    listing: Fetched<Listing>,
    /// Ticked on this page of the list.
    chosen: RwSignal<Vec<ProductId>>,
    edits: bool,
    toasts: Toasts,
}

impl Here {
    /// This list's address with some values of its query replaced; empty ones leave it.
    fn with(self, changes: &[(&str, &str)]) -> String {
        let asked = self.asked.get_untracked();
        let known = [
            ("q", asked.q),
            ("status", asked.status),
            ("category", asked.category),
            ("tag", asked.tag),
            ("stock", asked.stock),
            ("from", asked.from),
            ("to", asked.to),
            ("lack", asked.lack),
            ("collection", asked.collection),
            ("sort", asked.sort),
            ("page", asked.page),
        ];
        let query: Vec<String> = known
            .into_iter()
            .map(|(name, value)| match changes.iter().find(|(changed, _)| *changed == name) {
                Some((_, changed)) => (name, (*changed).to_owned()),
                None => (name, value),
            })
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", address::encode(&value)))
            .collect();
        let path = address::of(&self.shop.get_untracked(), "products");
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }
}

/// The question in the address.
fn asked() -> Memo<Asked> {
    let names = ["q", "status", "category", "tag", "stock", "from", "to", "lack", "collection", "sort", "page"];
    let values = names.map(address::query);
    Memo::new(move |_| {
        let [q, status, category, tag, stock, from, to, lack, collection, sort, page] = values.map(|value| value.get());
        Asked { q, status, category, tag, stock, from, to, lack, collection, sort, page }
    })
}

#[component]
pub fn Products() -> impl IntoView {
    let shop = address::shop();
    let asked = asked();
    let listing: Fetched<Listing> =
        Resource::new_blocking(move || (shop.get(), asked.get()), |(shop, asked)| list(shop, asked));
    let chosen = RwSignal::new(Vec::new());
    let here = Here { shop, asked, listing, chosen, edits: allowed(Right::EditCatalogue), toasts: toasts() };
    let new = here.edits.then(|| {
        let href = Signal::derive(move || address::of(&shop.get(), "products/new"));
        view! { <a class="button" data-kind="primary" href=href>{Icon::Plus.view()}"New product"</a> }
    });
    let imports = Signal::derive(move || address::of(&shop.get(), "imports"));
    // What the list shows, all pages of it.
    let search = use_location().search;
    let export = Signal::derive(move || match search.get() {
        search if search.is_empty() => address::of(&shop.get(), "export.csv"),
        search => format!("{}?{}", address::of(&shop.get(), "export.csv"), search.trim_start_matches('?')),
    });
    let actions = Box::new(move || {
        view! {
            <a class="button" data-kind="quiet" href=export download="">{Icon::Download.view()}"Export these"</a>
            <a class="button" href=imports>{Icon::Upload.view()}"Import"</a>{new}
        }
        .into_any()
    });
    view! {
        <Page title="Products" actions=actions>
            {goods_tabs()}
            {loaded(listing, bones_of_list, move |listing| full(here, listing))}
        </Page>
    }
    .into_any()
}

fn full(here: Here, listing: Listing) -> AnyView {
    here.chosen.update(|chosen| chosen.retain(|id| listing.rows.iter().any(|row| row.id == *id)));
    if listing.all == 0 {
        return empty(here);
    }
    let matter = match listing.total {
        0 => nothing(here, &listing),
        _ => table::table(here, &listing),
    };
    view! { {tools::tools(here, &listing)} {matter} }.into_any()
}

fn empty(here: Here) -> AnyView {
    let imports = address::of(&here.shop.get_untracked(), "imports");
    let way = here.edits.then(|| view! { <a class="button" href=imports>{Icon::Upload.view()}"Import"</a> });
    view! {
        <Empty icon=Icon::Package title="Your products will stand here" text="Bring them in a file, or add the first one by hand. The assistant can speak of them a minute later.">
            {way}
        </Empty>
    }
    .into_any()
}

/// The parts of the address that make a condition.
fn parts(condition: Condition) -> &'static [&'static str] {
    match condition {
        Condition::Text => &["q"],
        Condition::Status => &["status"],
        Condition::Category => &["category"],
        Condition::Tag => &["tag"],
        Condition::Stock => &["stock"],
        Condition::Price => &["from", "to"],
        Condition::Lack => &["lack"],
        Condition::Collection => &["collection"],
    }
}

fn without(here: Here, condition: Condition) -> String {
    let mut changes: Vec<(&str, &str)> = parts(condition).iter().map(|part| (*part, "")).collect();
    changes.push(("page", ""));
    here.with(&changes)
}

fn without_any(here: Here) -> String {
    let all = Condition::ALL.iter().flat_map(|condition| parts(*condition));
    let mut changes: Vec<(&str, &str)> = all.map(|part| (*part, "")).collect();
    changes.push(("page", ""));
    here.with(&changes)
}

/// Nothing matches: which condition costs most.
fn nothing(here: Here, listing: &Listing) -> AnyView {
    let title = match listing.conditions.len() {
        1 => "No product matches".to_owned(),
        count => format!("No product matches all {count} filters"),
    };
    let word = |condition| match condition {
        Condition::Text => "search",
        Condition::Status => "status",
        Condition::Category => "category",
        Condition::Tag => "tag",
        Condition::Stock => "stock",
        Condition::Price => "price",
        Condition::Lack => "missing part",
        Condition::Collection => "collection",
    };
    let (text, drop) = match listing.costs_most {
        Some((condition, count)) => {
            let word = word(condition);
            let text = format!("The {word} leaves out the most: without it there are {}.", grouped(count as i64));
            let drop = view! { <a class="button" href=without(here, condition)>{format!("Drop the {word}")}</a> };
            (text, Some(drop))
        }
        None => ("Each of them alone leaves nothing.".to_owned(), None),
    };
    view! {
        <Empty icon=Icon::Search title=title text=text>
            {drop}<a class="button" data-kind="quiet" href=without_any(here)>"Clear all"</a>
        </Empty>
    }
    .into_any()
}

/// "1–50 of 1,284", and the ways to the pages beside.
fn pager(here: Here, listing: &Listing) -> AnyView {
    let first = (listing.page - 1) * PER_PAGE + 1;
    let last = (first + PER_PAGE - 1).min(listing.total);
    let range = format!("{}–{} of {}", grouped(first as i64), grouped(last as i64), grouped(listing.total as i64));
    let way = |page: u64, there: bool, matter: AnyView| match there {
        true => {
            let href = here.with(&[("page", &if page == 1 { String::new() } else { page.to_string() })]);
            view! { <a class="button" data-size="s" href=href>{matter}</a> }.into_any()
        }
        false => view! { <span class="button" data-size="s" aria-disabled="true">{matter}</span> }.into_any(),
    };
    let back = way(listing.page - 1, listing.page > 1, view! { {Icon::ChevronLeft.view()}"Back" }.into_any());
    let next = way(listing.page + 1, last < listing.total, view! { "Next" }.into_any());
    view! {
        <nav class="pager" aria-label="Pages"><span>{range}" · shown, opened and added in 90 days"</span><span class="end row">{back}{next}</span></nav>
    }
    .into_any()
}
