//! How the assistant sounds: five voices with a sentence each, and one that can be heard.

use leptos::prelude::*;
use types::settings::{BrandVoice, Heard, VoiceSample, VoiceView, dollars};

use crate::{
    address,
    api::settings::{hear_voice, read_voice, set_voice},
    components::{
        Icon, Note, Page, Tone, bones_of_block,
        dynamic::{attribute, flag, on, text, when},
        form::{Saving, keep, savebar, told},
        loaded, settings_tabs,
    },
};

const MOST: usize = 600;

/// How the assistant speaks.
#[component]
pub fn VoiceSettings() -> impl IntoView {
    let shop = address::shop();
    let view = Resource::new_blocking(move || shop.get(), read_voice);
    view! { <Page title="Settings">{settings_tabs()}{loaded(view, bones_of_block, full)}</Page> }
}

fn full(view: VoiceView) -> AnyView {
    let shop = address::shop();
    let saving = Saving::default();
    let (name, own) = (RwSignal::new(view.voice.name().to_owned()), RwSignal::new(own_words(&view.voice)));
    let saved = RwSignal::new(view.voice.clone());
    let now = move || BrandVoice::named(&name.get(), own.get().trim()).unwrap_or_default();
    let fill = move |voice: &BrandVoice| {
        name.set(voice.name().to_owned());
        if let BrandVoice::Custom { text } = voice {
            own.set(text.clone());
        }
    };
    let put = move |voice: &BrandVoice| {
        fill(voice);
        saved.set(voice.clone());
    };
    let save = move || {
        keep(
            saving,
            shop.get_untracked(),
            untrack(now),
            "Saved.",
            |shop, voice| set_voice(shop, voice.name().to_owned(), own_words(&voice)),
            put,
        )
    };
    let heard = RwSignal::new(None::<Heard>);
    let hearing = Saving::default();
    let hear = on(move |_: leptos::ev::MouseEvent| {
        let voice = untrack(now);
        let answer = hear_voice(shop.get_untracked(), voice.name().to_owned(), own_words(&voice));
        hearing.run(answer, move |answer| heard.set(Some(answer)));
    });
    let busy = attribute(move || hearing.busy.get().then(|| "true".to_owned()));
    let way = if view.connected {
        view! {
            <div class="row wrap">
                <button class="button" type="button" aria-busy=busy on:click=hear data-needs-script="">{Icon::Play.view()}"Hear it"</button>
                <span class="softer small">"One real answer from your catalogue. It costs what an answer costs."</span>
            </div>
        }
        .into_any()
    } else {
        let href = text(move || address::of(&shop.get(), "settings/model"));
        view! {
            <Note tone=Tone::Info icon=Icon::Info title="No language model is connected.".to_owned()>
                "The voice is your language model’s; the built-in answers stay neutral. "<a href=href>"Connect one"</a>
            </Note>
        }
        .into_any()
    };
    let answer = when(move || heard.get().map(said));
    let left = text(move || {
        let left = MOST as i64 - own.with(|text| text.chars().count()) as i64;
        if left < 0 { format!("{} characters too many.", -left) } else { format!("{left} characters left.") }
    });
    let write = on(move |event: leptos::ev::Event| own.set(event_target_value(&event)));
    let invalid = attribute(move || saving.wrong("text").map(|_| "true".to_owned()));
    let hidden = flag(move || name.get() != "custom");
    let choices: Vec<AnyView> = view.samples.into_iter().map(|sample| choice(sample, name)).collect();
    view! {
        <section class="section">
            <header><h2>"Voice"</h2><p>"The same answer, five ways. Facts never change, only the tone."</p></header>
            <div class="stack">
                <fieldset class="choices"><legend class="hush">"Voice"</legend>{choices}</fieldset>
                <div class="field" hidden=hidden>
                    <label for="own">"In your own words"</label>
                    <textarea class="input" id="own" rows="4" dir="auto" prop:value=own on:input=write aria-invalid=invalid aria-describedby="own-about">{own.get_untracked()}</textarea>
                    <p class="hint">"How your shop speaks, not what it may promise. "{left}</p>
                    {told("text", "own-about".to_owned(), None, saving)}
                </div>
                {way}
                <div aria-live="polite">{answer}</div>
            </div>
        </section>
        {savebar(move || now() != saved.get(), saving, save, move || fill(&saved.get_untracked()))}
    }
    .into_any()
}

fn own_words(voice: &BrandVoice) -> String {
    match voice {
        BrandVoice::Custom { text } => text.clone(),
        _ => String::new(),
    }
}

fn choice(sample: VoiceSample, chosen: RwSignal<String>) -> AnyView {
    let VoiceSample { voice, title, text } = sample;
    let own = voice == "custom";
    let checked = chosen.get_untracked() == voice;
    let choose = {
        let voice = voice.clone();
        on(move |_: leptos::ev::Event| chosen.set(voice.clone()))
    };
    let is = {
        let voice = voice.clone();
        Signal::derive(move || chosen.get() == voice)
    };
    let text = if own { text } else { format!("“{text}”") };
    view! {
        <label><input type="radio" name="voice" value=voice checked=checked prop:checked=is on:change=choose/><span><b>{title}</b><span class="soft small">{text}</span></span></label>
    }
    .into_any()
}

fn said(heard: Heard) -> AnyView {
    let paid = match &heard.instead {
        Some(why) if why.is_empty() => "The built-in answer.".to_owned(),
        Some(why) => format!("The built-in answer, because {why}."),
        None => format!("{} ms, {}.", heard.ms, dollars(heard.cost_micros)),
    };
    view! {
        <blockquote class="sample">
            <p class="softer small" dir="auto">{heard.question}</p>
            <p dir="auto">{heard.answer}</p>
            <footer class="softer small">{paid}</footer>
        </blockquote>
    }
    .into_any()
}
