//! The line to a provider: one HTTP client with deadlines, few retries and a cap on what comes back.
//!
//! The client is `async-openai`, without its own retries, its redirects and its reading of the environment. It logs bodies
//! of failed answers under the target `async_openai`; a server's log must leave that target out.

use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use async_openai::{
    Client,
    config::OpenAIConfig,
    error::OpenAIError,
    middleware::{HttpRequestFactory, ReqwestService},
};
use futures::{Stream, StreamExt};
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::{
    provider::Provider,
    reach::PublicOnly,
    wire::{self, Piece, Request},
};

/// Tries of one call, the first included.
const TRIES: u32 = 2;
/// The longest that a chat waits because a provider asks for it.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Full jitter: up to this before the second try when the provider says nothing.
const JITTER: Duration = Duration::from_millis(400);
/// Of an answer, and of what a refusal says.
const MOST_BYTES: usize = 2 << 20;
const MOST_ERROR_BYTES: usize = 64 << 10;

/// Why a call came to nothing; each is a different thing to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Trouble {
    #[error("no answer within the time for {0}")]
    Slow(&'static str),
    #[error("not reachable: {0}")]
    Unreachable(String),
    #[error("the provider failed: {0}")]
    Down(String),
    #[error("asked too often")]
    Busy(Option<Duration>),
    #[error("no credit left: {0}")]
    Quota(String),
    #[error("the key was refused: {0}")]
    Key(String),
    #[error("not found: {0}")]
    NotFound(String),
    #[error("the conversation is too long for the model")]
    TooLong,
    #[error("the request was refused: {0}")]
    Request(String),
    #[error("the answer makes no sense: {0}")]
    Garbage(String),
    #[error("the answer broke off")]
    BrokeOff,
}

impl Trouble {
    fn may_be_tried_again(&self) -> bool {
        matches!(self, Trouble::Unreachable(_) | Trouble::Down(_) | Trouble::Busy(_))
    }
}

/// An open line; cheap to clone, keeps its connections. One for each provider.
#[derive(Debug, Clone)]
pub struct Line(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    provider: Provider,
    client: Client<OpenAIConfig>,
}

/// An answer as it arrives.
pub struct Answer {
    stream: std::pin::Pin<Box<dyn Stream<Item = Result<Value, OpenAIError>> + Send>>,
}

impl Line {
    /// # Errors
    /// In plain words, when address, key or model cannot be used at all. Nothing is sent.
    pub fn open(provider: Provider) -> Result<Line, String> {
        if let Some(problem) = provider.unfit() {
            return Err(problem.to_owned());
        }
        let builder = reqwest::Client::builder();
        let builder = if provider.private { builder } else { builder.dns_resolver(Arc::new(PublicOnly)) };
        let http = builder
            .connect_timeout(provider.deadlines.connect)
            // The key travels with the request.
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(Duration::from_secs(60))
            .tls_backend_preconfigured(TRUST.clone()?)
            .build()
            .map_err(|error| plainly(&error))?;
        // All four are set, because what is not set is read from the environment.
        let config = OpenAIConfig::new()
            .with_api_base(provider.base_url.clone())
            .with_api_key(provider.key.expose_secret())
            .with_org_id("")
            .with_project_id("");
        let carrier = ReqwestService::new(http.clone());
        let service = tower::service_fn(move |request: HttpRequestFactory| carry(carrier.clone(), request));
        let client = Client::build(http, config).with_http_service(service);
        Ok(Line(Arc::new(Inner { provider, client })))
    }

    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// Asks, and asks once more where that may help. The time for the first word counts from here.
    pub(super) async fn ask(&self, request: &Request<'_>, seed: u64, until: Instant) -> (u32, Result<Answer, Trouble>) {
        let mut tries = 0;
        loop {
            tries += 1;
            let left = until.saturating_duration_since(Instant::now());
            let chat = self.0.client.chat();
            let sent = chat.create_stream_byot::<_, Value>(request);
            let trouble = match timeout(left, sent).await {
                Err(_) => Trouble::Slow("the first word"),
                Ok(Ok(stream)) => return (tries, Ok(Answer { stream })),
                Ok(Err(error)) => trouble(error),
            };
            let wait = match &trouble {
                Trouble::Busy(Some(wait)) => *wait,
                _ => JITTER.mul_f64((seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) as f64 / (1u64 << 53) as f64),
            };
            let late = wait > LONGEST_WAIT || Instant::now() + wait >= until;
            if tries >= TRIES || late || !trouble.may_be_tried_again() {
                return (tries, Err(trouble));
            }
            sleep(wait).await;
        }
    }

    /// Asks for a whole answer, once.
    pub(super) async fn ask_whole(&self, request: &Request<'_>) -> Result<Piece, Trouble> {
        let chat = self.0.client.chat();
        let sent = chat.create_byot::<_, Value>(request);
        let value = timeout(self.0.provider.deadlines.total, sent).await.map_err(|_| Trouble::Slow("an answer"))?;
        value.map(|value| Piece::read(&value)).map_err(trouble)
    }

    /// What the server says of its models.
    pub(super) async fn models(&self) -> Result<Value, Trouble> {
        let models = self.0.client.models();
        let listed = timeout(self.0.provider.deadlines.first_token, models.list_byot::<Value>()).await;
        listed.map_err(|_| Trouble::Slow("the list of models"))?.map_err(trouble)
    }
}

