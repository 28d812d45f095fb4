//! Reads what the server sends into our types, by the browser's own JSON parser.
//!
//! Not serde: reading these types with it is a third of the wasm that a shopper downloads. A field that is added to one
//! of them is missing here until it is read, and the compiler says so.

use std::str::FromStr;

use js_sys::{Array, Date, Object, Reflect};
use types::{
    Author, CardVariant, Comparison, ComparisonRow, Currency, Language, MessageId, Money, Part, ProductCard, Time,
    TurnId, Voice,
    chat::{ChatEvent, ChatMessage, ChatThread},
};
use wasm_bindgen::{JsCast, JsValue};

use super::{Notice, Page};
use crate::labels::Labels;

/// A type that can be read from a value of the browser's; `None` when it has another shape.
pub trait Read: Sized {
    fn read(value: &JsValue) -> Option<Self>;
}

/// The value of a field; undefined when there is none.
pub fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn get<T: Read>(value: &JsValue, name: &str) -> Option<T> {
    T::read(&field(value, name))
}

fn word<T: FromStr>(value: &JsValue) -> Option<T> {
    value.as_string()?.parse().ok()
}

/// Reads a text of JSON.
pub fn json(text: &str) -> Option<JsValue> {
    js_sys::JSON::parse(text).ok()
}

impl Read for String {
    fn read(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl Read for bool {
    fn read(value: &JsValue) -> Option<Self> {
        Some(value.is_truthy())
    }
}

impl Read for i64 {
    fn read(value: &JsValue) -> Option<Self> {
        value.as_f64().map(|number| number as i64)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: &JsValue) -> Option<Self> {
        if value.is_null() || value.is_undefined() { Some(None) } else { T::read(value).map(Some) }
    }
}

impl<T: Read> Read for Vec<T> {
    /// Nothing reads as an empty list.
    fn read(value: &JsValue) -> Option<Self> {
        if value.is_undefined() {
            return Some(Vec::new());
        }
        let array: &Array = value.dyn_ref()?;
        let mut list = Vec::with_capacity(array.length() as usize);
        for place in 0..array.length() {
            list.push(T::read(&array.get(place))?);
        }
        Some(list)
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: &JsValue) -> Option<Self> {
        let array: &Array = value.dyn_ref()?;
        Some((A::read(&array.get(0))?, B::read(&array.get(1))?))
    }
}

impl Read for Time {
    fn read(value: &JsValue) -> Option<Self> {
        Time::from_timestamp_millis(Date::parse(&value.as_string()?) as i64)
    }
}

macro_rules! words {
    ($($type:ty,)*) => {$(
        impl Read for $type {
            fn read(value: &JsValue) -> Option<Self> {
                word(value)
            }
        }
    )*};
}

words! { MessageId, TurnId, types::ProductId, types::VariantId, Currency, Author, Voice, }

macro_rules! structs {
    ($($type:ident { $($field:ident,)* })*) => {$(
        impl Read for $type {
            fn read(value: &JsValue) -> Option<Self> {
                Some($type { $($field: get(value, stringify!($field))?,)* })
            }
        }
    )*};
}

structs! {
    Money { amount, currency, }
    Comparison { products, rows, }
    ComparisonRow { name, values, }
    ChatMessage { id, turn, seq, author, name, parts, open, at, quick_replies, }
    Labels { words, months, rows, }
    Page { site, token, host, language, rtl, look, notice, labels, thread, }
}

impl Read for Language {
    /// The page's own language is a tag; that of the thread is of no use here.
    fn read(_: &JsValue) -> Option<Self> {
        Some(Language::Other)
    }
}

impl Read for ChatThread {
    fn read(value: &JsValue) -> Option<Self> {
        Some(ChatThread {
            shop_name: get(value, "shop_name")?,
            language: get(value, "language")?,
            voice: get(value, "voice")?,
            messages: get(value, "messages")?,
            last_event: get(value, "last_event")?,
            seen: get(value, "seen")?,
            looking: get(value, "looking")?,
            wants_contact: get(value, "wants_contact")?,
            starters: get(value, "starters")?,
        })
    }
}

impl Read for ProductCard {
    fn read(value: &JsValue) -> Option<Self> {
        Some(ProductCard {
            id: get(value, "id")?,
            handle: get(value, "handle")?,
            name: get(value, "name")?,
            price: get(value, "price")?,
            compare_at: get(value, "compare_at")?,
            from_price: get(value, "from_price")?,
            in_stock: get(value, "in_stock")?,
            few_left: get(value, "few_left")?,
            url: get(value, "url")?,
            image: get(value, "image")?,
            image_alt: get::<Option<String>>(value, "image_alt")?.unwrap_or_default(),
            brand: get(value, "brand")?,
            variants: get(value, "variants")?,
            matching: get::<Option<i64>>(value, "matching")?.unwrap_or_default() as usize,
        })
    }
}

impl Read for CardVariant {
    fn read(value: &JsValue) -> Option<Self> {
        let options: &Object = &field(value, "options").dyn_into().ok()?;
        let options: Vec<(String, String)> = Read::read(&Object::entries(options))?;
        Some(CardVariant {
            id: get(value, "id")?,
            sku: get(value, "sku")?,
            options: options.into_iter().collect(),
            labels: get(value, "labels")?,
            price: get(value, "price")?,
            compare_at: get(value, "compare_at")?,
            in_stock: get(value, "in_stock")?,
            image: get(value, "image")?,
        })
    }
}

impl Read for Part {
    fn read(value: &JsValue) -> Option<Self> {
        Some(match get::<String>(value, "kind")?.as_str() {
            "text" => Part::Text { text: get(value, "text")?, draft: None },
            "cards" => Part::Cards { cards: get(value, "cards")? },
            "comparison" => Part::Comparison { comparison: get(value, "comparison")? },
            _ => return None,
        })
    }
}

impl Read for ChatEvent {
    fn read(value: &JsValue) -> Option<Self> {
        Some(match get::<String>(value, "kind")?.as_str() {
            "message" => ChatEvent::Message { message: get(value, "message")? },
            "looking" => ChatEvent::Looking { turn: get(value, "turn")? },
            "part" => ChatEvent::Part {
                message: get(value, "message")?,
                turn: get(value, "turn")?,
                position: get(value, "position")?,
                part: get(value, "part")?,
            },
            "voice" => ChatEvent::Voice { voice: get(value, "voice")? },
            _ => return None,
        })
    }
}

impl Read for Notice {
    fn read(value: &JsValue) -> Option<Self> {
        Notice::read(&value.as_string()?)
    }
}
