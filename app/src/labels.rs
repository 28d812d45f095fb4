//! The words of the chat page itself. They are kept in files (`app/labels/<lang>.toml`), read on the server, and sent
//! with the page in the order of `Label`, so that the browser's half holds no catalogue and no keys.

use serde::Serialize;

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// One text of the chat page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Label { $($(#[$doc])* $name,)* }

        impl Label {
            /// The keys of the files, in the order of the variants.
            pub const KEYS: &'static [&'static str] = &[$($key,)*];
        }
    };
}

labels! {
    /// `{shop}`
    Title = "title",
    /// Under the shop's name while the assistant has the floor.
    Subtitle = "subtitle",
    /// Under the shop's name once a person was asked for.
    SubtitlePerson = "subtitle_person",
    Disclosure = "disclosure",
    Person = "person",
    PersonAsked = "person_asked",
    Close = "close",
    Hello = "hello",
    HelloMore = "hello_more",
    Starters = "starters",
    QuickReplies = "quick_replies",
    Message = "message",
    Placeholder = "placeholder",
    PlaceholderPerson = "placeholder_person",
    Send = "send",
    Looking = "looking",
    StillLooking = "still_looking",
    You = "you",
    Assistant = "assistant",
    Member = "member",
    /// `{n}`
    Products = "products",
    Product = "product",
    Was = "was",
    /// `{price}`
    From = "from",
    InStock = "in_stock",
    /// `{n}`
    Left = "left",
    SoldOut = "sold_out",
    NoPicture = "no_picture",
    View = "view",
    /// `{name}`
    ViewNamed = "view_named",
    Add = "add",
    /// `{name}`
    AddNamed = "add_named",
    Added = "added",
    /// `{name}`: what a group of chips is for.
    Choose = "choose",
    /// `{n}`
    Compared = "compared",
    Today = "today",
    Yesterday = "yesterday",
    /// `{day}`, `{month}`
    Day = "day",
    Offline = "offline",
    OfflineMore = "offline_more",
    Trouble = "trouble",
    TroubleMore = "trouble_more",
    Limited = "limited",
    /// `{n}` seconds
    LimitedMore = "limited_more",
    Ended = "ended",
    EndedMore = "ended_more",
    Reopen = "reopen",
    Failed = "failed",
    FailedMore = "failed_more",
    Waiting = "waiting",
    NotSent = "not_sent",
    Again = "again",
    /// `{n}`
    CharactersLeft = "characters_left",
    /// `{n}`
    CharactersOver = "characters_over",
    /// `{shop}`
    ContactTitle = "contact_title",
    ContactMore = "contact_more",
    Email = "email",
    EmailSend = "email_send",
    EmailBad = "email_bad",
    ContactDone = "contact_done",
    Newest = "newest",
    ThumbUp = "thumb_up",
    ThumbDown = "thumb_down",
}

/// The texts in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Labels {
    /// By `Label`, in order.
    pub words: Vec<String>,
    /// January to December, as they stand beside a day.
    pub months: Vec<String>,
    /// Names of comparison rows by their key.
    pub rows: Vec<(String, String)>,
}

impl Labels {
    pub fn get(&self, label: Label) -> &str {
        self.words.get(label as usize).map_or("", String::as_str)
    }

    /// The text with `{name}` replaced.
    pub fn fill(&self, label: Label, name: &str, value: &str) -> String {
        self.get(label).replace(name, value)
    }

    /// The name of a comparison row: a known key in the reader's language, anything else as the shop spells it.
    pub fn row(&self, key: &str) -> String {
        match self.rows.iter().find(|(name, _)| name == key) {
            Some((_, label)) => label.clone(),
            None => spelled(key),
        }
    }
}

/// `neck_line` → `Neck line`; a name with a space or a capital is left alone.
fn spelled(key: &str) -> String {
    if key.contains(' ') || key.chars().any(char::is_uppercase) {
        return key.to_owned();
    }
    let words = key.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_a_name_of_ours_are_spelled_out() {
        let labels = Labels { rows: vec![("price".into(), "Preis".into())], ..Labels::default() };
        for (key, expected) in [
            ("price", "Preis"),
            ("neck_line", "Neck line"),
            ("Heel height", "Heel height"),
            ("länge", "Länge"),
            ("", ""),
        ] {
            assert_eq!(labels.row(key), expected);
        }
    }
}
