//! The mind that asks a language model, at any server that speaks as OpenAI's does.
//!
//! It drives the same loop with the same tools as the local mind and speaks through the same mouth. A bad answer is tried
//! once more in short (`Tier::Lean`: what was found, no tools); everything else that fails is left to the local mind.
//!
//! Whoever runs turns keeps a [`Line`] for each provider (it holds connections) and a [`Breaker`] for each shop and provider, and
//! makes a mind for each turn:
//!
//!     let line = Line::open(Provider::new("https://api.openai.com/v1", key, llm::models::default()))?;
//!     let mind = LlmMind::new(line.clone(), breaker.clone(), allowance);
//!     let outcome = agent::run(&input, &mind, &tools, &audience).await;   // outcome.calls: what it cost

mod breaker;
mod line;
mod listen;
mod mind;
pub mod models;
mod probe;
mod prompt;
mod provider;
mod reach;
mod speech;
mod tools;
mod wire;

pub use breaker::{Breaker, BreakerState};
pub use line::{Line, Trouble};
pub use mind::LlmMind;
pub use models::Model;
pub use probe::{ProviderProblem, TestReport, test};
pub use provider::{Deadlines, MaxTokens, Profile, Provider};
pub use reach::{Reach, reachable};
pub use tools::specs;
