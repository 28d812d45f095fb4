//! One import, in whatever state it is: its columns, the dry run, how far it has come, what came of it.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use types::{
    ImportId,
    intake::{ImportState, ImportView, IssuePage, Step, Target},
};

use super::{ask, columns::columns, many, moment, told::told, tone};
use crate::{
    Failure, address,
    api::intake::{check, discard, read_import, read_issues, start, stop, undo},
    components::{
        Badge, Fetched, Icon, Page, Tone,
        dynamic::{effect, on, text},
        frame::grouped,
        guard_unsaved, toasts, whole,
    },
};

/// What the page of an import works with; copies speak of the same.
#[derive(Clone, Copy)]
struct Here {
    shop: Signal<String>,
    id: ImportId,
    /// As it was last read; follows the import while something goes on.
    view: RwSignal<ImportView>,
    again: Fetched<ImportView>,
    issues: Fetched<IssuePage>,
    chosen: RwSignal<Vec<Target>>,
}

/// One import.
#[component]
pub fn ImportPage() -> impl IntoView {
    let (shop, id) = (address::shop(), address::param("id"));
    let import = Resource::new_blocking(move || (shop.get(), id.get()), |(shop, id)| read_import(shop, id));
    let (show, kind, page) = (address::query("show"), address::query("kind"), address::query("page"));
    let issues = Resource::new_blocking(
        move || (shop.get(), id.get(), show.get() != "warnings", kind.get(), page.get().parse().unwrap_or(1)),
        |(shop, id, errors, kind, page)| read_issues(shop, id, errors, kind, page),
    );
    whole("Import", ("imports", "Imports"), import, move |view| full(shop, view, import, issues))
}

fn full(shop: Signal<String>, view: ImportView, again: Fetched<ImportView>, issues: Fetched<IssuePage>) -> AnyView {
    let targets: Vec<Target> = view.columns.iter().map(|column| column.target.clone()).collect();
    let here = Here {
        shop,
        id: view.brief.id,
        view: RwSignal::new(view.clone()),
        again,
        issues,
        chosen: RwSignal::new(targets.clone()),
    };
    let state = view.brief.state;
    guard_unsaved(move || here.chosen.with(|chosen| *chosen != targets));
    if state.is_moving() {
        effect(move || here.follow(state));
    }
    let by = if view.brief.by.is_empty() { String::new() } else { format!(" by {}", view.brief.by) };
    let problem = view.problem.clone().map(|problem| note(Tone::Caution, Icon::TriangleAlert, problem, ().into_any()));
    let body = match state {
        ImportState::Draft => here.named(&view),
        ImportState::Checked => here.checked(&view),
        state if state.is_moving() => here.moving(state),
        _ => here.ended(&view),
    };
    let crumb = (address::of(&shop.get_untracked(), "imports"), "Imports".to_owned());
    let (name, at) = (view.brief.file_name.clone(), view.brief.at);
    let badge = Box::new(move || view! { <Badge tone=tone(state)>{state.label()}</Badge> }.into_any());
    view! {
        <Page title=name crumb=crumb actions=badge>
            <p class="softer small">{moment(at)}<span dir="auto">{by}</span></p>
            {stepper(state, &view)}
            {problem}
            {body}
        </Page>
    }
    .into_any()
}

/// Where this import stands on its way.
fn stepper(state: ImportState, view: &ImportView) -> AnyView {
    use ImportState::*;
    let at = match state {
        Draft => 1,
        Checking | Checked => 2,
        Queued | Running | Stopping => 3,
        _ => 4,
    };
    let known = view.columns.iter().filter(|column| column.target != Target::Ignored).count();
    let matched = match view.columns.len() {
        0 => "none to name".to_owned(),
        all => format!("{known} of {all} used"),
    };
    let steps = [
        ("File", view.brief.file_name.clone()),
        ("Columns", matched),
        ("Dry run", "What would change".to_owned()),
        ("Import", String::new()),
        ("Result", String::new()),
    ];
    let steps: Vec<AnyView> = steps
        .into_iter()
        .enumerate()
        .map(|(number, (name, more))| {
            let done = (number < at).then_some("");
            let current = (number == at).then_some("step");
            let mark =
                if number < at { Icon::Check.small().into_any() } else { (number + 1).to_string().into_any() };
            view! { <li data-done=done aria-current=current><span>{mark}</span><div><b>{name}</b><small class="clip" dir="auto">{more}</small></div></li> }
                .into_any()
        })
        .collect();
    view! { <ol class="stepper">{steps}</ol> }.into_any()
}

