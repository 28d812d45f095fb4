//! What a merchant sets: the shop, how the assistant speaks, which model it uses, what it may cost.

use serde::{Deserialize, Serialize};

use crate::{Currency, Language, Time, conversation::words};

/// How the assistant sounds. It changes wording, never facts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "voice", rename_all = "snake_case")]
pub enum BrandVoice {
    #[default]
    Professional,
    Casual,
    Playful,
    Luxury,
    /// In the merchant's own words, at most 600 characters; data for the model, never rules.
    Custom {
        text: String,
    },
}

impl BrandVoice {
    /// As in the stored form: "professional".
    pub fn name(&self) -> &'static str {
        match self {
            BrandVoice::Professional => "professional",
            BrandVoice::Casual => "casual",
            BrandVoice::Playful => "playful",
            BrandVoice::Luxury => "luxury",
            BrandVoice::Custom { .. } => "custom",
        }
    }

    /// By its name; `text` is the custom voice's.
    pub fn named(name: &str, text: &str) -> Option<BrandVoice> {
        Some(match name {
            "professional" => BrandVoice::Professional,
            "casual" => BrandVoice::Casual,
            "playful" => BrandVoice::Playful,
            "luxury" => BrandVoice::Luxury,
            "custom" => BrandVoice::Custom { text: text.to_owned() },
            _ => return None,
        })
    }
}

/// How a shopper reaches a person. Said only when somebody asks for it, or when the assistant cannot go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub email: String,
    pub phone: String,
}

impl Contact {
    /// As the assistant says it; `None` when there is nothing to say.
    pub fn line(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.email, &self.phone].into_iter().map(|part| part.trim()).collect();
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (!said.is_empty()).then(|| said.join(" · "))
    }
}

/// What is known of the shop beside its row; the setting `shop`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopProfile {
    /// In which a conversation begins, until the shopper writes another.
    pub language: Language,
    pub contact: Contact,
}

/// The shop as its settings page shows and changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopForm {
    pub name: String,
    pub currency: Currency,
    /// Empty: products have no page.
    pub url_template: String,
    pub language: Language,
    pub contact: Contact,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopView {
    pub handle: String,
    pub form: ShopForm,
    /// Products have prices, so that the currency must stay what it is.
    pub priced: bool,
    /// Languages the assistant answers in.
    pub languages: Vec<Language>,
}

/// One voice with a sentence that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceSample {
    /// "casual"
    pub voice: String,
    /// "Casual"
    pub title: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceView {
    pub voice: BrandVoice,
    pub samples: Vec<VoiceSample>,
    /// A language model is set, so that a voice can be heard.
    pub connected: bool,
}

/// What a voice said when it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    pub question: String,
    pub answer: String,
    /// The built-in mind answered, and why.
    pub instead: Option<String>,
    /// Micro-dollars.
    pub cost_micros: i64,
    pub ms: u64,
}

/// Micro-dollars for a million tokens: 100,000 is $0.10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPrices {
    pub input: i64,
    /// Input read from the provider's cache.
    pub cached: i64,
    /// Input written to it; `None`: as `input`.
    #[serde(default)]
    pub written: Option<i64>,
    pub output: i64,
}

/// A model that is known, for suggestions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownModel {
    pub name: String,
    pub prices: TokenPrices,
    /// `YYYY-MM-DD`
    pub shutdown: Option<String>,
}

/// A kind of server, with the address it usually has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    pub title: String,
    pub base_url: String,
    /// What to know about it.
    pub hint: String,
    /// Whether it wants a key.
    pub key: bool,
}

/// The language model as a form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelForm {
    pub base_url: String,
    pub model: String,
    /// Empty: the one that is kept stays.
    pub key: String,
    /// `None`: as the table of known models says; nothing for one that is not in it.
    pub prices: Option<TokenPrices>,
    /// Where the prices were read, and when (`YYYY-MM-DD`).
    pub source: String,
    pub checked: String,
}

/// What can be shown of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTrace {
    pub set_at: Time,
    /// Its last four characters; empty for a short one.
    pub ends: String,
}

words! {
    /// Why the built-in mind answers where a language model might.
    WhyLocal {
        /// It was asked for.
        Chosen = "chosen",
        /// No language model is set.
        NotSet = "not_set",
        /// The day's or the month's budget is spent.
        Budget = "budget",
        /// This conversation has cost as much as one may.
        Conversation = "conversation",
        /// The provider has failed so often that it is left alone for a while.
        Paused = "paused",
        /// The address is one that the operator does not allow.
        Refused = "refused",
    }
}

/// Which mind answers the next message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MindNow {
    /// `None`: the language model answers.
    pub local: Option<WhyLocal>,
    /// While the provider is left alone: until when.
    pub until: Option<Time>,
    pub last: Option<LastCall>,
}

