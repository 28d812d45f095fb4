//! The building blocks of both halves: one component per class of `style/`, enums that become `data-` attributes.

pub mod badge;
pub mod chart;
mod clipboard;
pub mod comparison;
pub mod doorway;
pub mod dynamic;
pub mod form;
pub mod frame;
pub mod icon;
pub mod loaded;
pub mod moment;
pub mod note;
pub mod page;
pub mod palette;
pub mod product_card;
pub mod score;
pub mod tabs;
pub mod toast;

pub use badge::{Badge, Tone};
pub use clipboard::copy;
pub use comparison::ComparisonTable;
pub use frame::{Frame, allowed, guard_unsaved, live};
pub use icon::Icon;
pub use loaded::{Fetched, bones_of_block, bones_of_list, failed, loaded, whole};
pub use note::Note;
pub use page::{Elsewhere, Empty, Lost, Page};
pub use product_card::Card;
pub use tabs::{goods_tabs, settings_tabs, tabs, talk_tabs};
pub use toast::{Toasts, toasts};
