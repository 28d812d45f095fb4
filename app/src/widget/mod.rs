//! The chat that a shopper opens on a shop's page: rendered by the server, woken in the browser, alive over one stream.
//!
//! Everything that can be done by a plain form is one, so that a message can be sent before (or without) the wasm.

pub mod ask;
pub mod clock;
pub mod compose;
pub mod contact;
pub mod hear;
pub mod host;
pub mod live;
pub mod message;
pub mod outbox;
pub mod read;
pub mod state;
pub mod stream;
pub mod talk;

use leptos::prelude::*;
use serde::{Serialize, Serializer};
use types::{Code, Problem, Voice, chat::ChatThread, filters::Language};

use crate::{
    components::{
        Icon, Note, Tone,
        dynamic::{flag, on, text, when, yes},
    },
    labels::{Label, Labels},
};

pub use crate::browser;
pub use state::Chat;

/// What the chat page is made from; sent along so that the browser begins where the server ended.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// Shop handle; empty on a page without a chat.
    pub site: String,
    pub token: String,
    /// Origin of the page that frames this one.
    pub host: Option<String>,
    pub language: String,
    pub rtl: bool,
    /// Query of this page without its ticket: how a plain form comes back to the same look.
    pub look: String,
    pub notice: Option<Notice>,
    pub labels: Labels,
    pub thread: ChatThread,
}

impl Page {
    /// A page without a chat.
    pub fn without_chat(labels: Labels, notice: Notice) -> Self {
        let thread = ChatThread {
            shop_name: String::new(),
            language: Language::English,
            voice: Voice::Assistant,
            messages: Vec::new(),
            last_event: 0,
            seen: 0,
            looking: false,
            wants_contact: false,
            starters: Vec::new(),
        };
        let empty = String::new;
        Page {
            site: empty(),
            token: empty(),
            host: None,
            language: empty(),
            rtl: false,
            look: empty(),
            notice: Some(notice),
            labels,
            thread,
        }
    }

    pub fn direction(&self) -> &'static str {
        if self.rtl { "rtl" } else { "ltr" }
    }
}

/// A notice is sent as it stands in an address.
impl Serialize for Notice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.write())
    }
}

/// What stands between the shopper and an answer, and what is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// No connection; the message is kept.
    Offline,
    /// The server does not answer as it should; the message is kept and tried again.
    Trouble,
    Limited {
        seconds: u64,
    },
    /// The token cannot be renewed: the chat has to be opened again.
    Ended,
    /// An e-mail address that is none.
    BadEmail,
    /// Anything else: the message was not taken.
    Failed,
}

impl Notice {
    pub fn of(problem: &Problem) -> Self {
        match problem.code {
            Code::RateLimited => Notice::Limited { seconds: problem.retry_after.unwrap_or(30) },
            Code::Unauthorised | Code::NotFound => Notice::Ended,
            Code::Unavailable => Notice::Trouble,
            Code::Invalid if problem.fields.iter().any(|field| field.field == "email") => Notice::BadEmail,
            _ => Notice::Failed,
        }
    }

    /// As it stands in an address: `limited.20`.
    pub fn write(self) -> String {
        match self {
            Notice::Offline => "offline".to_owned(),
            Notice::Trouble => "trouble".to_owned(),
            Notice::Limited { seconds } => format!("limited.{seconds}"),
            Notice::Ended => "ended".to_owned(),
            Notice::BadEmail => "email".to_owned(),
            Notice::Failed => "failed".to_owned(),
        }
    }

    pub fn read(text: &str) -> Option<Self> {
        Some(match text {
            "offline" => Notice::Offline,
            "trouble" => Notice::Trouble,
            "ended" => Notice::Ended,
            "email" => Notice::BadEmail,
            "failed" => Notice::Failed,
            _ => Notice::Limited { seconds: text.strip_prefix("limited.")?.parse().ok()? },
        })
    }
}

/// The whole chat.
#[component]
pub fn ChatApp(page: Page) -> impl IntoView {
    let chat = Chat::new(page);
    provide_context(chat);
    chat.start();
    let name = chat.page.with_value(|page| page.thread.shop_name.clone());
    let title = chat.fill(Label::Title, "{shop}", &name);
    view! {
        <main class="panel" aria-label=title data-awake=flag(move || chat.awake.get())>
            <Header name=name.clone()/>
            <talk::Talk/>
            <div class="foot">
                <contact::Contact/>
                <NoticeBar/>
                <compose::Composer/>
            </div>
        </main>
    }
}

