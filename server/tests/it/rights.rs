//! What each role may: every page of a shop, every server function and every route for members is knocked at by a
//! stranger, by a member of another shop, and by each role.
//!
//! A new server function must be put on the list, with the right its use case asks for and with arguments that can be
//! read: the check must come before they matter.

use axum::http::{Method, StatusCode};
use engine::{accounts, shops};
use types::{MemberId, Right, Role};

use crate::{
    app::{Answer, TestApp, request},
    member::Member,
};

/// Server functions for members: path, what its use case asks for, arguments beside `shop`; a `{` begins JSON.
pub const CALLS: &[(&str, Right, &str)] = &[
    ("/api/account/end-session", Right::View, "session=00"),
    ("/api/account/end-sessions", Right::View, ""),
    ("/api/account/mine", Right::View, ""),
    ("/api/account/password", Right::View, "old=x&new=x"),
    ("/api/account/rename", Right::View, "name=x"),
    ("/api/audit/list", Right::ManageMembers, "wanted[act]="),
    ("/api/goods/briefs", Right::View, r#"{"wanted":"x"}"#),
    ("/api/goods/change", Right::EditCatalogue, r#"{"steps":[]}"#),
    ("/api/goods/collect", Right::EditCatalogue, r#"{"name":"","description":"","products":[]}"#),
    ("/api/goods/collection", Right::View, r#"{"id":"col_0192f6a0000070008000000000000000"}"#),
    ("/api/goods/collections", Right::View, "{}"),
    ("/api/goods/list", Right::View, r#"{"asked":{"q":"x"}}"#),
    ("/api/goods/picture", Right::View, r#"{"id":"med_0192f6a0000070008000000000000000"}"#),
    (
        "/api/goods/recollect",
        Right::EditCatalogue,
        r#"{"id":"col_0192f6a0000070008000000000000000","name":"x","description":"","products":[]}"#,
    ),
    ("/api/goods/save", Right::EditCatalogue, r#"{"form":{}}"#),
    ("/api/goods/uncollect", Right::EditCatalogue, r#"{"id":"col_0192f6a0000070008000000000000000"}"#),
    ("/api/goods/view", Right::View, r#"{"id":"prd_0192f6a0000070008000000000000000"}"#),
    (
        "/api/goods/recollect",
        Right::EditCatalogue,
        r#"{"id":"col_0192f6a0000070008000000000000000","name":"x","description":"","products":[]}"#,
    ),
    ("/api/inbox/changes", Right::View, "id=cnv_0192f6a0000070008000000000000000&after=0"),
    ("/api/inbox/close", Right::Answer, "id=cnv_0192f6a0000070008000000000000000&closed=true&after=0"),
    ("/api/inbox/hand-back", Right::Answer, "id=cnv_0192f6a0000070008000000000000000&after=0"),
    ("/api/inbox/label", Right::Answer, "id=cnv_0192f6a0000070008000000000000000&label=x&on=true&after=0"),
    ("/api/inbox/list", Right::View, "wanted[which]=all&wanted[practice]=false&wanted[text]=&wanted[page]=0"),
    ("/api/inbox/note", Right::Answer, "id=cnv_0192f6a0000070008000000000000000&client_id=x&text=x&after=0"),
    ("/api/inbox/remove-reply", Right::Answer, "id=rpl_0192f6a0000070008000000000000000"),
    ("/api/inbox/replies", Right::View, ""),
    ("/api/inbox/reply", Right::Answer, "id=cnv_0192f6a0000070008000000000000000&client_id=x&text=x&after=0"),
    ("/api/inbox/save-reply", Right::Answer, "name=x&text=x"),
    ("/api/inbox/take", Right::Answer, "id=cnv_0192f6a0000070008000000000000000&after=0"),
    ("/api/inbox/thread", Right::View, "id=cnv_0192f6a0000070008000000000000000&whole=false"),
    ("/api/insight/figures", Right::View, "days=7&from=&to="),
    ("/api/insight/guide", Right::Configure, "dismissed=true"),
    ("/api/insight/home", Right::View, ""),
    ("/api/inspect/list", Right::View, "filter=&page=1"),
    ("/api/inspect/open", Right::View, "id=exe_0192f6a0000070008000000000000000"),
    ("/api/inspect/search", Right::View, "query=dress&why="),
    ("/api/inspect/turn", Right::View, "turn=trn_0192f6a0000070008000000000000000"),
    ("/api/launcher/allow", Right::Configure, "site=https%3A%2F%2Forchard.example"),
    ("/api/launcher/forbid", Right::Configure, "site=https%3A%2F%2Fnowhere.example"),
    ("/api/launcher/read", Right::View, ""),
    ("/api/launcher/save", Right::Configure, "look=%7B%7D"),
    ("/api/intake/check", Right::EditCatalogue, "id=imp_0192f6a0000070008000000000000000"),
    ("/api/intake/discard", Right::EditCatalogue, "id=imp_0192f6a0000070008000000000000000"),
    ("/api/intake/issues", Right::View, "id=imp_0192f6a0000070008000000000000000&errors=true&kind=&page=1"),
    ("/api/intake/list", Right::View, "before="),
    ("/api/intake/start", Right::EditCatalogue, "id=imp_0192f6a0000070008000000000000000"),
    ("/api/intake/stop", Right::EditCatalogue, "id=imp_0192f6a0000070008000000000000000"),
    ("/api/intake/undo", Right::EditCatalogue, "id=imp_0192f6a0000070008000000000000000"),
    ("/api/intake/view", Right::View, "id=imp_0192f6a0000070008000000000000000"),
    ("/api/members/invite", Right::ManageMembers, "email=x%40y.example&role=staff"),
    ("/api/members/list", Right::ManageMembers, ""),
    ("/api/members/remove", Right::ManageMembers, "member=mem_0192f6a0000070008000000000000000"),
    ("/api/members/restore", Right::ManageMembers, "undo=x"),
    ("/api/members/role", Right::ManageMembers, "member=mem_0192f6a0000070008000000000000000&role=staff"),
    ("/api/members/withdraw", Right::ManageMembers, "invitation=inv_0192f6a0000070008000000000000000"),
    ("/api/palette/find", Right::View, "wanted=x"),
];

/// Other routes for members: method, path (`{shop}` is filled in), right.
pub const ROUTES: &[(&str, &str, Right)] = &[
    ("GET", "/s/{shop}/analytics.csv", Right::View),
    ("GET", "/s/{shop}/audit.csv", Right::ManageMembers),
    ("POST", "/api/goods/upload?shop={shop}", Right::EditCatalogue),
    ("GET", "/s/{shop}/export.csv", Right::View),
    ("GET", "/s/{shop}/export.jsonl", Right::View),
    ("GET", "/s/{shop}/imports/{id}/failed.csv", Right::View),
    ("GET", "/s/{shop}/live", Right::View),
    ("POST", "/s/{shop}/imports/upload", Right::EditCatalogue),
];

/// A page of a shop.
pub fn is_page(path: &str) -> bool {
    path.starts_with("/s/") && app::ssr::page_paths().iter().any(|page| page == path)
}

/// An address with its parameters filled in.
pub fn filled(path: &str) -> String {
    let path = path.replace("{site}", "orchard").replace("{handle}", "harbour-dress").replace("{shop}", "orchard");
    let mut filled = String::new();
    for part in path.split_inclusive('/') {
        let name = part.trim_end_matches('/');
        filled.push_str(if name.starts_with('{') { "unknown" } else { name });
        filled.push_str(&part[name.len()..]);
    }
    filled
}

struct People<'a> {
    app: &'a TestApp,
    roles: Vec<(Role, MemberId)>,
    foreign: MemberId,
}

impl People<'_> {
    async fn of(app: &TestApp) -> People<'_> {
        app.add_shop("orchard", "https://orchard.example").await;
        app.add_shop("rival", "https://rival.example").await;
        let orchard = shops::find(&app.engine, "orchard").await.unwrap();
        let rival = shops::find(&app.engine, "rival").await.unwrap();
        let mut roles = Vec::new();
        for role in Role::ALL {
            let email = format!("{role}@orchard.example");
            roles.push((*role, accounts::add(&orchard, &email, "", *role, None).await.unwrap()));
        }
        let foreign = accounts::add(&rival, "owner@rival.example", "", Role::Owner, None).await.unwrap();
        People { app, roles, foreign }
    }

    /// Everybody who knocks: who they are, whether they may, what they must be told otherwise.
    async fn all(&self, right: Right) -> Vec<(String, Member<'_>, Option<StatusCode>)> {
        let mut all = vec![
            ("a stranger".to_owned(), self.app.browser(), Some(StatusCode::UNAUTHORIZED)),
            ("another shop's owner".to_owned(), self.app.browser_of(self.foreign).await, Some(StatusCode::NOT_FOUND)),
        ];
        for (role, member) in &self.roles {
            // What one did before may have changed what this one is.
            let orchard = shops::find(&self.app.engine, "orchard").await.unwrap();
            accounts::add(&orchard, &format!("{role}@orchard.example"), "", *role, None).await.unwrap();
            let refused = (!role.may(right)).then_some(StatusCode::FORBIDDEN);
            all.push((role.to_string(), self.app.browser_of(*member).await, refused));
        }
        all
    }
}

#[track_caller]
fn told(answer: &Answer, refused: Option<StatusCode>, what: &str) {
    match refused {
        Some(status) => assert_eq!(answer.status, status, "{what}: {}", answer.body),
        None => {
            assert!(answer.status.as_u16() < 500, "{what}: {answer:?}");
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&answer.status);
            assert!(!refused && !answer.body.contains("form could not be read"), "{what}: {answer:?}");
        }
    }
}

on_both! {
    async fn each_role_calls_what_it_may(database) {
        let app = TestApp::open(database).await;
        let people = People::of(&app).await;
        for (path, right, more) in CALLS {
            let (kind, body) = match more.strip_prefix('{') {
                Some("}") => ("application/json", r#"{"shop":"orchard"}"#.to_owned()),
                Some(rest) => ("application/json", format!(r#"{{"shop":"orchard",{rest}"#)),
                None => ("application/x-www-form-urlencoded", format!("shop=orchard&{more}")),
            };
            for (who, browser, refused) in people.all(*right).await {
                let headers = [("content-type", kind), ("accept", "application/json"), ("sec-fetch-site", "same-origin")];
                let answer = browser.send(request(Method::POST, path, &headers, body.clone())).await;
                told(&answer, refused, &format!("{path} by {who}"));
            }
            // The owner's own browser, on somebody else's page.
            let owner = app.browser_of(people.roles[0].1).await;
            let headers = [("content-type", kind), ("sec-fetch-site", "cross-site")];
            let answer = owner.send(request(Method::POST, path, &headers, body.clone())).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} from another site");
            let answer = owner.send(request(Method::GET, &format!("{path}?{}", crate::page::encode(&body)), &[], "")).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "GET {path}");
        }
    }

    async fn each_role_goes_where_it_may(database) {
        let app = TestApp::open(database).await;
        let people = People::of(&app).await;
        for (method, path, right) in ROUTES {
            for (who, browser, refused) in people.all(*right).await {
                let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
                let status = browser.knock(request(method.parse().unwrap(), &filled(path), &headers, "")).await;
                let what = format!("{method} {path} by {who}: {status}");
                match refused {
                    Some(refused) => assert_eq!(status, refused, "{what}"),
                    None => assert!(status.as_u16() < 500 && !matches!(status.as_u16(), 303 | 401 | 403), "{what}"),
                }
            }
        }
    }

    async fn every_page_of_a_shop_is_for_its_members(database) {
        let app = TestApp::open(database).await;
        let people = People::of(&app).await;
        let (stranger, foreign) = (app.browser(), app.browser_of(people.foreign).await);
        let owner = app.browser_of(people.roles[0].1).await;
        for path in app::ssr::page_paths().into_iter().filter(|path| is_page(path)) {
            let path = filled(&path);
            let answer = stranger.get(&path).await;
            let to = format!("/login?to={}", crate::page::encode(&path));
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to.as_str()), "{path}");
            let answer = foreign.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!answer.body.contains("Orchard"), "{path}: {}", answer.body);
            let answer = owner.get(&path).await;
            assert!(answer.status.as_u16() < 500 && answer.body.contains("class=\"shell\""), "{path}: {answer:?}");
        }
    }
}

#[test]
fn every_server_function_is_a_post() {
    for (path, method) in app::ssr::server_fn_paths() {
        assert_eq!(method, Method::POST, "{path}");
    }
}
