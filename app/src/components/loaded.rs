//! What comes from the server, in the states it can be in: bones while it loads, an error with a way on, the matter.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use types::{Code, Problem};

use super::{Icon, Page};
use crate::{Failure, address};

/// A resource of a page. Rendered on the server before the page is sent; fetched when the address changes.
pub type Fetched<T> = Resource<Result<T, Failure>>;

/// Shows `from` with `full`; `bones` stand in its place while it comes for the first time, and what was there stays while
/// it is fetched again.
pub fn loaded<T>(
    from: Fetched<T>,
    bones: impl Fn() -> AnyView + Send + Sync + 'static,
    full: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    Result<T, Failure>: serde::Serialize + serde::de::DeserializeOwned,
{
    drawn(from, bones, move |value| match value {
        Ok(value) => full(value),
        Err(Failure(problem)) => failed(&problem, move || from.refetch()),
    })
}

/// A page of which the head, too, waits for what comes. `place` is the page that leads back, by the name of `all`; an
/// address of nothing is answered as such.
pub fn whole<T>(
    name: &'static str,
    (place, all): (&'static str, &'static str),
    from: Fetched<T>,
    full: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    Result<T, Failure>: serde::Serialize + serde::de::DeserializeOwned,
{
    let shop = address::shop();
    let frame = move |matter: AnyView| {
        let crumb = (address::of(&shop.get_untracked(), place), all.to_owned());
        view! { <Page title=name crumb=crumb>{matter}</Page> }.into_any()
    };
    drawn(
        from,
        move || frame(bones_of_block()),
        move |value| match value {
            Ok(value) => full(value),
            Err(Failure(problem)) => {
                if problem.code == Code::NotFound {
                    crate::error::nothing_here();
                }
                frame(failed(&problem, move || from.refetch()))
            }
        },
    )
}

fn drawn<T>(
    from: Fetched<T>,
    bones: impl Fn() -> AnyView + Send + Sync + 'static,
    view: impl Fn(Result<T, Failure>) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    Result<T, Failure>: serde::Serialize + serde::de::DeserializeOwned,
{
    let draw: Arc<dyn Fn(Result<T, Failure>) -> AnyView + Send + Sync> = Arc::new(view);
    // What is shown outlives the fetching that made it: its signals are those of an owner of its own, kept until the view
    // after it has taken its place. Otherwise they would be gone while the old view still reads them.
    let root = Owner::current().unwrap_or_default();
    let kept = Arc::new(Mutex::new(Vec::<Owner>::new()));
    // As long as the page: a server drops what drew the view before it writes it.
    let until = kept.clone();
    on_cleanup(move || drop(until));
    view! {
        <Transition fallback=move || view! { <div class="late">{bones()}</div> }>
            {move || {
                let (draw, root, kept) = (draw.clone(), root.clone(), kept.clone());
                Suspend::new(async move {
                    let value = from.await;
                    let owner = root.child();
                    let view = owner.with(|| draw(value));
                    keep(&kept, owner);
                    view
                })
            }}
        </Transition>
    }
    .into_any()
}

/// Keeps the last two owners in a browser. A server may draw a page more often before it writes the first view of it,
/// and what that one waits for must not go: there all are kept, as long as the page.
fn keep(kept: &Mutex<Vec<Owner>>, owner: Owner) {
    let Ok(mut kept) = kept.lock() else { return };
    kept.push(owner);
    let old = (cfg!(target_family = "wasm") && kept.len() > 2).then(|| kept.remove(0));
    drop(kept);
    // Not under the lock: what is cleaned up may keep something itself.
    drop(old);
}

/// What failed and what to do about it.
pub fn failed(problem: &Problem, again: impl Fn() + Send + Sync + 'static) -> AnyView {
    let (icon, title) = match problem.code {
        Code::Unauthorised => (Icon::Lock, "You are logged out"),
        Code::Forbidden => (Icon::Lock, "Not for your role"),
        Code::NotFound => (Icon::Search, "There is nothing here"),
        Code::Unavailable => (Icon::WifiOff, "The server does not answer"),
        _ => (Icon::OctagonAlert, "This could not be read"),
    };
    let way = match problem.code {
        Code::Unauthorised => view! { <a class="button" href="/login" rel="external">"Log in"</a> }.into_any(),
        Code::Forbidden | Code::NotFound => ().into_any(),
        _ => {
            let again: Box<dyn FnMut(leptos::ev::MouseEvent)> = Box::new(move |_| again());
            view! { <button class="button" type="button" on:click=again>{Icon::Refresh.view()}"Try again"</button> }
                .into_any()
        }
    };
    let number = problem.request_id.clone().map(|id| view! { <small class="softer mono">{id}</small> });
    view! {
        <div class="empty" role="alert">
            <span class="pane">{icon.view()}</span>
            <h2>{title}</h2>
            <p>{problem.detail.clone()}</p>
            <div class="row">{way}</div>
            {number}
        </div>
    }
    .into_any()
}

/// Bones of a list.
pub fn bones_of_list() -> AnyView {
    let row = |width: &'static str| {
        view! {
            <li>
                <span class="bone" style="inline-size:2.5rem;block-size:3.125rem"></span>
                <div class="grow stack" data-gap="s"><span class="bone" style=width></span><span class="bone" style="inline-size:32%"></span></div>
                <span class="bone" style="inline-size:3rem"></span>
            </li>
        }
    };
    view! {
        <ul class="list" data-bare="" aria-busy="true" aria-label="Loading">
            {row("inline-size:62%")}{row("inline-size:48%")}{row("inline-size:70%")}{row("inline-size:55%")}{row("inline-size:66%")}
        </ul>
    }
    .into_any()
}

/// Bones of figures or a form.
pub fn bones_of_block() -> AnyView {
    view! {
        <div class="stack" role="status" aria-busy="true" aria-label="Loading">
            <span class="bone" style="inline-size:5rem"></span>
            <span class="bone" data-kind="title" style="inline-size:8rem"></span>
            <span class="bone" style="inline-size:100%;block-size:7rem"></span>
        </div>
    }
    .into_any()
}
