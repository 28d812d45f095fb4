//! What of a product is read: its fields for the word index, and one text for its meaning.

use types::{Product, Variant};

use crate::lexical::Part;

/// A token of the model is about four letters; what is longer than this adds cost and blurs the meaning.
const LONGEST_DOCUMENT: usize = 500;
/// Characters of the short description, or of the description's head where there is none.
const SHORT: usize = 300;
const MOST_VALUES: usize = 10;
/// Attribute values longer than this are sentences or codes, not values.
const LONGEST_VALUE: usize = 80;

/// Values that say nothing about the product.
fn is_noise(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || value.len() > LONGEST_VALUE
        || value.starts_with("http://")
        || value.starts_with("https://")
        || matches!(
            value.to_ascii_lowercase().as_str(),
            "n" | "no" | "false" | "not available" | "not supported" | "none" | "n/a" | "default title"
        )
        || value.bytes().all(|b| b.is_ascii_digit() || b".,:-TZ +".contains(&b))
}

/// "product_colour" as words.
fn spaced(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// The fields of a product as the word index takes them.
pub(crate) fn fields(product: &Product) -> Vec<(Part, String)> {
    let mut out = vec![(Part::Name, product.name.clone())];
    out.extend(product.brand.iter().map(|brand| (Part::Brand, brand.clone())));
    out.extend(product.category.iter().map(|level| (Part::Kind, level.clone())));
    out.extend(product.tags.iter().map(|tag| (Part::Values, tag.clone())));
    let mut values: Vec<&str> = product.variants.iter().flat_map(|v| v.options.values()).map(String::as_str).collect();
    values.sort_unstable();
    values.dedup();
    out.extend(values.into_iter().filter(|value| !is_noise(value)).map(|value| (Part::Values, value.to_owned())));
    out.extend(product.variants.iter().flat_map(codes).map(|code| (Part::Code, code.to_owned())));
    out.push((Part::Short, product.short_description.clone()));
    for (name, value) in &product.attributes {
        if value == "true" {
            out.push((Part::Attributes, spaced(name)));
        } else if !is_noise(value) {
            out.push((Part::Attributes, value.clone()));
        }
    }
    out.push((Part::Description, product.description.clone()));
    out
}

/// Numbers under which a variant is known.
pub(crate) fn codes(variant: &Variant) -> impl Iterator<Item = &str> {
    [&variant.sku, &variant.barcode].into_iter().flatten().map(String::as_str)
}

/// Cuts at a word's end.
fn head(text: &str, most: usize) -> &str {
    let text = text.trim();
    match text.char_indices().nth(most) {
        None => text,
        Some((at, _)) => text[..at].rsplit_once(char::is_whitespace).map_or(&text[..at], |(head, _)| head),
    }
}

/// The text whose embedding stands for a product: name, brand, category path, then what is said of it in short, and
/// values of options and tags. Deterministic; renewed when [`crate::text_hash`] of it changes.
///
/// Measured on judged electronics queries with all-MiniLM-L6-v2 (nDCG@10 / judged-only of meaning alone): name 0.55 /
/// 0.86, name and short description 0.66 / 0.91, the same and six attribute values 0.64 / 0.89: attributes blur it, so
/// they are left out.
pub fn document_text(product: &Product) -> String {
    let name = product.name.trim();
    let lower = name.to_lowercase();
    let mut pieces: Vec<String> = vec![name.to_owned()];
    if let Some(brand) = product.brand.as_deref().filter(|brand| !lower.contains(&brand.to_lowercase())) {
        pieces.push(brand.trim().to_owned());
    }
    if !product.category.is_empty() {
        pieces.push(product.category.join(" > "));
    }
    let short = head(&product.short_description, SHORT);
    if !short.is_empty() {
        pieces.push(short.to_owned());
    }
    if short.chars().count() < SHORT / 4 {
        let description = head(&product.description, SHORT - short.chars().count());
        if !description.is_empty() && description != short {
            pieces.push(description.to_owned());
        }
    }
    let mut values: Vec<&str> = product.tags.iter().map(String::as_str).collect();
    values.extend(product.variants.iter().flat_map(|variant| variant.options.values()).map(String::as_str));
    let mut kept: Vec<&str> = Vec::new();
    for value in values.into_iter().map(str::trim) {
        // Sizes say nothing of what a thing is.
        let size = crate::lexicon::Lexicon::shared().letters.contains(&crate::traits::canonical_size(value));
        if !is_noise(value) && !size && !kept.contains(&value) && kept.len() < MOST_VALUES {
            kept.push(value);
        }
    }
    if !kept.is_empty() {
        pieces.push(kept.join(", "));
    }
    head(&pieces.join(". "), LONGEST_DOCUMENT).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_end_with_a_word() {
        assert_eq!(head("one two three", 9), "one two");
        assert_eq!(head("one", 9), "one");
        assert_eq!(head("äöüß äöüß", 6), "äöüß");
    }
}
