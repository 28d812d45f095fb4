//! How the chat looks on a shop's site: colours that can be read, the button's place, what is said first.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{FieldProblem, Time, conversation::words};

/// Text and ground must differ at least so much (WCAG 2.2, 1.4.3, for text of any size).
pub const CONTRAST: f32 = 4.5;
/// The lightest ground of the dark theme (`--raised`): what is legible here is so on the darker ones too.
const DARK: Color = Color([0x1c, 0x24, 0x25]);
const WHITE: Color = Color([0xff; 3]);
/// What is written on an accent in the dark theme.
const NIGHT: Color = Color([0x0b, 0x17, 0x16]);

/// A colour, written `#005c53`; nothing else is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl FromStr for Color {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits =
            text.strip_prefix('#').filter(|rest| rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
        let byte = |at: usize| digits.and_then(|digits| u8::from_str_radix(&digits[at..at + 2], 16).ok());
        match (byte(0), byte(2), byte(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Color([red, green, blue])),
            _ => Err("Write the colour as # and six hexadecimal digits, such as #005c53.".to_owned()),
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Color {
    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f32 {
        let linear = |byte: u8| {
            let value = f32::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Color) -> f32 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// So much of `other` mixed in, 0..1.
    pub fn towards(self, other: Color, share: f32) -> Color {
        let mut mixed = self.0;
        for (own, other) in mixed.iter_mut().zip(other.0) {
            *own = (f32::from(*own) + (f32::from(other) - f32::from(*own)) * share).round() as u8;
        }
        Color(mixed)
    }

    /// Its contrast as an accent on a light page: with white, both as the ground under it and as the text on it.
    pub fn on_light(self) -> f32 {
        self.contrast(WHITE)
    }

    /// The same on a dark page.
    pub fn on_dark(self) -> f32 {
        self.contrast(DARK)
    }

    /// The nearest shade of it that can be read on a light page.
    pub fn for_light(self) -> Color {
        self.until(Color([0; 3]), Color::on_light)
    }

    /// The nearest tint of it that can be read on a dark page.
    pub fn for_dark(self) -> Color {
        self.until(WHITE, Color::on_dark)
    }

    fn until(self, end: Color, contrast: fn(Color) -> f32) -> Color {
        (0..=50)
            .map(|step| self.towards(end, step as f32 / 50.0))
            .find(|color| contrast(*color) >= CONTRAST)
            .unwrap_or(end)
    }
}

/// The accent on light and on dark pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accent {
    pub light: Color,
    pub dark: Color,
}

impl Accent {
    /// Vitrine's own.
    pub const OWN: Accent = Accent { light: Color([0x00, 0x5c, 0x53]), dark: Color([0x79, 0xc7, 0xba]) };

    /// Custom properties of the chat in this colour: four roles, each for light and dark.
    pub fn style(self) -> String {
        let Accent { light, dark } = self;
        let (strong, strong_dark) = self.strong();
        let (wash, wash_dark) = (light.towards(WHITE, 0.9), dark.towards(DARK, 0.82));
        format!(
            "--accent:light-dark({light},{dark});--accent-strong:light-dark({strong},{strong_dark});\
             --on-accent:light-dark({WHITE},{NIGHT});--accent-wash:light-dark({wash},{wash_dark})"
        )
    }

    /// What stands under the pointer.
    fn strong(self) -> (Color, Color) {
        (self.light.towards(Color([0; 3]), 0.22), self.dark.towards(WHITE, 0.3))
    }

    /// What the button is painted with: at rest, and under the pointer.
    pub fn button(self) -> (String, String) {
        let Accent { light, dark } = self;
        let (strong, strong_dark) = self.strong();
        (
            format!("background:light-dark({light},{dark});color:light-dark({WHITE},{NIGHT})"),
            format!("background:light-dark({strong},{strong_dark})"),
        )
    }
}

words! {
    /// Where the button stands, in the direction in which the page is read.
    Corner { End = "end", Start = "start", }

    /// What the button shows.
    Face { Label = "label", Icon = "icon", }

    /// Light or dark; automatic is as the visitor's system has it.
    LookTheme { Auto = "auto", Light = "light", Dark = "dark", }
}

/// Languages of the chat page: BCP 47 tag, and the name that its speakers give it.
pub const TONGUES: [(&str, &str); 10] = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("pt", "Português"),
    ("nl", "Nederlands"),
    ("hi", "हिन्दी"),
    ("ar", "العربية"),
    ("he", "עברית"),
];

/// What is said first in one language; what is empty is as Vitrine says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Phrases {
    /// On the button.
    pub label: String,
    /// Above an empty chat.
    pub greeting: String,
    /// Under the greeting.
    pub about: String,
    /// To begin with, at most four.
    pub starters: Vec<String>,
}

