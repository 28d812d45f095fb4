//! The variants of a product: a row each, with the values of its options, SKU, barcode, price and stock.

use leptos::prelude::*;
use types::goods::VariantForm;

use super::{draft::tool, editor::Editor};
use crate::components::{
    Icon,
    dynamic::{on, shown, when},
};

pub(super) fn variants(editor: Editor) -> AnyView {
    let table = shown(move || {
        editor.shape.get();
        table(editor)
    });
    let add = on(move |_: leptos::ev::MouseEvent| {
        editor.reshape(|form| {
            let options = vec![String::new(); form.options.len()];
            let price = form.variants.last().map(|variant| variant.price.clone()).unwrap_or_default();
            form.variants.push(VariantForm { options, price, ..VariantForm::default() });
        });
    });
    let wrong = when(move || {
        let problems = editor.draft.problems.get();
        let of_rows: Vec<AnyView> = problems
            .iter()
            .filter_map(|problem| {
                let at: usize = problem.field.strip_prefix("variants.")?.split('.').next()?.parse().ok()?;
                let name = editor.form.with_untracked(|form| form.variants.get(at).map(|variant| variant.name(at)))?;
                let line = view! { <p class="error">{Icon::CircleAlert.view()}<span><bdi>{name}</bdi>": "{problem.detail.clone()}</span></p> };
                Some(line.into_any())
            })
            .collect();
        (!of_rows.is_empty()).then(|| view! { <div class="field">{of_rows}</div> }.into_any())
    });
    view! {
        <section class="section">
            <header><h2>"Variants"</h2><p>"One row for each thing that can be bought"</p></header>
            <div class="stack">
                {table}{wrong}
                <div class="field">{editor.draft.error("variants")}</div>
                <div class="row wrap"><button class="button" type="button" data-size="s" on:click=add>{Icon::Plus.view()}"Add a variant"</button></div>
                {options(editor)}
            </div>
        </section>
    }
    .into_any()
}

/// Names of the options: columns of the table.
fn options(editor: Editor) -> AnyView {
    let rows = shown(move || {
        editor.shape.get();
        let names = editor.form.with_untracked(|form| form.options.clone());
        let row = |(at, name): (usize, String)| {
            // The columns' heads follow when the field is left, so that writing is not broken off.
            let write = on(move |event: leptos::ev::Event| {
                let text = event_target_value(&event);
                editor.reshape(|form| form.options[at] = text);
            });
            let drop = on(move |_: leptos::ev::MouseEvent| {
                editor.reshape(|form| {
                    form.options.remove(at);
                    for variant in form.variants.iter_mut().filter(|variant| variant.options.len() > at) {
                        variant.options.remove(at);
                    }
                });
            });
            let label = format!("option {}", at + 1);
            view! {
                <div class="row">
                    <input class="input" dir="auto" placeholder="Color" aria-label=format!("Name of {label}") value=name on:change=write/>
                    <button class="button" type="button" data-icon="" data-kind="quiet" aria-label=format!("Remove {label}") on:click=drop>{Icon::Close.view()}</button>
                </div>
            }
            .into_any()
        };
        names.into_iter().enumerate().map(row).collect::<Vec<_>>().into_any()
    });
    let add = on(move |_: leptos::ev::MouseEvent| {
        editor.reshape(|form| {
            form.options.push(String::new());
            let count = form.options.len();
            form.variants.iter_mut().for_each(|variant| variant.options.resize(count, String::new()));
        });
    });
    view! {
        <details class="behind">
            <summary>{Icon::ChevronRight.view()}"Edit options"</summary>
            <div class="stack" data-gap="s">
                <p class="hint">"What variants differ in, such as Color and Size."</p>
                {rows}
                <div class="field">{editor.draft.error("options")}</div>
                <div class="row"><button class="button" type="button" data-size="s" on:click=add>{Icon::Plus.view()}"Add an option"</button></div>
            </div>
        </details>
    }
    .into_any()
}

fn table(editor: Editor) -> AnyView {
    let (names, count, pictured) =
        editor.form.with_untracked(|form| (form.options.clone(), form.variants.len(), form.images.len() > 1));
    let heads: Vec<AnyView> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let name = if name.trim().is_empty() { format!("Option {}", at + 1) } else { name.clone() };
            view! { <th scope="col" dir="auto">{name}</th> }.into_any()
        })
        .collect();
    let rows: Vec<AnyView> = (0..count).map(|at| row(editor, at, &names, pictured, count > 1)).collect();
    let currency = editor.currency.to_string();
    let picture = pictured.then(|| view! { <th scope="col">"Picture"</th> });
    view! {
        <div class="table-wrap"><table class="table variants" data-inputs="">
            <caption class="hush">"Variants"</caption>
            <thead><tr>{heads}<th scope="col">"SKU"</th><th scope="col">"Barcode"</th><th scope="col" class="num">"Price, "{currency}</th><th scope="col" class="num">"Was"</th><th scope="col" class="num">"Stock"</th><th scope="col">"Sell without"</th>{picture}<th scope="col"><span class="hush">"Actions"</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
        <p class="hint softer small">"Stock empty: not counted, can always be bought. Sell without: may be ordered when there is none."</p>
    }
    .into_any()
}

