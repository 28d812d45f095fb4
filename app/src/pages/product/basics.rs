//! What customers read of a product, and how it is filed.

use leptos::prelude::*;
use types::ProductStatus;

use super::editor::Editor;
use crate::components::{
    Icon,
    dynamic::{attribute, on, shown},
};

pub(super) fn basics(editor: Editor) -> AnyView {
    let status = attribute(move || Some(editor.form.with(|form| form.status.clone())));
    let choose = on(move |event: leptos::ev::Event| {
        let word = event_target_value(&event);
        editor.form.update(|form| form.status = word);
    });
    let now = editor.form.with_untracked(|form| form.status.clone());
    let options = ProductStatus::ALL.iter().map(|status| {
        let name = match status {
            ProductStatus::Active => "Active: the assistant may show it",
            ProductStatus::Draft => "Draft: only members see it",
            ProductStatus::Archived => "Archived: kept, and out of the way",
        };
        let word = status.as_str();
        view! { <option value=word selected={now == word}>{name}</option> }
    });
    view! {
        <section class="section">
            <header><h2>"Basics"</h2><p>"What customers read and the assistant searches"</p></header>
            <div class="stack">
                {editor.line("name", "Name", "", |form| form.name.clone(), |form, text| form.name = text)}
                {editor.line("short_description", "In one line", "", |form| form.short_description.clone(), |form, text| form.short_description = text)}
                {editor.text(("description", "Description", "The first lines are the most important for search."), true, |form| form.description.clone(), |form, text| form.description = text)}
                <div class="grid">
                    {editor.line("category", "Category", "From the widest to the narrowest: Clothing > Dresses", |form| form.category.clone(), |form, text| form.category = text)}
                    {editor.line("brand", "Brand", "", |form| form.brand.clone(), |form, text| form.brand = text)}
                    <div class="field"><label for="p-status">"Status"</label><select class="input" id="p-status" prop:value=status on:change=choose>{options.collect_view()}</select>{editor.draft.error("status")}</div>
                </div>
                {tags(editor)}
            </div>
        </section>
    }
    .into_any()
}

fn tags(editor: Editor) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let write = on(move |event: leptos::ev::Event| wanted.set(event_target_value(&event)));
    let add = move || {
        let text = wanted.get_untracked();
        let new: Vec<String> = text.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        editor.form.update(|form| {
            for tag in new {
                if !form.tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                    form.tags.push(tag);
                }
            }
        });
        wanted.set(String::new());
    };
    let press = on(move |_: leptos::ev::MouseEvent| add());
    let key = on(move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            add();
        }
    });
    let known = Memo::new(move |_| editor.form.with(|form| form.tags.clone()));
    let chips = shown(move || {
        let chip = |tag: String| {
            let gone = tag.clone();
            let drop = on(move |_: leptos::ev::MouseEvent| {
                editor.form.update(|form| form.tags.retain(|known| *known != gone))
            });
            view! { <button class="chip" type="button" aria-label=format!("Remove the tag {tag}") on:click=drop><span dir="auto">{tag.clone()}</span>{Icon::Close.view()}</button> }.into_any()
        };
        known.get().into_iter().map(chip).collect::<Vec<_>>().into_any()
    });
    view! {
        <div class="field">
            <label for="p-tags">"Tags"</label>
            <div class="row wrap">{chips}</div>
            <div class="row"><input class="input" id="p-tags" dir="auto" autocomplete="off" aria-invalid=editor.draft.invalid("tags".to_owned()) prop:value=wanted on:input=write on:keydown=key/><button class="button" type="button" on:click=press>{Icon::Plus.view()}"Add"</button></div>
            {editor.draft.error("tags")}
        </div>
    }
    .into_any()
}

/// What is set once and seldom changed.
pub(super) fn more(editor: Editor) -> AnyView {
    let featured = Signal::derive(move || editor.form.with(|form| form.featured));
    let feature = on(move |event: leptos::ev::Event| {
        let checked = event_target_checked(&event);
        editor.form.update(|form| form.featured = checked);
    });
    let rows = shown(move || {
        editor.shape.get();
        let count = editor.form.with_untracked(|form| form.attributes.len());
        (0..count).map(|at| detail(editor, at)).collect::<Vec<_>>().into_any()
    });
    let add = on(move |_: leptos::ev::MouseEvent| {
        editor.reshape(|form| form.attributes.push((String::new(), String::new())));
    });
    view! {
        <section class="section">
            <header><h2>"Details"</h2><p>"Facts such as material or care: the assistant compares and answers with them"</p></header>
            <div class="stack">
                <div class="stack" data-gap="s">{rows}</div>
                {editor.draft.error("attributes")}
                <div class="row"><button class="button" type="button" data-size="s" on:click=add>{Icon::Plus.view()}"Add a detail"</button></div>
            </div>
        </section>
        <section class="section">
            <header><h2>"Address"</h2><p>"How links and imports name it"</p></header>
            <div class="stack">
                {editor.line("handle", "Handle", "Small letters, digits and hyphens. Empty: made from the name.", |form| form.handle.clone(), |form, text| form.handle = text)}
                {editor.line("url", "Its page in your shop", "Only when it differs from the shop's pattern.", |form| form.url.clone(), |form, text| form.url = text)}
                <label class="switch"><input type="checkbox" role="switch" prop:checked=featured checked=featured.get_untracked() on:change=feature/>"Featured: shown first when nothing in particular is asked for"</label>
            </div>
        </section>
    }
    .into_any()
}

fn detail(editor: Editor, at: usize) -> AnyView {
    let (name, value) = editor.form.with_untracked(|form| form.attributes.get(at).cloned().unwrap_or_default());
    let key = format!("attributes.{at}");
    let write = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        editor.form.update(|form| form.attributes[at].0 = text);
    });
    let tell = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        editor.form.update(|form| form.attributes[at].1 = text);
    });
    let drop = on(move |_: leptos::ev::MouseEvent| {
        editor.reshape(|form| {
            form.attributes.remove(at);
        });
    });
    let label = format!("detail {}", at + 1);
    view! {
        <div class="row">
            <input class="input" id=format!("p-{key}") dir="auto" placeholder="Material" aria-label=format!("Name of {label}") aria-invalid=editor.draft.invalid(key) value=name on:input=write/>
            <input class="input" dir="auto" placeholder="Linen" aria-label=format!("Value of {label}") value=value on:input=tell/>
            <button class="button" type="button" data-icon="" data-kind="quiet" aria-label=format!("Remove {label}") on:click=drop>{Icon::Close.view()}</button>
        </div>
    }
    .into_any()
}
