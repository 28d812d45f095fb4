//! OpenAI, played: refuses what its own description does not allow, answers as a script says.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::{Listener, ListenerExt},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

use crate::{
    Behaviour, Fault, Script,
    chunks::{CREATED, Frame},
    faults, lies,
    schema::violation,
    shopkeeper::{self, Reply},
};

/// Where tests get one.
pub struct Fake;

impl Fake {
    /// Plays on a free port of this machine until what is returned is dropped.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(script: Script) -> std::io::Result<Running> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let base_url = format!("http://{}/v1", listener.local_addr()?);
        let play = Arc::new(Play::new(script));
        let app = router(play.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the test that holds it")]
        let task = tokio::spawn(async move {
            // It ends when it is aborted.
            let _ = axum::serve(quick(listener), app).await;
        });
        Ok(Running { base_url, play, task })
    }
}

/// A fake that answers until this is dropped.
pub struct Running {
    /// With `/v1`.
    pub base_url: String,
    play: Arc<Play>,
    task: JoinHandle<()>,
}

impl Running {
    /// The chat requests so far, also those that were refused.
    pub fn requests(&self) -> Vec<Value> {
        self.play.log().requests.clone()
    }

    /// What was refused because the description does not allow it.
    pub fn violations(&self) -> Vec<String> {
        self.play.log().violations.clone()
    }

    /// Paths that were asked for and do not exist.
    pub fn strays(&self) -> Vec<String> {
        self.play.log().strays.clone()
    }

