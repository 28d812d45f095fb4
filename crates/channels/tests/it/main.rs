//! Mail against a server that speaks as much SMTP as is needed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use channels::mail::{Letter, Undelivered, check, open};
use tokio::net::TcpListener;

/// Takes one letter, answering RCPT with `verdict`; what was said to it.
async fn server(verdict: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let heard = async move { fakes::smtp::take(&listener, verdict).await.unwrap() };
    #[expect(clippy::disallowed_methods, reason = "the other end of a test's line")]
    let heard = tokio::spawn(heard);
    (url, heard)
}

fn letter() -> Letter {
    Letter {
        id: "job_1".to_owned(),
        to: "ines@orchard.example".to_owned(),
        subject: "Willkommen, Inès".to_owned(),
        text: "Bonjour.\nhttps://vitrine.example/invite/x\n".to_owned(),
    }
}

#[tokio::test]
async fn a_letter_arrives() {
    let (url, heard) = server("250 ok").await;
    let mail = open(&url.into(), "Vitrine <vitrine@shop.example>");
    assert!(mail.works());
    mail.send(&letter()).await.unwrap();
    drop(mail);
    let heard = heard.await.unwrap();
    for part in
        ["RCPT TO:<ines@orchard.example>", "vitrine@shop.example", "Message-ID: <job_1@shop.example>", "/invite/x"]
    {
        assert!(heard.contains(part), "{part}: {heard}");
    }
}

#[tokio::test]
async fn a_refusal_for_good_and_one_for_now_are_told_apart() {
    let (url, _heard) = server("550 nobody here").await;
    let told = open(&url.into(), "vitrine@shop.example").send(&letter()).await;
    assert!(matches!(told, Err(Undelivered::Refused(_))), "{told:?}");
    let (url, _heard) = server("451 later").await;
    let told = open(&url.into(), "vitrine@shop.example").send(&letter()).await;
    assert!(matches!(told, Err(Undelivered::Later(_))), "{told:?}");
}

#[tokio::test]
async fn without_a_server_nothing_is_sent() {
    let mail = open(&String::new().into(), "");
    assert!(!mail.works());
    assert!(matches!(mail.send(&letter()).await, Err(Undelivered::Absent)));
}

#[test]
fn settings_are_checked() {
    for (url, from, right) in [
        ("", "", true),
        ("smtps://user:secret@mail.example", "Vitrine <v@shop.example>", true),
        ("smtp://mail.example:587?tls=required", "v@shop.example", true),
        ("smtps://mail.example", "nobody", false),
        ("https://mail.example", "v@shop.example", false),
        ("mail.example", "v@shop.example", false),
    ] {
        let told = check(&url.to_owned().into(), from);
        assert_eq!(told.is_ok(), right, "{url} {from}: {told:?}");
        assert!(!told.is_err_and(|told| told.contains("secret")));
    }
}
