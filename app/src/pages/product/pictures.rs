//! The pictures of a product: dropped or chosen, ordered by hand or by key, each with words for those who cannot see it.

use leptos::{prelude::*, task::spawn_local};
use types::goods::{ImageForm, MAX_PICTURE, MediaState, Uploaded, sized};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{
    draft::{Order, shift, tool},
    editor::Editor,
};
use crate::{
    Failure, address,
    api::goods::picture,
    browser,
    components::{
        Icon,
        dynamic::{on, shown, when},
    },
};

pub(super) fn pictures(editor: Editor) -> AnyView {
    let under_way = RwSignal::new(0u32);
    let order =
        Order::new(editor.draft.edits, move |from, to| editor.reshape(|form| shift(&mut form.images, from, to)));
    let shots = shown(move || {
        editor.shape.get();
        let count = editor.form.with_untracked(|form| form.images.len());
        (0..count).map(|at| order.item(at, shot(editor, at, count, order))).collect::<Vec<_>>().into_any()
    });
    let choose = on(move |event: leptos::ev::Event| {
        let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(field) = field {
            take(editor, under_way, field.files());
            field.set_value("");
        }
    });
    let over = on(|event: leptos::ev::DragEvent| event.prevent_default());
    let dropped = on(move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        take(editor, under_way, event.data_transfer().and_then(|transfer| transfer.files()));
    });
    let waiting = when(move || {
        let count = under_way.get();
        (count > 0).then(|| {
            let words = if count == 1 {
                "1 picture is being made".to_owned()
            } else {
                format!("{count} pictures are being made")
            };
            view! { <p class="small soft row" role="status">{Icon::LoaderCircle.small()}{words}</p> }.into_any()
        })
    });
    let drop = editor.draft.edits.then(|| view! {
        <li data-needs-script=""><label class="drop" on:dragover=over on:drop=dropped>{Icon::Plus.view()}<span>"Drop or choose a JPEG, PNG or WebP, up to 20 MB"</span><input class="hush" type="file" accept="image/jpeg,image/png,image/webp" multiple="" on:change=choose/></label></li>
    });
    view! {
        <section class="section">
            <header><h2>"Pictures"</h2><p>"The first is the one on the card. Drag to order."</p></header>
            <div class="stack">
                <ul class="shots">{shots}{drop}</ul>
                {waiting}
                <div class="field">{editor.draft.error("images")}</div>
                {editor.draft.edits.then(|| by_address(editor))}
            </div>
        </section>
    }
    .into_any()
}

/// A picture that lies elsewhere.
fn by_address(editor: Editor) -> AnyView {
    let url = RwSignal::new(String::new());
    let write = on(move |event: leptos::ev::Event| url.set(event_target_value(&event)));
    let add = on(move |_: leptos::ev::MouseEvent| {
        let address = url.get_untracked().trim().to_owned();
        if !address.is_empty() {
            url.set(String::new());
            editor.reshape(|form| form.images.push(ImageForm { url: address, alt: String::new() }));
        }
    });
    view! {
        <details class="behind"><summary>{Icon::ChevronRight.view()}"Add by address"</summary>
            <div class="row"><input class="input" type="url" placeholder="https://" aria-label="Address of a picture" prop:value=url on:input=write/><button class="button" type="button" on:click=add>"Add"</button></div>
        </details>
    }
    .into_any()
}

fn shot(editor: Editor, at: usize, count: usize, order: Order) -> AnyView {
    let image = editor.form.with_untracked(|form| form.images.get(at).cloned().unwrap_or_default());
    let place = at + 1;
    let write = on(move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        editor.form.update(|form| form.images[at].alt = text);
    });
    let drop = on(move |_: leptos::ev::MouseEvent| {
        editor.reshape(|form| {
            form.images.remove(at);
        });
    });
    let first = (at == 0).then(|| view! { <span class="tag">"On the card"</span> });
    let (alt, url) = (format!("images.{at}.alt"), format!("images.{at}.url"));
    let labels = [format!("Move picture {place} forward"), format!("Move picture {place} back")];
    view! {
        <div class="shot"><img src=sized(&image.url, 480) alt=image.alt.clone() width="400" height="500" loading="lazy" draggable="false"/>{first}</div>
        <div class="field"><input class="input" dir="auto" placeholder="What it shows" aria-label=format!("Words for picture {place}") aria-invalid=editor.draft.invalid(alt.clone()) id=format!("p-{alt}") value=image.alt on:input=write/>{editor.draft.error(alt)}{editor.draft.error(url)}</div>
        <div class="row">
            {order.steps(at, count, [Icon::ArrowLeft, Icon::ArrowRight], labels)}
            {tool(Icon::Trash, format!("Remove picture {place}"), None, false, drop)}
        </div>
    }
    .into_any()
}

/// Uploads files one after the other; each stands in the form when its sizes are made.
fn take(editor: Editor, under_way: RwSignal<u32>, files: Option<web_sys::FileList>) {
    let Some(files) = files else { return };
    let files: Vec<web_sys::File> = (0..files.length()).filter_map(|at| files.item(at)).collect();
    under_way.update(|count| *count += files.len() as u32);
    let shop = editor.draft.shop.get_untracked();
    spawn_local(async move {
        for file in files {
            match one(&shop, &file).await {
                Ok(url) => editor.reshape(|form| form.images.push(ImageForm { url, alt: String::new() })),
                Err(Failure(mut problem)) => {
                    problem.detail = format!("{}: {}", file.name(), problem.detail);
                    editor.draft.toasts.fail(&Failure(problem));
                }
            }
            under_way.update(|count| *count = count.saturating_sub(1));
        }
    });
}

fn broken(detail: &str) -> Failure {
    Failure(types::Problem::new(types::Code::Unavailable, detail))
}

/// Uploads one file and waits until it can be shown; its address.
async fn one(shop: &str, file: &web_sys::File) -> Result<String, Failure> {
    if file.size() > MAX_PICTURE as f64 {
        return Err(broken("A picture may have at most 20 MB."));
    }
    let mut uploaded = send(shop, file).await?;
    // A large picture takes a second or two.
    for _ in 0..120 {
        match uploaded.state {
            MediaState::Ready => return Ok(uploaded.url),
            MediaState::Failed => return Err(broken(&uploaded.problem)),
            MediaState::Waiting => browser::sleep(500).await,
        }
        uploaded = picture(shop.to_owned(), uploaded.id).await?;
    }
    Err(broken("The picture is still being made. Save the product and look again in a minute."))
}

async fn send(shop: &str, file: &web_sys::File) -> Result<Uploaded, Failure> {
    let lost = |_: JsValue| broken("The server cannot be reached. Try the picture again.");
    let options = web_sys::RequestInit::new();
    options.set_method("POST");
    options.set_body(file);
    let path = format!("/api/goods/upload?shop={}", address::encode(shop));
    let request = web_sys::Request::new_with_str_and_init(&path, &options).map_err(lost)?;
    let answer = JsFuture::from(window().fetch_with_request(&request)).await.map_err(lost)?;
    let answer: web_sys::Response = answer.unchecked_into();
    let body = JsFuture::from(answer.text().map_err(lost)?).await.map_err(lost)?;
    let body = body.as_string().unwrap_or_default();
    if answer.ok() {
        return serde_json::from_str(&body).map_err(|_| broken("The answer could not be read. Try the picture again."));
    }
    let told = serde_json::from_str::<types::Problem>(&body).map(Failure);
    Err(told.unwrap_or_else(|_| broken("The picture could not be taken. Try it again.")))
}
