//! Where a member writes: to the customer, or a note to the team. The first letter takes the floor; `/` offers canned
//! replies; what is not sent yet is kept for the tab.

use std::cell::Cell;

use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use types::{
    ConversationState, Me, Voice,
    inbox::{CannedReply, WRITTEN, first_name},
};

use super::desk::{Desk, Pending};
use crate::{
    address,
    api::inbox::{note, read_replies, reply},
    browser,
    components::{
        Icon,
        dynamic::{attribute, effect, on, shown, text, yes},
    },
};

thread_local! {
    /// Whether a composer of this page has woken before.
    static WOKEN: Cell<bool> = const { Cell::new(false) };
}

/// Where a draft is kept for the tab.
fn draft_of(desk: Desk) -> StoredValue<String> {
    let id = desk.shown().map(|id| id.to_string()).unwrap_or_default();
    StoredValue::new(format!("vitrine:{}:draft:{id}", desk.shop.get_untracked()))
}

/// Canned replies that fit what stands after the `/`.
fn offered(canned: &[CannedReply], draft: &str) -> Vec<CannedReply> {
    let Some(wanted) = draft.strip_prefix('/').filter(|wanted| !wanted.contains('\n')) else { return Vec::new() };
    let wanted = wanted.trim().to_lowercase();
    let fits = |reply: &&CannedReply| {
        reply.name.to_lowercase().contains(&wanted) || reply.text.to_lowercase().contains(&wanted)
    };
    canned.iter().filter(fits).take(8).cloned().collect()
}

