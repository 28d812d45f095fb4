//! What a conversation carries from one turn to the next: a small, versioned value that is stored whole.
//!
//! References ("the second one", "that dress") are resolved from here alone, so that a replay needs no catalogue.

use std::fmt;

use serde::{Deserialize, Serialize};
use types::{Author, Filters, Intent, Language, Money, Order, ProductCard, ProductId, Time};

/// The version this code writes. Older ones are read through the defaults of their missing fields.
pub const VERSION: u32 = 1;

/// A conversation that rested longer than this starts afresh (product.md, *Agent*).
pub const IDLE_HOURS: i64 = 24;

/// Lines kept word for word.
const LINES: usize = 10;

/// Characters kept of one line: enough to resolve what was said, bounded whatever is pasted.
const LINE_CHARACTERS: usize = 500;

/// Products remembered; the oldest that are neither listed nor in focus go first.
const PRODUCTS: usize = 120;

/// The stable number of a product in one conversation, written `p3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Handle(pub u32);

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", self.0)
    }
}

impl Handle {
    /// Reads `p3`.
    pub fn parse(text: &str) -> Option<Handle> {
        let digits = text.strip_prefix('p')?;
        let plain = digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if plain { digits.parse().ok().map(Handle) } else { None }
    }
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub author: Author,
    pub text: String,
}

/// What is being looked for: survives from message to message until it is replaced or dropped.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    pub filters: Filters,
    /// The words that are no filter ("summer dress").
    pub text: String,
    pub order: Option<Order>,
}

impl Standing {
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty() && self.text.is_empty() && self.order.is_none()
    }
}

/// A product that was shown, with what is needed to recognise it when it is spoken of. Prices here are those it was
/// shown with; a reply never repeats them, it asks a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub handle: Handle,
    pub id: ProductId,
    pub name: String,
    pub price: Money,
    #[serde(default)]
    pub compare_at: Option<Money>,
    #[serde(default)]
    pub in_stock: bool,
    /// Lower case, all variants.
    #[serde(default)]
    pub colors: Vec<String>,
    #[serde(default)]
    pub sizes: Vec<String>,
    #[serde(default)]
    pub brand: Option<String>,
    /// Words it was found by: category and search text, lower case.
    #[serde(default)]
    pub kinds: Vec<String>,
}

/// A question the assistant has put and not yet seen answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What are you looking for?
    What,
    /// Which of the products do you mean?
    Which,
    /// For whom is the present, and up to what price?
    ForWhom,
    /// Up to what price, when it is known for whom?
    Budget,
    /// Would you leave an e-mail address?
    Address,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    pub question: Question,
    /// The intent that waits for the answer.
    pub intent: Intent,
}

/// Something the shopper said about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    /// A filter's name: "sizes", "colors", "price_max".
    pub name: String,
    pub value: String,
}

/// The product whose page the shopper is on, as the host page says (never trusted for more than a guess).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageProduct {
    pub id: ProductId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thread {
    pub version: u32,
    /// The last ten, oldest first.
    pub lines: Vec<Line>,
    pub language: Option<Language>,
    pub standing: Standing,
    /// Every product shown, in the order first shown.
    pub products: Vec<Known>,
    pub next_handle: u32,
    /// The last list shown, in its order.
    pub last_list: Vec<Handle>,
    /// What is being spoken of; the likeliest meaning of "it" first.
    pub focus: Vec<Handle>,
    /// The shopper chose what is in focus, rather than a search having found only that.
    pub chosen: bool,
    pub last_intent: Option<Intent>,
    pub pending: Option<Pending>,
    /// The assistant's last reply ended in a question of its own: it does not ask twice in a row.
    pub asked: bool,
    pub preferences: Vec<Preference>,
    pub page: Option<PageProduct>,
    pub turns: u32,
    /// When the last turn ended.
    pub last_at: Option<Time>,
}

