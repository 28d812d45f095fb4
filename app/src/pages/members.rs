//! Who works for the shop.

use leptos::{prelude::*, task::spawn_local};
use types::{
    MemberId, Right, Role, Time,
    members::{ColleagueLine, InvitationLine, Staff},
};

use crate::{
    address,
    api::members::{read_staff, remove, restore},
    components::{
        Fetched, Page, allowed, bones_of_list, copy, doorway::told, dynamic::on, loaded, moment, settings_tabs, toasts,
    },
};

/// Who works for the shop.
#[component]
pub fn Members() -> impl IntoView {
    let shop = address::shop();
    let staff = Resource::new_blocking(move || shop.get(), read_staff);
    view! {
        <Page title="Settings">
            {settings_tabs()}
            {loaded(staff, bones_of_list, move |found| full(found, shop.get_untracked(), staff))}
        </Page>
    }
}

/// The roles this member may give.
fn roles(chosen: Role) -> Vec<AnyView> {
    let owners = allowed(Right::ManageOwners) || chosen == Role::Owner;
    let given = Role::ALL.iter().filter(|role| owners || **role != Role::Owner);
    given
        .map(|role| view! { <option value=role.as_str() selected=*role == chosen>{titled(*role)}</option> }.into_any())
        .collect()
}

/// "Owner"
fn titled(role: Role) -> String {
    let name = role.as_str();
    format!("{}{}", name[..1].to_uppercase(), &name[1..])
}

/// What each role may; each also what stands above it.
const MAY: [(&str, &str); 4] = [
    ("Analyst", "Sees conversations, products and figures"),
    ("Staff", "Also answers customers and changes products"),
    ("Admin", "Also sets up the shop and invites others"),
    ("Owner", "May do everything, and makes other owners"),
];

fn full(staff: Staff, shop: String, from: Fetched<Staff>) -> AnyView {
    let Staff { members, invitations, mail, now, notice } = staff;
    let (link, undo) = notice.as_ref().map(|told| (told.link.clone(), told.undo.clone())).unwrap_or_default();
    let entered = notice.as_ref().map(|notice| notice.entered("email")).unwrap_or_default();
    let chosen = notice.as_ref().and_then(|notice| notice.entered("role").parse().ok()).unwrap_or(Role::Staff);
    let link = (!link.is_empty()).then(|| {
        view! {
            <div class="field">
                <label for="link">"The invitation’s link"</label>
                <div class="row"><input class="input mono" id="link" readonly=true dir="ltr" value=link.clone()/>{copy(link)}</div>
            </div>
        }
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
    let members: Vec<AnyView> = members.into_iter().map(|member| colleague(member, now, &shop, from)).collect();
    let waiting: Vec<AnyView> = invitations.into_iter().map(|line| invitation(line, now, &shop)).collect();
    let waiting = (!waiting.is_empty()).then(|| {
        view! { <section class="section"><header><h2>"Invited"</h2><p>"Not here yet"</p></header><ul class="list" data-bare="">{waiting}</ul></section> }
    });
    let may = MAY.map(|(role, may)| view! { <div><dt>{role}</dt><dd>{may}</dd></div> }).collect_view();
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
                <dl class="pairs small">{may}</dl>
                <div class="row"><button class="button" type="submit" data-kind="primary">"Invite"</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect::<String>().to_uppercase()
}

/// Removes a member, and offers to take it back.
fn part(shop: String, member: MemberId, from: Fetched<Staff>) {
    let toasts = toasts();
    spawn_local(async move {
        match remove(shop.clone(), member).await {
            Ok(told) => {
                from.refetch();
                toasts.undoable(told.detail, move || {
                    let (shop, undo) = (shop.clone(), told.undo.clone());
                    spawn_local(async move {
                        match restore(shop, undo).await {
                            Ok(()) => from.refetch(),
                            Err(failure) => toasts.fail(&failure),
                        }
                    });
                });
            }
            Err(failure) => toasts.fail(&failure),
        }
    });
}

fn colleague(member: ColleagueLine, now: Time, shop: &str, from: Fetched<Staff>) -> AnyView {
    let name = if member.name.is_empty() { member.email.clone() } else { member.name.clone() };
    let oneself = member.oneself.then(|| view! { <span class="softer">" (you)"</span> });
    let seen = match member.seen {
        Some(at) => moment::ago(at, now),
        None => view! { "Never logged in" }.into_any(),
    };
    let id = member.id.to_string();
    let change = if member.changeable {
        let (gone, of) = (member.id, shop.to_owned());
        let remove = on(move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            part(of.clone(), gone, from);
        });
        // Who removed themselves could not take it back.
        let away = (!member.oneself).then(|| {
            view! {
                <form method="post" action="/api/members/remove" on:submit=remove>
                    <input type="hidden" name="shop" value=shop.to_owned()/><input type="hidden" name="member" value=id.clone()/>
                    <button class="button" type="submit" data-size="s" data-kind="quiet" aria-label=format!("Remove {name}")>"Remove"</button>
                </form>
            }
        });
        view! {
            <form class="row" method="post" action="/api/members/role">
                <input type="hidden" name="shop" value=shop.to_owned()/><input type="hidden" name="member" value=id.clone()/>
                <select class="input" name="role" aria-label=format!("Role of {name}")>{roles(member.role)}</select>
                <button class="button" type="submit" data-size="s" aria-label=format!("Set the role of {name}")>"Set"</button>
            </form>
            {away}
        }
        .into_any()
    } else {
        view! { <span class="small soft role">{titled(member.role)}</span> }.into_any()
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
            <div class="grow"><b dir="auto">{line.email.clone()}</b><p class="small softer">{titled(line.role)}", invited by "<bdi>{line.invited_by}</bdi>", "{moment::within(line.at, now)}</p></div>
            <form method="post" action="/api/members/withdraw">
                <input type="hidden" name="shop" value=shop.to_owned()/><input type="hidden" name="invitation" value=line.id.to_string()/>
                <button class="button" type="submit" data-size="s" data-kind="quiet" aria-label=format!("Withdraw the invitation of {}", line.email)>"Withdraw"</button>
            </form>
        </li>
    }
    .into_any()
}
