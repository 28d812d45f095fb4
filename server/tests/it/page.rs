//! Reads what a chat page shows out of its HTML, and writes forms as a browser does.

/// The token that the page's forms carry.
pub fn token(html: &str) -> String {
    attribute(html, "<input type=\"hidden\" name=\"token\"", "value")
}

/// The value of an attribute of the first element that begins so.
pub fn attribute(html: &str, element: &str, name: &str) -> String {
    let at = html.find(element).unwrap_or_else(|| panic!("{element} is not on the page: {html}"));
    let rest = &html[at..];
    let at = rest.find(&format!(" {name}=\"")).unwrap_or_else(|| panic!("{element} has no {name}"));
    let rest = &rest[at + name.len() + 3..];
    unescape(&rest[..rest.find('"').unwrap()])
}

/// What a reader sees: the page's body without scripts and markup.
pub fn text(html: &str) -> String {
    let body = html.split_once("<body>").map_or(html, |(_, body)| body);
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let skipped = ["script", "style", "svg"].iter().find(|name| after.starts_with(**name));
        rest = match skipped {
            Some(name) => after.split_once(&format!("</{name}>")).map_or("", |(_, rest)| rest),
            None => after.split_once('>').map_or("", |(_, rest)| rest),
        };
    }
    text.push_str(rest);
    unescape(&text)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Percent-encodes everything but unreserved characters.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

#[test]
fn a_page_is_read_as_a_reader_sees_it() {
    let html = "<head><title>x</title></head><body><p>a &lt;b&gt;</p><script>no()</script><svg><p>no</p></svg>c</body>";
    assert_eq!(text(html), "a <b>c");
    assert_eq!(attribute("<i a=\"1\"><meta name=\"m\" content=\"&quot;x\">", "<meta name=\"m\"", "content"), "\"x");
}