impl Default for Thread {
    fn default() -> Self {
        Self {
            version: VERSION,
            lines: Vec::new(),
            language: None,
            standing: Standing::default(),
            products: Vec::new(),
            next_handle: 1,
            last_list: Vec::new(),
            focus: Vec::new(),
            chosen: false,
            last_intent: None,
            pending: None,
            asked: false,
            preferences: Vec::new(),
            page: None,
            turns: 0,
            last_at: None,
        }
    }
}

impl Thread {
    /// The thread, or an empty one when it rested for more than [`IDLE_HOURS`]. Language, preferences and the
    /// numbering of products outlive the rest: an old draft must not come to name another product.
    pub fn fresh_if_idle(self, now: Time) -> Thread {
        match self.last_at {
            Some(last) if now - last > chrono::TimeDelta::hours(IDLE_HOURS) => Thread {
                language: self.language,
                preferences: self.preferences,
                page: self.page,
                next_handle: self.next_handle,
                turns: self.turns,
                ..Thread::default()
            },
            _ => self,
        }
    }

    pub fn known(&self, handle: Handle) -> Option<&Known> {
        self.products.iter().find(|known| known.handle == handle)
    }

    pub fn handle_of(&self, id: ProductId) -> Option<Handle> {
        self.products.iter().find(|known| known.id == id).map(|known| known.handle)
    }

    /// Gives the card its handle (a known product keeps the one it has) and renews what is remembered of it.
    pub fn meet(&mut self, card: &ProductCard, kinds: &[String]) -> Handle {
        let values = |name: &str| {
            let mut out: Vec<String> = Vec::new();
            for variant in &card.variants {
                if let Some(value) = variant.options.get(name)
                    && !out.contains(value)
                {
                    out.push(value.clone());
                }
            }
            out
        };
        let (colors, sizes) = (values("color"), values("size"));
        if let Some(known) = self.products.iter_mut().find(|known| known.id == card.id) {
            known.name.clone_from(&card.name);
            known.price = card.price;
            known.compare_at = card.compare_at;
            known.in_stock = card.in_stock;
            known.colors = colors;
            known.sizes = sizes;
            for kind in kinds {
                if !known.kinds.contains(kind) && known.kinds.len() < 12 {
                    known.kinds.push(kind.clone());
                }
            }
            return known.handle;
        }
        let handle = Handle(self.next_handle.max(1));
        self.next_handle = handle.0.saturating_add(1);
        self.products.push(Known {
            handle,
            id: card.id,
            name: card.name.clone(),
            price: card.price,
            compare_at: card.compare_at,
            in_stock: card.in_stock,
            colors,
            sizes,
            brand: card.brand.clone(),
            kinds: kinds.iter().take(12).cloned().collect(),
        });
        if self.products.len() > PRODUCTS {
            let keep: Vec<Handle> = self.last_list.iter().chain(&self.focus).copied().collect();
            if let Some(at) = self.products.iter().position(|known| !keep.contains(&known.handle)) {
                self.products.remove(at);
            }
        }
        handle
    }

    /// The product of the page the shopper is on can be spoken of ("do you have this in M?") before it was shown.
    pub fn enter_page(&mut self, currency: types::Currency) {
        let Some(page) = self.page.clone() else { return };
        if self.handle_of(page.id).is_some() {
            return;
        }
        let handle = Handle(self.next_handle.max(1));
        self.next_handle = handle.0.saturating_add(1);
        self.products.push(Known {
            handle,
            id: page.id,
            name: page.name,
            price: Money::new(0, currency),
            compare_at: None,
            in_stock: false,
            colors: Vec::new(),
            sizes: Vec::new(),
            brand: None,
            kinds: Vec::new(),
        });
        if self.last_list.is_empty() && self.focus.is_empty() {
            self.focus = vec![handle];
            self.chosen = true;
        }
    }

    /// Adds a line and keeps the last ten.
    pub fn note(&mut self, author: Author, text: &str) {
        self.lines.push(Line { author, text: text.chars().take(LINE_CHARACTERS).collect() });
        let spare = self.lines.len().saturating_sub(LINES);
        self.lines.drain(..spare);
    }
}
