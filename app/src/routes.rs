//! The dashboard: which address shows which page, and which of its wasm files wakes it.
//!
//! The server knows all pages. The browser's half is cut into areas, so that nobody downloads what they do not open; a
//! link from one area to another is followed by loading that page whole.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    components::{Elsewhere, Frame, Lost},
    pages::*,
};

/// The areas of the dashboard, each with a wasm file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Home and figures.
    Desk,
    /// Conversations and executions.
    Talk,
    /// Products, collections, imports.
    Goods,
    /// The search tester and the widget's page.
    Window,
    /// Settings, members, and the way in.
    Office,
}

impl Area {
    /// Name of the built files.
    pub fn name(self) -> &'static str {
        match self {
            Area::Desk => "desk",
            Area::Talk => "talk",
            Area::Goods => "goods",
            Area::Window => "window",
            Area::Office => "office",
        }
    }

    /// The area of a page.
    pub fn of(path: &str) -> Area {
        let mut parts = path.trim_start_matches('/').split('/');
        match (parts.next(), parts.nth(1).unwrap_or_default()) {
            (Some("s"), "conversations" | "executions") => Area::Talk,
            (Some("s"), "products" | "collections" | "imports") => Area::Goods,
            (Some("s"), "search" | "widget") => Area::Window,
            (Some("s"), "settings") | (Some("login" | "signup" | "forgot" | "reset" | "invite"), _) => Area::Office,
            _ => Area::Desk,
        }
    }
}

macro_rules! dashboard {
    ($(#[$doc:meta])* $name:ident else $lost:ident { $($outer:tt => $door:path,)* } in Frame { $($inner:tt => $page:path,)* }) => {
        $(#[$doc])*
        #[component]
        pub fn $name() -> impl IntoView {
            provide_meta_context();
            view! {
                <Router>
                    <Routes fallback=$lost>
                        $(<Route path=path!($outer) view=$door ssr=SsrMode::Async/>)*
                        <ParentRoute path=path!("/s/:shop") view=Frame ssr=SsrMode::Async>
                            $(<Route path=path!($inner) view=$page ssr=SsrMode::Async/>)*
                            <Route path=path!("*any") view=$lost ssr=SsrMode::Async/>
                        </ParentRoute>
                    </Routes>
                </Router>
            }
        }
    };
}

/// The areas' halves of the dashboard, and all pages of all of them for the server.
macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident { $($outer:tt => $door:path,)* } in Frame { $($inner:tt => $page:path,)* })*) => {
        $(dashboard! { $(#[$doc])* $name else Elsewhere { $($outer => $door,)* } in Frame { $($inner => $page,)* } })*
        dashboard! {
            /// All pages of the dashboard.
            Dashboard else Lost { $($($outer => $door,)*)* } in Frame { $($($inner => $page,)*)* }
        }
    };
}

areas! {
    /// What the desk's wasm holds.
    Desk {} in Frame {
        "" => home::Home,
        "analytics" => analytics::Analytics,
    }

    /// What the wasm of the conversations holds.
    Talk {} in Frame {
        "conversations" => conversations::Conversations,
        "conversations/:id" => conversations::Conversations,
        "executions" => executions::Executions,
        "executions/:id" => executions::ExecutionPage,
    }

    /// What the goods' wasm holds.
    Goods {} in Frame {
        "products" => products::Products,
        "products/:id" => product::ProductPage,
        "collections" => collections::Collections,
        "collections/:id" => collections::CollectionPage,
        "imports" => imports::Imports,
        "imports/:id" => imports::ImportPage,
    }

    /// What the wasm of search and widget holds.
    Window {} in Frame {
        "search" => tester::Tester,
        "widget" => launcher::Launcher,
    }

    /// What the office's wasm holds.
    Office {
        "/login" => login::Login,
        "/signup" => signup::SignUp,
        "/forgot" => password::Forgot,
        "/reset/:token" => password::Reset,
        "/invite/:token" => invite::Invite,
    } in Frame {
        "settings" => settings::ShopSettings,
        "settings/voice" => settings::VoiceSettings,
        "settings/model" => settings::ModelSettings,
        "settings/limits" => settings::LimitSettings,
        "settings/replies" => replies::ReplySettings,
        "settings/server" => settings::ServerSettings,
        "settings/members" => members::Members,
        "settings/audit" => audit::Audit,
        "settings/account" => account::Account,
    }
}

#[cfg(test)]
mod tests {
    use super::Area;

    /// Every page is in the area whose file the server sends with it.
    #[test]
    fn each_page_is_woken_by_its_area() {
        let source = include_str!("routes.rs");
        for (area, begin) in [
            (Area::Desk, "    Desk {"),
            (Area::Talk, "    Talk {"),
            (Area::Goods, "    Goods {"),
            (Area::Window, "    Window {"),
            (Area::Office, "    Office {"),
        ] {
            let rest = &source[source.find(begin).unwrap()..];
            let own = &rest[..rest.find("\n    }\n").unwrap()];
            let mut lines = own.lines().filter(|line| line.trim_start().starts_with('"')).peekable();
            assert!(lines.peek().is_some(), "{begin}");
            for page in lines.filter_map(|line| line.split('"').nth(1)) {
                let path = if page.starts_with('/') { page.to_owned() } else { format!("/s/demo/{page}") };
                assert_eq!(Area::of(&path), area, "{path}");
            }
        }
        assert_eq!(Area::of("/s/demo"), Area::Desk);
    }
}