impl Phrases {
    pub const LABEL: usize = 24;
    pub const GREETING: usize = 80;
    pub const ABOUT: usize = 240;
    pub const STARTER: usize = 60;
    pub const STARTERS: usize = 4;

    pub fn is_empty(&self) -> bool {
        *self == Phrases::default()
    }
}

/// Everything a merchant sets of the chat's look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WidgetLook {
    /// `None`: Vitrine's own.
    pub accent: Option<Accent>,
    pub corner: Corner,
    /// Pixels from the side and from below.
    pub aside: u16,
    pub above: u16,
    pub face: Face,
    pub theme: LookTheme,
    /// By tag, as in [`TONGUES`].
    pub phrases: BTreeMap<String, Phrases>,
}

impl Default for WidgetLook {
    fn default() -> Self {
        Self {
            accent: None,
            corner: Corner::End,
            aside: 20,
            above: 20,
            face: Face::Label,
            theme: LookTheme::Auto,
            phrases: BTreeMap::new(),
        }
    }
}

impl WidgetLook {
    /// Pixels that the button may stand away from an edge.
    pub const FARTHEST: u16 = 200;

    /// Everything that is wrong with it, by field; what is right is tidied: spaces cut, empty phrases left out.
    pub fn check(mut self) -> Result<WidgetLook, Vec<FieldProblem>> {
        let mut wrong: Vec<FieldProblem> = Vec::new();
        let mut say = |field: String, detail: String| wrong.push(FieldProblem { field, detail });
        if let Some(accent) = self.accent {
            let (light, dark) = (accent.light, accent.dark);
            if light.on_light() < CONTRAST {
                say("light".to_owned(), too_pale(light, light.on_light(), "white", light.for_light()));
            }
            if dark.on_dark() < CONTRAST {
                say("dark".to_owned(), too_pale(dark, dark.on_dark(), "the dark page", dark.for_dark()));
            }
        }
        for (field, pixels) in [("aside", self.aside), ("above", self.above)] {
            if pixels > Self::FARTHEST {
                say(
                    field.to_owned(),
                    format!("At most {} pixels, so that it stays on a phone's screen.", Self::FARTHEST),
                );
            }
        }
        let mut kept = BTreeMap::new();
        for (tag, phrases) in std::mem::take(&mut self.phrases) {
            if !TONGUES.iter().any(|(known, _)| *known == tag) {
                say(tag.clone(), "The chat does not speak this language.".to_owned());
                continue;
            }
            let mut line = |name: &str, text: &str, most: usize| {
                let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
                if text.chars().count() > most {
                    say(format!("{tag}.{name}"), format!("At most {most} characters."));
                }
                text
            };
            let tidy = Phrases {
                label: line("label", &phrases.label, Phrases::LABEL),
                greeting: line("greeting", &phrases.greeting, Phrases::GREETING),
                about: line("about", &phrases.about, Phrases::ABOUT),
                starters: phrases
                    .starters
                    .iter()
                    .enumerate()
                    .map(|(at, starter)| line(&format!("starter{at}"), starter, Phrases::STARTER))
                    .filter(|starter| !starter.is_empty())
                    .take(Phrases::STARTERS)
                    .collect(),
            };
            if !tidy.is_empty() {
                kept.insert(tag.clone(), tidy);
            }
        }
        self.phrases = kept;
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }
}

