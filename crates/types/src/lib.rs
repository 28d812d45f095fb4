//! The vocabulary every crate speaks: ids, money, statuses, catalogue, filters, cards, problems.
//!
//! A crate because it must compile for the browser: no I/O, no clock, no randomness, no secret.
//! Database derives sit behind the feature `db`.

pub mod account;
pub mod card;
pub mod catalogue;
pub mod chat;
pub mod conversation;
pub mod filters;
pub mod goods;
pub mod id;
pub mod inbox;
pub mod insight;
pub mod inspect;
pub mod intake;
pub mod launcher;
pub mod members;
pub mod money;
pub mod problem;
pub mod settings;
pub mod shop;

pub use account::{Door, Me, Notice, Right, Role, ShopBrief};
pub use card::{CardVariant, Comparison, ComparisonRow, ProductCard};
pub use catalogue::{Image, Product, ProductStatus, Stock, Variant};
pub use conversation::{Author, Channel, Intent, MessageState, MindKind, Part, ProductEventKind, Tier, Voice};
pub use filters::{Field, Filters, Language, Order, Parts, Relaxed, SearchMode, Span, Understood, Weights};
pub use id::{
    CannedReplyId, CollectionId, ConversationId, CustomerId, DataKeyId, ExecutionId, IdentityId, ImportId, InboundId,
    InvitationId, JobId, MediaId, MemberId, MessageId, NoteId, ParseIdError, ProductId, ShopId, TurnId, VariantId,
};
pub use inbox::{ConversationState, NoteKind};
pub use money::{Currency, Money};
pub use problem::{Code, FieldProblem, Problem};
pub use settings::BrandVoice;
pub use shop::Shop;

/// A moment in UTC. All times in Vitrine are UTC.
pub type Time = chrono::DateTime<chrono::Utc>;
