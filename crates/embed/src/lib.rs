//! Reads meaning: text to vector, on this machine.
//!
//! A crate because it carries the one native machine-learning dependency and must see neither shops nor SQL.
//! [`Embedder`] is a port: the product has a local model ([`Local`]) and an honest absence ([`Absent`]). There is never
//! a made-up vector: where no model can be had, callers get `None` and search goes by words alone, saying so.

mod local;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

pub use local::{Local, Options};

/// Length of a vector of the built-in model.
pub const DIMENSIONS: usize = 384;

/// Whether vectors can be had now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    Loading,
    Ready,
    /// No model, with the reason in plain words; final until restart.
    Absent(String),
}

/// Each variant is a different next action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmbedError {
    /// Go on by words alone.
    #[error("there is no embedding model: {0}")]
    Absent(String),
    /// Still loading: wait, or go on by words alone.
    #[error("the embedding model is still loading")]
    Loading,
    /// The model refused this text; another try gives the same.
    #[error("the embedding model failed: {0}")]
    Failed(String),
}

/// Turns text into L2-normalised vectors of [`DIMENSIONS`] floats. The same text gives the same vector, bit for bit, on
/// one version of the runtime.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// Names model and preparation; vectors of different names are never compared.
    fn model(&self) -> &str;

    fn readiness(&self) -> Readiness;

    /// Waits until loading has ended, well or not, or `limit` has passed.
    async fn settled(&self, limit: Duration) -> Readiness;

    /// The vector of what a shopper wrote; a few milliseconds.
    async fn query(&self, text: &str) -> Result<Vec<f32>, EmbedError>;

    /// The vectors of `texts`, in their order. Gives way to queries every few dozen milliseconds.
    async fn documents(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError>;
}

/// No model at all, by configuration or in tests.
pub struct Absent;

#[async_trait]
impl Embedder for Absent {
    fn model(&self) -> &str {
        "none"
    }

    fn readiness(&self) -> Readiness {
        Readiness::Absent("switched off in the configuration".to_owned())
    }

    async fn settled(&self, _limit: Duration) -> Readiness {
        self.readiness()
    }

    async fn query(&self, _text: &str) -> Result<Vec<f32>, EmbedError> {
        Err(EmbedError::Absent("switched off in the configuration".to_owned()))
    }

    async fn documents(&self, _texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        Err(EmbedError::Absent("switched off in the configuration".to_owned()))
    }
}

/// The embedder that a configuration asks for.
pub fn open(options: Option<Options>) -> Arc<dyn Embedder> {
    match options {
        Some(options) => Arc::new(Local::start(options)),
        None => Arc::new(Absent),
    }
}
