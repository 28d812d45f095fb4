//! The shop's canned replies: what members write again and again, offered by `/` in a conversation.

use leptos::{prelude::*, task::spawn_local};
use types::{
    CannedReplyId, Right,
    inbox::{CannedReply, WRITTEN},
};

use crate::{
    address,
    api::inbox::{read_replies, remove_reply, save_reply},
    components::{
        Empty, Icon, Page, Toasts, allowed, bones_of_list,
        dynamic::{on, shown, text, yes},
        guard_unsaved, loaded, settings_tabs, toasts,
    },
};

/// What is being written: a new reply, or one that there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Draft {
    id: Option<CannedReplyId>,
    name: String,
    text: String,
}

#[derive(Clone, Copy)]
struct Replies {
    shop: Signal<String>,
    all: RwSignal<Vec<CannedReply>>,
    /// Open when there is one, with what it was before.
    draft: RwSignal<Option<Draft>>,
    begun: RwSignal<Draft>,
    /// What the server would not take: field and why.
    wrong: RwSignal<Vec<(String, String)>>,
    may: bool,
    toasts: Toasts,
}

/// Canned replies.
#[component]
pub fn ReplySettings() -> impl IntoView {
    let page = Replies {
        shop: address::shop(),
        all: RwSignal::new(Vec::new()),
        draft: RwSignal::new(None),
        begun: RwSignal::new(Draft::default()),
        wrong: RwSignal::new(Vec::new()),
        may: allowed(Right::Answer),
        toasts: toasts(),
    };
    guard_unsaved(move || page.draft.with(|draft| draft.as_ref().is_some_and(|draft| *draft != page.begun.get())));
    let shop = page.shop;
    let read = Resource::new_blocking(move || shop.get(), |shop| async move { read_replies(shop).await });
    let add = page.may.then(|| {
        let add = on(move |_: leptos::ev::MouseEvent| page.open(Draft::default()));
        view! { <button class="button" type="button" data-size="s" data-needs-script="" on:click=add>{Icon::Plus.view()}"Add a reply"</button> }.into_any()
    });
    let list = loaded(read, bones_of_list, move |all| {
        page.all.set(all);
        view! { {shown(move || page.list())} }.into_any()
    });
    let form = shown(move || match page.draft.with(Option::is_some) {
        true => page.form(),
        false => ().into_any(),
    });
    view! {
        <Page title="Settings">
            {settings_tabs()}
            {form}
            <section class="section">
                <header>
                    <h2>"Canned replies"</h2>
                    <p>"Type / in a conversation to use one. {shop} and {me} are filled in."</p>
                    {add}
                </header>
                {list}
            </section>
        </Page>
    }
}

impl Replies {
    fn open(self, draft: Draft) {
        self.begun.set(draft.clone());
        self.wrong.set(Vec::new());
        self.draft.set(Some(draft));
        request_animation_frame(|| crate::browser::focus("reply-name"));
    }

    fn list(self) -> AnyView {
        let all = self.all.get();
        if all.is_empty() {
            return view! { <Empty icon=Icon::MessageSquare title="No canned replies yet" text="A greeting, the way to return something, opening hours: write it once."/> }.into_any();
        }
        let one = |reply: CannedReply| {
            let (name, words) = (reply.name.clone(), reply.text.clone());
            let deeds = self.may.then(|| {
                let (changed, gone) = (reply.clone(), reply);
                let (edit_name, remove_name) = (format!("Change {name}"), format!("Remove {name}"));
                let edit = on(move |_: leptos::ev::MouseEvent| {
                    let CannedReply { id, name, text } = changed.clone();
                    self.open(Draft { id: Some(id), name, text });
                });
                let remove = on(move |_: leptos::ev::MouseEvent| self.remove(gone.clone()));
                view! {
                    <span class="row" data-needs-script="">
                        <button class="button" type="button" data-icon="" data-kind="quiet" aria-label=edit_name on:click=edit>{Icon::Pencil.view()}</button>
                        <button class="button" type="button" data-icon="" data-kind="quiet" aria-label=remove_name on:click=remove>{Icon::Trash.view()}</button>
                    </span>
                }
            });
            view! { <li><div class="grow"><b dir="auto">{name}</b><p class="soft small" dir="auto">{words}</p></div>{deeds}</li> }.into_any()
        };
        view! { <ul class="list" data-bare="">{all.into_iter().map(one).collect::<Vec<_>>()}</ul> }.into_any()
    }

