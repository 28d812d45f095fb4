//! Where a model is reached and what its server can do, guessed from its address (`data/providers.toml`).

use std::{sync::LazyLock, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use types::settings::TokenPrices;

use super::{models, reach::Reach};

const FILE: &str = include_str!("../../data/providers.toml");

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Table {
    provider: Vec<Entry>,
    effort: Vec<Effort>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    name: String,
    address: Vec<String>,
    strict: bool,
    stream_usage: bool,
    max_tokens: MaxTokens,
    parallel: bool,
    prompt_cache_key: bool,
    effort: bool,
}

#[derive(Debug, Deserialize)]
struct Effort {
    model: String,
    value: String,
}

/// A server that speaks as OpenAI's does, and how it is to be asked.
#[derive(Clone)]
pub struct Provider {
    /// With `/v1` where the server wants it, without a slash at the end.
    pub base_url: String,
    /// Empty for servers that want none.
    pub key: SecretString,
    pub model: String,
    pub profile: Profile,
    /// `None`: calls cost nothing (a server of one's own).
    pub prices: Option<TokenPrices>,
    pub deadlines: Deadlines,
    /// Where its address may lead.
    pub reach: Reach,
}

/// The key is never printed.
impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("base_url", &self.base_url).field("model", &self.model).finish_non_exhaustive()
    }
}

impl Provider {
    /// With profile and prices as far as they are known.
    pub fn new(base_url: &str, key: SecretString, model: &str) -> Provider {
        Provider {
            base_url: base_url.trim().trim_end_matches('/').to_owned(),
            key,
            model: model.trim().to_owned(),
            profile: Profile::guess(base_url, model),
            prices: models::of(model.trim()).map(|model| model.prices),
            deadlines: Deadlines::default(),
            reach: Reach::default(),
        }
    }

    /// What would make a request impossible, in plain words.
    pub(super) fn unfit(&self) -> Option<&'static str> {
        let web = ["https://", "http://"].iter().any(|scheme| self.base_url.starts_with(scheme));
        let plain = |text: &str| text.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
        match () {
            () if !web || !plain(&self.base_url) => Some("the address must be a web address (https://…)"),
            // A header can hold nothing else.
            () if !plain(self.key.expose_secret()) => {
                Some("the key holds a space, a line break or a character that no key has")
            }
            () if self.model.is_empty() => Some("no model is chosen"),
            () => None,
        }
    }
}

/// The field that bounds the length of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxTokens {
    MaxCompletionTokens,
    #[default]
    MaxTokens,
}

/// What a server understands. Whatever it does not is not sent: some refuse a request for one unknown field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// As in `data/providers.toml`.
    pub name: String,
    pub tools: bool,
    /// Arguments of tools are held to their schema.
    pub strict: bool,
    /// Tells at the end of a stream what it cost.
    pub stream_usage: bool,
    pub max_tokens: MaxTokens,
    /// Sent as it is; `None`: not sent.
    pub reasoning_effort: Option<String>,
    /// `parallel_tool_calls` may be sent.
    pub parallel: bool,
    pub prompt_cache_key: bool,
}

impl Profile {
    pub fn guess(base_url: &str, model: &str) -> Profile {
        let address = base_url.to_lowercase();
        let fits = |entry: &&Entry| entry.address.iter().any(|part| address.contains(part.as_str()));
        let Some(entry) = TABLE.provider.iter().find(fits) else { return Profile::default() };
        let effort = TABLE.effort.iter().find(|effort| entry.effort && model.trim().starts_with(&effort.model));
        Profile {
            name: entry.name.clone(),
            tools: true,
            strict: entry.strict,
            stream_usage: entry.stream_usage,
            max_tokens: entry.max_tokens,
            reasoning_effort: effort.map(|effort| effort.value.clone()),
            parallel: entry.parallel,
            prompt_cache_key: entry.prompt_cache_key,
        }
    }
}

/// How long each stage may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    pub connect: Duration,
    /// From the request to the first word or tool call.
    pub first_token: Duration,
    /// Between two pieces of a stream.
    pub idle: Duration,
    /// All calls of a turn together.
    pub total: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(2), first_token: seconds(10), idle: seconds(10), total: seconds(60) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base_url: &str, model: &str, name: &str, effort: Option<&str>) {
        let profile = Profile::guess(base_url, model);
        assert_eq!((profile.name.as_str(), profile.reasoning_effort.as_deref()), (name, effort), "{base_url} {model}");
    }

    #[test]
    fn servers_are_known_by_their_address() {
        toml::from_str::<Table>(FILE).unwrap();
        check("https://api.openai.com/v1", "gpt-6-luna", "openai", Some("none"));
        check("https://api.openai.com/v1", "gpt-5-mini", "openai", Some("minimal"));
        check("https://api.openai.com/v1", "gpt-4.1-mini", "openai", None);
        check("https://shop.openai.azure.com/openai/v1", "gpt-6-luna", "azure", Some("none"));
        check("http://127.0.0.1:11434/v1", "gpt-6-luna", "ollama", None);
        check("http://box:8000/v1", "qwen3", "vllm", None);
        check("http://box:8080/v1", "qwen3", "llama.cpp", None);
        check("https://llm.example/v1", "m", "other", None);
    }

    #[test]
    fn what_cannot_be_sent_is_refused_before_it_is() {
        let provider = |base: &str, key: &str, model: &str| Provider::new(base, key.to_owned().into(), model);
        assert_eq!(provider("https://x.example/v1/", "sk-1", " m ").unfit(), None);
        assert!(provider("x.example", "sk-1", "m").unfit().is_some());
        assert!(provider("https://x.example", "sk\n1", "m").unfit().is_some());
        assert!(provider("https://x.example", "sk\u{e9}", "m").unfit().is_some());
        assert!(provider("https://x.example", "sk", "").unfit().is_some());
        assert!(!format!("{:?}", provider("https://x.example", "secret", "m")).contains("secret"));
    }
}