fn note(tone: Tone, icon: Icon, title: String, more: AnyView) -> AnyView {
    view! { <div class="note" data-tone=tone.as_str()>{icon.view()}<div><b>{title}</b>{more}</div></div> }.into_any()
}

/// What is counted, as it would be or as it is done.
fn counted(would: bool) -> [&'static str; 4] {
    if would { ["Create", "Update", "Unchanged", "Fail"] } else { ["Created", "Updated", "Unchanged", "Failed"] }
}

/// A button that asks something of the server.
fn button(label: &'static str, kind: &'static str, pressed: impl Fn() + 'static) -> AnyView {
    let pressed = on(move |_: leptos::ev::MouseEvent| pressed());
    view! { <button class="button" type="button" data-kind=kind on:click=pressed>{label}</button> }.into_any()
}

impl Here {
    fn read_again(self) {
        self.again.refetch();
        self.issues.refetch();
    }

    fn step<F>(self, asked: impl Fn(String, ImportId) -> F + 'static) -> impl Fn() + 'static
    where
        F: Future<Output = Result<(), Failure>> + 'static,
    {
        move || ask(asked(self.shop.get_untracked(), self.id), move || self.read_again())
    }

    fn may(self, step: Step) -> bool {
        self.view.with_untracked(|view| view.may_edit && view.brief.state.may(step))
    }

    /// Reads every second how far it has come, and the whole page once the state is another.
    fn follow(self, state: ImportState) {
        leptos::task::spawn_local(async move {
            loop {
                crate::browser::sleep(1_000).await;
                let Some(shop) = self.shop.try_get_untracked() else { return };
                if self.view.is_disposed() {
                    return;
                }
                match read_import(shop, self.id.to_string()).await {
                    Ok(view) if view.brief.state == state => {
                        if self.view.try_set(view).is_some() {
                            return;
                        }
                    }
                    // Offline for a moment: what is shown stands, and is read again.
                    Err(failure) if failure.0.code == types::Code::Unavailable => {}
                    _ => return self.read_again(),
                }
            }
        });
    }

    fn table(self, view: &ImportView) -> AnyView {
        if view.columns.is_empty() {
            return view! { <p class="soft">"JSON lines say themselves what each value is: there is nothing to name."</p> }
                .into_any();
        }
        columns(view.columns.clone(), self.chosen, !self.may(Step::Name))
    }

    fn try_it(self, label: &'static str, kind: &'static str) -> AnyView {
        button(label, kind, self.step(move |shop, id| check(shop, id, self.chosen.get_untracked())))
    }

    fn throw_away(self) -> AnyView {
        let (navigate, toasts) = (use_navigate(), toasts());
        button("Choose another file", "quiet", move || {
            let (shop, navigate) = (self.shop.get_untracked(), navigate.clone());
            // What was chosen goes with the file: nobody is to be asked about it.
            let guessed = self.view.with_untracked(|view| view.columns.iter().map(|c| c.target.clone()).collect());
            self.chosen.set(guessed);
            ask(discard(shop.clone(), self.id), move || {
                toasts.say("The file was put away. Nothing had changed.");
                navigate(&address::of(&shop, "imports"), NavigateOptions::default());
            });
        })
    }

    /// Nothing was tried yet: say what the columns mean.
    fn named(self, view: &ImportView) -> AnyView {
        let doubts = view.columns.iter().filter(|c| c.confidence == types::intake::Confidence::Likely).count() as u64;
        let about = match doubts {
            _ if view.columns.iter().all(|c| c.target == Target::Ignored) && !view.columns.is_empty() => {
                "No column is known. Does the first line of the file name the columns? If not, add a line that does, \
                 and choose the file again."
                    .to_owned()
            }
            0 => "Nothing has changed yet. A dry run says what the file would do.".to_owned(),
            doubts => format!("{} guessed: please check. Nothing has changed yet.", many(doubts, "column")),
        };
        let actions = self.may(Step::Check).then(|| {
            view! { <div class="savebar"><span class="end row">{self.throw_away()}{self.try_it("Try it", "primary")}</span></div> }
        });
        view! {
            <section class="section">
                <header><h2>"Columns"</h2><p>{about}</p></header>
                <div class="stack" data-gap="l">{self.table(view)}</div>
            </section>
            {actions}
        }
        .into_any()
    }

    fn figures(self, view: &ImportView, would: bool) -> AnyView {
        let (products, variants) = (view.brief.products, view.brief.variants);
        let words = counted(would);
        let one = |tone: Tone, word: &'static str, count: u64, more: String| {
            view! { <div><dt><Badge tone=tone>{word}</Badge></dt><dd>{grouped(count as i64)}<span class="tiny">{more}</span></dd></div> }.into_any()
        };
        let failed = match view.brief.rows.failed {
            0 => String::new(),
            rows => many(rows, "row"),
        };
        view! {
            <dl class="figures">
                {one(Tone::Positive, words[0], products.created, many(variants.created, "variant"))}
                {one(Tone::Info, words[1], products.updated, many(variants.updated, "variant"))}
                {one(Tone::None, words[2], products.unchanged, String::new())}
                {one(if products.failed > 0 { Tone::Critical } else { Tone::None }, words[3], products.failed, failed)}
            </dl>
        }
        .into_any()
    }

