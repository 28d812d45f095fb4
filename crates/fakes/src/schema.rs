//! OpenAI's own description of its interface (schema/openai.json, see schema/cut.py) against which requests are checked.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use jsonschema::Validator;
use serde_json::{Value, json};

const FILE: &str = include_str!("../schema/openai.json");

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(FILE).unwrap_or_default());
static VALIDATORS: LazyLock<Mutex<HashMap<&'static str, std::sync::Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// What is wrong with `value` as a `name`: where, and why; `None`: nothing.
pub fn violation(name: &'static str, value: &Value) -> Option<(String, String)> {
    let validator = {
        let mut made = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
        match made.get(name) {
            Some(validator) => validator.clone(),
            None => {
                let mut document = DOCUMENT.clone();
                document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
                document["$ref"] = json!(format!("#/components/schemas/{name}"));
                let validator = match jsonschema::validator_for(&document) {
                    Ok(validator) => std::sync::Arc::new(validator),
                    Err(error) => return Some((String::new(), format!("the fake's own schema is broken: {error}"))),
                };
                made.insert(name, validator.clone());
                validator
            }
        }
    };
    let error = validator.iter_errors(value).next()?;
    let why: String = error.to_string().chars().take(600).collect();
    Some((error.instance_path().to_string(), why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &'static str, value: Value, good: bool) {
        assert_eq!(violation(name, &value).is_none(), good, "{value}: {:?}", violation(name, &value));
    }

    #[test]
    fn the_description_is_strict() {
        let user = json!([{"role": "user", "content": "hi"}]);
        let chat = "CreateChatCompletionRequest";
        check(chat, json!({"model": "m", "messages": user}), true);
        check(
            chat,
            json!({"model": "m", "messages": user, "stream": true, "stream_options": {"include_usage": true}}),
            true,
        );
        check(chat, json!({"model": "m", "messages": user, "reasoning_effort": "none"}), true);
        check(chat, json!({"model": "m", "messages": user, "reasoning_effort": "some"}), false);
        check(chat, json!({"model": "m", "messages": user, "unheard_of": 1}), false);
        check(chat, json!({"model": "m", "messages": []}), false);
        check(chat, json!({"model": "m", "messages": [{"role": "user", "content": "hi", "extra": 1}]}), false);
        check(chat, json!({"model": "m", "messages": [{"role": "tool", "content": "x"}]}), false);
        check("CreateEmbeddingRequest", json!({"model": "m", "input": "x"}), true);
        check("CreateEmbeddingRequest", json!({"model": "m", "input": "x", "extra": 1}), false);
        check("CreateModerationRequest", json!({"input": "x"}), true);
    }
}
