//! The language model: which server, which model, its key, what it costs, and whether it works.

use leptos::{prelude::*, task::spawn_local};
use types::{
    FieldProblem, WhyLocal,
    settings::{KeyTrace, MindNow, ModelForm, ModelView, Preset, TestReport, TokenPrices, dollars},
};

use super::prices::{PriceFields, price_table};
use crate::{
    address,
    api::settings::{read_model, remove_model, set_model, test_model},
    browser,
    components::{
        Fetched, Icon, Note, Page, Tone, bones_of_block,
        dynamic::{attribute, on, when},
        form::{Field, Saving, field, savebar},
        loaded, settings_tabs, toasts,
    },
};

/// The language model.
#[component]
pub fn ModelSettings() -> impl IntoView {
    let shop = address::shop();
    let view = Resource::new_blocking(move || shop.get(), read_model);
    view! { <Page title="Settings">{settings_tabs()}{loaded(view, bones_of_block, move |model| full(model, view))}</Page> }
}

#[derive(Clone, Copy)]
struct Fields {
    base_url: RwSignal<String>,
    model: RwSignal<String>,
    key: RwSignal<String>,
    prices: PriceFields,
}

impl Fields {
    fn new(form: &ModelForm) -> Self {
        Self {
            base_url: RwSignal::new(form.base_url.clone()),
            model: RwSignal::new(form.model.clone()),
            key: RwSignal::new(String::new()),
            prices: PriceFields::new(form),
        }
    }

    fn fill(self, form: &ModelForm) {
        self.base_url.set(form.base_url.clone());
        self.model.set(form.model.clone());
        self.key.set(String::new());
        self.prices.fill(form);
    }

    fn read(self) -> Result<ModelForm, Vec<FieldProblem>> {
        let trim = |text: String| text.trim().to_owned();
        let mut form = ModelForm {
            base_url: trim(self.base_url.get()),
            model: trim(self.model.get()),
            key: trim(self.key.get()),
            ..ModelForm::default()
        };
        self.prices.read(&mut form)?;
        Ok(form)
    }
}

