//! The chat as it will look, drawn with the chat's own style.

use leptos::prelude::*;
use types::launcher::{Corner, Face, LookTheme};

use super::Draft;
use crate::components::{
    Icon,
    dynamic::{attribute, flag, on, shown, text, yes},
};

pub(super) fn preview(draft: Draft) -> AnyView {
    let dark = RwSignal::new(false);
    let theme = attribute(move || {
        Some(
            match draft.look.with(|look| look.theme) {
                LookTheme::Light => "light",
                LookTheme::Dark => "dark",
                LookTheme::Auto if dark.get() => "dark",
                LookTheme::Auto => "light",
            }
            .to_owned(),
        )
    });
    let style = attribute(move || {
        let (aside, above) = draft.look.with(|look| (look.aside.min(60), look.above.min(60)));
        Some(format!("{};--aside:{aside}px;--above:{above}px", draft.accent().style()))
    });
    let direction = attribute(move || {
        let rtl = draft.tongue.with(|tongue| tongue == "ar" || tongue == "he");
        Some(if rtl { "rtl" } else { "ltr" }.to_owned())
    });
    let corner = attribute(move || {
        Some(draft.look.with(|look| if look.corner == Corner::Start { "start" } else { "end" }).to_owned())
    });
    let either = |own: String, default: String| if own.is_empty() { default } else { own };
    let label = text(move || either(draft.phrases().label, draft.default().label));
    let greeting = text(move || either(draft.phrases().greeting, draft.default().greeting));
    let about = text(move || either(draft.phrases().about, draft.default().about));
    let chips = shown(move || {
        let own: Vec<String> =
            draft.phrases().starters.into_iter().filter(|starter| !starter.trim().is_empty()).collect();
        let all = if own.is_empty() { draft.default().starters } else { own };
        let chips: Vec<AnyView> = all
            .into_iter()
            .map(|one| view! { <li><span class="chip" dir="auto">{one}</span></li> }.into_any())
            .collect();
        view! { <ul class="quick">{chips}</ul> }.into_any()
    });
    let automatic = flag(move || draft.look.with(|look| look.theme != LookTheme::Auto));
    let icon_only = flag(move || draft.look.with(|look| look.face == Face::Icon));
    let (light_on, dark_on) = (yes(move || !dark.get()), yes(move || dark.get()));
    let see_light = on(move |_: leptos::ev::MouseEvent| dark.set(false));
    let see_dark = on(move |_: leptos::ev::MouseEvent| dark.set(true));
    let name = draft.setup.with_value(|setup| setup.shop_name.clone());
    view! {
        <aside class="preview" id="preview" aria-label="Preview">
            <div class="row"><h2>"Preview"</h2>
                <span class="end row" hidden=automatic data-needs-script="">
                    <button class="chip" type="button" data-size="s" aria-pressed=light_on on:click=see_light>"Light"</button>
                    <button class="chip" type="button" data-size="s" aria-pressed=dark_on on:click=see_dark>"Dark"</button>
                </span>
            </div>
            <div class="stage" data-theme=theme dir=direction style=style data-corner=corner aria-hidden="true">
                <div class="panel">
                    <header>
                        <div class="who"><p class="clip name"><span dir="auto">{name}</span></p></div>
                        <span class="button" data-kind="quiet" data-icon="">{Icon::UserRound.view()}</span>
                    </header>
                    <div class="talk">
                        <div class="greeting"><p class="head" dir="auto">{greeting}</p><p dir="auto">{about}</p></div>
                        {chips}
                    </div>
                    <div class="foot"><div class="composer"><div class="line"><span class="ghost"></span><span class="button" data-kind="primary" data-icon="">{Icon::Send.view()}</span></div></div></div>
                </div>
                <span class="face" data-icon=icon_only>{Icon::MessageCircle.view()}<span dir="auto">{label}</span></span>
            </div>
        </aside>
    }
    .into_any()
}
