//! What the settings page is told of a provider.

use agent::llm::{Line, MaxTokens, Profile, Provider, ProviderProblem, Reach, test};
use fakes::{Fault, ListedModel, Script, openai::Fake};

use super::provider;

async fn tested(script: Script, change: impl FnOnce(&mut Provider)) -> Result<agent::llm::TestReport, ProviderProblem> {
    let fake = Fake::start(script).await.unwrap();
    let mut provider = provider(&fake.base_url);
    change(&mut provider);
    test(provider).await
}

#[tokio::test]
async fn a_good_provider_is_told_of() {
    let report = tested(Script::default().key("sk-test"), |_| {}).await.unwrap();
    assert!(report.profile.tools && report.profile.strict && report.notes.is_empty(), "{report:?}");
    assert!(report.cost_micros > 0 && report.ms < 2_000);
    assert!(report.models.contains(&"gpt-6-luna".to_owned()));
    let old = tested(Script::default(), |provider| provider.model = "gpt-4.1-mini".into()).await.unwrap();
    assert_eq!(old.shutdown.as_deref(), Some("2027-01-14"));
    assert!(old.notes[0].contains("2027-01-14"));
}

#[tokio::test]
async fn problems_are_told_in_plain_words() {
    let problem = |script, change: fn(&mut Provider)| async move { tested(script, change).await.unwrap_err() };
    let told = [
        problem(Script::default().key("another"), |_| {}).await,
        problem(Script::default(), |provider| provider.model = "gpt-4".into()).await,
        problem(Script::default(), |provider| provider.base_url = provider.base_url.replace("/v1", "")).await,
        problem(Script::default().then_fails(Fault::Quota), |_| {}).await,
        problem(Script::default().then_fails(Fault::RateLimited), |_| {}).await,
        problem(Script::default().then_fails(Fault::Html500), |_| {}).await,
        problem(Script::default(), |provider| provider.base_url = "http://127.0.0.1:1/v1".into()).await,
        problem(Script::default(), |provider| provider.key = "sk-\n".to_owned().into()).await,
        problem(Script::default(), |provider| provider.base_url = "api.openai.com".into()).await,
    ];
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    The key was refused. Check that it is whole and belongs to this server. (Incorrect API key provided. (invalid_api_key invalid_request_error))
    The server does not know the model "gpt-4".
    The server answers, but not at this address. Most addresses end in /v1.
    There is no credit left with the provider. (You exceeded your current quota, please check your plan and billing details. (insufficient_quota insufficient_quota))
    The server is busy; try again in a moment.
    The server's answer cannot be used: the provider failed: status 500.
    The server cannot be reached: Connection refused (os error 111).
    the key holds a space, a line break or a character that no key has
    the address must be a web address (https://…)
    "#);
}

#[tokio::test]
async fn a_server_that_knows_less_is_found_out() {
    // It refuses the first request, as one that does not know a field would.
    let report = tested(Script::default().fails(Fault::BadRequest), |provider| {
        provider.model = "llama".into();
        provider.prices = None;
    });
    let listed =
        |script: Script| Script { models: vec![ListedModel { id: "llama".into(), shutdown_date: None }], ..script };
    drop(report);
    let report = tested(listed(Script::default().fails(Fault::BadRequest)), |provider| {
        provider.model = "llama".into();
        provider.prices = None;
    })
    .await
    .unwrap();
    assert_eq!(
        (report.profile.max_tokens, report.profile.strict, report.profile.tools),
        (MaxTokens::MaxTokens, false, true)
    );
    assert_eq!(report.notes.len(), 1, "the price");
    let mute =
        tested(listed(Script::default().says("Blue.")), |provider| provider.model = "llama".into()).await.unwrap();
    assert!(!mute.profile.tools && mute.notes[0].contains("does not call tools"));
}

#[tokio::test]
async fn a_model_of_openai_is_found_behind_any_address() {
    // A gateway: nothing in its address says what stands behind it.
    let report = tested(Script::default(), |provider| {
        provider.profile = Profile::guess("https://gateway.example/v1", &provider.model);
    });
    let report = report.await.unwrap();
    assert_eq!((report.profile.max_tokens, report.profile.tools), (MaxTokens::MaxCompletionTokens, true));
    assert_eq!(report.profile.reasoning_effort.as_deref(), Some("none"));
}

#[test]
fn a_line_is_opened_to_any_address() {
    for base in ["https://api.openai.com/v1", "http://127.0.0.1:11434/v1"] {
        let provider = Provider {
            profile: Profile::guess(base, "m"),
            reach: Reach::OwnMachine,
            ..Provider::new(base, String::new().into(), "m")
        };
        assert!(Line::open(provider).is_ok());
    }
    let inside = Provider::new("http://127.0.0.1:11434/v1", String::new().into(), "m");
    assert!(Line::open(inside).is_err(), "unless it is allowed");
}
