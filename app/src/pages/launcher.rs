//! The widget: look, starters, sites, installation.
//!
//! What is changed shows at once in a chat beside the form, drawn with the chat's own style, and reaches shoppers when it
//! is saved.

mod preview;
mod sites;

use leptos::prelude::*;
use types::{
    Right,
    launcher::{Accent, CONTRAST, Color, Corner, Face, LookTheme, Phrases, TONGUES, WidgetLook, WidgetSetup},
};

use crate::{
    Failure, address,
    api::launcher,
    components::{
        Icon, Page, allowed, bones_of_block,
        dynamic::{attribute, on, text, when},
        form::{Saving, keep, savebar},
        loaded,
    },
};

/// What the page is working on.
#[derive(Clone, Copy)]
struct Draft {
    shop: Signal<String>,
    look: RwSignal<WidgetLook>,
    saved: RwSignal<WidgetLook>,
    saving: Saving,
    /// The language whose phrases are shown, here and in the preview.
    tongue: RwSignal<String>,
    setup: StoredValue<WidgetSetup>,
}

impl Draft {
    fn accent(self) -> Accent {
        self.look.with(|look| look.accent.unwrap_or(Accent::OWN))
    }

    fn wrong(self, field: &str) -> Option<String> {
        self.saving.wrong(field)
    }

    /// The shop's own phrases in the language that is shown.
    fn phrases(self) -> Phrases {
        let tongue = self.tongue.get();
        self.look.with(|look| look.phrases.get(&tongue).cloned().unwrap_or_default())
    }

    /// What the chat says where the shop says nothing.
    fn default(self) -> Phrases {
        let tongue = self.tongue.get();
        self.setup.with_value(|setup| setup.defaults.get(&tongue).cloned().unwrap_or_default())
    }

    fn change(self, change: impl FnOnce(&mut WidgetLook)) {
        self.look.update(change);
    }

    fn say(self, change: impl FnOnce(&mut Phrases)) {
        let tongue = self.tongue.get_untracked();
        self.look.update(|look| {
            let phrases = look.phrases.entry(tongue.clone()).or_default();
            change(phrases);
            if phrases.is_empty() {
                look.phrases.remove(&tongue);
            }
        });
    }

    fn put(self, look: &WidgetLook) {
        self.saved.set(look.clone());
        self.look.set(look.clone());
    }
}

/// Keeps a look; what it was before.
async fn send(shop: String, look: WidgetLook) -> Result<WidgetLook, Failure> {
    launcher::save(shop, serde_json::to_string(&look).unwrap_or_default()).await
}

/// The widget: look, starters, sites, installation.
#[component]
pub fn Launcher() -> impl IntoView {
    let shop = address::shop();
    let setup = Resource::new_blocking(move || shop.get(), launcher::read);
    view! {
        <Page title="Widget" about=text(|| "The chat on your site: how it looks, what it says first, and where it may be shown.".to_owned())>
            {loaded(setup, bones_of_block, move |setup| full(shop, setup))}
        </Page>
    }
    .into_any()
}

fn full(shop: Signal<String>, setup: WidgetSetup) -> AnyView {
    let draft = Draft {
        shop,
        look: RwSignal::new(setup.look.clone()),
        saved: RwSignal::new(setup.look.clone()),
        saving: Saving::default(),
        tongue: RwSignal::new("en".to_owned()),
        setup: StoredValue::new(setup.clone()),
    };
    let may = allowed(Right::Configure);
    let saving = draft.saving;
    let save = move || match draft.look.get_untracked().check() {
        Ok(look) => {
            let said = "Saved. Shoppers see it within five minutes.";
            keep(saving, shop.get_untracked(), look, said, send, move |look| draft.put(look));
        }
        Err(wrong) => saving.mark(wrong),
    };
    let dirty = move || draft.look.get() != draft.saved.get();
    let bar = savebar(dirty, saving, save, move || draft.put(&draft.saved.get_untracked()));
    view! {
        <p class="see-preview"><a class="button" data-size="s" href="#preview">{Icon::Eye.view()}"See the preview"</a></p>
        <div class="launching">
            <div>
                <fieldset class="bare" disabled=!may>
                    {colours(draft)}
                    {button(draft)}
                    {phrases(draft)}
                </fieldset>
                {sites::sites(draft, setup.sites.clone(), may)}
                {sites::installation(&setup)}
                {bar}
            </div>
            {preview::preview(draft)}
        </div>
    }
    .into_any()
}

fn section(title: &'static str, about: &'static str, matter: AnyView) -> AnyView {
    view! { <section class="section"><header><h2>{title}</h2><p>{about}</p></header><div class="stack">{matter}</div></section> }
        .into_any()
}

