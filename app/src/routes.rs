//! The dashboard: which address shows which page.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    components::{Frame, Lost},
    pages::*,
};

/// All pages of the dashboard.
#[component]
pub fn Dashboard() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=Lost>
                <Route path=path!("/") view=welcome::Welcome ssr=SsrMode::Async/>
                <Route path=path!("/login") view=login::Login ssr=SsrMode::Async/>
                <Route path=path!("/signup") view=signup::SignUp ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view=password::Forgot ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view=password::Reset ssr=SsrMode::Async/>
                <Route path=path!("/invite/:token") view=invite::Invite ssr=SsrMode::Async/>
                <ParentRoute path=path!("/s/:shop") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=home::Home ssr=SsrMode::Async/>
                    <Route path=path!("conversations") view=conversations::Conversations ssr=SsrMode::Async/>
                    <Route path=path!("conversations/:id") view=conversations::Conversations ssr=SsrMode::Async/>
                    <Route path=path!("executions") view=executions::Executions ssr=SsrMode::Async/>
                    <Route path=path!("executions/:id") view=executions::ExecutionPage ssr=SsrMode::Async/>
                    <Route path=path!("products") view=products::Products ssr=SsrMode::Async/>
                    <Route path=path!("products/:id") view=product::ProductPage ssr=SsrMode::Async/>
                    <Route path=path!("collections") view=collections::Collections ssr=SsrMode::Async/>
                    <Route path=path!("collections/:id") view=collections::CollectionPage ssr=SsrMode::Async/>
                    <Route path=path!("imports") view=imports::Imports ssr=SsrMode::Async/>
                    <Route path=path!("imports/:id") view=imports::ImportPage ssr=SsrMode::Async/>
                    <Route path=path!("search") view=tester::Tester ssr=SsrMode::Async/>
                    <Route path=path!("analytics") view=analytics::Analytics ssr=SsrMode::Async/>
                    <Route path=path!("widget") view=launcher::Launcher ssr=SsrMode::Async/>
                    <Route path=path!("settings") view=settings::ShopSettings ssr=SsrMode::Async/>
                    <Route path=path!("settings/voice") view=settings::VoiceSettings ssr=SsrMode::Async/>
                    <Route path=path!("settings/model") view=settings::ModelSettings ssr=SsrMode::Async/>
                    <Route path=path!("settings/limits") view=settings::LimitSettings ssr=SsrMode::Async/>
                    <Route path=path!("settings/replies") view=settings::ReplySettings ssr=SsrMode::Async/>
                    <Route path=path!("settings/server") view=settings::ServerSettings ssr=SsrMode::Async/>
                    <Route path=path!("settings/members") view=members::Members ssr=SsrMode::Async/>
                    <Route path=path!("settings/audit") view=audit::Audit ssr=SsrMode::Async/>
                    <Route path=path!("settings/account") view=account::Account ssr=SsrMode::Async/>
                    <Route path=path!("*any") view=Lost ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
