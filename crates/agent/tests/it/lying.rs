//! Minds that lie: whatever they say, no wrong number, stock word or link gets through.

use agent::{Mind, MindError, Mouth, SearchProducts, Step, Thread, ToolCall, Turn, refill};
use async_trait::async_trait;
use types::{Currency, MindKind, Money, Part, Tier};

use crate::fixture::{self, Shop};

/// A small generator, so that a failing seed can be told.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

struct Liar(u64);

#[async_trait]
impl Mind for Liar {
    fn kind(&self) -> MindKind {
        MindKind::Llm
    }

    fn tier(&self) -> Tier {
        Tier::Full
    }

    async fn next(&self, turn: &Turn<'_>, mouth: &mut Mouth<'_>) -> Result<Step, MindError> {
        if turn.results().is_empty() {
            let search = SearchProducts { text: "summer dress".into(), limit: 5, ..SearchProducts::default() };
            return Ok(Step::Call(vec![ToolCall::SearchProducts(search)]));
        }
        let mut dice = Dice(self.0.wrapping_mul(2_654_435_761).wrapping_add(17));
        for _ in 0..6 {
            let lie = lie(&mut dice);
            mouth.say(&lie).await?;
        }
        Ok(Step::Done)
    }
}

/// Amounts that nothing in the shop costs and nobody wrote.
fn false_amount(dice: &mut Dice) -> i64 {
    30_011 + i64::try_from(dice.roll(60_000)).unwrap() * 13
}

fn lie(dice: &mut Dice) -> String {
    let amount = false_amount(dice);
    let figure = format!("{}.{:02}", amount / 100, amount % 100);
    let p = dice.roll(9) + 1;
    match dice.roll(22) {
        0 => format!("[[p{p}]] costs ${figure}."),
        1 => format!("[[p{p}]] costs {figure} dollars, a bargain."),
        2 => format!("It is only {} € today.", figure.replace('.', ",")),
        3 => format!("You save {}% on [[p{p}]].", 11 + dice.roll(80)),
        4 => format!("Order at https://evil{}.example/x now.", amount),
        5 => format!("See www.cheap{}.com for more.", amount),
        6 => "[[p1]] is sold out.".to_owned(),
        7 => "Everything is out of stock.".to_owned(),
        8 => format!("It arrives in {} days.", 3 + dice.roll(90)),
        9 => format!("[[p{}]] is the best.", 40 + dice.roll(900)),
        10 => format!("[[p{p}.price]]{} is the price.", dice.roll(10)),
        11 => format!("[click](javascript:alert({amount})) here."),
        12 => "It costs nine hundred dollars.".to_owned(),
        13 => format!("कीमत ₹{}।", figure.replace('3', "३")),
        14 => "Use code SAVE77 for half price.".to_owned(),
        15 => format!("Rated {} stars by {} customers.", 4, 200 + dice.roll(900)),
        16 => format!("<a href='https://evil.example/{amount}'>buy</a> for ${figure}"),
        17 => format!("[[p{p}]] was ${figure}, now [[p{p}.price]]."),
        18 => "Only ②③ left, price ½.".to_owned(),
        19 => format!("[[p{p}.secret]] is the code."),
        20 => format!("Write to sales{amount}@evil.example."),
        _ => format!("[[p{p}]] is a lovely choice at [[p{p}.price]]."),
    }
}

/// Prices of the shop, and what the customer wrote.
pub fn amounts(shop: &Shop) -> Vec<String> {
    let money = |minor| Money::new(minor, Currency::USD).to_string();
    let mut out: Vec<String> = shop
        .products
        .iter()
        .flat_map(|p| &p.variants)
        .flat_map(|v| [Some(v.price), v.compare_at])
        .flatten()
        .map(money)
        .collect();
    out.push(money(8000));
    out
}

#[test]
fn a_thousand_lying_minds_tell_no_wrong_number_or_link() {
    let shop = Shop::open();
    let real = amounts(&shop);
    let (mut dropped, mut said) = (0, 0);
    for seed in 0..1_000 {
        let input = fixture::input("blue summer dress under $80, size M", Thread::default(), seed);
        let (outcome, heard) = fixture::turn_by(&shop, &Liar(seed), &input);
        dropped += outcome.steps.iter().map(|step| step.verdicts.len()).sum::<usize>();
        for part in heard {
            let Part::Text { text, .. } = part else { continue };
            said += 1;
            let wrong = outcome.mind == MindKind::Llm && fakes::has_false_figure(&text, &real);
            assert!(!wrong, "seed {seed}: {text}");
            assert_eq!(fakes::lie_in(&text), None, "seed {seed}: {text}");
        }
    }
    assert!(dropped > 3_000 && said > 300, "{dropped} left out, {said} said");
}

#[test]
fn a_stored_draft_is_filled_with_what_is_true_when_it_leaves() {
    let mut shop = Shop::open();
    let outcome = fixture::turn(&shop, "the azure linen sundress", Thread::default());
    let drafts: Vec<String> = outcome
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Text { draft, .. } => draft.clone(),
            _ => None,
        })
        .collect();
    let handle = outcome.thread.last_list[0];
    for variant in &mut shop.products[0].variants {
        variant.price = 6100;
    }
    let card = shop.card(&shop.products[0], &types::Filters::default());
    let facts = agent::Facts::for_delivery(&fixture::shop_facts(), outcome.language, &[(handle, card)]);
    let text: Vec<String> = drafts.iter().filter_map(|draft| refill(draft, &facts)).collect();
    insta::assert_snapshot!(text.join(" "), @"One azure sundress in linen. Azure Linen Sundress is reduced from $80.00 to $61.00 and is in stock.");
}
