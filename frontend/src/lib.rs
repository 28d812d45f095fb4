//! Wakes a page in the browser: a few lines of wasm for each of the two halves, the dashboard and the chat.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(feature = "chat")]
    app::wake::chat();
    #[cfg(all(feature = "dashboard", not(feature = "chat")))]
    app::wake::dashboard();
}
