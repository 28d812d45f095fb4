//! Lets through only what is true: fills placeholders from tool results, and holds back every sentence with a number,
//! price, stock word or link that neither a tool returned nor the customer wrote.
//!
//! Placeholders, with `p3` a product's handle: `[[p3]]` its name, `[[p3.price]]`, `[[p3.was]]` the former price,
//! `[[p3.saving]]` the difference, `[[p3.stock]]`, `[[p3.link]]`, `[[p3.sizes]]` and `[[p3.colors]]` that can be bought;
//! after a colon the variant meant: `[[p3.stock:size=m,color=blue]]`. `[[shop.name]]`, `[[shop.contact]]`.

use serde::{Deserialize, Serialize};
use types::{CardVariant, Comparison, Money, Part, ProductCard};

pub use crate::facts::Facts;
use crate::{
    figure::{self, Figure, Kind, Value},
    lexicon, message,
    thread::Handle,
};

/// A piece that passed. Only this module makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked(Part);

impl Checked {
    pub fn part(&self) -> &Part {
        &self.0
    }

    pub fn into_part(self) -> Part {
        self.0
    }

    /// Cards come from [`Facts`], so from a tool.
    pub(crate) fn cards(cards: Vec<ProductCard>) -> Checked {
        Checked(Part::Cards { cards })
    }

    /// Only a comparison that a tool made.
    pub(crate) fn comparison(comparison: &Comparison, facts: &Facts) -> Option<Checked> {
        facts.compared(comparison).then(|| Checked(Part::Comparison { comparison: comparison.clone() }))
    }
}

/// What the guard made of one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub finding: Finding,
    /// The draft of the sentence, shortened.
    pub draft: String,
    /// The words that gave offence.
    pub words: String,
}

/// Everything but `Clean` and `Repaired` means that the sentence was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Clean,
    /// Markup or control characters were taken out.
    Repaired,
    /// A handle or placeholder that nothing stands behind.
    Unknown,
    Number,
    Price,
    Stock,
    Link,
    Empty,
}

/// Checks one sentence. `None`: it must not be said.
pub fn check(draft: &str, facts: &Facts) -> (Option<Checked>, Verdict) {
    let (clean, repaired) = plain(draft);
    let verdict = |finding, words: &str| Verdict {
        finding,
        draft: draft.chars().take(200).collect(),
        words: words.chars().take(60).collect(),
    };
    if !clean.chars().any(char::is_alphanumeric) {
        return (None, verdict(Finding::Empty, ""));
    }
    let pieces = pieces(&clean);
    let named: Vec<Handle> = handles(&clean);
    if let Some((finding, words)) = violation(&pieces, &named, facts) {
        return (None, verdict(finding, &words));
    }
    let mut text = String::with_capacity(clean.len() + 32);
    for piece in &pieces {
        match piece {
            Piece::Words(words) => text.push_str(words),
            Piece::Slot(slot) => match fill(slot, facts) {
                Some(value) => text.push_str(&value),
                None => return (None, verdict(Finding::Unknown, slot)),
            },
        }
    }
    let finding = if repaired { Finding::Repaired } else { Finding::Clean };
    (Some(Checked(Part::Text { text, draft: Some(clean) })), verdict(finding, ""))
}

/// A quick reply: words the customer may want to say. It promises nothing, but it carries no wrong figure and no link.
pub(crate) fn short(reply: &str, facts: &Facts) -> Option<String> {
    let (clean, _) = plain(reply);
    let known = facts.is_name(&clean);
    let context = Context { named: &[], bounding: true, saving: false, of_size: true, beyond: false };
    let sound = !clean.contains("[[")
        && !clean.split_whitespace().any(is_link)
        && figure::read(&clean, facts.language).iter().all(|figure| {
            let few = figure.kind != Kind::Glued && figure.values.iter().any(|value| *value <= figure::whole(2));
            few || grounded(figure, &context, facts)
        });
    (known || sound).then_some(clean)
}