fn colours(draft: Draft) -> AnyView {
    let own = on(move |_: leptos::ev::MouseEvent| draft.change(|look| look.accent = None));
    let derive = on(move |_: leptos::ev::MouseEvent| {
        let accent = draft.accent();
        draft.change(|look| look.accent = Some(Accent { dark: accent.light.for_dark(), ..accent }));
    });
    let matter = view! {
        <div class="grid">
            {colour(draft, "light", "On light pages")}
            {colour(draft, "dark", "On dark pages")}
        </div>
        <div class="row wrap" data-needs-script="">
            <button class="button" type="button" data-size="s" on:click=derive>"Make the dark one from the light one"</button>
            <button class="button" type="button" data-size="s" data-kind="quiet" on:click=own>"Back to Vitrine’s green"</button>
        </div>
    };
    section(
        "Colour",
        "One accent for the button and for what can be pressed. It must be legible, so we measure it.",
        matter.into_any(),
    )
}

fn colour(draft: Draft, name: &'static str, label: &'static str) -> AnyView {
    let dark = name == "dark";
    let now = move || if dark { draft.accent().dark } else { draft.accent().light };
    let contrast = move |color: Color| if dark { color.on_dark() } else { color.on_light() };
    let set = move |color: Color| {
        let accent = draft.accent();
        let accent = if dark { Accent { dark: color, ..accent } } else { Accent { light: color, ..accent } };
        draft.change(|look| look.accent = Some(accent));
    };
    let pick = on(move |event: leptos::ev::Event| {
        if let Ok(color) = event_target_value(&event).parse() {
            set(color);
        }
    });
    let value = text(move || now().to_string());
    let figure = text(move || format!("{:.1}:1", contrast(now())));
    let invalid = attribute(move || (contrast(now()) < CONTRAST).then(|| "true".to_owned()));
    let error = when(move || {
        let color = now();
        (contrast(color) < CONTRAST).then(|| {
            let better = if dark { color.for_dark() } else { color.for_light() };
            let take = on(move |_: leptos::ev::MouseEvent| set(better));
            view! {
                <p class="error">{Icon::CircleAlert.view()}<span>"Text needs 4.5:1. "{better.to_string()}" would do. "<button class="again" type="button" on:click=take>"Use it"</button></span></p>
            }
            .into_any()
        })
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="affix">
                <input class="swatch" id=name name=name type="color" value=value.get_untracked() prop:value=value on:input=pick aria-invalid=invalid aria-describedby=format!("{name}-about")/>
                <span class="mono">{value}</span><span class="end num small">{figure}</span>
            </div>
            <div id=format!("{name}-about") aria-live="polite">{error}</div>
        </div>
    }
    .into_any()
}

fn button(draft: Draft) -> AnyView {
    let corner = move |value: &str| draft.change(|look| look.corner = value.parse().unwrap_or(Corner::End));
    let face = move |value: &str| draft.change(|look| look.face = value.parse().unwrap_or(Face::Label));
    let theme = move |value: &str| draft.change(|look| look.theme = value.parse().unwrap_or(LookTheme::Auto));
    let matter = view! {
        {radios("corner", "Corner", &[("end", "End of the line"), ("start", "Start of the line")], move || draft.look.with(|look| look.corner.to_string()), corner)}
        {radios("face", "Shows", &[("label", "Sign and words"), ("icon", "The sign alone")], move || draft.look.with(|look| look.face.to_string()), face)}
        {radios("theme", "Light or dark", &[("auto", "As the visitor has it"), ("light", "Always light"), ("dark", "Always dark")], move || draft.look.with(|look| look.theme.to_string()), theme)}
        <div class="grid">
            {pixels(draft, "aside", "From the side", |look| look.aside, |look, value| look.aside = value)}
            {pixels(draft, "above", "From below", |look| look.above, |look, value| look.above = value)}
        </div>
    };
    section(
        "Button",
        "Where it stands. On pages that are read from right to left the corners change sides.",
        matter.into_any(),
    )
}

fn radios(
    name: &'static str,
    legend: &'static str,
    options: &[(&'static str, &'static str)],
    now: impl Fn() -> String + Copy + Send + Sync + 'static,
    set: impl Fn(&str) + Copy + 'static,
) -> AnyView {
    let one = |(value, label): &(&'static str, &'static str)| {
        let (value, label) = (*value, *label);
        let choose = on(move |_: leptos::ev::Event| set(value));
        let is = Signal::derive(move || now() == value);
        let checked = untrack(now) == value;
        view! { <label class="check"><input type="radio" name=name value=value checked=checked prop:checked=is on:change=choose/>{label}</label> }
            .into_any()
    };
    let all: Vec<AnyView> = options.iter().map(one).collect();
    view! { <fieldset class="options"><legend>{legend}</legend><div class="row wrap">{all}</div></fieldset> }.into_any()
}

fn pixels(
    draft: Draft,
    name: &'static str,
    label: &'static str,
    get: fn(&WidgetLook) -> u16,
    set: fn(&mut WidgetLook, u16),
) -> AnyView {
    let value = text(move || draft.look.with(get).to_string());
    let write = on(move |event: leptos::ev::Event| {
        let pixels: u16 = event_target_value(&event).parse().unwrap_or_default();
        draft.change(|look| set(look, pixels));
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="affix"><input class="input num" id=name name=name type="number" min="0" max=WidgetLook::FARTHEST value=value.get_untracked() prop:value=value on:change=write aria-invalid=invalid(draft, name)/><span>"px"</span></div>
            {error(draft, name.to_owned())}
        </div>
    }
    .into_any()
}

fn invalid(draft: Draft, name: &'static str) -> Signal<Option<String>> {
    attribute(move || draft.wrong(name).map(|_| "true".to_owned()))
}

fn error(draft: Draft, name: String) -> AnyView {
    let error = when(move || {
        draft.wrong(&name).map(|detail| view! { <p class="error">{Icon::CircleAlert.view()}{detail}</p> }.into_any())
    });
    view! { <div aria-live="polite">{error}</div> }.into_any()
}

fn phrases(draft: Draft) -> AnyView {
    let choose = on(move |event: leptos::ev::Event| draft.tongue.set(event_target_value(&event)));
    let tongues: Vec<AnyView> = TONGUES
        .iter()
        .map(|(tag, name)| {
            let (tag, name) = (*tag, *name);
            let own = text(move || {
                draft
                    .look
                    .with(|look| if look.phrases.contains_key(tag) { format!("{name} ·") } else { name.to_owned() })
            });
            view! { <option value=tag selected=tag == "en">{own}</option> }.into_any()
        })
        .collect();
    let starters: Vec<AnyView> = (0..Phrases::STARTERS).map(|at| starter(draft, at)).collect();
    let matter = view! {
        <div class="field"><label for="tongue">"Language"</label><select class="input" id="tongue" on:change=choose>{tongues}</select></div>
        {phrase(draft, "label", "On the button", Phrases::LABEL, |phrases| &mut phrases.label)}
        {phrase(draft, "greeting", "Greeting", Phrases::GREETING, |phrases| &mut phrases.greeting)}
        {phrase(draft, "about", "Under the greeting", Phrases::ABOUT, |phrases| &mut phrases.about)}
        <fieldset class="options"><legend>"Starters"</legend><div class="stack" data-gap="s">{starters}</div></fieldset>
    };
    section(
        "First words",
        "What stands there before anybody has written. What you leave empty is said as Vitrine says it.",
        matter.into_any(),
    )
}

fn phrase(
    draft: Draft,
    name: &'static str,
    label: &'static str,
    most: usize,
    of: fn(&mut Phrases) -> &mut String,
) -> AnyView {
    let value = text(move || std::mem::take(of(&mut draft.phrases())));
    let hint = attribute(move || Some(std::mem::take(of(&mut draft.default()))));
    let write = on(move |event: leptos::ev::Event| draft.say(|phrases| *of(phrases) = event_target_value(&event)));
    let wrong = when(move || {
        let field = format!("{}.{name}", draft.tongue.get());
        draft.wrong(&field).map(|detail| view! { <p class="error">{Icon::CircleAlert.view()}{detail}</p> }.into_any())
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input" id=name name=name dir="auto" maxlength=most.to_string() autocomplete="off" placeholder=hint value=value.get_untracked() prop:value=value on:input=write/>
            <div aria-live="polite">{wrong}</div>
        </div>
    }
    .into_any()
}

fn starter(draft: Draft, at: usize) -> AnyView {
    let value = text(move || draft.phrases().starters.get(at).cloned().unwrap_or_default());
    // A list that is partly the shop's is the shop's: nothing of ours stands between.
    let hint = attribute(move || {
        let own = draft.phrases().starters.iter().any(|starter| !starter.is_empty());
        Some(if own { String::new() } else { draft.default().starters.get(at).cloned().unwrap_or_default() })
    });
    let write = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        draft.say(|phrases| {
            if phrases.starters.len() <= at {
                phrases.starters.resize(at + 1, String::new());
            }
            phrases.starters[at] = text;
            while phrases.starters.last().is_some_and(String::is_empty) {
                phrases.starters.pop();
            }
        });
    });
    view! {
        <input class="input" aria-label=format!("Starter {}", at + 1) name=format!("starter{at}") dir="auto" maxlength=Phrases::STARTER.to_string() autocomplete="off" placeholder=hint value=value.get_untracked() prop:value=value on:input=write/>
    }
    .into_any()
}