    fn form(self) -> AnyView {
        let at_first = self.begun.get_untracked();
        let draft = self.draft;
        let name = on(move |event: web_sys::Event| {
            let value = event_target_value(&event);
            draft.update(|draft| {
                if let Some(draft) = draft {
                    draft.name = value;
                }
            });
        });
        let words = on(move |event: web_sys::Event| {
            let value = event_target_value(&event);
            draft.update(|draft| {
                if let Some(draft) = draft {
                    draft.text = value;
                }
            });
        });
        let wrong = move |field: &'static str| {
            self.wrong.with(|wrong| wrong.iter().find(|(name, _)| name == field).map(|(_, why)| why.clone()))
        };
        let told = move |field: &'static str| {
            shown(move || match wrong(field) {
                Some(why) => view! { <p class="error">{why}</p> }.into_any(),
                None => ().into_any(),
            })
        };
        let save = on(move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            self.save();
        });
        let cancel = on(move |_: leptos::ev::MouseEvent| draft.set(None));
        let title = if at_first.id.is_some() { "Change a reply" } else { "A new reply" };
        let left = text(move || {
            let count = draft.with(|draft| draft.as_ref().map_or(0, |draft| draft.text.chars().count()));
            format!("{count} of {WRITTEN}")
        });
        view! {
            <form class="section" on:submit=save>
                <header><h2>{title}</h2><p>"The name is what you look for after the /."</p></header>
                <div class="stack">
                    <label class="field"><span class="label">"Name"</span>
                        <input class="input" id="reply-name" maxlength="60" required autocomplete="off" dir="auto" value=at_first.name aria-invalid=yes(move || wrong("name").is_some()) on:input=name/>{told("name")}</label>
                    <label class="field"><span class="label">"Text"</span>
                        <textarea class="input" rows="4" required dir="auto" maxlength=WRITTEN.to_string() aria-invalid=yes(move || wrong("text").is_some()) on:input=words>{at_first.text}</textarea>{told("text")}</label>
                    <p class="tiny softer">{left}</p>
                    <div class="row"><button class="button" type="submit" data-kind="primary">"Save"</button><button class="button" type="button" data-kind="quiet" on:click=cancel>"Cancel"</button></div>
                </div>
            </form>
        }
        .into_any()
    }

    fn save(self) {
        let Some(draft) = self.draft.get_untracked() else { return };
        let (shop, toasts) = (self.shop.get_untracked(), self.toasts);
        spawn_local(async move {
            match save_reply(shop, draft.id, draft.name, draft.text).await {
                Ok(saved) => {
                    self.keep(saved);
                    self.draft.set(None);
                    toasts.say("The reply is saved.");
                }
                Err(failure) if failure.0.fields.is_empty() => toasts.fail(&failure),
                Err(failure) => {
                    self.wrong.set(failure.0.fields.into_iter().map(|field| (field.field, field.detail)).collect())
                }
            }
        });
    }

    fn keep(self, reply: CannedReply) {
        self.all.update(|all| {
            all.retain(|known| known.id != reply.id);
            let place = all.iter().position(|known| known.name > reply.name).unwrap_or(all.len());
            all.insert(place, reply);
        });
    }

    fn remove(self, reply: CannedReply) {
        let (shop, toasts) = (self.shop.get_untracked(), self.toasts);
        spawn_local(async move {
            if let Err(failure) = remove_reply(shop, reply.id).await {
                return toasts.fail(&failure);
            }
            self.all.update(|all| all.retain(|known| known.id != reply.id));
            toasts.undoable(format!("“{}” is removed.", reply.name), move || {
                let (shop, reply) = (self.shop.get_untracked(), reply.clone());
                spawn_local(async move {
                    match save_reply(shop, Some(reply.id), reply.name, reply.text).await {
                        Ok(saved) => self.keep(saved),
                        Err(failure) => toasts.fail(&failure),
                    }
                });
            });
        });
    }
}