/// Fills a stored draft again, from facts that are true now ([`Facts::for_delivery`]). `None`: something it speaks of
/// is gone, or it no longer passes; the sentence must then not be sent.
pub fn refill(draft: &str, facts: &Facts) -> Option<String> {
    let (clean, _) = plain(draft);
    pieces(&clean).iter().try_fold(String::new(), |text, piece| match piece {
        Piece::Words(words) => Some(text + words),
        Piece::Slot(slot) => fill(slot, facts).map(|value| text + &value),
    })
}

/// The handles a draft names, in order, each once.
pub fn handles(draft: &str) -> Vec<Handle> {
    let mut out = Vec::new();
    for piece in pieces(draft) {
        if let Piece::Slot(slot) = piece
            && let Some(handle) = Handle::parse(slot.split(['.', ':']).next().unwrap_or_default())
            && !out.contains(&handle)
        {
            out.push(handle);
        }
    }
    out
}

enum Piece<'a> {
    Words(&'a str),
    /// The inside of `[[…]]`.
    Slot(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("[[") {
        let Some(length) = rest[open + 2..].find("]]") else { break };
        if open > 0 {
            out.push(Piece::Words(&rest[..open]));
        }
        out.push(Piece::Slot(rest[open + 2..open + 2 + length].trim()));
        rest = &rest[open + 4 + length..];
    }
    if !rest.is_empty() {
        out.push(Piece::Words(rest));
    }
    out
}

/// Takes out markup, control characters and characters that change the direction or hide text.
fn plain(draft: &str) -> (String, bool) {
    let mut out = String::with_capacity(draft.len());
    let mut chars = draft.char_indices();
    while let Some((at, c)) = chars.next() {
        let hidden = c.is_control() && c != '\t'
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        let rest = &draft[at..];
        if rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
            match rest.find('>') {
                Some(end) => {
                    for _ in 0..rest[1..=end].chars().count() {
                        chars.next();
                    }
                }
                None => break,
            }
        } else if !(hidden || c == '`' || c == '*' || c == '\u{fffc}') {
            out.push(c);
        }
    }
    let trimmed = out.trim().trim_start_matches(['#', '>', '•']).trim_start();
    let repaired = trimmed.len() != draft.trim().len();
    (trimmed.to_owned(), repaired)
}

fn violation(pieces: &[Piece<'_>], named: &[Handle], facts: &Facts) -> Option<(Finding, String)> {
    // One character stands for every filled value, so that words on both sides are read together.
    let mut words = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(text) => words.push_str(text),
            Piece::Slot(_) => words.push('\u{fffc}'),
        }
    }
    // A placeholder that is not closed, or closed twice.
    if words.contains("[[") || words.contains("]]") {
        return Some((Finding::Unknown, "[[".to_owned()));
    }
    if let Some(link) = words.split_whitespace().find(|token| is_link(token)) {
        return Some((Finding::Link, link.to_owned()));
    }
    let folded = lexicon::fold(&words);
    let lists = lexicon::guard_words();
    let context = Context {
        named,
        bounding: lists.bounds.iter().any(|bound| lexicon::contains_words(&folded, bound)),
        saving: lists.savings.stand_in(&folded),
        of_size: lists.sizes.stand_in(&folded),
        beyond: lists.topics.stand_in(&folded),
    };
    for figure in figure::read(&words, facts.language) {
        if !grounded(&figure, &context, facts) {
            let finding = if figure.kind == Kind::Money { Finding::Price } else { Finding::Number };
            return Some((finding, figure.words));
        }
    }
    stock_claim(&words, named, facts).map(|words| (Finding::Stock, words))
}

/// What the words of a sentence make of its figures.
struct Context<'a> {
    /// The products it names.
    named: &'a [Handle],
    /// It speaks of a bound.
    bounding: bool,
    /// It speaks of what is saved.
    saving: bool,
    /// It speaks of sizes.
    of_size: bool,
    /// It speaks of what no tool knows: delivery, returns, warranty, codes.
    beyond: bool,
}