    /// The dry run has ended: this is what would happen.
    fn checked(self, view: &ImportView) -> AnyView {
        let products = view.brief.products;
        let changes = products.created + products.updated;
        let about = format!(
            "{} read in {:.1} s. Nothing has changed yet.",
            many(view.brief.rows.read, "row"),
            view.ms / 1_000.0
        );
        let actions = self.may(Step::Start).then(|| {
            let import = (changes > 0).then(|| {
                let label = format!("Import {}", many(changes, "product"));
                let pressed = self.step(start);
                let pressed = on(move |_: leptos::ev::MouseEvent| pressed());
                view! { <button class="button" type="button" data-kind="primary" on:click=pressed>{label}</button> }
            });
            let nothing = (changes == 0).then(|| {
                let why = match view.brief.rows.read {
                    0 => "There is nothing to import: the file has no rows beneath its header.",
                    _ => "There is nothing to import: no product would change.",
                };
                view! { <p class="soft">{why}</p> }
            });
            view! { <div class="row wrap intake-steps">{import}{nothing}{self.throw_away()}</div> }
        });
        let columns = (!view.columns.is_empty()).then(|| {
            let again = self.may(Step::Check).then(|| self.try_it("Try again with these", ""));
            view! {
                <section class="section">
                    <header><h2>"Columns"</h2></header>
                    <details class="behind">
                        <summary>{Icon::ChevronRight.small()}"What the columns were taken for"</summary>
                        <div class="stack" data-gap="l">{self.table(view)}<div class="row">{again}</div></div>
                    </details>
                </section>
            }
        });
        view! {
            <section class="section">
                <header><h2>"Dry run"</h2><p>{about}</p></header>
                <div class="stack" data-gap="l">{self.figures(view, true)}{actions}</div>
            </section>
            {told(view, self.issues)}
            {columns}
        }
        .into_any()
    }

