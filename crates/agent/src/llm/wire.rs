//! What goes over the wire: requests as OpenAI describes them, answers read leniently. Servers differ: everything in an
//! answer is optional, words that are not known are kept, and nothing but JSON that is none is refused.

use serde::Serialize;
use serde_json::Value;

use super::models::Tokens;
use crate::tool::ToolSpec;

#[derive(Debug, Clone, Serialize)]
pub struct Request<'a> {
    pub model: &'a str,
    pub messages: &'a [Message],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_tool_calls: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_key: Option<String>,
    pub stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_options: Option<StreamOptions>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub struct StreamOptions {
    pub include_usage: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "role", rename_all = "lowercase")]
pub enum Message {
    System {
        content: String,
    },
    User {
        content: String,
    },
    Assistant {
        /// Empty beside calls: some servers want it to be there.
        content: String,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<Call>,
    },
    Tool {
        content: String,
        tool_call_id: String,
    },
}

/// A call as the model wrote it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Call {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Function,
    pub function: Named,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Function {
    #[default]
    Function,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Named {
    pub name: String,
    /// JSON, if the model kept to it.
    pub arguments: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Tool<'a> {
    #[serde(rename = "type")]
    kind: Function,
    function: ToolFunction<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct ToolFunction<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
}

impl<'a> Tool<'a> {
    pub fn new(spec: &'a ToolSpec, strict: bool) -> Tool<'a> {
        Tool {
            kind: Function::Function,
            function: ToolFunction {
                name: &spec.name,
                description: &spec.description,
                parameters: &spec.parameters,
                strict: strict.then_some(true),
            },
        }
    }
}

/// One piece of an answer: a chunk of a stream, or the whole of one that was not streamed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Piece {
    pub text: String,
    /// It shows that it thinks; what it thinks is nobody's business.
    pub thinks: bool,
    pub refusal: String,
    /// Position (if the server says so), and what was said of the call there.
    pub calls: Vec<(Option<u64>, Call)>,
    pub finish: Option<String>,
    pub usage: Option<Tokens>,
    /// An error in the middle of a stream.
    pub error: Option<String>,
}

impl Piece {
    pub fn read(value: &Value) -> Piece {
        let choice = &value["choices"][0];
        let said = if choice["delta"].is_object() { &choice["delta"] } else { &choice["message"] };
        let calls = said["tool_calls"].as_array().into_iter().flatten().map(|call| {
            let function = &call["function"];
            let arguments = match &function["arguments"] {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                whole => whole.to_string(),
            };
            let named = Named { name: text(&function["name"]), arguments };
            (call["index"].as_u64(), Call { id: text(&call["id"]), kind: Function::Function, function: named })
        });
        Piece {
            text: content(&said["content"]),
            thinks: ["reasoning_content", "reasoning"].iter().any(|name| said[*name].is_string()),
            refusal: text(&said["refusal"]),
            calls: calls.collect(),
            finish: choice["finish_reason"].as_str().map(str::to_owned),
            usage: usage(&value["usage"]),
            error: error(value),
        }
    }
}

/// A string, or a list of parts with texts.
fn content(value: &Value) -> String {
    match value {
        Value::Array(parts) => parts.iter().map(|part| text(&part["text"])).collect(),
        other => text(other),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn usage(value: &Value) -> Option<Tokens> {
    let count = |value: &Value| value.as_u64().or_else(|| value.as_f64().map(|count| count.max(0.0) as u64));
    let prompt = count(&value["prompt_tokens"])?;
    let details = &value["prompt_tokens_details"];
    Some(Tokens {
        prompt,
        cached: count(&details["cached_tokens"]).unwrap_or(0).min(prompt),
        written: count(&details["cache_write_tokens"]).unwrap_or(0).min(prompt),
        completion: count(&value["completion_tokens"]).unwrap_or(0),
    })
}

/// The message of `{"error": {"message": …}}` or `{"error": "…"}`.
pub fn error(value: &Value) -> Option<String> {
    match &value["error"] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other["message"].as_str().unwrap_or("an error without words").to_owned()),
    }
}

/// The code of an error, or its type where it has none; some servers give numbers.
pub fn error_code(value: &Value) -> String {
    let error = &value["error"];
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let (code, kind) = (word(&error["code"]), word(&error["type"]));
    if code == kind { code } else { format!("{code} {kind}").trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_what_servers_really_send() {
        let chunk = json!({"choices": [{"delta": {"content": "Hi"}, "finish_reason": null}], "service_tier": "odd"});
        assert_eq!(Piece::read(&chunk).text, "Hi");
        let eos = json!({"choices": [{"delta": {}, "finish_reason": "eos"}]});
        assert_eq!(Piece::read(&eos).finish.as_deref(), Some("eos"));
        let call =
            json!({"choices": [{"delta": {"tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}]}}]});
        let read = &Piece::read(&call).calls[0];
        assert_eq!((read.0, read.1.function.arguments.as_str()), (None, "{\"a\":1}"));
        let usage = json!({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2.0,
            "prompt_tokens_details": {"cached_tokens": 99}}});
        assert_eq!(Piece::read(&usage).usage, Some(Tokens { prompt: 9, cached: 9, written: 0, completion: 2 }));
        assert_eq!(Piece::read(&json!({"error": "gone"})).error.as_deref(), Some("gone"));
        let thought = json!({"choices": [{"delta": {"reasoning_content": "Hm."}}]});
        assert!(Piece::read(&thought).thinks && !Piece::read(&chunk).thinks);
        assert_eq!(Piece::read(&json!([1, 2])), Piece::default());
        assert_eq!(error_code(&json!({"error": {"code": 429, "type": null}})), "429");
    }
}