/// Whether a figure is true in the sense it has here: what is true in one sense (a size, a price) proves nothing in
/// another (days, a percentage, how many are left).
fn grounded(figure: &Figure, context: &Context<'_>, facts: &Facts) -> bool {
    let passes = |value: Value| match figure.kind {
        Kind::Glued => false,
        Kind::Claim(_) => facts.is_read(figure.kind, value),
        Kind::Measure(_) => facts.is_read(figure.kind, value) || (!context.beyond && facts.is_said(figure.kind, value)),
        _ if context.beyond => false,
        Kind::Money if context.saving => facts.allows_saving(value, context.named),
        Kind::Money => facts.allows_money(value, context.named, context.bounding),
        Kind::Bare => {
            facts.is_said(Kind::Bare, value)
                || facts.allows_count(value)
                || facts.is_read_beside(value, &figure.beside)
                || (context.of_size && facts.is_size(value))
                || (context.bounding && facts.allows_money(value, context.named, true))
        }
    };
    figure.values.iter().copied().any(passes)
}

/// A stock word is said by `[[p3.stock]]`, or every product the sentence names must really be so.
fn stock_claim(words: &str, named: &[Handle], facts: &Facts) -> Option<String> {
    let lower = lexicon::fold(words);
    let lists = lexicon::stock_words();
    let out = lists.clone().flat_map(|list| &list.gone).find(|phrase| lexicon::contains_words(&lower, phrase));
    // "not in stock" holds "in stock": what is gone is looked for first.
    let (phrase, there) = match out {
        Some(phrase) => (phrase, false),
        None => {
            (lists.clone().flat_map(|list| &list.there).find(|phrase| lexicon::contains_words(&lower, phrase))?, true)
        }
    };
    let true_of_all =
        !named.is_empty() && named.iter().all(|handle| facts.card(*handle).is_some_and(|card| card.in_stock == there));
    if true_of_all { None } else { Some(phrase.clone()) }
}

fn is_link(token: &str) -> bool {
    let token = token.to_lowercase();
    if token.contains("://") || token.contains("www.") || token.contains("](") || token.starts_with("javascript:") {
        return true;
    }
    let core = token.trim_matches(|c: char| !c.is_alphanumeric());
    let host = core.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    match host.rsplit_once('.') {
        Some((name, ending)) => {
            name.chars().any(char::is_alphabetic)
                && (core.contains('@') || lexicon::guard_words().domains.iter().any(|domain| domain == ending))
        }
        None => false,
    }
}

fn fill(slot: &str, facts: &Facts) -> Option<String> {
    match slot {
        "shop.name" => return Some(facts.shop_name.clone()),
        "shop.contact" => return facts.contact.clone(),
        _ => {}
    }
    let (path, choice) = slot.split_once(':').unwrap_or((slot, ""));
    let (handle, fact) = path.split_once('.').unwrap_or((path, ""));
    let handle = Handle::parse(handle)?;
    if fact.is_empty() {
        return facts.name(handle).map(str::to_owned);
    }
    let card = facts.card(handle)?;
    let chosen: Vec<&CardVariant> = card.variants.iter().filter(|variant| satisfies(variant, choice)).collect();
    let whole = choice.is_empty();
    if !whole && chosen.is_empty() {
        return None;
    }
    let price: Money = if whole { card.price } else { chosen.iter().map(|v| v.price).min_by_key(|m| m.amount)? };
    let was = if whole { card.compare_at } else { chosen.iter().find(|v| v.price == price)?.compare_at };
    let was = was.filter(|was| was.amount > price.amount);
    match fact {
        "price" => Some(price.to_string()),
        "was" => was.map(|money| money.to_string()),
        "saving" => was.map(|money| Money::new(money.amount - price.amount, price.currency).to_string()),
        "link" => card.url.clone(),
        "stock" => {
            let there = if whole { card.in_stock } else { chosen.iter().any(|variant| variant.in_stock) };
            let key = match (there, card.few_left) {
                (true, Some(_)) if whole => "stock-few",
                (true, _) => "stock-in",
                (false, _) => "stock-out",
            };
            Some(message::text(facts.language, key, &[("left", card.few_left.unwrap_or_default().into())]))
        }
        "sizes" => listed(&chosen, "size", facts),
        "colors" => listed(&chosen, "color", facts),
        _ => None,
    }
}