fn too_pale(color: Color, contrast: f32, ground: &str, better: Color) -> String {
    format!("{color} has a contrast of {contrast:.1} with {ground}; text needs {CONTRAST}. {better} would do.")
}

/// A site that may show the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// `https://shop.example`
    pub origin: String,
    /// When its pages last asked for the chat, to the hour.
    pub seen: Option<Time>,
}

/// The widget as its page sets it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetSetup {
    pub look: WidgetLook,
    pub sites: Vec<Site>,
    /// Where this server is, `https://vitrine.example`.
    pub host: String,
    pub handle: String,
    pub shop_name: String,
    /// What the chat says first by itself, by tag.
    pub defaults: BTreeMap<String, Phrases>,
}

/// What the loader asks before it shows the button. Keys are short: every visitor of every page downloads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonLook {
    /// The text of the button.
    pub label: String,
    /// `true`: the sign alone; the text is then its name.
    pub icon: bool,
    /// Name of the style property that says from which side: `inset-inline-end`.
    pub side: String,
    pub x: u16,
    pub y: u16,
    /// See [`Accent::button`].
    pub paint: String,
    pub over: String,
    pub theme: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        text.parse().unwrap()
    }

    #[test]
    fn colors_are_read_strictly() {
        assert_eq!(color("#005C53").to_string(), "#005c53");
        for text in ["005c53", "#05c", "#005c5g", "#005c53;", "red", "#００５c53", "", "#+05c53", "url(x)"] {
            assert!(text.parse::<Color>().is_err(), "{text}");
            assert!(serde_json::from_value::<Color>(serde_json::json!(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_definition() {
        assert!((color("#ffffff").contrast(color("#000000")) - 21.0).abs() < 0.01);
        assert!((color("#767676").contrast(WHITE) - 4.54).abs() < 0.01);
        assert!(Accent::OWN.light.on_light() > CONTRAST && Accent::OWN.dark.on_dark() > CONTRAST);
    }

    #[test]
    fn what_is_advised_can_be_read() {
        for text in ["#ffdd00", "#e0a800", "#ff0000", "#ffffff", "#000000", "#0a0a40", "#777777", "#00ff00"] {
            let (light, dark) = (color(text).for_light(), color(text).for_dark());
            assert!(light.on_light() >= CONTRAST && dark.on_dark() >= CONTRAST, "{text}: {light} {dark}");
            let (strong, strong_dark) = Accent { light, dark }.strong();
            for (a, b) in [(light, WHITE), (dark, NIGHT), (strong, WHITE), (strong_dark, NIGHT)] {
                assert!(a.contrast(b) >= CONTRAST, "{text}: {a} on {b}");
            }
        }
        assert_eq!(color("#005c53").for_light(), color("#005c53"), "what can be read stays");
    }

    #[test]
    fn a_look_is_refused_with_what_would_do() {
        let accent = Some(Accent { light: color("#ffdd00"), dark: color("#101010") });
        let phrases =
            Phrases { label: "x".repeat(25), starters: vec![" ".to_owned(), "y".repeat(61)], ..Phrases::default() };
        let look = WidgetLook {
            accent,
            above: 900,
            phrases: [("de".to_owned(), phrases), ("xx".to_owned(), Phrases::default())].into(),
            ..WidgetLook::default()
        };
        let wrong = look.check().unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["light", "dark", "above", "de.label", "de.starter1", "xx"]);
        assert!(wrong[0].detail.contains("would do"), "{}", wrong[0].detail);
    }

    #[test]
    fn what_is_empty_is_not_kept() {
        let blank = Phrases { label: "  ".to_owned(), starters: vec![String::new()], ..Phrases::default() };
        let look = WidgetLook { phrases: [("en".to_owned(), blank)].into(), ..WidgetLook::default() };
        assert_eq!(look.check().unwrap(), WidgetLook::default());
    }
}
