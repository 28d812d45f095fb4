//! What every request has at hand, and how the engine is opened from the settings.

use std::{path::PathBuf, sync::Arc, time::Duration};

use engine::{EmbedOptions, Engine, StoreOptions, clock, limits};
use leptos::config::LeptosOptions;
use secrecy::SecretBox;

use crate::config::Config;

/// Connections that read at the same time.
const READERS: u32 = 8;
/// A download of the model may take this long.
const MODEL_DEADLINE: Duration = Duration::from_secs(120);

/// The state of the router.
#[derive(Clone)]
pub struct AppState {
    pub engine: Engine,
    pub leptos: LeptosOptions,
}

impl axum::extract::FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// Opens the database and begins to load the model.
pub async fn open_engine(config: &Config) -> engine::Result<Engine> {
    let data = std::path::absolute(&config.data.folder).unwrap_or_else(|_| config.data.folder.clone());
    let mut key = [0u8; 32];
    let given = hex::decode_to_slice(&config.data.master_key, &mut key).is_ok();
    let embedder = config.embedding.enabled.then(|| EmbedOptions {
        folders: match config.embedding.folder.as_str() {
            "" => [Some(data.join("model")), beside_program("model")].into_iter().flatten().collect(),
            folder => vec![PathBuf::from(folder)],
        },
        download_to: config.embedding.download.then(|| data.join("model")),
        deadline: MODEL_DEADLINE,
    });
    let rate = |per_minute, per_hour| limits::Rate { per_minute, per_hour };
    let settings = engine::Settings {
        limits: limits::Settings {
            visitor: rate(config.limits.visitor_per_minute, config.limits.visitor_per_hour),
            address: rate(config.limits.address_per_minute, config.limits.address_per_hour),
            shop: rate(config.limits.shop_per_minute, config.limits.shop_per_hour),
        },
        accounts: engine::accounts::Settings {
            public_url: config.server.public_url.trim_end_matches('/').to_owned(),
            sign_up_code: match config.is_for_this_machine_alone() {
                true => None,
                false => Some(hex::encode(clock::random::<6>()?)),
            },
        },
        mail: config.mail.settings(),
        lease: Duration::from_secs(config.worker.lease_seconds),
        ..engine::Settings::default()
    };
    let store = StoreOptions {
        url: config.data.database_url.clone(),
        data_dir: data,
        master_key: given.then(|| SecretBox::new(Box::new(key))),
        readers: READERS,
    };
    Engine::open(store, embedder, settings, Arc::new(clock::System)).await
}

/// The folder with wasm, style and the demo shop's page.
pub fn site_folder(config: &Config) -> PathBuf {
    match config.server.site.as_str() {
        "" => beside_program("site").unwrap_or_else(|| PathBuf::from("site")),
        folder => PathBuf::from(folder),
    }
}

fn beside_program(name: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.parent()?.join(name))
}
