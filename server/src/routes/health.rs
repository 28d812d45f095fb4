//! Whether the server lives, and whether it can take messages.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use app::{
    api::server::{Health as Line, Standing},
    components::Tone,
    ssr::Standings,
};
use axum::{
    Extension, Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{Engine, Readiness, jobs, mail, shops};
use tokio::sync::watch;

/// A write that succeeded so lately is proof enough.
const FRESH: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Health {
    engine: Engine,
    closing: watch::Receiver<bool>,
    written: Arc<Mutex<Option<Instant>>>,
}

impl Health {
    pub fn new(engine: Engine, closing: watch::Receiver<bool>) -> Self {
        Self { engine, closing, written: Arc::default() }
    }

    async fn writes(&self) -> bool {
        let fresh = |written: &Option<Instant>| written.is_some_and(|at| at.elapsed() < FRESH);
        if self.written.lock().is_ok_and(|written| fresh(&written)) {
            return true;
        }
        let answered = tokio::time::timeout(Duration::from_secs(2), self.engine.ping()).await;
        let well = matches!(answered, Ok(Ok(())));
        if well && let Ok(mut written) = self.written.lock() {
            *written = Some(Instant::now());
        }
        well
    }

    /// What the settings say of this server.
    pub fn standings(&self) -> Standings {
        let health = self.clone();
        Arc::new(move || {
            let health = health.clone();
            Box::pin(async move { health.standing().await })
        })
    }

    async fn standing(&self) -> Standing {
        let line = |tone, what: &str, how: String| Line { tone, what: what.to_owned(), how };
        let database = match self.writes().await {
            true => line(Tone::Positive, "Database", "It takes messages".to_owned()),
            false => line(Tone::Critical, "Database", "It does not take messages now; the log says why".to_owned()),
        };
        let model = match self.engine.readiness() {
            Readiness::Ready => line(Tone::Positive, "Search", "By words and by meaning".to_owned()),
            Readiness::Loading => line(Tone::Info, "Search", "By words; the model is loading".to_owned()),
            Readiness::Absent(_) => {
                line(Tone::Caution, "Search", "By words alone: there is no embedding model".to_owned())
            }
        };
        let count = shops::list(&self.engine).await.map_or(0, |shops| shops.len());
        let shops_line = line(
            if count > 0 { Tone::Positive } else { Tone::None },
            "Shops",
            match count {
                0 => "None yet".to_owned(),
                1 => "One".to_owned(),
                count => count.to_string(),
            },
        );
        let mail = match mail::works(&self.engine) {
            true => line(Tone::Positive, "Mail", "It goes out".to_owned()),
            false => line(Tone::None, "Mail", "None is sent: no mail server is set".to_owned()),
        };
        let queue = match jobs::depth(&self.engine).await {
            Ok((_, _, parked)) if parked > 0 => {
                let jobs = if parked == 1 { "One job was".to_owned() } else { format!("{parked} jobs were") };
                line(Tone::Caution, "Queue", format!("{jobs} parked after several tries; the log says why"))
            }
            Ok((0, ..)) => line(Tone::Positive, "Queue", "Nothing waits".to_owned()),
            Ok((waiting, oldest, _)) if oldest.as_secs() < 30 => {
                line(Tone::Positive, "Queue", format!("{waiting} being worked on"))
            }
            Ok((waiting, oldest, _)) => {
                line(Tone::Caution, "Queue", format!("{waiting} waiting, the longest for {} s", oldest.as_secs()))
            }
            Err(_) => line(Tone::Critical, "Queue", "It cannot be read now; the log says why".to_owned()),
        };
        Standing {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            health: vec![database, model, queue, mail, shops_line],
        }
    }
}

pub async fn live() -> &'static str {
    "ok\n"
}

/// 200 when a message would be taken now, 503 when not. Without a model the server is ready: it says so and goes by words.
pub async fn ready(Extension(health): Extension<Health>) -> Response {
    let closing = *health.closing.borrow();
    let writes = health.writes().await;
    let model = match health.engine.readiness() {
        Readiness::Loading => "loading",
        Readiness::Ready => "ready",
        Readiness::Absent(_) => "absent",
    };
    let status = if writes && !closing { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body =
        serde_json::json!({ "ready": writes && !closing, "database": writes, "model": model, "closing": closing });
    (status, Json(body)).into_response()
}