    /// Takes no more connections; who still waits for its first word is told that there is none.
    pub fn stop(&self) {
        self.task.abort();
        self.play.stopped.notify_waiters();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Plays on this listener for ever: `vitrine fake openai`.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, script: Script) -> std::io::Result<()> {
    axum::serve(quick(listener), router(Arc::new(Play::new(script)))).await
}

/// Small pieces leave at once; else each would wait for the one before to be acknowledged.
fn quick(listener: TcpListener) -> impl Listener<Addr = SocketAddr> {
    listener.tap_io(|stream| {
        // Without it the pieces are late and right.
        let _ = stream.set_nodelay(true);
    })
}

struct Play {
    script: Script,
    log: Mutex<Log>,
    stopped: Notify,
}

#[derive(Default)]
struct Log {
    requests: Vec<Value>,
    violations: Vec<String>,
    strays: Vec<String>,
    answered: usize,
}

impl Play {
    fn new(script: Script) -> Play {
        Play { script, log: Mutex::default(), stopped: Notify::new() }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn let_in(&self, headers: &HeaderMap) -> Result<(), Box<Response>> {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        match &self.script.key {
            Some(key) if given != key => refused_as(Fault::WrongKey, ""),
            _ => Ok(()),
        }
    }

    fn refuse(&self, param: &str, why: &str) -> Box<Response> {
        self.log().violations.push(format!("{param}: {why}"));
        Box::new(faults::refused(400, "invalid_request_error", None, Some(param), why))
    }

    fn read(&self, name: &'static str, body: &Bytes) -> Result<Value, Box<Response>> {
        let value: Value = serde_json::from_slice(body)
            .map_err(|_| self.refuse("body", "We could not parse the JSON body of your request."))?;
        match violation(name, &value) {
            Some((place, why)) => Err(self.refuse(&place, &why)),
            None => Ok(value),
        }
    }

    fn knows(&self, model: &str) -> Result<(), Box<Response>> {
        let known = self.script.models.iter().any(|listed| listed.id == model);
        if known { Ok(()) } else { refused_as(Fault::NoModel, model) }
    }
}

fn refused_as(fault: Fault, model: &str) -> Result<(), Box<Response>> {
    faults::instead(fault, model).map_or(Ok(()), |response| Err(Box::new(response)))
}

fn router(play: Arc<Play>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(chat))
        .route("/v1/models", get(models))
        .route("/v1/embeddings", post(embeddings))
        .route("/v1/moderations", post(moderations))
        .fallback(stray)
        .with_state(play)
}

async fn stray(State(play): State<Arc<Play>>, uri: Uri) -> Response {
    play.log().strays.push(uri.path().to_owned());
    faults::refused(404, "invalid_request_error", None, None, &format!("Invalid URL ({})", uri.path()))
}

async fn models(State(play): State<Arc<Play>>, headers: HeaderMap) -> Response {
    if let Err(refused) = play.let_in(&headers) {
        return *refused;
    }
    let data: Vec<Value> = play
        .script
        .models
        .iter()
        .map(|model| {
            json!({"id": model.id, "object": "model", "created": CREATED, "owned_by": "fakes", "shutdown_date": model.shutdown_date})
        })
        .collect();
    Json(json!({"object": "list", "data": data})).into_response()
}

async fn chat(State(play): State<Arc<Play>>, headers: HeaderMap, body: Bytes) -> Response {
    chat_answer(&play, &headers, &body).await.unwrap_or_else(|refused| *refused)
}

async fn chat_answer(play: &Play, headers: &HeaderMap, body: &Bytes) -> Result<Response, Box<Response>> {
    play.let_in(headers)?;
    let sent = serde_json::from_slice(body).unwrap_or(Value::Null);
    play.log().requests.push(sent);
    let request = play.read("CreateChatCompletionRequest", body)?;
    let model = request["model"].as_str().unwrap_or_default().to_owned();
    play.knows(&model)?;
    if let Some((param, why)) = beyond_the_schema(&request, &model) {
        return Err(play.refuse(param, &why));
    }
    let (number, seen) = {
        let mut log = play.log();
        log.answered += 1;
        let rules = &request["messages"][0];
        let seen = log.requests.iter().filter(|before| &before["messages"][0] == rules).count() > 1;
        (log.answered - 1, seen)
    };
    let answer = play.script.answer(number);
    let delay = Duration::from_millis(play.script.delay_ms);
    if answer.fault == Some(Fault::SlowHeaders) {
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            () = play.stopped.notified() => return Err(Box::new(faults::refused(503, "server_error", None, None, "gone"))),
        }
    }
    if let Some(instead) = answer.fault.and_then(|fault| faults::instead(fault, &model)) {
        return Err(Box::new(instead));
    }
    let mut reply = if answer.text.is_some() || !answer.calls.is_empty() {
        let calls = answer.calls.iter().map(|call| {
            let arguments = call.arguments.as_str().map_or_else(|| call.arguments.to_string(), str::to_owned);
            (call.name.clone(), arguments)
        });
        Reply { text: answer.text.clone().unwrap_or_default(), calls: calls.collect() }
    } else {
        match answer.behaviour {
            Behaviour::Shopkeeper => shopkeeper::reply(&request),
            Behaviour::Liar => lies::reply(&request, play.script.seed.wrapping_add(number as u64)),
        }
    };
    spoil(&mut reply, answer.fault);
    let frame = Frame {
        id: format!("chatcmpl-{number}"),
        model,
        usage: usage(body.len(), &request, &reply, seen),
        include_usage: request["stream_options"]["include_usage"] == true,
        fault: answer.fault,
    };
    Ok(if request["stream"] == true {
        faults::streamed(&frame.chunks(&reply), answer.fault, delay)
    } else {
        if answer.fault == Some(Fault::Stall) {
            tokio::time::sleep(delay).await;
        }
        Json(frame.whole(&reply)).into_response()
    })
}

/// Faults that lie in what is said.
fn spoil(reply: &mut Reply, fault: Option<Fault>) {
    match fault {
        Some(Fault::ArgumentsNotJson) => {
            if reply.calls.is_empty() {
                reply.calls.push(("search_products".to_owned(), String::new()));
            }
            for (_, arguments) in &mut reply.calls {
                *arguments = "{\"query\": \"dre".to_owned();
            }
        }
        Some(Fault::TwoCalls) => reply.calls.extend(reply.calls.clone()),
        Some(Fault::Empty) => *reply = Reply::default(),
        Some(Fault::Length) => {
            let half = reply.text.chars().count() / 2;
            reply.text = reply.text.chars().take(half).collect();
            for (_, arguments) in &mut reply.calls {
                arguments.truncate(arguments.len() / 2);
            }
        }
        _ => {}
    }
}