fn full(view: ModelView, fetched: Fetched<ModelView>) -> AnyView {
    let shop = address::shop();
    let saving = Saving::default();
    let testing = Saving::default();
    let report = RwSignal::new(None::<TestReport>);
    let is_set = view.form.is_some();
    let saved = StoredValue::new(view.form.clone().unwrap_or_default());
    let fields = Fields::new(&saved.get_value());
    let toasts = toasts();
    // A form that is found wrong here is not sent.
    let sent = move |to: Saving| match untrack(|| fields.read()) {
        Ok(form) => Some(form),
        Err(wrong) => {
            to.mark(wrong);
            None
        }
    };
    let save = move || {
        let Some(form) = sent(saving) else { return };
        let shop = shop.get_untracked();
        saving.run(set_model(shop.clone(), form.clone()), move |()| {
            let kept = ModelForm { key: String::new(), ..form };
            saved.set_value(kept.clone());
            fields.fill(&kept);
            toasts.say("Saved. Trying it …");
            spawn_local(async move {
                match test_model(shop, kept).await {
                    Ok(found) if found.well => toasts.say("The model answers."),
                    Ok(found) => toasts.say(format!("Saved, but it does not answer: {}", found.summary)),
                    Err(failure) => toasts.fail(&failure),
                }
                fetched.refetch();
            });
        });
    };
    let test = on(move |_: leptos::ev::MouseEvent| {
        let Some(form) = sent(saving) else { return };
        report.set(None);
        let shop = shop.get_untracked();
        testing.run(test_model(shop, form), move |found| {
            saving.mark(Vec::new());
            report.set(Some(found));
        });
    });
    let ask = on(|_: leptos::ev::MouseEvent| browser::open("remove-model"));
    let stay = on(|_: leptos::ev::MouseEvent| browser::close("remove-model"));
    let remove = on(move |_: leptos::ev::MouseEvent| {
        saving.run(remove_model(shop.get_untracked()), move |()| {
            browser::close("remove-model");
            toasts.say("Removed. The built-in mind answers.");
            fetched.refetch();
        });
    });
    let busy = attribute(move || testing.busy.get().then(|| "true".to_owned()));
    let told = when(move || report.get().map(reported));
    let wrong = when(move || {
        testing
            .wrong("base_url")
            .or(testing.wrong("key"))
            .or(testing.wrong("model"))
            .map(|detail| view! { <p class="error-line">{Icon::CircleAlert.small()}{detail}</p> }.into_any())
    });
    let presets: Vec<AnyView> = view.presets.iter().map(|preset| offered(preset, fields, &view.suggested)).collect();
    let known = view.known.iter().map(|model| {
        let cost = format!("{} in, {} out", dollars(model.prices.input), dollars(model.prices.output));
        view! { <option value=model.name.clone()>{cost}</option> }
    });
    let priced = Signal::stored(costs(&view));
    let removal = is_set.then(|| view! { <button class="button" type="button" data-kind="quiet" on:click=ask data-needs-script="">{Icon::Trash.view()}"Remove"</button> });
    let key = Field {
        name: "key",
        label: "Key",
        kind: "password",
        mono: true,
        sign: None,
        unit: view.key.as_ref().map(traced),
        hint: Some(
            if view.key.is_some() {
                "Kept sealed and never shown again. Leave it empty to keep this one."
            } else {
                "Kept sealed and never shown again. A server of your own may need none."
            }
            .to_owned(),
        ),
        ..Field::default()
    };
    let dirty = move || fields.read().map_or(true, |form| form != saved.get_value());
    view! {
        <section class="section">
            <header><h2>"Language model"</h2><p>"Without one, and whenever it fails, the built-in mind answers."</p></header>
            <div class="stack">
                {standing(&view)}
                {shutdown(&view)}
                <div class="presets" role="group" aria-label="Kind of server">{presets}</div>
                <div class="grid">
                    {field(Field { name: "base_url", label: "Address", hint: Some("Any server that speaks the OpenAI API.".to_owned()), mono: true, example: Some("https://api.openai.com/v1".to_owned()), kind: "url", ..Field::default() }, fields.base_url, saving)}
                    {field(Field { name: "model", label: "Model", hint: Some("As its server names it.".to_owned()), mono: true, example: Some(view.suggested.clone()), list: Some("known-models"), ..Field::default() }, fields.model, saving)}
                </div>
                <datalist id="known-models">{known.collect_view()}</datalist>
                {field(key, fields.key, saving)}
                {price_table(fields.prices, saving, priced)}
                <div class="row wrap">
                    <button class="button" type="button" aria-busy=busy on:click=test data-needs-script="">{Icon::Zap.view()}"Test"</button>
                    {removal}
                    <span class="softer small">"A test asks one small question; it costs next to nothing."</span>
                </div>
                <div aria-live="polite">{wrong}{told}</div>
            </div>
        </section>
        <dialog class="dialog" id="remove-model" aria-labelledby="remove-model-title">
            <h2 id="remove-model-title">"Remove the language model?"</h2>
            <p class="soft">"Its key is destroyed and cannot be brought back. The built-in mind answers from now on."</p>
            <footer>
                <button class="button" type="button" on:click=stay>"Keep it"</button>
                <button class="button" type="button" data-kind="danger" on:click=remove>"Remove model and key"</button>
            </footer>
        </dialog>
        {savebar(dirty, saving, save, move || fields.fill(&saved.get_value()))}
    }
    .into_any()
}

/// A kind of server; pressing it fills its usual address in.
fn offered(preset: &Preset, fields: Fields, suggested: &str) -> AnyView {
    let (address, suggested) = (preset.base_url.clone(), suggested.to_owned());
    let own = !preset.key;
    let pressed = {
        let address = address.clone();
        attribute(move || Some((!address.is_empty() && fields.base_url.get() == address).to_string()))
    };
    let choose = on(move |_: leptos::ev::MouseEvent| {
        fields.base_url.set(address.clone());
        if own || address.is_empty() {
            fields.model.set(String::new());
        } else if fields.model.with_untracked(String::is_empty) {
            fields.model.set(suggested.clone());
        }
        browser::focus("base_url");
    });
    view! { <button class="button" type="button" data-size="s" title=preset.hint.clone() aria-pressed=pressed on:click=choose data-needs-script="">{preset.title.clone()}</button> }
        .into_any()
}