    /// Something goes on: how far it is, and how long it will take.
    fn moving(self, state: ImportState) -> AnyView {
        let view = self.view;
        let doing = match state {
            ImportState::Checking => "Trying",
            ImportState::Undoing => "Undoing",
            ImportState::Stopping => "Stopping after this batch",
            ImportState::Queued => "Waiting for its turn",
            _ => "Importing",
        };
        let undoing = state == ImportState::Undoing;
        let done = move |view: &ImportView| match view.undone {
            Some(undone) if undoing => undone.removed + undone.restored + undone.left,
            _ if undoing => 0,
            _ => view.brief.rows.read,
        };
        let all = move |view: &ImportView| match undoing {
            true => view.brief.products.created + view.brief.products.updated,
            false => view.brief.total,
        };
        let words = text(move || {
            view.with(|view| match all(view) {
                0 => doing.to_owned(),
                all => format!(
                    "{doing}, {} of {} {}",
                    grouped(done(view) as i64),
                    grouped(all as i64),
                    if undoing { "products" } else { "rows" }
                ),
            })
        });
        let left = text(move || match view.with(|view| view.seconds_left) {
            Some(seconds) if seconds >= 90 => format!("about {} min left", seconds.div_ceil(60)),
            Some(seconds) => format!("about {seconds} s left"),
            None => String::new(),
        });
        // Said aloud at every tenth only: a number that changes each second is noise.
        let aloud = text(move || {
            view.with(|view| match all(view) {
                0 => format!("{doing}."),
                all => format!("{doing}, {} %", done(view) * 10 / all * 10),
            })
        });
        let max = text(move || view.with(all).max(1).to_string());
        let value = text(move || view.with(done).to_string());
        let count = move |tone: Tone, word: &'static str, of: fn(&ImportView) -> u64| {
            let words = text(move || format!("{word} {}", grouped(view.with(of) as i64)));
            view! { <Badge tone=tone>{words}</Badge> }.into_any()
        };
        let words_of = counted(state == ImportState::Checking);
        let counts = (!undoing).then(|| {
            view! {
                <div class="row wrap small intake-counts">
                    {count(Tone::Positive, words_of[0], |view| view.brief.products.created)}
                    {count(Tone::Info, words_of[1], |view| view.brief.products.updated)}
                    {count(Tone::None, words_of[2], |view| view.brief.products.unchanged)}
                    {count(Tone::Critical, words_of[3], |view| view.brief.products.failed)}
                </div>
            }
        });
        let halt = self.may(Step::Stop).then(|| button("Stop", "quiet", self.step(stop)));
        view! {
            <section class="section">
                <header><h2>{doing}</h2><p>"You can leave this page. It goes on."</p></header>
                <div class="stack" data-gap="s">
                    <div class="row intake-line"><b>{words}</b><span class="end softer">{left}</span></div>
                    <progress class="progress" max=max value=value aria-label=doing></progress>
                    <span class="hush" role="status">{aloud}</span>
                    <div class="row wrap">{counts}<span class="end">{halt}</span></div>
                </div>
            </section>
        }
        .into_any()
    }

    /// It has ended, in one way or another.
    fn ended(self, view: &ImportView) -> AnyView {
        use ImportState::*;
        let products = view.brief.products;
        let shop = self.shop.get_untracked();
        let changed = products.created + products.updated;
        let (tone, icon, title) = match view.brief.state {
            Done => (
                Tone::Positive,
                Icon::CircleCheck,
                match changed {
                    0 => "Nothing had to change.".to_owned(),
                    1 => "1 product is in, and can be found.".to_owned(),
                    changed => format!("{} products are in, and can be found.", grouped(changed as i64)),
                },
            ),
            Undone => (Tone::Info, Icon::Undo, "The import was undone.".to_owned()),
            Stopped => (Tone::Caution, Icon::Pause, "The import was stopped. What was written stands.".to_owned()),
            _ => (Tone::Critical, Icon::OctagonAlert, "The import broke off. What was written stands.".to_owned()),
        };
        let undone = view.undone.filter(|_| view.brief.state == Undone);
        let more = match undone {
            Some(undone) => {
                let parts = [
                    (undone.removed, "removed"),
                    (undone.restored, "as before"),
                    (undone.left, "left alone because somebody changed them since"),
                ];
                let parts = parts.iter().filter(|(count, _)| *count > 0);
                let parts: Vec<String> =
                    parts.map(|(count, what)| format!("{} {what}", many(*count, "product"))).collect();
                if parts.is_empty() {
                    "Nothing was left to take back.".to_owned()
                } else {
                    format!("{}.", parts.join(", "))
                }
            }
            None => format!("{} read in {:.1} s.", many(view.brief.rows.read, "row"), view.ms / 1_000.0),
        };
        let products_page = address::of(&shop, "products");
        let undo = (view.may_edit && view.brief.undo_until.is_some() && changed > 0)
            .then(|| button("Undo the import", "quiet", self.step(undo)));
        let more = view! {
            <p class="soft">{more}</p>
            <div class="row wrap intake-steps"><a class="button" data-size="s" href=products_page>"See the products"</a>{undo}</div>
        }
        .into_any();
        let left = (!view.left.is_empty()).then(|| {
            let items: Vec<AnyView> = view
                .left
                .iter()
                .map(|product| {
                    let href = address::of(&shop, &format!("products/{}", product.id));
                    match product.gone {
                        true => view! { <li class="soft">"A product that was removed since"</li> }.into_any(),
                        false => view! { <li><a href=href dir="auto">{product.name.clone()}</a></li> }.into_any(),
                    }
                })
                .collect();
            view! {
                <section class="section">
                    <header><h2>"Left alone"</h2><p>"Somebody changed these after the import."</p></header>
                    <ul class="list" data-bare="">{items}</ul>
                </section>
            }
        });
        view! {
            <section class="section">
                <header><h2>"Result"</h2></header>
                <div class="stack" data-gap="l">{note(tone, icon, title, more)}{self.figures(view, false)}</div>
            </section>
            {left}
            {told(view, self.issues)}
        }
        .into_any()
    }
}
