//! Plain text out of whatever a cell holds, and handles out of titles.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Elements whose end is the end of a line in print.
const BREAKS: &[&str] =
    &["</p>", "</li>", "</div>", "</tr>", "</h1>", "</h2>", "</h3>", "</h4>", "<br>", "<br/>", "<br />"];

/// Text without markup, control characters and doubled space. Script and style go with their contents.
pub fn plain_text(cell: &str) -> String {
    let text = if cell.contains('<') && cell.contains('>') {
        let mut marked = cell.to_owned();
        for end in BREAKS {
            marked = marked.replace(end, &format!("{end}\n"));
        }
        decode(&ammonia::Builder::empty().clean_content_tags(["script", "style"].into()).clean(&marked).to_string())
    } else {
        decode(cell)
    };
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if !line.is_empty() {
            if !plain.is_empty() {
                plain.push('\n');
            }
            plain.push_str(&line);
        }
    }
    plain
}

/// The entities that exports write; the cleaner writes the first five.
fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// "Crème Brûlée Set" → "creme-brulee-set"; letters of other scripts stay.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 200 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_lines_stay() {
        assert_eq!(
            plain_text("<p>Soft  wool.</p><ul><li>Warm</li><li>Light &amp; dry</li></ul>"),
            "Soft wool.\nWarm\nLight & dry"
        );
        assert_eq!(plain_text("a<script>alert(1)</script>b<style>x{}</style>"), "ab");
        assert_eq!(plain_text("5 < 6 &amp; 7"), "5 < 6 & 7");
        assert_eq!(plain_text("  tab\there\u{0}\u{7} "), "tab here");
        assert_eq!(plain_text("<b onclick=x>bold</b>"), "bold");
    }

    #[test]
    fn handles_can_stand_in_addresses() {
        assert_eq!(slug("Crème Brûlée Set!"), "creme-brulee-set");
        assert_eq!(slug("  --  "), "");
        assert_eq!(slug("فستان أزرق"), "فستان-ازرق");
        assert!(slug(&"x".repeat(1000)).len() <= 200);
    }
}