pub fn composer(desk: Desk) -> AnyView {
    if !desk.may_answer {
        return view! { <p class="composer tiny softer">"Your role can read conversations. Staff can answer them."</p> }.into_any();
    }
    let draft = RwSignal::new(String::new());
    let at = RwSignal::new(0usize);
    let field = NodeRef::<html::Textarea>::new();
    let kept = draft_of(desk);
    let keep = move |draft: &str| kept.with_value(|name| browser::remember(name, draft));
    let write = move |value: &str| {
        draft.set(value.to_owned());
        if let Some(field) = field.get_untracked() {
            field.set_value(value);
        }
    };
    // What was begun here before, and what was typed before the page was awake.
    effect(move || {
        let Some(field) = field.get() else { return };
        let (kept, typed) = (kept.with_value(|name| browser::remembered(name)).unwrap_or_default(), field.value());
        // Later the field may still hold what was begun for the conversation before.
        let first = !WOKEN.replace(true);
        write(if first && !typed.is_empty() { &typed } else { &kept });
    });
    effect(move || {
        if desk.canned.with_untracked(Vec::is_empty) {
            let shop = desk.shop.get_untracked();
            spawn_local(async move {
                desk.canned.set(read_replies(shop).await.unwrap_or_default());
            });
        }
    });
    // Who gave no name speaks as the shop.
    let (shop_name, my_name) = use_context::<Me>()
        .map(|me| {
            let name = Some(first_name(&me.name)).filter(|name| !name.is_empty()).unwrap_or(&me.shop.name).to_owned();
            (me.shop.name, name)
        })
        .unwrap_or_default();
    let insert = {
        let names = StoredValue::new((shop_name, my_name));
        move |reply: &CannedReply| {
            let filled = names.with_value(|(shop, me)| reply.filled(shop, me));
            write(&filled);
            keep(&filled);
            browser::focus("reply");
        }
    };
    let send = move || {
        let text = draft.get_untracked().trim().to_owned();
        let count = text.chars().count();
        if count == 0 || count > WRITTEN {
            return;
        }
        if let Some(name) = untrack(|| desk.other()).filter(|_| !desk.noting.get_untracked()) {
            desk.say(format!("{name} has the floor. Take it over to write here."));
            return;
        }
        write("");
        keep("");
        let one = Pending { client_id: desk.client_id(), text, note: desk.noting.get_untracked(), failed: false };
        desk.pending.update(|pending| pending.push(one.clone()));
        deliver(desk, one);
        browser::focus("reply");
    };
    let typed = on(move |event: web_sys::Event| {
        let value = event_target_value(&event);
        let noting = desk.noting.get_untracked();
        let quiet =
            desk.head.with_untracked(|head| head.as_ref().is_some_and(|head| head.row.voice == Voice::Assistant));
        if quiet && !noting && !value.trim().is_empty() {
            desk.take();
        }
        keep(&value);
        draft.set(value);
        at.set(0);
    });
    let key = on(move |event: KeyboardEvent| {
        let offers = offered(&desk.canned.get_untracked(), &draft.get_untracked());
        let count = offers.len();
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" if count > 0 => {
                if let Some(reply) = offers.get(at.get_untracked().min(count - 1)) {
                    insert(reply);
                }
            }
            "Enter" if !event.shift_key() => send(),
            "Escape" if draft.get_untracked().starts_with('/') => write(""),
            "Escape" => {
                if let Some(field) = field.get_untracked() {
                    let _ = field.blur();
                }
            }
            _ => return,
        }
        event.prevent_default();
    });
    let submit = on(move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        send();
    });
    let offers = shown(move || {
        let draft = draft.get();
        let offers = offered(&desk.canned.get(), &draft);
        if !draft.starts_with('/') || draft.contains('\n') {
            return ().into_any();
        }
        let href = address::of(&desk.shop.get(), "settings/replies");
        if offers.is_empty() {
            return view! { <div class="menu canned"><p class="label">"No canned reply by that name."</p><a href=href>{Icon::Pencil.view()}"Canned replies"</a></div> }.into_any();
        }
        let active = at.get().min(offers.len() - 1);
        let one = |(place, reply): (usize, CannedReply)| {
            let (name, line) = (reply.name.clone(), reply.text.clone());
            let press = on(move |_: leptos::ev::MouseEvent| insert(&reply));
            let id = format!("canned-{place}");
            view! {
                <button id=id type="button" role="option" tabindex="-1" aria-selected=(place == active).to_string() data-active=(place == active).then_some("") on:click=press>
                    <b dir="auto">{name}</b><span class="clip softer" dir="auto">{line}</span>
                </button>
            }
            .into_any()
        };
        let list = offers.into_iter().enumerate().map(one).collect::<Vec<_>>();
        view! { <div class="menu canned" role="listbox" id="canned" aria-label="Canned replies">{list}</div> }
            .into_any()
    });
    let floor = shown(move || floor(desk));
    let asleep = move || !desk.awake.get();
    // What is typed by then stays.
    let placeholder = text(move || match (asleep(), desk.noting.get()) {
        (true, _) => "Write; sending is ready in a moment".to_owned(),
        (_, true) => "A note for the team".to_owned(),
        (_, false) => "Write, / for canned replies".to_owned(),
    });
    let label = text(move || if desk.noting.get() { "Note for the team" } else { "Reply to the customer" }.to_owned());
    let toggle = on(move |_: leptos::ev::MouseEvent| {
        desk.noting.update(|noting| *noting = !*noting);
        browser::focus("reply");
    });
    let over = move || draft.with(|draft| draft.chars().count() > WRITTEN);
    let active = attribute(move || {
        let open = draft.with(|draft| draft.starts_with('/') && !offered(&desk.canned.get(), draft).is_empty());
        open.then(|| format!("canned-{}", at.get()))
    });
    let too_long = shown(move || {
        match over() {
        true => view! { <p class="count-left tiny" role="status" data-over="">{format!("At most {WRITTEN} characters at once")}</p> }.into_any(),
        false => ().into_any(),
    }
    });
    let name = text(move || if desk.noting.get() { "Keep" } else { "Send" }.to_owned());
    view! {
        <form class="composer" on:submit=submit data-needs-script="" data-note=yes(move || desk.noting.get())>
            {floor}
            {offers}
            <div class="line">
                <textarea id="reply" node_ref=field rows="1" dir="auto" aria-label=label placeholder=placeholder aria-invalid=yes(over) aria-activedescendant=active
                    aria-autocomplete="list" enterkeyhint="send" autocomplete="off" on:input=typed on:keydown=key></textarea>
                <button class="button" type="button" data-icon="" data-kind="quiet" aria-label="Write a note instead" title="Write a note instead" aria-pressed=yes(move || desk.noting.get()) disabled=asleep on:click=toggle>{Icon::NotebookPen.view()}</button>
                <button class="button" type="submit" data-kind="primary" data-fold="" disabled=asleep>{Icon::Send.view()}<span>{name}</span></button>
            </div>
            {too_long}
        </form>
    }
    .into_any()
}

