//! Who did what. The filter is the address: a plain form, so that it can be kept and sent.

use leptos::prelude::*;
use types::members::{DeedLine, Deeds, DeedsWanted};

use crate::{
    address,
    api::audit::read_deeds,
    components::{Empty, Icon, Page, bones_of_list, loaded, settings_tabs},
};

/// Who did what.
#[component]
pub fn Audit() -> impl IntoView {
    let shop = address::shop();
    let names = ["member", "act", "from", "until", "before"].map(address::query);
    let wanted = Memo::new(move |_| {
        let [member, act, from, until, before] = names.map(|value| value.get());
        DeedsWanted { member, act, from, until, before }
    });
    let deeds = Resource::new_blocking(
        move || (shop.get(), wanted.get()),
        |(shop, wanted)| async move { read_deeds(shop, wanted).await },
    );
    view! {
        <Page title="Settings">
            {settings_tabs()}
            {loaded(deeds, bones_of_list, move |deeds| full(deeds, wanted.get_untracked(), shop.get_untracked()))}
        </Page>
    }
}

/// The query of what is wanted; `before` replaced.
fn query(wanted: &DeedsWanted, before: &str) -> String {
    let pairs = [
        ("member", &*wanted.member),
        ("act", &wanted.act),
        ("from", &wanted.from),
        ("until", &wanted.until),
        ("before", before),
    ];
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| format!("{name}={}", address::encode(value))).collect::<Vec<_>>().join("&")
}

fn full(deeds: Deeds, wanted: DeedsWanted, shop: String) -> AnyView {
    let page = address::of(&shop, "settings/audit");
    let members = deeds.members.iter().map(|(id, name)| {
        let id = id.to_string();
        let chosen = id == wanted.member;
        view! { <option value=id selected=chosen>{name.clone()}</option> }
    });
    let members = members.collect_view();
    let acts = deeds.acts.iter().map(|(act, words)| {
        view! { <option value=act.clone() selected=*act == wanted.act>{words.clone()}</option> }
    });
    let acts = acts.collect_view();
    let newer = (!wanted.before.is_empty()).then(
        || view! { <a class="button" data-size="s" href=format!("{page}?{}", query(&wanted, ""))>"The latest"</a> },
    );
    let older = deeds.older.map(|number| {
        let href = format!("{page}?{}", query(&wanted, &number.to_string()));
        view! { <a class="button" data-size="s" href=href>"Older"{Icon::ChevronRight.small()}</a> }
    });
    let export = format!("{}?{}", address::of(&shop, "audit.csv"), query(&wanted, ""));
    let filtered = wanted != DeedsWanted::default();
    let everything = filtered
        .then(|| view! { <a class="button" data-kind="quiet" href=page.clone()>"Show everything"</a> }.into_any());
    let matter = if deeds.deeds.is_empty() {
        let text = match filtered {
            true => "No deed matches. Look at a longer time, another member or another deed.",
            false => "What members change is noted here, and can be neither changed nor removed.",
        };
        view! { <Empty icon=Icon::ShieldCheck title="Nothing was done" text=text/> }.into_any()
    } else {
        let rows: Vec<AnyView> = deeds.deeds.into_iter().map(|deed| row(deed, &shop)).collect();
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label="Audit log"><table class="table">
                <caption class="hush">"Who did what, the latest first"</caption>
                <thead><tr><th scope="col">"When (UTC)"</th><th scope="col">"Who did what"</th><th scope="col" data-spare="">"To what"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        }
        .into_any()
    };
    view! {
        <form class="tools" method="get" action=page>
            <div class="field"><label for="member">"Who"</label><select class="input" id="member" name="member"><option value="">"Everybody"</option>{members}</select></div>
            <div class="field"><label for="act">"What"</label><select class="input" id="act" name="act"><option value="">"Everything"</option>{acts}</select></div>
            <div class="field"><label for="from">"From"</label><input class="input" id="from" name="from" type="date" value=wanted.from.clone()/></div>
            <div class="field"><label for="until">"Until"</label><input class="input" id="until" name="until" type="date" value=wanted.until.clone()/></div>
            <div class="row audit-do"><button class="button" type="submit">"Show"</button>{everything}<a class="button" data-kind="quiet" href=export rel="external" download="">{Icon::Download.view()}"CSV"</a></div>
        </form>
        {matter}
        <nav class="pager" aria-label="Pages">{newer}<span class="end"></span>{older}</nav>
    }
    .into_any()
}

/// The page of what was done something to, when it has one.
fn page_of(about: &str, shop: &str) -> Option<String> {
    let folder = match about.split_once('_')?.0 {
        "prd" => "products",
        "col" => "collections",
        "imp" => "imports",
        "cnv" => "conversations",
        _ => return None,
    };
    Some(address::of(shop, &format!("{folder}/{about}")))
}

fn row(deed: DeedLine, shop: &str) -> AnyView {
    let who = if deed.member.is_empty() { "The operator".to_owned() } else { deed.member };
    let detail = (!deed.detail.is_empty()).then(|| view! { <small class="softer" dir="auto">{deed.detail}</small> });
    let about = match page_of(&deed.about, shop) {
        Some(page) => view! { <a class="mono" href=page>{deed.about}</a> }.into_any(),
        None if deed.about.contains('_') => view! { <span class="mono softer">{deed.about}</span> }.into_any(),
        None => view! { <span dir="auto">{deed.about}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="mono"><time datetime=deed.at.to_rfc3339()>{deed.at.format("%Y-%m-%d %H:%M").to_string()}</time></td>
            <td><span dir="auto"><b>{who}</b>" "{deed.words}</span>" "{detail}</td>
            <td data-spare="">{about}</td>
        </tr>
    }
    .into_any()
}
