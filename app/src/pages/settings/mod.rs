//! What a merchant sets.

mod limits;
mod model;
mod prices;
mod server;
mod shop;
mod voice;

pub use limits::LimitSettings;
pub use model::ModelSettings;
pub use server::ServerSettings;
pub use shop::ShopSettings;
pub use voice::VoiceSettings;