/// What the real server refuses and its description does not tell.
fn beyond_the_schema(request: &Value, model: &str) -> Option<(&'static str, String)> {
    let tools: Vec<&Value> = shopkeeper::offered(request).collect();
    let modern = model.starts_with("gpt-6") || model.starts_with("gpt-5");
    if model.starts_with("gpt-6") && !tools.is_empty() && request["reasoning_effort"] != "none" {
        return Some(("reasoning_effort", "Function calling on this model needs reasoning_effort none here.".into()));
    }
    if modern && request["max_tokens"].is_u64() {
        return Some(("max_tokens", "Unsupported parameter: use 'max_completion_tokens' instead.".into()));
    }
    if tools.is_empty() {
        for name in ["tool_choice", "parallel_tool_calls"] {
            if !request[name].is_null() {
                return Some(("tools", format!("'{name}' is only allowed when 'tools' are specified.")));
            }
        }
    }
    if request["stream"] != true && !request["stream_options"].is_null() {
        return Some(("stream_options", "It is only allowed when 'stream' is enabled.".into()));
    }
    for tool in tools {
        if tool["strict"] == true
            && let Some(why) = not_strict(&tool["parameters"])
        {
            return Some(("tools", format!("Invalid schema for function {}: {why}", tool["name"])));
        }
    }
    unanswered(request)
}

fn not_strict(schema: &Value) -> Option<String> {
    let subset = ["type", "properties", "required", "additionalProperties", "items", "enum", "description", "anyOf"];
    let fields = schema.as_object()?;
    if let Some(word) = fields.keys().find(|word| !subset.contains(&word.as_str())) {
        return Some(format!("'{word}' is not permitted"));
    }
    if schema["type"] == "object" {
        let properties = schema["properties"].as_object()?;
        if schema["additionalProperties"] != false {
            return Some("'additionalProperties' is required to be supplied and to be false".into());
        }
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if let Some(name) = properties.keys().find(|name| !required.contains(&name.as_str())) {
            return Some(format!("'required' must hold every key in properties; '{name}' is missing"));
        }
        return properties.values().find_map(not_strict);
    }
    not_strict(&schema["items"])
}

/// Every call must be answered before anything else is said, and nothing that was not called.
fn unanswered(request: &Value) -> Option<(&'static str, String)> {
    let mut open: Vec<String> = Vec::new();
    for message in request["messages"].as_array().into_iter().flatten() {
        if message["role"] == "tool" {
            let id = message["tool_call_id"].as_str().unwrap_or_default();
            let Some(at) = open.iter().position(|waiting| waiting == id) else {
                return Some(("messages", format!("a tool message answers '{id}', which was not called")));
            };
            open.remove(at);
            continue;
        }
        if let Some(id) = open.first() {
            return Some(("messages", format!("tool_call_id '{id}' did not have a response message")));
        }
        for call in message["tool_calls"].as_array().into_iter().flatten() {
            open.push(call["id"].as_str().unwrap_or_default().to_owned());
        }
    }
    open.first().map(|id| ("messages", format!("tool_call_id '{id}' did not have a response message")))
}

/// A token for four bytes; rules seen before come from the cache, as whole blocks of 128 beyond 1,024.
fn usage(sent: usize, request: &Value, reply: &Reply, seen: bool) -> Value {
    let prompt = sent.div_ceil(4);
    let rules = (request["messages"][0].to_string().len() + request["tools"].to_string().len()) / 4;
    let cacheable = if rules >= 1_024 { rules.min(prompt) / 128 * 128 } else { 0 };
    let completion = (reply.text.len()
        + reply.calls.iter().map(|(name, arguments)| name.len() + arguments.len()).sum::<usize>())
    .div_ceil(4);
    json!({
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {
            "cached_tokens": if seen { cacheable } else { 0 },
            "cache_write_tokens": if seen { 0 } else { cacheable },
        },
        "completion_tokens_details": {"reasoning_tokens": 0},
    })
}

async fn embeddings(State(play): State<Arc<Play>>, headers: HeaderMap, body: Bytes) -> Response {
    let made = || {
        play.let_in(&headers)?;
        let request = play.read("CreateEmbeddingRequest", &body)?;
        play.knows(request["model"].as_str().unwrap_or_default())?;
        let inputs: Vec<Value> = match &request["input"] {
            Value::Array(list) => list.clone(),
            one => vec![one.clone()],
        };
        let size = request["dimensions"].as_u64().unwrap_or(1_536).clamp(1, 3_072);
        let data: Vec<Value> = inputs
            .iter()
            .enumerate()
            .map(|(at, input)| {
                let mut dice = lies::Dice::new(input.to_string().bytes().map(u64::from).sum());
                let vector: Vec<f64> = (0..size).map(|_| dice.roll(2_001) as f64 / 1_000.0 - 1.0).collect();
                let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt().max(1e-9);
                let vector: Vec<f64> = vector.iter().map(|x| x / length).collect();
                json!({"object": "embedding", "index": at, "embedding": vector})
            })
            .collect();
        let tokens = body.len().div_ceil(4);
        let usage = json!({"prompt_tokens": tokens, "total_tokens": tokens});
        Ok(Json(json!({"object": "list", "data": data, "model": request["model"], "usage": usage})).into_response())
    };
    made().unwrap_or_else(|refused: Box<Response>| *refused)
}