/// `size=m,color=blue` against a variant's options.
fn satisfies(variant: &CardVariant, choice: &str) -> bool {
    choice.split(',').filter(|pair| !pair.is_empty()).all(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        variant.options.get(name).is_some_and(|have| have == value)
    })
}

/// Small to large; what is no known size keeps its place at the end.
fn size_rank(label: &str) -> f32 {
    const LETTERS: [&str; 9] = ["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl"];
    let label = label.trim().to_lowercase();
    let letters = LETTERS.iter().position(|known| *known == label).map(|at| at as f32);
    letters.or_else(|| label.replace(',', ".").parse().ok()).unwrap_or(f32::MAX)
}

/// The values of one option that can be bought, as the shop spells them.
fn listed(variants: &[&CardVariant], name: &str, facts: &Facts) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    for variant in variants.iter().filter(|variant| variant.in_stock) {
        let at = variant.options.get_index_of(name)?;
        let label = variant.labels.get(at).cloned().or_else(|| variant.options.get(name).cloned())?;
        if !values.contains(&label) {
            values.push(label);
        }
    }
    if name == "size" {
        values.sort_by(|a, b| size_rank(a).total_cmp(&size_rank(b)));
    }
    if values.is_empty() { None } else { Some(message::list(facts.language, &values)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use types::{Currency, Language, ProductId, VariantId};

    use super::*;
    use crate::input::ShopFacts;

    fn facts() -> Facts {
        let usd = |amount| Money::new(amount, Currency::USD);
        let card = |name: &str, amount, there| ProductCard {
            id: ProductId::from_parts(1, [9; 10]),
            handle: "x".into(),
            name: name.into(),
            price: usd(amount),
            compare_at: Some(usd(8000)),
            from_price: false,
            in_stock: there,
            few_left: None,
            url: Some("https://shop.example/x".into()),
            image: None,
            image_alt: String::new(),
            brand: None,
            variants: ["S", "M"]
                .map(|size| CardVariant {
                    id: VariantId::from_parts(1, [1; 10]),
                    sku: None,
                    options: [("size".to_owned(), size.to_lowercase())].into_iter().collect(),
                    labels: vec![size.into()],
                    price: usd(amount),
                    compare_at: Some(usd(8000)),
                    in_stock: there && size == "M",
                    image: None,
                })
                .into(),
            matching: 2,
        };
        let shop = ShopFacts { name: "Shop 24".into(), currency: Currency::USD, contact: None, languages: Vec::new() };
        let cards = [(Handle(1), card("Sundress", 6400, true)), (Handle(2), card("Boots", 9900, false))];
        let mut facts = Facts::for_delivery(&shop, Language::English, &cards);
        facts.allow_bound(5000);
        facts
    }

    #[track_caller]
    fn check_draft(draft: &str, expected: Result<&str, Finding>) {
        let (checked, verdict) = check(draft, &facts());
        let got = checked.as_ref().map(|piece| piece.part().text()).ok_or(verdict.finding);
        assert_eq!(got, expected, "{draft}");
    }

    #[test]
    fn fills_what_a_tool_returned() {
        check_draft("[[p1]] costs [[p1.price]].", Ok("Sundress costs $64.00."));
        check_draft("[[p1]] was [[p1.was]], you save [[p1.saving]].", Ok("Sundress was $80.00, you save $16.00."));
        check_draft("[[p1]] is [[p1.stock]].", Ok("Sundress is in stock."));
        check_draft("In S it is [[p1.stock:size=s]].", Ok("In S it is sold out."));
        check_draft("Sizes: [[p1.sizes]].", Ok("Sizes: M."));
        check_draft("Here: [[p1.link]]", Ok("Here: https://shop.example/x"));
        check_draft("Welcome to [[shop.name]].", Ok("Welcome to Shop 24."));
        check_draft("[[p1]] at $64 is fine.", Ok("Sundress at $64 is fine."));
        check_draft("Two of them, both under $50.00.", Ok("Two of them, both under $50.00."));
        check_draft("**[[p1]]** is `nice`.", Ok("Sundress is nice."));
        check_draft("[[p2]] is sold out.", Ok("Boots is sold out."));
    }

    #[test]
    fn holds_back_what_nobody_returned() {
        check_draft("[[p1]] costs $63.00.", Err(Finding::Price));
        check_draft("[[p2]] costs $64.00.", Err(Finding::Price));
        check_draft("[[p1]] costs $50.00.", Err(Finding::Price));
        check_draft("[[p1]] costs [[p1.price]]9.", Err(Finding::Number));
        check_draft("It arrives in 2 days.", Err(Finding::Number));
        check_draft("It arrives in two days.", Err(Finding::Number));
        check_draft("[[p9]] is nice.", Err(Finding::Unknown));
        check_draft("…", Err(Finding::Empty));
        check_draft("The [[p1.secret]] is.", Err(Finding::Unknown));
        check_draft("[[p1]] is sold out.", Err(Finding::Stock));
        check_draft("[[p2]] is in stock.", Err(Finding::Stock));
        check_draft("All of it is available now.", Err(Finding::Stock));
        check_draft("See www.evil.example for it.", Err(Finding::Link));
        check_draft("Buy at evil.com now.", Err(Finding::Link));
        check_draft("Mail me@evil.org now.", Err(Finding::Link));
        check_draft("Ask us at shop.contact: [[shop.contact]].", Err(Finding::Unknown));
        check_draft("½ price.", Err(Finding::Number));
        check_draft("<script></script>", Err(Finding::Empty));
    }

    /// Facts of a product whose text measures a few things, in a shop that has the size 38.
    fn measured() -> Facts {
        let mut facts = facts();
        let details = crate::Details {
            card: facts.card(Handle(1)).unwrap().clone(),
            attributes: vec![("Length".into(), "98 cm".into()), ("Pockets".into(), "4".into())],
            description: "Washes at 30 degrees. Comes with a 2 year warranty, in a box of 12 pieces.".into(),
        };
        let mut thread = crate::Thread::default();
        facts.absorb(&crate::ToolResult::Details(details), &mut thread, &[]);
        facts.allow_size("38");
        facts
    }

    #[test]
    fn what_is_true_in_one_sense_is_not_said_in_another() {
        let facts = measured();
        let passes = |draft: &str| check(draft, &facts).0.is_some();
        for good in [
            "It comes in size 38.",
            "[[p1]] is 98 cm long.",
            "It has 4 pockets.",
            "It comes with a 2-year warranty.",
            "A box of 12 pieces.",
            "Two new arrivals, both off-white.",
            "Wash it at 30 degrees.",
            "[[p1]] saves you $16.",
        ] {
            assert!(passes(good), "{good}");
        }
        for bad in [
            "It arrives in 38 days.",
            "It arrives in 38.",
            "In 38 Tagen bei dir.",
            "It is 38% off.",
            "Save 16%.",
            "You save $64 on [[p1]].",
            "Only 38 left.",
            "Only 4 left.",
            "Only 2 left.",
            "Il en reste 4.",
            "Rated 4 out of 5.",
            "Rated 4.",
            "4/5 from our customers.",
            "38 people bought it.",
            "38 of you love it.",
            "It has 12 pockets.",
            "It is 4 cm long.",
            "It has a 12-year warranty.",
            "A 4 month warranty.",
            "Free shipping over $50.",
            "Shipping is $64.",
            "Returns within 30 days.",
        ] {
            assert!(!passes(bad), "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn no_text_breaks_it(draft in "\\PC{0,120}") {
            let _ = check(&draft, &facts());
        }

        #[test]
        fn no_invented_price_passes(amount in 10_000i64..9_999_999, name in 1u32..4) {
            let money = Money::new(amount, Currency::USD);
            prop_assume!(![6400, 8000, 9900].contains(&amount));
            let drafts = [
                format!("[[p{name}]] costs {money}."), format!("Only {money} now."), format!("{} dollars", money.figure()),
            ];
            for draft in drafts {
                prop_assert!(check(&draft, &facts()).0.is_none(), "{}", draft);
            }
        }
    }
}