#[component]
fn Header(name: String) -> impl IntoView {
    let chat = Chat::here();
    let asked = move || chat.human.get() || chat.contact.get() != contact::Asked::No;
    let below = text(move || chat.word(if asked() { Label::SubtitlePerson } else { Label::Subtitle }));
    let person = text(move || chat.word(if asked() { Label::PersonAsked } else { Label::Person }));
    view! {
        <header>
            <div class="who">
                <h1 class="clip"><span dir="auto">{name}</span></h1>
                <p class="clip">{below}</p>
            </div>
            <form class="end" method="post" action="/api/chat/person" on:submit=on(move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                chat.ask_for_person();
            })>
                <compose::Hidden client_id=None/>
                <button class="button person" data-kind="quiet" type="submit" title=person aria-pressed=yes(asked)>
                    {Icon::UserRound.view()}
                    <span>{person}</span>
                </button>
            </form>
            <button class="button" data-icon="" data-kind="quiet" data-needs-script="" type="button" aria-label=chat.word(Label::Close)
                on:click=on(move |_| chat.close())>
                {Icon::Close.view()}
            </button>
        </header>
    }
}

/// What stands in the way, above the composer.
#[component]
fn NoticeBar() -> impl IntoView {
    let chat = Chat::here();
    when(move || chat.notice.get().map(|notice| notice_view(chat, notice)))
}

fn notice_view(chat: Chat, notice: Notice) -> AnyView {
    let (tone, icon, title, more) = match notice {
        Notice::Offline => (Tone::Caution, Icon::WifiOff, Label::Offline, Label::OfflineMore),
        Notice::Trouble => (Tone::Caution, Icon::Refresh, Label::Trouble, Label::TroubleMore),
        Notice::Limited { .. } => (Tone::Info, Icon::Clock, Label::Limited, Label::LimitedMore),
        Notice::Ended => (Tone::Info, Icon::Clock, Label::Ended, Label::EndedMore),
        Notice::BadEmail => (Tone::Critical, Icon::CircleAlert, Label::EmailBad, Label::EmailBad),
        Notice::Failed => (Tone::Critical, Icon::CircleAlert, Label::Failed, Label::FailedMore),
    };
    let more = match notice {
        Notice::Limited { seconds } => chat.fill(Label::LimitedMore, "{n}", &seconds.to_string()),
        Notice::BadEmail => String::new(),
        _ => chat.word(more),
    };
    let again = matches!(notice, Notice::Ended).then(|| {
        view! {
            <p><button class="button" data-size="s" data-needs-script="" type="button" on:click=on(move |_| chat.reopen())>{chat.word(Label::Reopen)}</button></p>
        }
        .into_any()
    });
    view! { <Note tone icon title=chat.word(title)>{more}{again}</Note> }.into_any()
}

/// The page when there is no chat to show: what is so, and the way on.
#[component]
pub fn Stopped(page: Page) -> impl IntoView {
    let chat = Chat::new(page);
    provide_context(chat);
    host::listen(chat);
    view! {
        <main class="panel" data-stopped="">
            <header>
                <span class="end"></span>
                <button class="button" data-icon="" data-kind="quiet" data-needs-script="" type="button" aria-label=chat.word(Label::Close)
                    on:click=on(move |_| chat.close())>
                    {Icon::Close.view()}
                </button>
            </header>
            <div class="talk"><NoticeBar/></div>
        </main>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_survives_an_address() {
        for notice in [
            Notice::Offline,
            Notice::Trouble,
            Notice::Limited { seconds: 42 },
            Notice::Ended,
            Notice::BadEmail,
            Notice::Failed,
        ] {
            assert_eq!(Notice::read(&notice.write()), Some(notice));
        }
        assert_eq!(Notice::read("<script>"), None);
        assert_eq!(Notice::read("limited.-1"), None);
    }

    #[test]
    fn a_problem_becomes_what_the_shopper_can_do() {
        let mut problem = Problem::new(Code::RateLimited, "slow down");
        problem.retry_after = Some(7);
        assert_eq!(Notice::of(&problem), Notice::Limited { seconds: 7 });
        assert_eq!(Notice::of(&Problem::not_found()), Notice::Ended);
        assert_eq!(Notice::of(&Problem::internal()), Notice::Failed);
    }
}
