//! A small assistant without a model: looks for what was asked and recommends what it found first. Enough for a demo.

use serde_json::{Map, Value, json};

/// What is to be answered to a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    pub text: String,
    /// Name, and arguments as text.
    pub calls: Vec<(String, String)>,
}

impl Reply {
    pub fn text(text: impl Into<String>) -> Reply {
        Reply { text: text.into(), calls: Vec::new() }
    }

    pub fn call(name: &str, arguments: &Value) -> Reply {
        Reply { text: String::new(), calls: vec![(name.to_owned(), arguments.to_string())] }
    }
}

pub fn reply(request: &Value) -> Reply {
    let messages: Vec<&Value> = request["messages"].as_array().into_iter().flatten().collect();
    let Some(last) = messages.last() else { return Reply::text("Hello.") };
    let content = text_of(&last["content"]);
    if last["role"] == "tool" {
        let results = messages.iter().rev().take_while(|message| message["role"] == "tool");
        return after(&results.map(|message| text_of(&message["content"])).collect::<String>());
    }
    let said = between(&content, "<shopper>", "</shopper>").unwrap_or(&content).trim().to_lowercase();
    if let Some(results) = between(&content, "<results>", "</results>") {
        return after(results);
    }
    let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    if let Some((name, arguments)) = asked_for(request, &words) {
        return Reply::call(&name, &arguments);
    }
    let may = |name: &str| offered(request).any(|tool| tool["name"] == name) && request["tool_choice"] != "none";
    if has(&["person", "human", "agent", "complaint", "refund", "broken"]) && may("hand_off") {
        return Reply::call("hand_off", &json!({"reason": "asked"}));
    }
    if words.len() <= 3 && has(&["hi", "hello", "hey"]) {
        return Reply::text("[[show none]]\nHello, and welcome to [[shop.name]]. What are you looking for?");
    }
    if has(&["thanks", "thank", "bye"]) {
        return Reply::text("[[show none]]\nYou are welcome. I am here whenever you need me.");
    }
    let listed = line(&content, "the last list, in its order: ").map(handles).unwrap_or_default();
    if has(&["compare", "difference", "versus", "vs"]) && listed.len() > 1 && may("compare_products") {
        return Reply::call("compare_products", &json!({"products": &listed[..2]}));
    }
    if may("search_products") {
        let read = line(&content, "read from the message: ").or(line(&content, "looked for until now: "));
        return Reply::call("search_products", &search(read, &words));
    }
    Reply::text("I would have to look, and have nothing to look with.")
}

/// What is said of the results of tools.
fn after(all: &str) -> Reply {
    if all.contains("hand_off") {
        return Reply::text("A person will answer you here.");
    }
    if all.contains("compare_products") {
        let found = handles(all);
        return match &found[..] {
            [first, second, ..] => Reply::text(format!(
                "[[{first}]] costs [[{first}.price]], [[{second}]] costs [[{second}.price]]. Which matters more to you, price or looks?"
            )),
            _ => Reply::text("There is little to choose between them."),
        };
    }
    recommend(&handles(all))
}

fn recommend(found: &[String]) -> Reply {
    match found {
        [] => Reply::text("Nothing in the shop fits that. What matters most to you, the price or the style?"),
        [one] => {
            Reply::text(format!("[[show {one}]]\n[[{one}]] fits best, at [[{one}.price]]. It is [[{one}.stock]]."))
        }
        [first, second, ..] => {
            let shown: Vec<&str> = found.iter().take(3).map(String::as_str).collect();
            Reply::text(format!(
                "[[show {}]]\nI would begin with [[{first}]] at [[{first}.price]]. [[{second}]] costs [[{second}.price]].",
                shown.join(" ")
            ))
        }
    }
}

