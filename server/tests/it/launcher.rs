//! The widget's look: what a merchant sets reaches shoppers, only legible colours are kept, and sites tell that they show
//! the chat.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use engine::launcher;
use types::{
    Role,
    launcher::{Accent, ButtonLook, Corner, Face, LookTheme, Phrases, WidgetLook},
};

use crate::{
    app::{Answer, SITE, TestApp},
    page,
};

fn orchid() -> WidgetLook {
    let german = Phrases {
        label: "Frag Obst & Co.".to_owned(),
        greeting: "Moin, was <suchst> du?".to_owned(),
        about: "Wir kennen jeden Apfel.".to_owned(),
        starters: vec!["Zeig mir Kleider".to_owned()],
    };
    WidgetLook {
        accent: Some(Accent { light: "#7a1fa2".parse().unwrap(), dark: "#d9a8f0".parse().unwrap() }),
        corner: Corner::Start,
        aside: 32,
        above: 48,
        face: Face::Icon,
        theme: LookTheme::Dark,
        phrases: [("de".to_owned(), german)].into(),
    }
}

async fn look(app: &TestApp, query: &str, origin: Option<&str>) -> Answer {
    let headers: Vec<(&str, &str)> = origin.map(|origin| ("origin", origin)).into_iter().collect();
    app.ask(Method::GET, &format!("/widget/look?{query}"), &headers, "").await
}

