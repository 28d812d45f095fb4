//! The mind that asks a language model, against a strict fake of OpenAI.

mod faults;
mod many;
mod prompts;
mod provider;
mod talk;

use std::{sync::Arc, time::Duration};

use agent::{
    LlmMind, Outcome, Thread, TurnInput,
    llm::{Breaker, Deadlines, Line, Profile, Provider, Reach},
    run,
};
use fakes::{
    Script,
    openai::{Fake, Running},
};
use types::Part;

use crate::fixture::{self, Listener, Shop};

/// A fake, and a line to it as to OpenAI itself.
pub struct Scene {
    pub fake: Running,
    pub line: Line,
    pub breaker: Arc<Breaker>,
    pub shop: Shop,
}

pub fn quick() -> Deadlines {
    let ms = Duration::from_millis;
    Deadlines { connect: ms(500), first_token: ms(800), idle: ms(500), total: ms(4_000) }
}

pub fn provider(base_url: &str) -> Provider {
    Provider {
        profile: Profile::guess("https://api.openai.com/v1", "gpt-6-luna"),
        deadlines: quick(),
        reach: Reach::OwnMachine,
        ..Provider::new(base_url, "sk-test".to_owned().into(), "gpt-6-luna")
    }
}

impl Scene {
    pub async fn set(script: Script) -> Scene {
        Scene::with(script, |_| {}).await
    }

    pub async fn with(script: Script, change: impl FnOnce(&mut Provider)) -> Scene {
        let fake = Fake::start(script).await.unwrap();
        let mut provider = provider(&fake.base_url);
        change(&mut provider);
        let line = Line::open(provider).unwrap();
        Scene { fake, line, breaker: Arc::default(), shop: Shop::open() }
    }

    pub fn mind(&self, allowance: Option<i64>) -> LlmMind {
        LlmMind::new(self.line.clone(), self.breaker.clone(), allowance)
    }

    /// One turn; whatever happens, something is said, and what is recorded is what was heard.
    pub async fn turn(&self, input: &TurnInput) -> Outcome {
        self.turn_by(input, &self.mind(None)).await
    }

    pub async fn turn_by(&self, input: &TurnInput, mind: &LlmMind) -> Outcome {
        let listener = Listener::default();
        let outcome = run(input, mind, &self.shop, &listener).await;
        assert_eq!(listener.parts.into_inner().unwrap(), outcome.parts);
        assert!(outcome.parts.iter().any(|part| matches!(part, Part::Text { .. })), "{outcome:?}");
        outcome
    }

    pub async fn says(&self, message: &str) -> Outcome {
        self.turn(&fixture::input(message, Thread::default(), 0)).await
    }

    /// What was sent was as OpenAI's own description has it.
    pub fn proper(&self) {
        assert_eq!(self.fake.violations(), Vec::<String>::new());
    }
}

/// Cards by name, texts as they are.
pub fn heard(outcome: &Outcome) -> String {
    let parts = outcome.parts.iter().map(|part| match part {
        Part::Text { text, .. } => text.clone(),
        Part::Cards { cards } => {
            format!("▢ {}", cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join(" · "))
        }
        Part::Comparison { comparison } => {
            format!("▤ {}", comparison.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(" · "))
        }
    });
    parts.collect::<Vec<_>>().join("\n")
}