/// All fields that a strict schema asks for.
fn search(read: Option<&str>, words: &[&str]) -> Value {
    let mut out = json!({
        "query": "", "price_min": null, "price_max": null, "colors": [], "sizes": [], "materials": [], "brands": [],
        "categories": [], "exclude": [], "in_stock": false, "on_sale": false, "order": null, "like": null,
        "skip_shown": words.contains(&"more"), "limit": 5,
    });
    let Some(read) = read else {
        out["query"] = json!(words.join(" "));
        return out;
    };
    for part in read.split("; ") {
        let (name, value) = part.split_once(' ').unwrap_or((part, ""));
        match name {
            "price_min" | "price_max" => {
                out[name] = value.replace(',', "").parse::<f64>().map_or(Value::Null, |amount| json!(amount));
            }
            "colors" | "sizes" | "materials" | "brands" | "categories" | "exclude" => {
                out[name] = value.split(", ").collect();
            }
            "in_stock" | "on_sale" => out[name] = json!(true),
            _ => out["query"] = json!(part),
        }
    }
    out
}

/// "Call show_colour with blue": the tool by its name, every string argument the last word.
fn asked_for(request: &Value, words: &[&str]) -> Option<(String, Value)> {
    if words.first() != Some(&"call") {
        return None;
    }
    let said = words.join("_");
    let tool = offered(request).find(|tool| tool["name"].as_str().is_some_and(|name| said.contains(name)))?;
    let properties = tool["parameters"]["properties"].as_object()?;
    let arguments: Map<String, Value> =
        properties.keys().map(|name| (name.clone(), json!(words.last().copied().unwrap_or_default()))).collect();
    Some((tool["name"].as_str()?.to_owned(), Value::Object(arguments)))
}

pub fn offered(request: &Value) -> impl Iterator<Item = &Value> {
    request["tools"].as_array().into_iter().flatten().map(|tool| &tool["function"])
}

/// What a message tells of results of tools.
pub fn results_of(message: &Value) -> String {
    let content = text_of(&message["content"]);
    match between(&content, "<results>", "</results>") {
        Some(results) => results.to_owned(),
        None if message["role"] == "tool" => content,
        None => String::new(),
    }
}

/// Whether the last thing said is what a tool answered.
pub fn told(request: &Value) -> bool {
    let last = request["messages"].as_array().and_then(|messages| messages.last());
    last.is_some_and(|message| message["role"] == "tool" || text_of(&message["content"]).contains("<results>"))
}

/// Handles in a tool's JSON or in a list, each once, in order.
fn handles(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let number =
            word.strip_prefix('p').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
        if number && !out.iter().any(|known| known == word) {
            out.push(word.to_owned());
        }
    }
    out
}

fn text_of(content: &Value) -> String {
    match content {
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let start = text.rfind(open)? + open.len();
    Some(&text[start..start + text[start..].find(close)?])
}

fn line<'a>(text: &'a str, begins: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(request: Value, expected: &str) {
        let reply = reply(&request);
        let calls: Vec<String> = reply.calls.iter().map(|(name, arguments)| format!("{name} {arguments}")).collect();
        assert!(format!("{}{}", reply.text, calls.join(" ")).contains(expected), "{reply:?}");
    }

    fn asked(content: &str) -> Value {
        let tools = json!([
            {"type": "function", "function": {"name": "search_products"}},
            {"type": "function", "function": {"name": "hand_off"}},
            {"type": "function", "function": {"name": "show_colour", "parameters": {"properties": {"colour": {}}}}},
        ]);
        json!({"messages": [{"role": "user", "content": content}], "tools": tools})
    }

    #[test]
    fn does_what_a_shopkeeper_does() {
        check(asked("<shopper>\nhello\n</shopper>"), "welcome");
        check(asked("a blue dress"), "\"query\":\"a blue dress\"");
        check(
            asked("read from the message: dress; price_max 80.00; colors blue, red\n<shopper>\nx\n</shopper>"),
            "[\"blue\",\"red\"]",
        );
        check(asked("<shopper>\na person please\n</shopper>"), "hand_off");
        check(asked("Call show_colour with blue."), "{\"colour\":\"blue\"}");
        let told = json!({"messages": [{"role": "tool", "content": "{\"handle\":\"p4\",\"x\":\"p7\"}"}]});
        check(told, "[[show p4 p7]]");
    }
}
