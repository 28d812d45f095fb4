//! What the columns of a file mean: guessed, and named by hand.

use leptos::prelude::*;
use types::intake::{Confidence, Field, FileColumn, Target};

use crate::components::{
    Badge, Tone,
    dynamic::{on, text},
};

/// Fields as they are chosen, in groups.
const GROUPS: [(&str, &[Field]); 4] = [
    (
        "Product",
        &[
            Field::Title,
            Field::Handle,
            Field::Description,
            Field::ShortDescription,
            Field::Brand,
            Field::Category,
            Field::Kind,
            Field::Tags,
            Field::Status,
            Field::Published,
            Field::Featured,
            Field::Url,
            Field::Material,
            Field::Gender,
            Field::AgeGroup,
            Field::CreatedAt,
        ],
    ),
    (
        "Price and stock",
        &[Field::Price, Field::CompareAt, Field::Sku, Field::Barcode, Field::Quantity, Field::Tracker, Field::Policy],
    ),
    (
        "Options",
        &[
            Field::Color,
            Field::Size,
            Field::Option1Name,
            Field::Option1Value,
            Field::Option2Name,
            Field::Option2Value,
            Field::Option3Name,
            Field::Option3Value,
            Field::Option4Name,
            Field::Option4Value,
            Field::Option5Name,
            Field::Option5Value,
        ],
    ),
    (
        "Pictures",
        &[Field::Image, Field::ImageAlt, Field::ImagePosition, Field::VariantImage, Field::VariantImagePosition],
    ),
];

/// The table of columns. `chosen` follows what is selected.
pub fn columns(columns: Vec<FileColumn>, chosen: RwSignal<Vec<Target>>, fixed: bool) -> AnyView {
    let rows: Vec<AnyView> =
        columns.into_iter().enumerate().map(|(at, column)| row(at, column, chosen, fixed)).collect();
    view! {
        <div class="table-wrap">
            <table class="table intake-columns" data-dense="">
                <caption class="hush">"Columns of the file and what they mean"</caption>
                <thead><tr><th>"Column"</th><th data-spare="">"Looks like"</th><th>"Means"</th><th>"How sure"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(at: usize, column: FileColumn, chosen: RwSignal<Vec<Target>>, fixed: bool) -> AnyView {
    let FileColumn { name, samples, target, confidence } = column;
    let id = format!("column-{at}");
    let named = if name.is_empty() { format!("Column {}", at + 1) } else { name.clone() };
    let guessed = target.clone();
    let selected = on(move |event: leptos::ev::Event| {
        let target = event_target_value(&event).parse().unwrap_or_default();
        chosen.update(|chosen| {
            if let Some(place) = chosen.get_mut(at) {
                *place = target;
            }
        });
    });
    let now = Signal::derive(move || chosen.with(|chosen| chosen.get(at).cloned()).unwrap_or_default());
    let tone = {
        let guessed = guessed.clone();
        Signal::derive(move || match (now.get(), confidence) {
            (Target::Ignored, _) => Tone::None,
            (now, Confidence::Likely) if now == guessed => Tone::Caution,
            _ => Tone::Positive,
        })
    };
    let words = text(move || {
        match tone.get() {
            Tone::None => "Left out",
            Tone::Caution => "Please check",
            _ if now.get() == guessed => "Known",
            _ => "Chosen",
        }
        .to_owned()
    });
    let label = format!("What “{named}” means");
    let attribute = match &target {
        Target::Attribute(attribute) => Target::Attribute(attribute.clone()),
        _ => Target::Attribute(named.clone()),
    };
    let option = |value: String, words: String| {
        let selected = value == target.to_string();
        view! { <option value=value selected=selected>{words}</option> }.into_any()
    };
    let groups: Vec<AnyView> = GROUPS
        .iter()
        .map(|(group, fields)| {
            let fields: Vec<AnyView> =
                fields.iter().map(|field| option(field.as_str().to_owned(), field.label().to_owned())).collect();
            view! { <optgroup label=*group>{fields}</optgroup> }.into_any()
        })
        .collect();
    let own = match &attribute {
        Target::Attribute(attribute) => format!("Attribute “{attribute}”"),
        _ => String::new(),
    };
    let mark = (target == Target::Field(Field::Exact))
        .then(|| option(Field::Exact.as_str().to_owned(), "Mark of an export: read back exactly".to_owned()));
    view! {
        <tr>
            <th scope="row" dir="auto">{named}</th>
            <td class="soft" data-spare="" dir="auto"><span class="clip intake-samples">{samples.join(" · ")}</span></td>
            <td>
                <select class="input" id=id aria-label=label on:change=selected disabled=fixed>
                    {option(String::new(), "Leave out".to_owned())}
                    {option(attribute.to_string(), own)}
                    {mark}
                    {groups}
                </select>
            </td>
            <td><Badge tone=tone>{words}</Badge></td>
        </tr>
    }
    .into_any()
}
