//! What the chat and the page that frames it tell each other. Both check who speaks; the chat speaks to one origin only.

use js_sys::Reflect;
use leptos::{prelude::*, task::spawn_local};
use types::{Part, ProductCard, ProductEventKind, TurnId};
use wasm_bindgen::{JsCast, JsValue};

use super::{Chat, ask, browser, contact::Asked, live, read};
use crate::components::{dynamic::effect, product_card::link};

/// What the shopper did with a product.
#[derive(Clone, Copy)]
pub enum Deed {
    View { card: StoredValue<ProductCard>, turn: Option<TurnId>, position: i64 },
    Add { card: StoredValue<ProductCard>, variant: usize, turn: Option<TurnId>, position: i64, added: RwSignal<bool> },
}

/// Tells the host page something. False when nobody frames this page, or nobody who may.
fn tell(chat: Chat, kind: &str, more: &[(&str, JsValue)]) -> bool {
    let Some(origin) = chat.page.with_value(|page| page.host.clone()) else { return false };
    let window = window();
    let Ok(Some(parent)) = window.parent() else { return false };
    if parent == window {
        return false;
    }
    let told = object(more);
    let _ = Reflect::set(&told, &"vitrine".into(), &1.into());
    let _ = Reflect::set(&told, &"type".into(), &kind.into());
    parent.post_message(&told, &origin).is_ok()
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// What is not there is null.
fn text(text: Option<String>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from)
}

impl Chat {
    /// Notes what the shopper did and tells the host page. False when there is none: then a link does what links do.
    pub fn tell_host(self, deed: Deed) -> bool {
        let (card, turn, position, kind) = match deed {
            Deed::View { card, turn, position } => (card, turn, position, ProductEventKind::Opened),
            Deed::Add { card, turn, position, .. } => (card, turn, position, ProductEventKind::Added),
        };
        let token = self.token.get_untracked();
        let product = card.with_value(|card| card.id);
        let mut fields = vec![
            ("kind", kind.as_str().to_owned()),
            ("product", product.to_string()),
            ("position", position.to_string()),
        ];
        fields.extend(turn.map(|turn| ("turn", turn.to_string())));
        ask::mention(token, "record", fields);
        let url = card.with_value(|card| link(self, card.url.as_deref()));
        match deed {
            Deed::View { .. } => url.is_some_and(|url| tell(self, "view", &[("url", url.into())])),
            Deed::Add { variant, added, .. } => {
                let id = ADDED.with_borrow_mut(|waiting| {
                    waiting.push(added);
                    waiting.len() as u32 - 1
                });
                let told = card.with_value(|card| {
                    let variant = card.variants.get(variant);
                    let price = variant.map_or(card.price, |variant| variant.price);
                    [
                        ("id", id.into()),
                        ("handle", card.handle.as_str().into()),
                        ("sku", text(variant.and_then(|variant| variant.sku.clone()))),
                        ("variant", text(variant.map(|variant| variant.id.to_string()))),
                        ("product", card.id.to_string().into()),
                        ("name", card.name.as_str().into()),
                        (
                            "price",
                            object(&[
                                ("amount", (price.amount as f64).into()),
                                ("currency", price.currency.as_str().into()),
                            ]),
                        ),
                        ("quantity", 1.into()),
                        ("url", text(url)),
                    ]
                });
                tell(self, "add_to_cart", &told) || self.go(card)
            }
        }
    }

    /// An address in the text that is a product's leads there as *View* does. False when it is nobody's we know.
    pub fn follow(self, url: &str) -> bool {
        let known = self.entries.with_untracked(|entries| {
            entries.iter().rev().find_map(|entry| {
                entry.message.with_untracked(|message| {
                    let mut cards = message.parts.iter().flat_map(|part| match part {
                        Part::Cards { cards } => cards.as_slice(),
                        Part::Comparison { comparison } => comparison.products.as_slice(),
                        Part::Text { .. } => &[],
                    });
                    let position = cards.clone().position(|card| card.url.as_deref() == Some(url))?;
                    Some((cards.nth(position)?.clone(), message.turn, position as i64))
                })
            })
        });
        known.is_some_and(|(card, turn, position)| {
            self.tell_host(Deed::View { card: StoredValue::new(card), turn, position })
        })
    }

    /// Without a host page there is no cart: the product's own page has one.
    fn go(self, card: StoredValue<ProductCard>) -> bool {
        let url = card.with_value(|card| link(self, card.url.as_deref()));
        url.is_some_and(|url| window().open_with_url_and_target(&url, "_top").is_ok())
    }

    pub fn close(self) {
        tell(self, "close", &[]);
    }

    pub fn reopen(self) {
        tell(self, "reopen", &[]);
    }
}

thread_local! {
    /// The buttons that wait for the host page to say that it has the product, by the number that was sent along.
    static ADDED: std::cell::RefCell<Vec<RwSignal<bool>>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn took(id: u32) {
    let button = ADDED.with_borrow(|waiting| waiting.get(id as usize).copied());
    if let Some(button) = button {
        button.set(true);
        spawn_local(async move {
            browser::sleep(2_500).await;
            button.set(false);
        });
    }
}

/// Listens to the host page, and tells it that the chat is there. Runs in the browser only.
pub fn listen(chat: Chat) {
    effect(move || {
        let hear = move |event: web_sys::Event| {
            let Some(event) = event.dyn_ref::<web_sys::MessageEvent>() else { return };
            let Some(origin) = chat.page.with_value(|page| page.host.clone()) else { return };
            let parent = window().parent().ok().flatten();
            let from_parent = parent.is_some_and(|parent| {
                event
                    .source()
                    .is_some_and(|source| AsRef::<JsValue>::as_ref(&source) == AsRef::<JsValue>::as_ref(&parent))
            });
            if !from_parent || event.origin() != origin {
                return;
            }
            let data = event.data();
            let field = |name: &str| read::field(&data, name);
            if field("vitrine").as_f64() != Some(1.0) {
                return;
            }
            match field("type").as_string().as_deref() {
                Some("shown") => {
                    chat.shown.set(true);
                    // A keyboard on glass would hide what there is to read.
                    if field("clicked").is_truthy() && browser::has_keys() {
                        browser::focus("message");
                    }
                }
                Some("hidden") => chat.shown.set(false),
                Some("ask") => chat.say(&field("text").as_string().unwrap_or_default()),
                Some("added") => took(field("id").as_f64().unwrap_or(-1.0) as u32),
                _ => {}
            }
        };
        browser::listen(&window(), "message", hear);
        let escape = move |event: web_sys::Event| {
            if event
                .dyn_ref::<web_sys::KeyboardEvent>()
                .is_some_and(|event| event.key() == "Escape" && !event.is_composing())
            {
                chat.close();
            }
        };
        browser::listen(&window(), "keydown", escape);
        tell(chat, "ready", &[]);
    });
    let mut told = 0;
    effect(move || {
        let (shown, count) = (chat.shown.get(), chat.unread.get());
        if shown && count > 0 {
            chat.unread.set(0);
        } else if count != told {
            told = count;
            tell(chat, "unread", &[("count", (count as f64).into())]);
        }
    });
    // A stream is worth its cost while somebody looks, or waits for an answer, or a person may write at any time.
    effect(move || {
        let person = chat.human.get() || chat.contact.get() != Asked::No;
        let wanted = chat.shown.get() || chat.looking.get() || person;
        live::want(chat, wanted);
        chat.saw();
    });
}