on_both! {
    async fn a_look_reaches_the_shopper(database) {
        let (app, shop, mut shopper) = TestApp::shop(database).await;
        let before = look(&app, "site=orchard&l=de-AT", None).await;
        let button: ButtonLook = serde_json::from_str(&before.body).unwrap();
        assert_eq!((button.label.as_str(), button.side.as_str(), button.icon), ("Frag uns", "inset-inline-end", false));
        assert_eq!(before.header("access-control-allow-origin"), "*");

        launcher::save(&shop.cx, orchid()).await.unwrap();
        let after: ButtonLook = serde_json::from_str(&look(&app, "site=orchard&l=de-AT", None).await.body).unwrap();
        assert_eq!((after.label.as_str(), after.side.as_str(), after.icon), ("Frag Obst & Co.", "inset-inline-start", true));
        assert_eq!((after.x, after.y, after.theme.as_str()), (32, 48, "dark"));
        assert!(after.paint.contains("#7a1fa2") && after.paint.contains("#d9a8f0"), "{}", after.paint);
        let other: ButtonLook = serde_json::from_str(&look(&app, "site=orchard&l=ar", None).await.body).unwrap();
        assert_eq!(other.label, "اسألنا");

        // The chat page: colours as custom properties of the document, first words in the page's language.
        let session = shopper.begins(&app).await.json();
        let path = format!("/chat/orchard?t={}&l=de&th=dark", session["ticket"].as_str().unwrap());
        let chat = app.ask(Method::GET, &path, &[("accept", "text/html")], "").await;
        assert_eq!(chat.status, StatusCode::OK, "{}", chat.body);
        let style = page::attribute(&chat.body, "<html", "style");
        assert!(style.contains("--accent:light-dark(#7a1fa2,#d9a8f0)") && style.contains("--on-accent"), "{style}");
        let text = page::text(&chat.body);
        for expected in ["Moin, was <suchst> du?", "Wir kennen jeden Apfel.", "Zeig mir Kleider"] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(!chat.body.contains("<suchst>"), "a greeting is text");
        // Another language says what Vitrine says; a shop without a look keeps ours.
        let english = page::text(&shopper.opens(&app).await.body);
        assert!(english.contains("What can I find for you?") && !english.contains("Moin"), "{english}");
        app.add_shop("rival", "https://rival.example").await;
        let rival: ButtonLook = serde_json::from_str(&look(&app, "site=rival&l=de", None).await.body).unwrap();
        assert_eq!(rival.label, "Frag uns");
        assert_eq!(look(&app, "site=nobody", None).await.status, StatusCode::NOT_FOUND);
        assert!(look(&app, "", None).await.status.is_client_error());
    }

    async fn only_what_can_be_read_is_kept(database) {
        let (app, _, _) = TestApp::shop(database).await;
        let admin = app.member("ann@orchard.example", "orchard", Role::Admin).await;
        let save = async |look: &str| admin.call("/api/launcher/save", &[("shop", "orchard"), ("look", look)]).await;
        let pale = save(r##"{"accent":{"light":"#ffdd00","dark":"#d9a8f0"}}"##).await;
        assert_eq!(pale.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", pale.body);
        let problem: types::Problem = serde_json::from_str(&pale.body).unwrap();
        assert_eq!(problem.fields[0].field, "light");
        assert!(problem.fields[0].detail.contains("would do"), "{problem:?}");
        for strange in [
            r##"{"accent":{"light":"red;}","dark":"#d9a8f0"}}"##,
            r##"{"accent":{"light":"url(//x)","dark":"#d9a8f0"}}"##,
            r##"{"corner":"middle"}"##,
            r##"{"aside":-3}"##,
            r##"{"phrases":{"de":{"label":"123456789012345678901234567890"}}}"##,
            "nonsense",
        ] {
            assert!(save(strange).await.status.is_client_error(), "{strange}");
        }
        assert_eq!(save(&serde_json::to_string(&orchid()).unwrap()).await.status, StatusCode::OK);
        let staff = app.member("stan@orchard.example", "orchard", Role::Staff).await;
        let answer = staff.call("/api/launcher/save", &[("shop", "orchard"), ("look", "{}")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let text = page::text(&staff.get("/s/orchard/widget").await.body);
        assert!(text.contains("data-site=\"orchard\"") && text.contains("/widget.js"), "{text}");
    }

    async fn sites_are_added_and_taken_off(database) {
        let (app, _, shopper) = TestApp::shop(database).await;
        let admin = app.member("ann@orchard.example", "orchard", Role::Admin).await;
        let call = async |verb: &str, site: &str| {
            admin.call(&format!("/api/launcher/{verb}"), &[("shop", "orchard"), ("site", site)]).await
        };
        let added = call("allow", " Shop.Example:443/about?x ").await;
        assert!(added.body.contains("\"https://shop.example\""), "{}", added.body);
        for wrong in ["", "javascript:alert(1)", "https://", "ftp://shop.example", "https://a b"] {
            assert_eq!(call("allow", wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        }
        assert_eq!(shopper.begins(&app).await.status, StatusCode::OK);
        assert_eq!(call("forbid", SITE).await.status, StatusCode::OK);
        assert_eq!(shopper.begins(&app).await.status, StatusCode::FORBIDDEN, "a site that was taken off is out at once");
    }

    async fn a_site_tells_that_it_shows_the_chat(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", SITE).await;
        let seen = async || {
            let cx = engine::shops::find(&app.engine, "orchard").await.unwrap();
            launcher::setup(&cx).await.unwrap().sites.remove(0).seen
        };
        assert_eq!(seen().await, None);
        // A stranger's page may ask, and is not written down.
        look(&app, "site=orchard", Some("https://stranger.example")).await;
        assert_eq!(seen().await, None);
        look(&app, "site=orchard", Some(SITE)).await;
        let first = seen().await.expect("written down");
        app.clock.advance(Duration::from_secs(30 * 60));
        look(&app, "site=orchard", Some(SITE)).await;
        assert_eq!(seen().await, Some(first), "at most once an hour");
        app.clock.advance(Duration::from_secs(31 * 60));
        app.shopper("orchard", SITE).await;
        assert!(seen().await > Some(first), "opening the chat counts too");
        let admin = app.member("ann@orchard.example", "orchard", Role::Owner).await;
        let text = page::text(&admin.get("/s/orchard/widget").await.body);
        assert!(text.contains("Installed, last seen"), "{text}");
    }
}
