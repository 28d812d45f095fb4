//! One turn of a conversation: minds, tools, limits, the guard and the record of it all.
//!
//! A crate because it must not see SQL, shops' secrets or channels, and because its tests run without compiling them:
//! it is handed a [`TurnInput`] and a [`Toolbox`], and speaks to an [`Audience`].

pub mod facts;
mod figure;
pub mod guard;
pub mod input;
mod lexicon;
pub mod limits;
pub mod llm;
pub mod local;
mod message;
mod model_call;
pub mod mouth;
mod pattern;
mod run;
mod sentence;
pub mod thread;
pub mod tool;
pub mod trace;
pub mod turn;

pub use facts::Facts;
pub use guard::{Checked, Finding, Verdict, refill};
pub use input::{CatalogueWords, ShopFacts, TurnInput};
pub use limits::Limits;
pub use llm::LlmMind;
pub use local::{LocalMind, Reading, apology, starters};
pub use model_call::ModelCall;
pub use mouth::{Audience, Interrupted, Mind, MindError, Mouth, Said, Step, Why};
pub use run::run;
pub use thread::{Handle, Known, PageProduct, Preference, Standing, Thread};
pub use tool::{
    CompareProducts, Details, Found, GetProductVariants, HandOff, RememberPreference, SearchProducts, ToolCall,
    ToolError, ToolResult, ToolSpec, Toolbox,
};
pub use trace::{Outcome, StepKind, StepRecord, TurnError, text_of};
pub use turn::{Action, Turn};
