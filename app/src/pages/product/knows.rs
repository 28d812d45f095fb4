//! What the assistant knows of a product, and what came of it.

use leptos::prelude::*;
use types::goods::{Knows, Meaning};

use crate::components::{Icon, frame::grouped};

pub(super) fn knows(knows: &Knows) -> AnyView {
    let (tone, word, more) = match knows.meaning {
        Meaning::Ready => ("positive", "Found by meaning", ""),
        Meaning::Outdated => {
            ("caution", "Being read again", "The text changed; searches use the former meaning until it is read.")
        }
        Meaning::Missing => ("caution", "Not read yet", "It is found by its words. Meaning follows within a minute."),
        Meaning::NotSearched => ("none", "Not searched", "Only active products are shown to shoppers."),
        Meaning::NoModel => ("none", "Found by words", "This server has no model for meaning."),
    };
    let share = |part: i64, whole: i64, of: &str| {
        (whole > 0).then(|| {
            let share = format!("{:.1} % of {of}", 100.0 * part as f64 / whole as f64);
            view! { <span class="tiny">{share}</span> }
        })
    };
    view! {
        <section class="section">
            <header><h2>"What the assistant knows"</h2><p>"Last 90 days"</p></header>
            <div class="stack">
                <dl class="figures">
                    <div><dt>"Shown"</dt><dd>{grouped(knows.shown)}</dd></div>
                    <div><dt>"Opened"</dt><dd>{grouped(knows.opened)}{share(knows.opened, knows.shown, "shown")}</dd></div>
                    <div><dt>"Added"</dt><dd>{grouped(knows.added)}{share(knows.added, knows.opened, "opened")}</dd></div>
                    <div><dt>"Conversations"</dt><dd>{grouped(knows.conversations)}</dd></div>
                </dl>
                <dl class="facts"><dt>"Meaning"</dt><dd><span class="badge" data-tone=tone>{word}</span>" "<span class="softer">{more}</span></dd></dl>
                <details class="behind"><summary>{Icon::ChevronRight.view()}"The text it reads"</summary><pre class="code" dir="auto" tabindex="0">{knows.text.clone()}</pre></details>
            </div>
        </section>
    }
    .into_any()
}
