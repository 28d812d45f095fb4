//! The building blocks of both halves: one component per class of `style/`, enums that become `data-` attributes.

pub mod badge;
pub mod comparison;
pub mod dynamic;
pub mod icon;
pub mod note;
pub mod product_card;

pub use badge::{Badge, Tone};
pub use comparison::ComparisonTable;
pub use icon::Icon;
pub use note::Note;
pub use product_card::Card;
