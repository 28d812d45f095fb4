//! Choosing a file and sending it, with how far it has come.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use types::{Code, Problem};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ProgressEvent, XmlHttpRequest};

use super::may_edit;
use crate::{
    Failure, address,
    components::{
        Icon,
        dynamic::{effect, flag, on, text, when},
        toasts,
    },
};

/// More is refused by the server; said before anything is sent.
const MAX_MEGABYTES: f64 = 256.0;

/// A field that takes a file, and leads to its draft when it is there. The input lies over the whole of it, so that the
/// browser itself takes what is dropped.
pub fn upload() -> AnyView {
    if !may_edit() {
        return view! { <p class="soft">"Your role may look at imports. Somebody who edits products can start one."</p> }
            .into_any();
    }
    let shop = address::shop();
    let navigate = use_navigate();
    let toasts = toasts();
    // Thousandths of the file that were sent.
    let sent = RwSignal::new(None::<u32>);
    let chosen = on(move |event: leptos::ev::Event| {
        let field: web_sys::HtmlInputElement = event_target(&event);
        let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
        field.set_value("");
        if file.size() > MAX_MEGABYTES * 1_048_576.0 {
            let detail = "The file is larger than 256 MB. Split it and import the parts one after the other.";
            toasts.fail(&Failure(Problem::new(Code::TooLarge, detail)));
            return;
        }
        let (shop, navigate) = (shop.get_untracked(), navigate.clone());
        let to = format!("{}?name={}", address::of(&shop, "imports/upload"), address::encode(&file.name()));
        sent.set(Some(0));
        send(&to, &file, sent, move |answer| {
            sent.set(None);
            match answer {
                Ok(id) => {
                    navigate(&address::of(&shop, &format!("imports/{id}")), NavigateOptions::default());
                }
                Err(failure) => toasts.fail(&failure),
            }
        });
    });
    // A file that was chosen before the page was awake is taken now.
    effect(|| {
        let field = document().get_element_by_id("file");
        let field = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
        let waits = field.filter(|field| field.files().is_some_and(|files| files.length() > 0));
        if let (Some(field), Ok(event)) = (waits, web_sys::Event::new("change")) {
            let _ = field.dispatch_event(&event);
        }
    });
    let busy = flag(move || sent.get().is_some());
    let progress = when(move || {
        let sent = sent.get()?;
        let label = if sent < 1_000 { "Sending the file" } else { "Reading the file" };
        let words = text(move || format!("{label}, {} %", sent / 10));
        Some(
            view! {
                <div class="stack" data-gap="s">
                    <div class="row small"><span role="status">{label}</span><span class="end softer">{words}</span></div>
                    <progress class="progress" max="1000" value=sent aria-label=label></progress>
                </div>
            }
            .into_any(),
        )
    });
    view! {
        <div class="stack">
            <label class="intake-drop" data-needs-script="">
                {Icon::Upload.view()}
                <span><b>"Choose a file, or drop it here"</b><small>"Shopify’s CSV, old and new, any table with a header, or JSON lines. Up to 256 MB."</small></span>
                <input id="file" type="file" accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,text/csv" disabled=busy on:change=chosen/>
            </label>
            <noscript><p class="note" data-tone="caution">"Sending a file needs JavaScript. In the shell: vitrine import --shop … FILE"</p></noscript>
            {progress}
            <p class="small softer">"Not sure how it should look? "<a href="/demo/products.csv" download="">"A sample file"</a></p>
        </div>
    }
    .into_any()
}

/// Sends a file as the body of a request: `fetch` cannot say how much has gone.
fn send(
    to: &str,
    file: &web_sys::File,
    sent: RwSignal<Option<u32>>,
    done: impl FnOnce(Result<String, Failure>) + 'static,
) {
    let failed = || {
        Failure(Problem::new(Code::Unavailable, "The file did not arrive. Look at your connection and send it again."))
    };
    let Ok(request) = XmlHttpRequest::new() else { return done(Err(failed())) };
    if request.open("POST", to).is_err() {
        return done(Err(failed()));
    }
    if let Ok(way) = request.upload() {
        let moved = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.total() > 0.0 {
                sent.set(Some((event.loaded() / event.total() * 1_000.0) as u32));
            }
        });
        way.set_onprogress(Some(moved.as_ref().unchecked_ref()));
        moved.forget();
    }
    let answered = request.clone();
    // Loaded, broken off or taken back: once, whatever it was.
    let ended = Closure::once_into_js(move || {
        let body = answered.response_text().ok().flatten().unwrap_or_default();
        let read = |name: &str| {
            let value: serde_json::Value = serde_json::from_str(&body).ok()?;
            value.get(name)?.as_str().map(str::to_owned)
        };
        done(match answered.status().unwrap_or_default() {
            200 => read("id").ok_or_else(failed),
            _ => Err(serde_json::from_str::<Problem>(&body).map_or_else(|_| failed(), Failure)),
        });
    });
    request.set_onloadend(Some(ended.unchecked_ref()));
    let _ = request.set_request_header("content-type", "application/octet-stream");
    let _ = request.set_request_header("accept", "application/json");
    let _ = request.send_with_opt_blob(Some(file));
}