/// Who has the floor, and what follows from it.
fn floor(desk: Desk) -> AnyView {
    if desk.noting.get() {
        return view! { <div class="row wrap small"><span class="badge" data-tone="caution">"A note"</span><span class="softer">"Only members see it"</span></div> }.into_any();
    }
    let (voice, closed) = desk.head.with(|head| {
        head.as_ref()
            .map_or((Voice::Assistant, false), |head| (head.row.voice, head.row.state == ConversationState::Closed))
    });
    if let Some(name) = desk.other() {
        let take = on(move |_: leptos::ev::MouseEvent| desk.take());
        let asleep = !desk.awake.get();
        return view! {
            <div class="row wrap small" role="status"><span class="badge" data-tone="person" dir="auto">{format!("{name} has the floor")}</span>
            <button class="button" type="button" data-size="s" disabled=asleep on:click=take>"Take it over"</button></div>
        }
        .into_any();
    }
    match voice {
        Voice::Human => {
            let back = on(move |_: leptos::ev::MouseEvent| desk.hand_back());
            let asleep = !desk.awake.get();
            view! {
                <div class="row wrap small" role="status"><span class="badge" data-tone="person">"You have the floor"</span><span class="softer spare">"The assistant is quiet"</span>
                <button class="button" type="button" data-size="s" data-kind="quiet" disabled=asleep on:click=back>"Hand back"</button></div>
            }
            .into_any()
        }
        Voice::Assistant => {
            let more = if closed { "Closed. Writing opens it again and takes over" } else { "Writing takes over" };
            view! { <div class="row wrap small"><span class="badge" data-tone="positive">"The assistant answers"</span><span class="softer">{more}</span></div> }.into_any()
        }
    }
}

/// Sends what was written, under its own name, so that it is said once however often it is sent.
fn deliver(desk: Desk, one: Pending) {
    let Some((shop, id, after)) = desk.here() else { return };
    spawn_local(async move {
        let Pending { client_id, text, note: noting, .. } = one;
        let sent = match noting {
            true => note(shop, id, client_id.clone(), text, after).await,
            false => reply(shop, id, client_id.clone(), text, after).await,
        };
        match sent {
            Ok(changes) => {
                desk.pending.update(|pending| pending.retain(|one| one.client_id != client_id));
                desk.merge(changes);
            }
            Err(failure) => {
                desk.pending.update(|pending| {
                    if let Some(one) = pending.iter_mut().find(|one| one.client_id == client_id) {
                        one.failed = true;
                    }
                });
                desk.fail(&failure);
            }
        }
    });
}

/// What is on its way, or did not arrive.
pub fn pending(desk: Desk, client_id: &str) -> AnyView {
    let known = desk.pending.with_untracked(|pending| pending.iter().find(|one| one.client_id == client_id).cloned());
    let Some(one) = known else { return ().into_any() };
    let state = match one.failed {
        false => view! { <span class="way">{Icon::Clock.small()}"sending"</span> }.into_any(),
        true => {
            let again = {
                let one = one.clone();
                on(move |_: leptos::ev::MouseEvent| {
                    let one = Pending { failed: false, ..one.clone() };
                    desk.pending.update(|pending| {
                        for known in pending.iter_mut().filter(|known| known.client_id == one.client_id) {
                            known.failed = false;
                        }
                    });
                    deliver(desk, one);
                })
            };
            let drop = {
                let id = one.client_id.clone();
                on(move |_: leptos::ev::MouseEvent| {
                    desk.pending.update(|pending| pending.retain(|known| known.client_id != id));
                })
            };
            view! {
                <span class="way" data-tone="critical">{Icon::CircleAlert.small()}"not sent"</span>
                <button class="again" type="button" on:click=again>"Try again"</button>
                <button class="again" type="button" on:click=drop>"Discard"</button>
            }
            .into_any()
        }
    };
    let kind = one.note.then_some("note");
    view! { <div class="said" data-by="us"><p class="bubble" data-kind=kind dir="auto">{one.text}</p><p class="tiny">{state}</p></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::CannedReplyId;

    #[test]
    fn canned_replies_are_offered_after_a_slash() {
        let reply = |n, name: &str, text: &str| CannedReply {
            id: CannedReplyId::from_parts(n, [0; 10]),
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let canned = [reply(1, "Returns", "Thirty days"), reply(2, "Hello", "Hi from {shop}")];
        for (draft, expected) in [
            ("/", vec!["Returns", "Hello"]),
            ("/ret", vec!["Returns"]),
            ("/HELLO ", vec!["Hello"]),
            ("/thirty", vec!["Returns"]),
            ("/x", vec![]),
            ("ret", vec![]),
            ("", vec![]),
            ("/ret\nurn", vec![]),
        ] {
            let names: Vec<_> = offered(&canned, draft).into_iter().map(|reply| reply.name).collect();
            assert_eq!(names, expected, "{draft:?}");
        }
    }
}