/// Which mind answers now.
fn standing(view: &ModelView) -> AnyView {
    let MindNow { local, until, last } = &view.now;
    let last = last.as_ref().map(|last| {
        let how = match &last.error {
            None => format!("{} answered in {} ms", last.model, last.ms),
            Some(error) => format!("Its last call failed: {error}"),
        };
        format!("{how}, {}.", last.at.format("%-d %b, %H:%M UTC"))
    });
    let last = last.unwrap_or_else(|| "It has not been asked yet.".to_owned());
    let (tone, icon, title, more) = match local {
        None => (Tone::Positive, Icon::CircleCheck, "The language model answers.", last),
        Some(WhyLocal::NotSet | WhyLocal::Chosen) => {
            (Tone::Info, Icon::Info, "The built-in mind answers.", "No language model is set.".to_owned())
        }
        Some(WhyLocal::Budget) => (
            Tone::Caution,
            Icon::TriangleAlert,
            "The built-in mind answers: the budget is spent.",
            "It is filled again tomorrow or next month; you may raise it under Limits.".to_owned(),
        ),
        Some(WhyLocal::Conversation) => (
            Tone::Caution,
            Icon::TriangleAlert,
            "The built-in mind answers.",
            "A conversation may cost too little.".to_owned(),
        ),
        Some(WhyLocal::Paused) => {
            let until = until.map(|until| format!(" It is tried again at {}.", until.format("%H:%M:%S UTC")));
            let more = format!("{last}{}", until.unwrap_or_default());
            (Tone::Critical, Icon::OctagonAlert, "The built-in mind answers: the model failed too often.", more)
        }
        Some(WhyLocal::Refused) => (
            Tone::Critical,
            Icon::OctagonAlert,
            "The built-in mind answers: this address may not be reached.",
            "Whoever runs this server can allow it.".to_owned(),
        ),
    };
    view! { <Note tone=tone icon=icon title=title.to_owned()>{more}</Note> }.into_any()
}

fn shutdown(view: &ModelView) -> AnyView {
    let (Some(date), Some(days)) = (&view.shutdown, view.shutdown_days) else { return ().into_any() };
    let (tone, title) = match days {
        ..0 => (Tone::Critical, format!("The provider ended this model on {date}.")),
        0..60 => (Tone::Caution, format!("The provider ends this model on {date}.")),
        _ => (Tone::Info, format!("The provider ends this model on {date}.")),
    };
    let more = format!("Choose another in time, such as {}.", view.suggested);
    view! { <Note tone=tone icon=Icon::Calendar title=title>{more}</Note> }.into_any()
}

/// What holds for the prices.
fn costs(view: &ModelView) -> String {
    let told = |prices: &TokenPrices| {
        format!("{} for a million tokens in, {} out", dollars(prices.input), dollars(prices.output))
    };
    let own = view.form.as_ref().is_some_and(|form| form.prices.is_some());
    match (&view.prices, own) {
        (Some(prices), true) => format!("Yours are in force: {}.", told(prices)),
        (Some(prices), false) => format!("From our table of 20 November 2026: {}. Yours go first.", told(prices)),
        (None, _) if view.own_server => "A server of your own: calls count as free until you set prices.".to_owned(),
        (None, _) if view.form.is_some() => {
            "Nobody knows what this model costs: until you set prices, calls count as free and no budget holds."
                .to_owned()
        }
        (None, _) => "Empty: as in our table, for the models it knows.".to_owned(),
    }
}

fn traced(key: &KeyTrace) -> String {
    let ends = if key.ends.is_empty() { String::new() } else { format!(", ends in …{}", key.ends) };
    format!("set on {}{ends}", key.set_at.format("%-d %b"))
}

fn reported(report: TestReport) -> AnyView {
    let (tone, icon) = match report.well {
        true => (Tone::Positive, Icon::CircleCheck),
        false => (Tone::Critical, Icon::OctagonAlert),
    };
    let lines = report.lines.into_iter().map(|line| {
        let tone = if line.well { "positive" } else { "caution" };
        view! { <li><span class="badge" data-tone=tone>{line.text}</span></li> }
    });
    view! { <Note tone=tone icon=icon title=report.summary><ul class="found">{lines.collect_view()}</ul></Note> }
        .into_any()
}