/// One cell that is a text.
struct Cell {
    at: usize,
    key: &'static str,
    label: String,
    value: String,
    class: &'static str,
    mode: &'static str,
}

fn cell(editor: Editor, cell: Cell, set: impl Fn(&mut VariantForm, String) + 'static) -> AnyView {
    let Cell { at, key, label, value, class, mode } = cell;
    let write = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        editor.form.update(|form| {
            if let Some(variant) = form.variants.get_mut(at) {
                set(variant, text);
            }
        });
    });
    let field = format!("variants.{at}.{key}");
    view! {
        <td><input class=class id=format!("p-{field}") dir="auto" inputmode=mode autocomplete="off" aria-label=label aria-invalid=editor.draft.invalid(field) value=value on:input=write/></td>
    }
    .into_any()
}

fn row(editor: Editor, at: usize, names: &[String], pictured: bool, several: bool) -> AnyView {
    let Some(variant) = editor.form.with_untracked(|form| form.variants.get(at).cloned()) else { return ().into_any() };
    let name = variant.name(at);
    let options: Vec<AnyView> = names
        .iter()
        .enumerate()
        .map(|(place, option)| {
            let value = variant.options.get(place).cloned().unwrap_or_default();
            let label = format!("{option} of row {}", at + 1);
            cell(
                editor,
                Cell { at, key: "options", label, value, class: "input", mode: "text" },
                move |variant, text| {
                    if let Some(value) = variant.options.get_mut(place) {
                        *value = text;
                    }
                },
            )
        })
        .collect();
    let text = |key: &'static str,
                what: &str,
                value: &str,
                class: &'static str,
                mode: &'static str,
                set: fn(&mut VariantForm, String)| {
        cell(editor, Cell { at, key, label: format!("{what} of {name}"), value: value.to_owned(), class, mode }, set)
    };
    let backorder = on(move |event: leptos::ev::Event| {
        let checked = event_target_checked(&event);
        editor.form.update(|form| form.variants[at].backorder = checked);
    });
    let copy = on(move |_: leptos::ev::MouseEvent| {
        editor.reshape(|form| {
            let twin =
                VariantForm { id: None, sku: String::new(), barcode: String::new(), ..form.variants[at].clone() };
            form.variants.insert(at + 1, twin);
        });
    });
    let drop = on(move |_: leptos::ev::MouseEvent| {
        editor.reshape(|form| {
            form.variants.remove(at);
        });
    });
    let picture = pictured.then(|| {
        let choose = on(move |event: leptos::ev::Event| {
            let url = event_target_value(&event);
            editor.form.update(|form| form.variants[at].image = url);
        });
        let images = editor.form.with_untracked(|form| form.images.clone());
        let options = images.into_iter().enumerate().map(|(place, image)| {
            view! { <option value=image.url.clone() selected={image.url == variant.image}>{place + 1}</option> }
        });
        view! { <td><select class="input" aria-label=format!("Picture of {name}") on:change=choose><option value="">"Any"</option>{options.collect_view()}</select></td> }
    });
    view! {
        <tr>
            {options}
            {text("sku", "SKU", &variant.sku, "input mono", "text", |variant, text| variant.sku = text)}
            {text("barcode", "Barcode", &variant.barcode, "input mono", "text", |variant, text| variant.barcode = text)}
            {text("price", "Price", &variant.price, "input num", "decimal", |variant, text| variant.price = text)}
            {text("compare_at", "Former price", &variant.compare_at, "input num", "decimal", |variant, text| variant.compare_at = text)}
            {text("quantity", "Stock", &variant.quantity, "input num", "numeric", |variant, text| variant.quantity = text)}
            <td><label class="tick"><input type="checkbox" aria-label=format!("Sell {name} without stock") checked=variant.backorder on:change=backorder/></label></td>
            {picture}
            <td><span class="row">
                {tool(Icon::Copy, format!("Duplicate {name}"), None, false, copy)}
                {tool(Icon::Close, format!("Remove {name}"), None, !several, drop)}
            </span></td>
        </tr>
    }
    .into_any()
}
