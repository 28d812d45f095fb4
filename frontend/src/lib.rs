//! Wakes the page in the browser: a few lines of wasm for the chat and for each area of the dashboard.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(feature = "chat")]
    app::wake::chat();
    #[cfg(feature = "desk")]
    app::wake::desk();
    #[cfg(feature = "talk")]
    app::wake::talk();
    #[cfg(feature = "window")]
    app::wake::window();
    #[cfg(feature = "goods")]
    app::wake::goods();
    #[cfg(feature = "office")]
    app::wake::office();
    #[cfg(feature = "dashboard")]
    app::wake::dashboard();
}
