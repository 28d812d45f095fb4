//! Money: an integer of minor units and an ISO 4217 currency. Floats never hold money.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An ISO 4217 alphabetic code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// Minor-unit digits other than 2, from ISO 4217 list one (2026).
const DIGITS: &[(&str, u32)] = &[
    ("BHD", 3),
    ("BIF", 0),
    ("CLF", 4),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("UYI", 0),
    ("UYW", 4),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
];

/// Signs written before the figure in English text (Unicode CLDR 48, narrow forms where unambiguous).
const SIGNS: &[(&str, &str)] = &[
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("INR", "₹"),
    ("KRW", "₩"),
    ("BRL", "R$"),
    ("CAD", "CA$"),
    ("AUD", "A$"),
    ("NZD", "NZ$"),
    ("MXN", "MX$"),
    ("CNY", "CN¥"),
    ("ILS", "₪"),
    ("VND", "₫"),
];

impl Currency {
    pub const USD: Currency = Currency(*b"USD");

    /// How many decimal digits the minor unit stands for.
    pub fn digits(self) -> u32 {
        DIGITS.iter().find(|(code, _)| *code == self.as_str()).map_or(2, |(_, digits)| *digits)
    }

    /// Minor units in one major unit: 100 for USD, 1 for JPY.
    pub fn scale(self) -> i64 {
        10i64.pow(self.digits())
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// The sign before the figure, or the code and a no-break space.
    pub fn sign(self) -> String {
        match SIGNS.iter().find(|(code, _)| *code == self.as_str()) {
            Some((_, sign)) => (*sign).to_owned(),
            None => format!("{}\u{a0}", self.as_str()),
        }
    }

    /// Reads a decimal amount of major units ("80", "79.5", "1234.50"); more digits than the currency has are
    /// refused unless they are zeros.
    pub fn parse_amount(self, text: &str) -> Option<i64> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + part.len() == 0 || whole.len() > 15 || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let digits = self.digits() as usize;
        let (kept, spare) = part.split_at(part.len().min(digits));
        if spare.bytes().any(|b| b != b'0') {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let kept: i64 = format!("{kept:0<digits$}").parse().unwrap_or(0);
        let minor = whole.checked_mul(self.scale())?.checked_add(kept)?;
        Some(if negative { -minor } else { minor })
    }
}

impl FromStr for Currency {
    type Err = ParseCurrencyError;
    fn from_str(text: &str) -> Result<Self, ParseCurrencyError> {
        match text.as_bytes() {
            [a, b, c] if text.bytes().all(|x| x.is_ascii_alphabetic()) => {
                Ok(Currency([a.to_ascii_uppercase(), b.to_ascii_uppercase(), c.to_ascii_uppercase()]))
            }
            _ => Err(ParseCurrencyError),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a currency is a three-letter ISO 4217 code such as USD or EUR")]
pub struct ParseCurrencyError;

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// An amount of minor units in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub amount: i64,
    pub currency: Currency,
}

impl Money {
    pub fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The figure without sign: `64.00`, `1,250.00`, `1250` for yen.
    pub fn figure(self) -> String {
        let digits = self.currency.digits() as usize;
        let scale = self.currency.scale() as u64;
        let minor = self.amount.unsigned_abs();
        let whole = (minor / scale).to_string();
        let mut out = String::with_capacity(whole.len() + 8);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if digits > 0 {
            out.push_str(&format!(".{:0digits$}", minor % scale));
        }
        out
    }
}

/// `$64.00`, `-$5.00`, `CHF 12.00`: sign or code first, English separators, all digits of the currency.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.amount < 0 { "-" } else { "" };
        write!(f, "{minus}{}{}", self.currency.sign(), self.figure())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(amount: i64, currency: &str, expected: &str) {
        assert_eq!(Money::new(amount, currency.parse().unwrap()).to_string(), expected);
    }

    #[test]
    fn prints_as_a_person_writes_it() {
        check(6400, "USD", "$64.00");
        check(125_000, "eur", "€1,250.00");
        check(1250, "JPY", "¥1,250");
        check(-500, "USD", "-$5.00");
        check(1200, "CHF", "CHF\u{a0}12.00");
        check(1_234_567, "KWD", "KWD\u{a0}1,234.567");
        check(5, "USD", "$0.05");
    }

    #[test]
    fn reads_amounts_and_refuses_what_is_none() {
        let usd = Currency::USD;
        for (text, expected) in [
            ("80", Some(8000)),
            ("79.5", Some(7950)),
            ("79.50", Some(7950)),
            (".5", Some(50)),
            ("5.", Some(500)),
            ("1.000", Some(100)),
            ("1.005", None),
            ("-3", Some(-300)),
            ("", None),
            (".", None),
            ("1e3", None),
            ("abc", None),
            ("9999999999999999", None),
        ] {
            assert_eq!(usd.parse_amount(text), expected, "{text}");
        }
        assert_eq!("JPY".parse::<Currency>().unwrap().parse_amount("1200"), Some(1200));
        assert!("DOLLAR".parse::<Currency>().is_err());
    }
}
