//! A status: a shape, then the word, then a colour.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::dynamic::attribute;

/// What a status means; the style gives each its own shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Positive,
    Caution,
    Critical,
    Info,
    /// Ended or unknown.
    None,
}

impl Tone {
    pub fn as_str(self) -> &'static str {
        match self {
            Tone::Positive => "positive",
            Tone::Caution => "caution",
            Tone::Critical => "critical",
            Tone::Info => "info",
            Tone::None => "none",
        }
    }
}

#[component]
pub fn Badge(#[prop(into)] tone: Signal<Tone>, children: Children) -> impl IntoView {
    view! { <span class="badge" data-tone=attribute(move || Some(tone.get().as_str().to_owned()))>{children()}</span> }
}
