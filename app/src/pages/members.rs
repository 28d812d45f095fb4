//! Who works for the shop.

use leptos::prelude::*;
use types::{
    Right, Role, Time,
    members::{ColleagueLine, InvitationLine, Staff},
};

use crate::{
    address,
    api::members::read_staff,
    components::{Page, allowed, bones_of_list, doorway::told, loaded, moment, settings_tabs},
};

/// Who works for the shop.
#[component]
pub fn Members() -> impl IntoView {
    let shop = address::shop();
    let staff = Resource::new_blocking(move || shop.get(), read_staff);
    view! {
        <Page title="Settings">
            {settings_tabs()}
            {loaded(staff, bones_of_list, move |staff| full(staff, shop.get_untracked()))}
        </Page>
    }
}

/// The roles this member may give.
fn roles(chosen: Role) -> Vec<AnyView> {
    let owners = allowed(Right::ManageOwners) || chosen == Role::Owner;
    let given = Role::ALL.iter().filter(|role| owners || **role != Role::Owner);
    given
        .map(|role| {
            let name = role.as_str();
            let word = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
            view! { <option value=name selected=*role == chosen>{word}</option> }.into_any()
        })
        .collect()
}

fn full(staff: Staff, shop: String) -> AnyView {
    let Staff { members, invitations, mail, now, notice } = staff;
    let (link, undo) = notice.as_ref().map(|told| (told.link.clone(), told.undo.clone())).unwrap_or_default();
    let entered = notice.as_ref().map(|notice| notice.entered("email")).unwrap_or_default();
    let chosen = notice.as_ref().and_then(|notice| notice.entered("role").parse().ok()).unwrap_or(Role::Staff);
    let link = (!link.is_empty()).then(|| {
        view! { <div class="field"><label for="link">"The invitation's link"</label><input class="input mono" id="link" readonly=true value=link/></div> }
    });
    let undo = (!undo.is_empty()).then(|| {
        view! {
            <form class="row" method="post" action="/api/members/restore">
                <input type="hidden" name="shop" value=shop.clone()/><input type="hidden" name="undo" value=undo/>
                <button class="button" type="submit" data-size="s">"Undo"</button>
            </form>
        }
    });
    let about = if mail { "They get a link by mail" } else { "You get a link to hand on: this server sends no mail" };
    let count = match members.len() {
        1 => "One member".to_owned(),
        count => format!("{count} members"),
    };
    let members: Vec<AnyView> = members.into_iter().map(|member| colleague(member, now, &shop)).collect();
    let waiting: Vec<AnyView> = invitations.into_iter().map(|line| invitation(line, now, &shop)).collect();
    let waiting = (!waiting.is_empty()).then(|| {
        view! { <section class="section"><header><h2>"Invited"</h2><p>"Not here yet"</p></header><ul class="list" data-bare="">{waiting}</ul></section> }
    });
    view! {
        <div class="stack members-told">{told(&notice)}{undo}{link}</div>
        <section class="section">
            <header><h2>"Members"</h2><p>{count}</p></header>
            <ul class="list" data-bare="">{members}</ul>
        </section>
        {waiting}
        <section class="section">
            <header><h2>"Invite"</h2><p>{about}</p></header>
            <form class="stack" method="post" action="/api/members/invite">
                <input type="hidden" name="shop" value=shop/>
                <div class="grid">
                    <div class="field"><label for="email">"E-mail"</label><input class="input" id="email" name="email" type="email" required=true value=entered autocomplete="off"/></div>
                    <div class="field"><label for="role">"Role"</label><select class="input" id="role" name="role">{roles(chosen)}</select></div>
                </div>
                <p class="hint">"An analyst sees everything. Staff also answer customers and change products. An admin also sets up the shop and invites. An owner may do all."</p>
                <div class="row"><button class="button" type="submit" data-kind="primary">"Invite"</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect::<String>().to_uppercase()
}

fn colleague(member: ColleagueLine, now: Time, shop: &str) -> AnyView {
    let name = if member.name.is_empty() { member.email.clone() } else { member.name.clone() };
    let oneself = member.oneself.then(|| view! { <span class="softer">" (you)"</span> });
    let seen = match member.seen {
        Some(at) => moment::ago(at, now),
        None => view! { "Not logged in" }.into_any(),
    };
    let id = member.id.to_string();
    let change = if member.changeable {
        view! {
            <form class="row" method="post" action="/api/members/role">
                <input type="hidden" name="shop" value=shop.to_owned()/><input type="hidden" name="member" value=id.clone()/>
                <select class="input" name="role" aria-label=format!("Role of {name}")>{roles(member.role)}</select>
                <button class="button" type="submit" data-size="s" aria-label=format!("Set the role of {name}")>"Set"</button>
            </form>
            <form method="post" action="/api/members/remove">
                <input type="hidden" name="shop" value=shop.to_owned()/><input type="hidden" name="member" value=id/>
                <button class="button" type="submit" data-size="s" data-kind="quiet" aria-label=format!("Remove {name}")>"Remove"</button>
            </form>
        }
        .into_any()
    } else {
        view! { <span class="small soft">{member.role.to_string()}</span> }.into_any()
    };
    view! {
        <li class="member">
            <span class="avatar" data-kind="person" aria-hidden="true">{initials(&name)}</span>
            <div class="grow"><b dir="auto">{name}</b>{oneself}<p class="small softer clip">{member.email.clone()}</p></div>
            <span class="small softer seen">{seen}</span>
            {change}
        </li>
    }
    .into_any()
}

fn invitation(line: InvitationLine, now: Time, shop: &str) -> AnyView {
    view! {
        <li>
            <div class="grow"><b dir="auto">{line.email.clone()}</b><p class="small softer">{line.role.to_string()}", invited by "{line.invited_by}" "{moment::ago(line.at, now)}</p></div>
            <form method="post" action="/api/members/withdraw">
                <input type="hidden" name="shop" value=shop.to_owned()/><input type="hidden" name="invitation" value=line.id.to_string()/>
                <button class="button" type="submit" data-size="s" data-kind="quiet" aria-label=format!("Withdraw the invitation of {}", line.email)>"Withdraw"</button>
            </form>
        </li>
    }
    .into_any()
}
