//! The inbox: the list, one conversation, and what stands beside it. What changes comes over the dashboard's live stream.

mod about;
mod composer;
mod desk;
mod keys;
mod list;
mod said;
mod thread;

use leptos::prelude::*;
use leptos_meta::Title;

use self::desk::Desk;
use crate::{
    api::inbox::{read_list, read_thread},
    components::{
        Empty, Icon,
        dynamic::{flag, text},
        loaded,
    },
};

/// The inbox: list and one conversation.
#[component]
pub fn Conversations() -> impl IntoView {
    let desk = Desk::new();
    provide_context(desk);
    let (shop, wanted, open) = (desk.shop, desk.wanted, desk.open);
    let listed = Resource::new_blocking(
        move || (shop.get(), wanted.get()),
        |(shop, wanted)| async move { read_list(shop, wanted).await },
    );
    let thread = Resource::new_blocking(
        move || (shop.get(), open.get(), desk.whole.get()),
        |(shop, open, whole)| async move {
            match open {
                Some(id) => read_thread(shop, id, whole).await.map(Some),
                None => Ok(None),
            }
        },
    );
    desk.listen(move || {
        listed.refetch();
        thread.refetch();
    });
    keys::listen(desk);
    let title = text(move || match desk.head.with(|head| head.as_ref().map(|head| head.row.who.clone())) {
        Some(who) if open.get().is_some() => format!("{who} · Vitrine"),
        _ => "Conversations · Vitrine".to_owned(),
    });
    let rows = loaded(listed, list::bones, move |list| {
        desk.show(list);
        list::rows(desk)
    });
    let middle = loaded(thread, thread::bones, move |changes| match changes {
        Some(changes) => {
            desk.begin(changes);
            thread::thread(desk)
        }
        None => nothing_open(),
    });
    let turn = about::chosen();
    let made = about::made(desk, turn);
    // The same resource once more: what stands outside of it would be rendered before it is there.
    let beside = loaded(
        thread,
        || ().into_any(),
        move |changes| match changes {
            Some(changes) => {
                desk.begin(changes);
                about::about(desk, turn)
            }
            None => ().into_any(),
        },
    );
    let awake = flag(move || desk.awake.get());
    let at = Signal::derive(move || if open.get().is_some() { "thread" } else { "list" });
    view! {
        <Title text=title/>
        <main class="desk" id="main" tabindex="-1" data-at=at data-awake=awake>
            <aside class="inbox" aria-label="Conversations">{list::top(desk)}{rows}</aside>
            <section class="thread" id="thread" aria-label="Conversation">{middle}</section>
            <aside class="look" id="look" popover="" aria-label="About this conversation">{made}{beside}</aside>
        </main>
    }
    .into_any()
}

/// What stands in the middle as long as nothing is open.
fn nothing_open() -> AnyView {
    view! {
        <h2 class="hush">"Nothing is open"</h2>
        <Empty icon=Icon::MessagesSquare title="Choose a conversation" text="Press j and k to go through the list, t to take one over, ? for all keys."/>
    }
    .into_any()
}
