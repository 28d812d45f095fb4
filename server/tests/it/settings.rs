//! The settings as a member changes them: through the dashboard's calls, and on its pages.

use types::Role;

use crate::{
    app::{SITE, TestApp},
    page,
};

const SHOP: [(&str, &str); 7] = [
    ("shop", "orchard"),
    ("form[name]", " Pear Tree "),
    ("form[currency]", "USD"),
    ("form[url_template]", "https://pears.example/p/{handle}"),
    ("form[language]", "de"),
    ("form[contact][email]", "help@pears.example"),
    ("form[contact][phone]", "+49 30 1234"),
];

fn but<'a>(change: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    SHOP.iter().map(|field| if field.0 == change.0 { change } else { *field }).collect()
}

on_both! {
    async fn a_shop_is_changed_and_put_back(database) {
        let (app, shop, shopper) = TestApp::shop(database).await;
        let admin = app.member("ann@orchard.example", "orchard", Role::Admin).await;
        let before = admin.call("/api/settings/set_shop", &SHOP).await;
        assert_eq!(before.status, 200, "{}", before.body);
        assert_eq!(before.json()["name"], "Orchard Lane");
        let view = admin.call("/api/settings/shop", &[("shop", "orchard")]).await.json();
        assert_eq!((view["form"]["name"].as_str(), view["form"]["language"].as_str()), (Some("Pear Tree"), Some("de")));
        assert_eq!(view["priced"], true);
        let page = admin.get("/s/orchard/settings").await.body;
        assert_eq!(page::attribute(&page, "<input id=\"name\"", "value"), "Pear Tree");

        // The assistant says how a person is reached, cards lead to the new address, whose site may show the chat.
        shopper.asks(&app, "I want to talk to a person").await;
        assert!(shopper.transcript(&app).await.contains("help@pears.example · +49 30 1234"));
        let hit = engine::shops::find(&app.engine, "orchard").await.unwrap();
        assert!(hit.shop().sites.contains(&"https://pears.example".to_owned()));
        assert_eq!(hit.shop().product_url("x", None).as_deref(), Some("https://pears.example/p/x"));
        drop(shop);

        for (change, field) in [
            (("form[name]", " "), "name"),
            (("form[url_template]", "https://pears.example/p/"), "url_template"),
            (("form[contact][email]", "help"), "email"),
        ] {
            let answer = admin.call("/api/settings/set_shop", &but(change)).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "invalid"));
            assert_eq!(answer.json()["fields"][0]["field"], field);
        }
        let answer = admin.call("/api/settings/set_shop", &but(("form[currency]", "EUR"))).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "conflict"), "products have prices");
    }

    async fn limits_without_a_bound_stay_without(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", SITE).await;
        let admin = app.member("ann@orchard.example", "orchard", Role::Admin).await;
        let none = [("shop", "orchard"), ("tell", "false"), ("reply_characters", "500")];
        let before = admin.call("/api/settings/set_limits", &none).await;
        assert_eq!(before.json()["day_micros"], 5_000_000, "{}", before.body);
        let view = admin.call("/api/settings/limits", &[("shop", "orchard")]).await.json();
        assert_eq!((view["limits"]["day_micros"].is_null(), view["limits"]["reply_characters"].as_i64()), (true, Some(500)));
        assert_eq!(view["days"].as_array().map(Vec::len), Some(30));
        let both = [&none[..], &[("day", "9"), ("month", "8")]].concat();
        assert_eq!(admin.call("/api/settings/set_limits", &both).await.json()["fields"][0]["field"], "month");
    }

    async fn a_model_is_set_and_its_key_is_never_sent_back(database) {
        let app = TestApp::open(database).await;
        app.add_shop("orchard", SITE).await;
        let admin = app.member("ann@orchard.example", "orchard", Role::Admin).await;
        let set = [
            ("shop", "orchard"),
            ("form[base_url]", "https://api.openai.com/v1/"),
            ("form[model]", "gpt-5-mini"),
            ("form[key]", "sk-0123456789abcdef"),
            ("form[prices][input]", "300000"),
            ("form[prices][cached]", "30000"),
            ("form[prices][output]", "900000"),
        ];
        let answer = admin.call("/api/settings/set_model", &set).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let view = admin.call("/api/settings/model", &[("shop", "orchard")]).await;
        assert!(!view.body.contains("0123456789"), "{}", view.body);
        let told = view.json();
        assert_eq!(told["form"]["base_url"], "https://api.openai.com/v1");
        assert_eq!((told["key"]["ends"].as_str(), told["prices"]["output"].as_i64()), (Some("cdef"), Some(900_000)));
        assert_eq!(told["shutdown"], "2026-12-11");
        let page = admin.get("/s/orchard/settings/model").await;
        assert!(!page.body.contains("0123456789"), "{}", page.body);
        let text = page::text(&page.body);
        assert!(text.contains("ends in …cdef") && text.contains("2026-12-11"), "{text}");
        for page in ["settings", "settings/voice", "settings/limits", "settings/server"] {
            let answer = admin.get(&format!("/s/orchard/{page}")).await;
            assert_eq!(answer.status, 200);
            assert!(!page::text(&answer.body).contains("could not be read"), "{page}");
        }
        let view = admin.call("/api/settings/remove_model", &[("shop", "orchard")]).await;
        assert_eq!(view.status, 200);
        assert!(admin.call("/api/settings/model", &[("shop", "orchard")]).await.json()["form"].is_null());
    }
}
