//! A reply in the forms OpenAI gives it: one body, or the chunks of a stream.

use serde_json::{Value, json};

use crate::{Fault, shopkeeper::Reply};

/// A fixed moment, so that answers can be compared: 2026-11-20.
pub const CREATED: u64 = 1_795_132_800;

/// What a reply is wrapped in.
#[derive(Debug, Clone)]
pub struct Frame {
    pub id: String,
    pub model: String,
    pub usage: Value,
    pub include_usage: bool,
    pub fault: Option<Fault>,
}

impl Frame {
    fn finish(&self, reply: &Reply) -> &'static str {
        match self.fault {
            Some(Fault::OddFinish) => "eos",
            Some(Fault::ContentFilter) => "content_filter",
            Some(Fault::Length) => "length",
            _ if reply.calls.is_empty() => "stop",
            _ => "tool_calls",
        }
    }

    pub fn whole(&self, reply: &Reply) -> Value {
        let mut message = json!({ "role": "assistant", "content": null, "refusal": null });
        if self.fault == Some(Fault::Refusal) {
            message["refusal"] = json!("I cannot help with that.");
        } else if reply.calls.is_empty() {
            message["content"] = json!(reply.text);
        } else {
            message["tool_calls"] = reply
                .calls
                .iter()
                .enumerate()
                .map(|(at, (name, arguments))| {
                    json!({"id": self.call_id(at), "type": "function", "function": {"name": name, "arguments": arguments}})
                })
                .collect();
        }
        let mut out = json!({
            "id": self.id,
            "object": "chat.completion",
            "created": CREATED,
            "model": self.model,
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": self.finish(reply)}],
        });
        if self.fault != Some(Fault::NoUsage) {
            out["usage"] = self.usage.clone();
        }
        out
    }

    pub fn chunks(&self, reply: &Reply) -> Vec<Value> {
        let mut deltas = vec![json!({"role": "assistant", "content": "", "refusal": null})];
        if self.fault == Some(Fault::Refusal) {
            deltas.push(json!({"refusal": "I cannot help with that."}));
        } else {
            deltas.extend(pieces(&reply.text, 7).into_iter().map(|text| json!({ "content": text })));
            for (at, (name, arguments)) in reply.calls.iter().enumerate() {
                deltas.push(json!({"tool_calls": [{
                    "index": at, "id": self.call_id(at), "type": "function",
                    "function": {"name": name, "arguments": ""},
                }]}));
                deltas.extend(
                    pieces(arguments, 16)
                        .into_iter()
                        .map(|text| json!({"tool_calls": [{"index": at, "function": {"arguments": text}}]})),
                );
            }
        }
        if self.fault == Some(Fault::NoIndex) {
            for delta in &mut deltas {
                for call in delta["tool_calls"].as_array_mut().into_iter().flatten() {
                    call.as_object_mut().map(|call| call.remove("index"));
                }
            }
        }
        let chunk = |choices: Value| {
            let mut out = json!({
                "id": self.id, "object": "chat.completion.chunk", "created": CREATED, "model": self.model,
                "choices": choices,
            });
            if self.include_usage {
                out["usage"] = Value::Null;
            }
            out
        };
        let mut out: Vec<Value> = deltas
            .into_iter()
            .map(|delta| chunk(json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": null}])))
            .collect();
        let end = self.finish(reply);
        out.push(chunk(json!([{"index": 0, "delta": {}, "logprobs": null, "finish_reason": end}])));
        if self.include_usage && self.fault != Some(Fault::NoUsage) {
            let mut last = chunk(json!([]));
            last["usage"] = self.usage.clone();
            out.push(last);
        }
        out
    }

    fn call_id(&self, at: usize) -> String {
        format!("call_{}_{at}", self.id)
    }
}

/// Text in pieces of so many characters.
fn pieces(text: &str, size: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(size).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn what_is_sent_is_as_described() {
        let frame = Frame {
            id: "chatcmpl-1".into(),
            model: "gpt-6-luna".into(),
            usage: json!({"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}),
            include_usage: true,
            fault: None,
        };
        for reply in [Reply::text("Hello there."), Reply::call("f", &json!({"a": 1}))] {
            assert_eq!(schema::violation("CreateChatCompletionResponse", &frame.whole(&reply)), None);
            for chunk in frame.chunks(&reply) {
                assert_eq!(schema::violation("CreateChatCompletionStreamResponse", &chunk), None, "{chunk}");
            }
        }
        let odd = Frame { fault: Some(Fault::OddFinish), ..frame };
        assert!(schema::violation("CreateChatCompletionResponse", &odd.whole(&Reply::text("x"))).is_some());
    }
}
