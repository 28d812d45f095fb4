//! Members at the doors: signing up, logging in and out, sessions.

use std::time::Duration;

use axum::http::StatusCode;
use types::Role;

use crate::{app::TestApp, member::PASSWORD};

const INES: &str = "ines@orchard.example";

on_both! {
    async fn a_member_logs_in_and_out(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", "https://orchard.example").await;
        let ines = app.member(INES, "orchard", Role::Owner).await;
        assert_eq!(ines.get("/").await.header("location"), "/s/orchard");
        let page = ines.get("/s/orchard/settings/account").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Orchard Lane") && page.body.contains(INES), "{}", page.body);
        assert_eq!(page.header("cache-control"), "no-store");

        let key = ines.cookie("sid").unwrap();
        let out = ines.submit("/api/account/logout", &[]).await;
        assert_eq!((out.status, out.header("location")), (StatusCode::FOUND, "/login"));
        assert_eq!(ines.cookie("sid"), None);
        ines.set_cookie("sid", &key);
        let gone = ines.get("/s/orchard/products?q=lamp").await;
        assert_eq!((gone.status, gone.header("location")), (StatusCode::SEE_OTHER, "/login?to=%2Fs%2Forchard%2Fproducts%3Fq%3Dlamp"));
        // And back to where they were.
        let back = ines.submit("/api/account/login", &[("email", " INES@orchard.example"), ("password", PASSWORD), ("to", "/s/orchard/products?q=lamp")]).await;
        assert_eq!(back.header("location"), "/s/orchard/products?q=lamp");
        assert_ne!(ines.cookie("sid"), Some(key));
    }

    async fn over_https_the_cookie_goes_when_the_session_ends(database) {
        let accounts = engine::accounts::Settings { public_url: "https://vitrine.example".to_owned(), sign_up_code: None };
        let settings = engine::Settings { accounts, ..engine::Settings::default() };
        let app = TestApp::open_with(database, settings, None).await;
        app.add_shop("orchard", "https://orchard.example").await;
        let ines = app.member(INES, "orchard", Role::Owner).await;
        assert!(ines.cookie("__Host-sid").is_some());
        let out = ines.submit("/api/account/logout", &[]).await;
        // What a browser asks of a cookie of this name, also of one that removes it.
        let removal = out.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let removal = removal.filter(|cookie| cookie.starts_with("__Host-sid=;")).collect::<Vec<_>>();
        assert!(matches!(removal[..], [one] if one.contains("; Secure") && one.contains("Path=/") && one.contains("Max-Age=0")), "{removal:?}");
    }

    async fn an_address_with_a_slash_at_its_end_leads_to_the_one_without(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", "https://orchard.example").await;
        let ines = app.member(INES, "orchard", Role::Owner).await;
        for (asked, to) in [
            ("/s/orchard/", "/s/orchard"),
            ("/s/orchard/products/?q=lamp", "/s/orchard/products?q=lamp"),
            ("/s/orchard/settings/members//", "/s/orchard/settings/members"),
            ("/login/", "/login"),
            ("/invite/abc/", "/invite/abc"),
        ] {
            for who in [&ines, &app.browser()] {
                let answer = who.get(asked).await;
                assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, to), "{asked}");
            }
        }
        assert_eq!(ines.get("/s/orchard").await.status, StatusCode::OK);
    }

    async fn a_wrong_password_is_told_kindly_and_throttled(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", "https://orchard.example").await;
        app.member(INES, "orchard", Role::Owner).await;
        let stranger = app.browser();
        let wrong = stranger.logs_in(INES, "not it at all").await;
        assert_eq!((wrong.status, wrong.header("location")), (StatusCode::FOUND, "/login?to="));
        let page = stranger.follow(&wrong).await;
        assert!(page.contains("do not match.") && page.contains("4 tries left"), "{page}");
        // It is said once, and what was written stands there again.
        let again = stranger.get("/login").await;
        assert!(!again.body.contains("do not match"));
        for _ in 0..4 {
            let answer = stranger.call("/api/account/login", &[("email", INES), ("password", "no no no no"), ("to", "")]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        }
        let paused = stranger.call("/api/account/login", &[("email", INES), ("password", PASSWORD), ("to", "")]).await;
        assert_eq!((paused.status, paused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
        assert_eq!(stranger.cookie("sid"), None);
        app.clock.advance(Duration::from_secs(61));
        assert_eq!(stranger.logs_in(INES, PASSWORD).await.header("location"), "/");
        // An address nobody has looks the same.
        let unknown = app.browser();
        let told = unknown.logs_in("nobody@orchard.example", "not it at all").await;
        assert_eq!(unknown.follow(&told).await.replace("nobody@orchard.example", INES), page);
    }

    async fn sessions_end_by_idling_and_by_age(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", "https://orchard.example").await;
        let ines = app.member(INES, "orchard", Role::Owner).await;
        app.clock.advance(Duration::from_secs(7 * 3_600));
        assert_eq!(ines.get("/s/orchard").await.status, StatusCode::OK);
        app.clock.advance(Duration::from_secs(7 * 3_600));
        assert_eq!(ines.get("/s/orchard").await.status, StatusCode::OK, "it was used in between");
        app.clock.advance(Duration::from_secs(8 * 3_600 + 60));
        assert_eq!(ines.get("/s/orchard").await.status, StatusCode::SEE_OTHER);
        let ines = app.browser();
        ines.logs_in(INES, PASSWORD).await;
        for _ in 0..29 * 4 {
            app.clock.advance(Duration::from_secs(6 * 3_600));
            assert_eq!(ines.get("/s/orchard").await.status, StatusCode::OK);
        }
        for _ in 0..4 {
            app.clock.advance(Duration::from_secs(6 * 3_600));
            ines.get("/s/orchard").await;
        }
        assert_eq!(ines.get("/s/orchard").await.status, StatusCode::SEE_OTHER);
    }

    async fn the_first_owner_signs_up(database) {
        let app = TestApp::open(database).await;
        let ines = app.browser();
        assert_eq!(ines.get("/").await.header("location"), "/signup");
        let form = [("name", "Ines"), ("email", INES), ("password", "password1"), ("shop", "Orchard Lane"), ("currency", "EUR"), ("code", "")];
        let weak = ines.submit("/api/account/signup", &form).await;
        assert_eq!(weak.header("location"), "/signup");
        let page = ines.get("/signup").await;
        assert!(page.body.contains("most used") && page.body.contains(INES) && !page.body.contains("password1"), "{}", page.body);
        let mut form = form;
        form[2].1 = PASSWORD;
        let made = ines.submit("/api/account/signup", &form).await;
        assert_eq!(made.header("location"), "/s/orchard-lane");
        let page = ines.get("/s/orchard-lane").await;
        assert!(page.body.contains("Orchard Lane") && page.body.contains("owner"), "{}", page.body);
        let second = app.browser();
        form[1].1 = "other@orchard.example";
        let refused = second.call("/api/account/signup", &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(second.follow(&second.submit("/api/account/signup", &form).await).await.contains("By invitation"));
        assert_eq!(second.get("/").await.header("location"), "/login");
    }

    async fn another_shop_is_not_there(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", "https://orchard.example").await;
        app.add_shop("rival", "https://rival.example").await;
        let ines = app.member(INES, "orchard", Role::Owner).await;
        let foreign = ines.get("/s/rival/products").await;
        let unknown = ines.get("/s/nowhere/products").await;
        assert_eq!((foreign.status, unknown.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(crate::page::text(&foreign.body), crate::page::text(&unknown.body));
        let found = ines.call("/api/palette/find", &[("shop", "rival"), ("wanted", "x")]).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND);
        let found = ines.call("/api/palette/find", &[("shop", "orchard"), ("wanted", "x")]).await;
        assert_eq!(found.status, StatusCode::OK);
        let stranger = app.browser().call("/api/palette/find", &[("shop", "orchard"), ("wanted", "x")]).await;
        assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    }
}
