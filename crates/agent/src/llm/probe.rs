//! Tries a provider before a merchant relies on it, and says in plain words what is wrong.

use std::time::Instant;

use serde_json::{Value, json};

use super::{
    line::{Line, Trouble},
    models::{self, Tokens},
    provider::{MaxTokens, Profile, Provider},
    wire::{Message, Request, Tool},
};
use crate::ToolSpec;

/// Where OpenAI's own server is.
const OPENAI: &str = "https://api.openai.com/v1";

/// What a provider can do.
#[derive(Debug, Clone, PartialEq)]
pub struct TestReport {
    /// As it answered: what the guess said, corrected by the trial.
    pub profile: Profile,
    /// The names it lists; empty when it lists none.
    pub models: Vec<String>,
    /// `YYYY-MM-DD`: the chosen model ends then.
    pub shutdown: Option<String>,
    /// From the question to its answer.
    pub ms: u64,
    /// Micro-dollars.
    pub cost_micros: i64,
    /// What works less well than it could, in plain words.
    pub notes: Vec<String>,
}

/// Why a provider cannot be used; each is a different thing for the merchant to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProviderProblem {
    #[error("{0}")]
    Settings(String),
    #[error("The server cannot be reached: {0}.")]
    Unreachable(String),
    #[error("The key was refused. Check that it is whole and belongs to this server. ({0})")]
    Key(String),
    #[error("The server does not know the model {model:?}.")]
    Model { model: String, known: Vec<String> },
    #[error("The server answers, but not at this address. Most addresses end in /v1.")]
    Path,
    #[error("There is no credit left with the provider. ({0})")]
    Quota(String),
    #[error("The server is busy; try again in a moment.")]
    Busy,
    #[error("The server took too long to answer.")]
    Slow,
    #[error("The server's answer cannot be used: {0}.")]
    Answer(String),
}

/// Lists the models, then asks one small question with a tool. Costs a few dozen tokens.
pub async fn test(provider: Provider) -> Result<TestReport, ProviderProblem> {
    let line = Line::open(provider).map_err(ProviderProblem::Settings)?;
    let provider = line.provider();
    let listed = line.models().await;
    if let Err(trouble @ (Trouble::Unreachable(_) | Trouble::Key(_) | Trouble::Slow(_))) = &listed {
        return Err(problem(trouble, &line, &[]));
    }
    let list_missing = matches!(listed, Err(Trouble::NotFound(_)));
    let list = listed.unwrap_or(Value::Null);
    let entries: Vec<&Value> = list["data"].as_array().into_iter().flatten().collect();
    let mut names: Vec<String> =
        entries.iter().filter_map(|entry| entry["id"].as_str()).map(|name| name.chars().take(120).collect()).collect();
    names.sort();
    let mut profile = provider.profile.clone();
    let mut notes = Vec::new();
    let begun = Instant::now();
    let mut spent = Tokens::default();
    let mut answered = ask(&line, &profile, &mut spent).await;
    // One field that a server does not know is enough for it to refuse: try with as few as can be, then as OpenAI's own
    // server wants it, which may stand behind any address, then without tools.
    let plain =
        Profile { name: profile.name.clone(), tools: true, max_tokens: MaxTokens::MaxTokens, ..Profile::default() };
    let openai = Profile { name: profile.name.clone(), ..Profile::guess(OPENAI, &provider.model) };
    let mute = Profile { tools: false, ..plain.clone() };
    for tried in [plain, openai, mute] {
        if !matches!(answered, Err(Trouble::Request(_))) {
            break;
        }
        answered = ask(&line, &tried, &mut spent).await;
        profile = tried;
    }
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let called = match answered {
        Ok(called) => called,
        Err(Trouble::NotFound(_)) if list_missing => return Err(ProviderProblem::Path),
        Err(trouble) => return Err(problem(&trouble, &line, &names)),
    };
    if !profile.tools || !called {
        profile.tools = false;
        notes.push("The model does not call tools: it answers from what the shop's own search finds.".to_owned());
    }
    let chosen = entries.iter().find(|entry| entry["id"].as_str() == Some(&provider.model));
    let shutdown = chosen.and_then(|entry| entry["shutdown_date"].as_str()).map(|date| date.chars().take(10).collect());
    let shutdown = shutdown.or_else(|| models::of(&provider.model).and_then(|model| model.shutdown.clone()));
    if let Some(date) = &shutdown {
        notes.push(format!("The provider ends this model on {date}."));
    }
    if provider.prices.is_none() {
        notes.push("No price is known for this model: its cost counts as nothing until you set one.".to_owned());
    }
    let cost_micros = models::cost(&provider.prices.unwrap_or_default(), spent);
    Ok(TestReport { profile, models: names, shutdown, ms, cost_micros, notes })
}

/// Whether the model called the tool it was asked to call.
async fn ask(line: &Line, profile: &Profile, spent: &mut Tokens) -> Result<bool, Trouble> {
    let spec = ToolSpec {
        name: "show_colour".to_owned(),
        description: "Shows a colour.".to_owned(),
        parameters: json!({
            "type": "object",
            "properties": { "colour": { "type": "string" } },
            "required": ["colour"],
            "additionalProperties": false,
        }),
    };
    let messages = [Message::User { content: "Call show_colour with blue.".to_owned() }];
    let answer = line
        .ask_whole(&Request {
            model: &line.provider().model,
            messages: &messages,
            tools: if profile.tools { vec![Tool::new(&spec, profile.strict)] } else { Vec::new() },
            tool_choice: profile.tools.then_some("auto"),
            parallel_tool_calls: (profile.parallel && profile.tools).then_some(false),
            max_completion_tokens: (profile.max_tokens == MaxTokens::MaxCompletionTokens).then_some(200),
            max_tokens: (profile.max_tokens == MaxTokens::MaxTokens).then_some(200),
            reasoning_effort: profile.reasoning_effort.as_deref(),
            prompt_cache_key: None,
            stream: false,
            stream_options: None,
        })
        .await?;
    if let Some(tokens) = answer.usage {
        spent.prompt += tokens.prompt;
        spent.cached += tokens.cached;
        spent.written += tokens.written;
        spent.completion += tokens.completion;
    }
    if answer.calls.is_empty() && answer.text.trim().is_empty() && answer.finish.is_none() {
        return Err(Trouble::Garbage("there is no answer in it".to_owned()));
    }
    Ok(answer.calls.iter().any(|(_, call)| call.function.name == "show_colour"))
}

fn problem(trouble: &Trouble, line: &Line, names: &[String]) -> ProviderProblem {
    let provider = line.provider();
    match trouble {
        Trouble::Unreachable(why) => ProviderProblem::Unreachable(why.clone()),
        Trouble::Key(why) => ProviderProblem::Key(why.clone()),
        // A name that is not listed is the likelier reason, unless nothing is listed at all.
        Trouble::NotFound(why) => {
            let listed = names.contains(&provider.model);
            let spoken = why.to_lowercase().contains("model");
            if spoken || (!names.is_empty() && !listed) {
                ProviderProblem::Model { model: provider.model.clone(), known: names.to_vec() }
            } else {
                ProviderProblem::Path
            }
        }
        Trouble::Quota(why) => ProviderProblem::Quota(why.clone()),
        Trouble::Busy(_) => ProviderProblem::Busy,
        Trouble::Slow(_) => ProviderProblem::Slow,
        Trouble::Garbage(_) | Trouble::BrokeOff if names.is_empty() => ProviderProblem::Path,
        other => ProviderProblem::Answer(other.to_string()),
    }
}
