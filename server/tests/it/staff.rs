//! Members among themselves: invitations, roles, passwords, sessions, the audit log, letters.

use axum::http::StatusCode;
use engine::{accounts, mail};
use fakes::smtp;
use tokio::net::TcpListener;
use types::Role;

use crate::{
    app::{Answer, TestApp},
    member::{Member, PASSWORD},
    page,
};

const INES: &str = "ines@orchard.example";
const TOM: &str = "tom@orchard.example";

/// The dashboard's shop with its owner logged in.
async fn orchard(app: &TestApp) -> Member<'_> {
    app.add_shop("orchard", "https://orchard.example").await;
    app.member(INES, "orchard", Role::Owner).await
}

async fn members(who: &Member<'_>) -> String {
    who.get("/s/orchard/settings/members").await.body
}

/// The path of the first link on a page that begins so.
fn link(html: &str, start: &str) -> String {
    let at = html.find(start).unwrap_or_else(|| panic!("no {start} in {html}"));
    html[at..].chars().take_while(|c| !"\"<& \n".contains(*c)).collect()
}

fn id(html: &str, prefix: &str, after: &str) -> String {
    let at = html.find(after).unwrap_or_else(|| panic!("no {after} in {html}"));
    let at = at + html[at..].find(prefix).unwrap();
    html[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

#[track_caller]
fn ok(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
}

on_both! {
    async fn somebody_is_invited_and_joins(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        let invited = ines.submit("/api/members/invite", &[("shop", "orchard"), ("email", "Tom@Orchard.example"), ("role", "staff")]).await;
        assert_eq!(invited.header("location"), "/s/orchard/settings/members");
        let shown = members(&ines).await;
        let to = link(&shown, "/invite/");
        assert!(shown.contains(TOM) && shown.contains("Withdraw"));
        assert!(!members(&ines).await.contains("/invite/"), "the link is shown once");

        let tom = app.browser();
        let welcome = tom.get(&to).await;
        assert!(welcome.body.contains("Join Orchard Lane") && welcome.body.contains(TOM), "{}", welcome.body);
        let token = to.strip_prefix("/invite/").unwrap();
        let weak = tom.submit("/api/members/join", &[("token", token), ("name", "Tom Reyes"), ("password", "12345678")]).await;
        assert_eq!(weak.header("location"), to);
        let again = tom.get(&to).await.body;
        assert!(again.contains("most used") && again.contains("Tom Reyes"));
        let joined = tom.submit("/api/members/join", &[("token", token), ("name", "Tom Reyes"), ("password", PASSWORD)]).await;
        assert_eq!(joined.header("location"), "/s/orchard");
        assert!(tom.get("/s/orchard").await.body.contains("Tom Reyes, staff"));
        assert_eq!(app.browser().get(&to).await.status, StatusCode::NOT_FOUND, "a link is good for one");

        // Who has an account elsewhere shows it by its password, and changes shops then.
        app.add_shop("rival", "https://rival.example").await;
        let rival = app.member("owner@rival.example", "rival", Role::Owner).await;
        rival.call("/api/members/invite", &[("shop", "rival"), ("email", TOM), ("role", "analyst")]).await;
        rival.submit("/api/members/invite", &[("shop", "rival"), ("email", TOM), ("role", "analyst")]).await;
        let to = link(&rival.get("/s/rival/settings/members").await.body, "/invite/");
        let token = to.strip_prefix("/invite/").unwrap().to_owned();
        let stranger = app.browser();
        let refused = stranger.call("/api/members/join", &[("token", &token), ("name", "x"), ("password", "another good one")]).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        ok(&tom.call("/api/members/join", &[("token", &token), ("name", ""), ("password", PASSWORD)]).await);
        let page = tom.get("/s/rival").await.body;
        assert!(page.contains("Tom Reyes, analyst") && page.contains("href=\"/s/orchard\""), "{page}");
    }

    async fn an_invitation_is_withdrawn(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        ines.submit("/api/members/invite", &[("shop", "orchard"), ("email", TOM), ("role", "staff")]).await;
        let shown = members(&ines).await;
        let to = link(&shown, "/invite/");
        ok(&ines.call("/api/members/withdraw", &[("shop", "orchard"), ("invitation", &id(&shown, "inv_", "withdraw"))]).await);
        assert_eq!(app.browser().get(&to).await.status, StatusCode::NOT_FOUND);
        let token = to.strip_prefix("/invite/").unwrap();
        let late = app.browser().call("/api/members/join", &[("token", token), ("name", "x"), ("password", PASSWORD)]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND);
    }

    async fn roles_change_and_an_owner_stays(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        let tom = app.member(TOM, "orchard", Role::Admin).await;
        let page = members(&ines).await;
        let tom_id = id(&page, "mem_", &format!("dir=\"auto\">{TOM}"));
        // An admin makes no owner, and touches none.
        let no = tom.call("/api/members/role", &[("shop", "orchard"), ("member", &tom_id), ("role", "owner")]).await;
        assert_eq!(no.status, StatusCode::FORBIDDEN);
        let no = tom.call("/api/members/invite", &[("shop", "orchard"), ("email", "new@orchard.example"), ("role", "owner")]).await;
        assert_eq!(no.status, StatusCode::FORBIDDEN);
        ok(&ines.call("/api/members/role", &[("shop", "orchard"), ("member", &tom_id), ("role", "analyst")]).await);
        let no = tom.call("/api/members/list", &[("shop", "orchard")]).await;
        assert_eq!(no.status, StatusCode::FORBIDDEN, "at once");
        assert!(tom.get("/s/orchard").await.body.contains(", analyst"));

        // Removing, and taking it back.
        let gone = ines.submit("/api/members/remove", &[("shop", "orchard"), ("member", &tom_id)]).await;
        assert_eq!(gone.header("location"), "/s/orchard/settings/members");
        let page = members(&ines).await;
        assert_eq!(tom.get("/s/orchard").await.status, StatusCode::NOT_FOUND);
        let undo = page::attribute(&page, "<input type=\"hidden\" name=\"undo\"", "value");
        ok(&ines.call("/api/members/restore", &[("shop", "orchard"), ("undo", &undo)]).await);
        assert_eq!(tom.get("/s/orchard").await.status, StatusCode::OK);
        app.clock.advance(std::time::Duration::from_secs(601));
        let late = ines.call("/api/members/restore", &[("shop", "orchard"), ("undo", &undo)]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn the_last_owner_cannot_go(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        let cx = engine::shops::find(&app.engine, "orchard").await.unwrap();
        let me = accounts::add(&cx, INES, "", Role::Owner, None).await.unwrap().to_string();
        for (call, more) in [("/api/members/remove", None), ("/api/members/role", Some(("role", "staff")))] {
            let mut fields = vec![("shop", "orchard"), ("member", me.as_str())];
            fields.extend(more);
            assert_eq!(ines.call(call, &fields).await.status, StatusCode::CONFLICT, "{call}");
        }
        accounts::add(&cx, TOM, "", Role::Owner, None).await.unwrap();
        ok(&ines.call("/api/members/role", &[("shop", "orchard"), ("member", &me), ("role", "staff")]).await);
    }

    async fn a_password_changes_and_other_sessions_end(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        let phone = app.browser();
        phone.logs_in(INES, PASSWORD).await;
        let key = ines.cookie("sid");
        let fields = |old, new| [("shop", "orchard"), ("old", old), ("new", new)];
        let wrong = ines.call("/api/account/password", &fields("not it", "a brand new sentence")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let weak = ines.call("/api/account/password", &fields(PASSWORD, "qwertyuiop")).await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(phone.get("/s/orchard").await.status, StatusCode::OK);
        ok(&ines.call("/api/account/password", &fields(PASSWORD, "a brand new sentence")).await);
        assert_ne!(ines.cookie("sid"), key, "the key is a new one");
        assert_eq!(ines.get("/s/orchard").await.status, StatusCode::OK);
        assert_eq!(phone.get("/s/orchard").await.status, StatusCode::SEE_OTHER);
        assert_eq!(phone.logs_in(INES, PASSWORD).await.header("location"), "/login?to=");
        assert_eq!(phone.logs_in(INES, "a brand new sentence").await.header("location"), "/");
    }

    async fn sessions_are_listed_and_ended(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        let phone = app.browser();
        phone.logs_in(INES, PASSWORD).await;
        let mine = ines.call("/api/account/mine", &[("shop", "orchard")]).await.json();
        let sessions = mine["sessions"].as_array().unwrap().clone();
        assert_eq!(sessions.len(), 2);
        assert_eq!(sessions.iter().filter(|session| session["here"] == true).count(), 1);
        assert!(sessions.iter().all(|session| session["agent"] == "Firefox on Linux"), "{mine}");
        let other = sessions.iter().find(|session| session["here"] == false).unwrap()["name"].as_str().unwrap().to_owned();
        // Nobody ends somebody else's.
        let tom = app.member(TOM, "orchard", Role::Owner).await;
        let no = tom.call("/api/account/end-session", &[("shop", "orchard"), ("session", &other)]).await;
        assert_eq!(no.status, StatusCode::NOT_FOUND);
        ok(&ines.call("/api/account/end-session", &[("shop", "orchard"), ("session", &other)]).await);
        assert_eq!(phone.get("/s/orchard").await.status, StatusCode::SEE_OTHER);
        phone.logs_in(INES, PASSWORD).await;
        let out = ines.submit("/api/account/end-sessions", &[("shop", "orchard")]).await;
        assert_eq!(out.header("location"), "/login");
        assert!(ines.get("/login").await.body.contains("logged out everywhere"));
        assert_eq!(phone.get("/s/orchard").await.status, StatusCode::SEE_OTHER);
    }

    async fn a_printed_link_sets_a_password(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        let first = accounts::password_link(&app.engine, INES).await.unwrap();
        let to = accounts::password_link(&app.engine, INES).await.unwrap();
        let stranger = app.browser();
        assert!(stranger.get(&first).await.body.contains("has ended"), "only the newest is good");
        assert!(stranger.get(&to).await.body.contains("A new password"));
        let token = to.strip_prefix("/reset/").unwrap();
        let set = stranger.submit("/api/account/reset", &[("token", token), ("password", "a brand new sentence")]).await;
        assert_eq!(set.header("location"), "/login");
        assert!(stranger.follow(&set).await.contains("Log in with it"));
        assert_eq!(ines.get("/s/orchard").await.status, StatusCode::SEE_OTHER);
        assert!(stranger.get(&to).await.body.contains("has ended"));
        assert_eq!(stranger.logs_in(INES, "a brand new sentence").await.header("location"), "/");
        let late = accounts::password_link(&app.engine, INES).await.unwrap();
        app.clock.advance(std::time::Duration::from_secs(24 * 3_600));
        assert!(stranger.get(&late).await.body.contains("has ended"));
    }

    async fn the_audit_log_is_read_and_exported(database) {
        let app = TestApp::open(database).await;
        let ines = orchard(&app).await;
        ines.call("/api/account/rename", &[("shop", "orchard"), ("name", "=Ines, \"I\"")]).await;
        for email in ["a@orchard.example", "b@orchard.example"] {
            ok(&ines.call("/api/members/invite", &[("shop", "orchard"), ("email", email), ("role", "staff")]).await);
        }
        let page = page::text(&ines.get("/s/orchard/settings/audit").await.body);
        assert!(page.contains("invited somebody") && page.contains("logged in") && page.contains("The operator added a member"), "{page}");
        let some = ines.get("/s/orchard/settings/audit?act=member.invited").await;
        let some = some.body.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0.to_owned();
        assert!(some.contains("invited somebody") && !some.contains("logged in"));
        let none = ines.get("/s/orchard/settings/audit?until=2001-01-01").await;
        assert!(none.body.contains("Nothing was done"));
        let table = ines.get("/s/orchard/audit.csv?act=member.invited").await;
        assert!(table.header("content-disposition").contains("audit-orchard.csv"));
        let lines: Vec<&str> = table.body.lines().collect();
        assert_eq!(lines.len(), 3, "{}", table.body);
        assert!(lines[1].contains(",\"'=Ines, \"\"I\"\"\",mem_"), "{}", lines[1]);
        let cx = engine::shops::find(&app.engine, "orchard").await.unwrap();
        engine::audit::anchor(&app.engine).await.unwrap();
        let verdict = engine::audit::verify(&cx).await.unwrap();
        assert!(verdict.whole && verdict.deeds >= 4 && verdict.anchors == 1, "{verdict:?}");
    }

    async fn letters_go_out_by_job(database) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let settings = engine::Settings {
            mail: mail::Settings { url: url.into(), from: "Vitrine <v@shop.example>".to_owned() },
            ..engine::Settings::default()
        };
        let app = TestApp::open_with(database, settings, None).await;
        let ines = orchard(&app).await;
        ines.call("/api/members/invite", &[("shop", "orchard"), ("email", TOM), ("role", "staff")]).await;
        let ((), letter) = tokio::join!(app.run_jobs(), smtp::take(&listener, "250 ok"));
        let letter = letter.unwrap();
        assert!(letter.contains("RCPT TO:<tom@orchard.example>") && letter.contains("/invite/"), "{letter}");
        // The link of the letter lets in.
        let letter = letter.replace("=\n", "");
        let to = link(&letter, "/invite/");
        assert!(app.browser().get(&to).await.body.contains("Join Orchard Lane"), "{to}");

        let stranger = app.browser();
        let asked = stranger.submit("/api/account/forgot", &[("email", INES)]).await;
        let told = stranger.follow(&asked).await;
        let ((), letter) = tokio::join!(app.run_jobs(), smtp::take(&listener, "250 ok"));
        let letter = letter.unwrap();
        let to = link(&letter.replace("=\n", ""), "/reset/");
        assert!(stranger.get(&to).await.body.contains("A new password"), "{to}");
        let asked = stranger.submit("/api/account/forgot", &[("email", "nobody@orchard.example")]).await;
        assert_eq!(stranger.follow(&asked).await, told, "whether anybody has the address is not told");
        app.run_jobs().await;
        assert_eq!(app.dead().await, 0);
    }
}