async fn moderations(State(play): State<Arc<Play>>, headers: HeaderMap, body: Bytes) -> Response {
    let made = || {
        play.let_in(&headers)?;
        let request = play.read("CreateModerationRequest", &body)?;
        let flagged = request["input"].to_string().to_lowercase().contains("kill");
        let names = [
            "hate",
            "hate/threatening",
            "harassment",
            "harassment/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/intent",
            "self-harm/instructions",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic",
        ];
        let is = |name: &str| flagged && name == "violence";
        let categories: Value = names.iter().map(|name| ((*name).to_owned(), json!(is(name)))).collect();
        let scores: Value =
            names.iter().map(|name| ((*name).to_owned(), json!(if is(name) { 0.9 } else { 0.01 }))).collect();
        let inputs: Value = names.iter().map(|name| ((*name).to_owned(), json!(["text"]))).collect();
        let result = json!({
            "flagged": flagged, "categories": categories, "category_scores": scores, "category_applied_input_types": inputs,
        });
        let model = request["model"].as_str().unwrap_or("omni-moderation-latest");
        Ok(Json(json!({"id": "modr-1", "model": model, "results": [result]})).into_response())
    };
    made().unwrap_or_else(|refused: Box<Response>| *refused)
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str, key: &str, body: Option<Value>) -> (u16, Value) {
        let app = router(Arc::new(Play::new(Script::default().key("sk-1"))));
        let method = if body.is_some() { "POST" } else { "GET" };
        let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {key}"));
        let request = request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn answers_are_as_described() {
        let chat = json!({"model": "gpt-6-luna", "messages": [{"role": "user", "content": "hello"}]});
        let embedding = json!({"model": "text-embedding-3-small", "input": ["a", "b"], "dimensions": 8});
        let moderation = json!({"input": "I will kill you"});
        for (path, body, name) in [
            ("/v1/models", None, "ListModelsResponse"),
            ("/v1/chat/completions", Some(chat), "CreateChatCompletionResponse"),
            ("/v1/embeddings", Some(embedding), "CreateEmbeddingResponse"),
            ("/v1/moderations", Some(moderation), "CreateModerationResponse"),
        ] {
            let (status, answer) = ask(path, "sk-1", body.clone()).await;
            assert_eq!((status, violation(name, &answer)), (200, None), "{path}: {answer}");
            let (status, answer) = ask(path, "sk-2", body).await;
            assert_eq!((status, violation("ErrorResponse", &answer)), (401, None), "{path}");
        }
        assert_eq!(ask("/models", "sk-1", None).await.0, 404);
    }

    #[tokio::test]
    async fn what_the_real_one_refuses_is_refused() {
        let user = json!({"role": "user", "content": "x"});
        let called = json!({"role": "assistant", "content": "", "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}},
        ]});
        let loose = json!([{"type": "function", "function": {
            "name": "f", "strict": true, "parameters": {"type": "object", "properties": {"a": {"type": "string"}}},
        }}]);
        for wrong in [
            json!({"model": "gpt-6-luna", "messages": [user], "max_tokens": 5}),
            json!({"model": "gpt-6-luna", "messages": [user], "tool_choice": "auto"}),
            json!({"model": "gpt-6-luna", "messages": [user], "stream_options": {"include_usage": true}}),
            json!({"model": "gpt-6-luna", "messages": [user], "tools": loose, "reasoning_effort": "none"}),
            json!({"model": "gpt-6-luna", "messages": [user], "tools": [{"type": "function", "function": {"name": "f"}}]}),
            json!({"model": "gpt-6-luna", "messages": [user, called]}),
            json!({"model": "gpt-6-luna", "messages": [user, called, user]}),
            json!({"model": "gpt-6-luna", "messages": [user, {"role": "tool", "tool_call_id": "c1", "content": "x"}]}),
        ] {
            let (status, answer) = ask("/v1/chat/completions", "sk-1", Some(wrong.clone())).await;
            assert_eq!((status, violation("ErrorResponse", &answer)), (400, None), "{wrong}: {answer}");
        }
    }
}