impl Answer {
    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self, wait: Duration, what: &'static str) -> Result<Option<Piece>, Trouble> {
        match timeout(wait, self.stream.next()).await {
            Err(_) => Err(Trouble::Slow(what)),
            Ok(None) => Ok(None),
            Ok(Some(Ok(value))) => {
                let piece = Piece::read(&value);
                piece.error.clone().map_or(Ok(Some(piece)), |error| Err(Trouble::Down(short(&error))))
            }
            Ok(Some(Err(error))) => Err(trouble(error)),
        }
    }
}

/// Read once: it is some hundred certificates.
static TRUST: LazyLock<Result<rustls::ClientConfig, String>> = LazyLock::new(trust);

/// What the system trusts, and the usual authorities where it has no list (a slim container).
fn trust() -> Result<rustls::ClientConfig, String> {
    use rustls_platform_verifier::BuilderVerifierExt;
    let ring = || Arc::new(rustls::crypto::ring::default_provider());
    let begin = || rustls::ClientConfig::builder_with_provider(ring()).with_safe_default_protocol_versions();
    if let Ok(config) = begin().and_then(BuilderVerifierExt::with_platform_verifier) {
        return Ok(config.with_no_client_auth());
    }
    let roots: rustls::RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let config = begin().map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// An answer that is none, with what tells how to go on.
#[derive(Debug, thiserror::Error)]
#[error("status {status}")]
struct Refused {
    status: u16,
    after: Option<Duration>,
    body: Vec<u8>,
}

/// Sends one request; whatever is not a success becomes [`Refused`], a success is capped.
async fn carry(mut carrier: ReqwestService, request: HttpRequestFactory) -> Result<reqwest::Response, OpenAIError> {
    use tower::Service;
    let response = carrier.call(request).await?;
    let status = response.status();
    if !status.is_success() {
        let after = response.headers().get(reqwest::header::RETRY_AFTER);
        let after = after.and_then(|value| value.to_str().ok()).and_then(|text| text.trim().parse().ok());
        let mut body = Vec::new();
        let mut stream = response.bytes_stream();
        while let Some(Ok(bytes)) = stream.next().await {
            body.extend_from_slice(&bytes[..bytes.len().min(MOST_ERROR_BYTES - body.len())]);
            if body.len() >= MOST_ERROR_BYTES {
                break;
            }
        }
        let refused = Refused { status: status.as_u16(), after: after.map(Duration::from_secs), body };
        return Err(OpenAIError::Boxed(Box::new(refused)));
    }
    let mut head = http::Response::builder().status(status);
    if let Some(headers) = head.headers_mut() {
        headers.extend(response.headers().clone());
    }
    let mut left = MOST_BYTES;
    let body = response.bytes_stream().map(move |bytes| {
        let bytes = bytes.map_err(std::io::Error::other)?;
        left = left.checked_sub(bytes.len()).ok_or_else(|| std::io::Error::other("the answer is too long"))?;
        Ok::<_, std::io::Error>(bytes)
    });
    let response = head.body(reqwest::Body::wrap_stream(body));
    response.map(Into::into).map_err(|error| OpenAIError::InvalidArgument(error.to_string()))
}

fn trouble(error: OpenAIError) -> Trouble {
    match error {
        OpenAIError::Boxed(boxed) => match boxed.downcast::<Refused>() {
            Ok(refused) => refusal(&refused),
            Err(other) => Trouble::Down(short(&other.to_string())),
        },
        OpenAIError::Reqwest(error) if error.is_timeout() && error.is_connect() => {
            Trouble::Unreachable("no connection in time".to_owned())
        }
        OpenAIError::Reqwest(error) if error.is_connect() => Trouble::Unreachable(plainly(&error)),
        OpenAIError::Reqwest(error) if error.is_timeout() => Trouble::Slow("an answer"),
        OpenAIError::Reqwest(error) => Trouble::Down(plainly(&error)),
        OpenAIError::ApiError(answer) => status(answer.status_code.as_u16(), None, "", &answer.api_error.message),
        // An error in the middle of a stream may come in a shape of its own; its text is nobody's business.
        OpenAIError::JSONDeserialize(..) => Trouble::Garbage("it is not JSON".to_owned()),
        OpenAIError::StreamError(_) => Trouble::BrokeOff,
        other => Trouble::Garbage(short(&other.to_string())),
    }
}

fn refusal(refused: &Refused) -> Trouble {
    let body: Value = serde_json::from_slice(&refused.body).unwrap_or(Value::Null);
    let said = wire::error(&body).unwrap_or_default();
    status(refused.status, refused.after, &wire::error_code(&body), &said)
}

fn status(status: u16, after: Option<Duration>, code: &str, said: &str) -> Trouble {
    let words = || {
        let said = if said.is_empty() { format!("status {status}") } else { short(said) };
        if code.is_empty() { said } else { format!("{said} ({})", short(code)) }
    };
    let quota = ["insufficient_quota", "credit_balance", "billing"].iter().any(|word| code.contains(word));
    let long = code.contains("context_length") || said.contains("context length") || said.contains("context window");
    match status {
        401 | 403 => Trouble::Key(words()),
        402 => Trouble::Quota(words()),
        300..400 => Trouble::NotFound("the address leads to another one".to_owned()),
        404 => Trouble::NotFound(words()),
        408 | 500.. => Trouble::Down(words()),
        429 if quota => Trouble::Quota(words()),
        429 => Trouble::Busy(after),
        400 | 413 | 422 if long => Trouble::TooLong,
        _ => Trouble::Request(words()),
    }
}

/// The innermost cause: the outer ones name the address only.
fn plainly(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    short(&cause.to_string())
}

/// A provider's words, for people who run the shop: bounded, on one line.
fn short(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}