/// The newest call of the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCall {
    pub model: String,
    pub at: Time,
    pub ms: i64,
    /// In plain words; `None`: it answered.
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelView {
    /// `None`: no language model is set. The key is never in it.
    pub form: Option<ModelForm>,
    pub key: Option<KeyTrace>,
    pub presets: Vec<Preset>,
    pub known: Vec<KnownModel>,
    /// The model that a shop which chose nothing is offered.
    pub suggested: String,
    /// What is in force, from the form or the table.
    pub prices: Option<TokenPrices>,
    /// `YYYY-MM-DD`, when the provider has said so.
    pub shutdown: Option<String>,
    /// Days until then; negative when it is over.
    pub shutdown_days: Option<i64>,
    /// The address of a machine of one's own, where calls cost nothing.
    pub own_server: bool,
    pub now: MindNow,
}

/// One line of what a test of the provider found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestLine {
    pub well: bool,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestReport {
    pub well: bool,
    /// "It works." or what to do.
    pub summary: String,
    pub lines: Vec<TestLine>,
}

/// What the language model may cost and how long it may talk; the setting `limits`. Micro-dollars; `None`: no bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpendLimits {
    pub day_micros: Option<i64>,
    pub month_micros: Option<i64>,
    pub conversation_micros: Option<i64>,
    /// A note on the home page at 80 %.
    pub tell: bool,
    /// Characters of all sentences of a reply, 200 to 2,000.
    pub reply_characters: u32,
}

impl Default for SpendLimits {
    fn default() -> Self {
        Self {
            day_micros: Some(5_000_000),
            month_micros: Some(50_000_000),
            conversation_micros: None,
            tell: true,
            reply_characters: 2_000,
        }
    }
}

/// Messages that are accepted, as the operator of the server set it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRate {
    pub per_minute: u32,
    pub per_hour: u32,
}

/// What was spent in a day or month, in micro-dollars.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// `2026-11-20` or `2026-11`, in UTC.
    pub period: String,
    pub cost_micros: i64,
    pub calls: i64,
    pub failed: i64,
    pub tokens: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitView {
    pub limits: SpendLimits,
    pub today: Spent,
    pub month: Spent,
    /// Oldest first, thirty days, those without calls too.
    pub days: Vec<Spent>,
    pub visitor: MessageRate,
    pub address: MessageRate,
    pub shop: MessageRate,
}

/// A budget that is used up, or nearly: what the home page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetNote {
    /// The month's, not the day's.
    pub month: bool,
    pub spent_micros: i64,
    pub budget_micros: i64,
    pub percent: i64,
    /// From here on the built-in mind answers.
    pub used_up: bool,
}

/// Micro-dollars as a person reads them: two digits, more where two would say nothing ("$0.00027").
pub fn dollars(micros: i64) -> String {
    let minus = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    if micros == 0 || micros >= 10_000 {
        let cents = micros.div_ceil(10_000);
        return format!("{minus}${}.{:02}", cents / 100, cents % 100);
    }
    let digits = format!("{micros:06}");
    format!("{minus}$0.{}", digits.trim_end_matches('0'))
}

/// Reads dollars ("5", "0.25", "$0.10") as micro-dollars; `None` for what is no amount, or below nothing.
pub fn micros(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches('$').trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || whole.len() > 9 || part.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    Some(whole * 1_000_000 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_written_and_read() {
        for (amount, expected) in [
            (0, "$0.00"),
            (270, "$0.00027"),
            (9_999, "$0.009999"),
            (840_000, "$0.84"),
            (5_000_000, "$5.00"),
            (-12, "-$0.000012"),
        ] {
            assert_eq!(dollars(amount), expected);
        }
        for (text, expected) in [
            ("5", Some(5_000_000)),
            (" $0.25", Some(250_000)),
            (".000001", Some(1)),
            ("0.0000001", None),
            ("-1", None),
            ("1,5", None),
            ("", None),
            ("$", None),
        ] {
            assert_eq!(micros(text), expected, "{text}");
        }
    }

    #[test]
    fn a_voice_is_found_by_its_name() {
        for voice in [BrandVoice::Casual, BrandVoice::Custom { text: "Short.".to_owned() }] {
            assert_eq!(BrandVoice::named(voice.name(), "Short."), Some(voice));
        }
        assert_eq!(BrandVoice::named("loud", ""), None);
    }

    #[test]
    fn contact_is_said_in_one_line() {
        let both = Contact { email: "help@shop.example ".to_owned(), phone: "+1 555 0100".to_owned() };
        assert_eq!(both.line().as_deref(), Some("help@shop.example · +1 555 0100"));
        assert_eq!(Contact::default().line(), None);
    }
}
