//! A product as a shopper sees it in the chat: picture, name, price, stock, the options to choose from, *View*, *Add*.
//!
//! What is marked is what *Add* adds: at first the variant that was asked for, else the first that can be bought.

use leptos::{ev::MouseEvent, prelude::*};
use types::{CardVariant, Money, ProductCard, TurnId};

use super::{
    Badge, Icon, Tone,
    dynamic::{flag, on, shown, text, when, yes},
};
use crate::{
    labels::Label,
    widget::{Chat, host::Deed},
};

/// More values than these of one option are not offered on a card; *View* leads to all.
const MOST_CHIPS: usize = 8;

/// An address a shopper may follow: `http(s)`, or relative to the shop's page. Anything else is no link.
pub fn link(chat: Chat, url: Option<&str>) -> Option<String> {
    let url = url?.trim();
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        Some(url.to_owned())
    } else if url.starts_with('/') && !url.starts_with("//") {
        Some(chat.page.with_value(|page| page.host.clone()).unwrap_or_default() + url)
    } else {
        None
    }
}

/// A picture, or the sign that there is none. Its name stands beside it, so it has no other text.
#[component]
pub fn Picture(#[prop(into)] url: Signal<Option<String>>) -> impl IntoView {
    let chat = Chat::here();
    let lost = RwSignal::new(String::new());
    shown(move || {
        match url.get().and_then(|url| picture_address(&url)).filter(|url| lost.get() != *url) {
        Some(src) => {
            let this = src.clone();
            view! {
                <img src=src alt="" width="400" height="500" loading="lazy" decoding="async" referrerpolicy="no-referrer" on:error=on(move |_| lost.set(this.clone()))/>
            }
            .into_any()
        }
        None => view! { <span class="nopic">{Icon::ImageOff.view()}<span class="hush">{chat.word(Label::NoPicture)}</span></span> }.into_any(),
    }
    })
}

/// Pictures come from the web, or from this server by a path.
fn picture_address(url: &str) -> Option<String> {
    let ours = url.starts_with('/') && !url.starts_with("//");
    (ours || url.starts_with("https://") || url.starts_with("http://")).then(|| url.to_owned())
}

/// The options of a product: name, and its values in the shop's order as (canonical, as the shop spells it).
fn options(card: &ProductCard) -> Vec<(String, Vec<(String, String)>)> {
    let mut options: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for variant in &card.variants {
        for (place, (name, value)) in variant.options.iter().enumerate() {
            let value = (value.clone(), variant.labels.get(place).unwrap_or(value).clone());
            match options.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) if values.contains(&value) => {}
                Some((_, values)) => values.push(value),
                None => options.push((name.clone(), vec![value])),
            }
        }
    }
    // Nothing to choose and nothing to say: how some shops write a product without options.
    for (_, values) in &mut options {
        // Variants that fit the question come first; sizes read better in their own order.
        if let Some(ranks) = values.iter().map(|(value, _)| size(value)).collect::<Option<Vec<_>>>() {
            // By insertion: there are few, and the library's sort is large.
            let mut ranked = Vec::with_capacity(ranks.len());
            for (rank, value) in ranks.into_iter().zip(std::mem::take(values)) {
                let place = ranked.iter().take_while(|(other, _)| *other <= rank).count();
                ranked.insert(place, (rank, value));
            }
            *values = ranked.into_iter().map(|(_, value)| value).collect();
        }
    }
    options.retain(|(name, values)| !(name == "title" && values.len() == 1));
    options
}

/// Where a size stands among sizes, in tenths of a number; `None` when it is no size.
fn size(value: &str) -> Option<u32> {
    const LETTERS: &[&str] = &["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"];
    let letters = LETTERS.iter().position(|letters| *letters == value).map(|place| place as u32);
    letters.or_else(|| {
        let (whole, part) = value.split_once('.').unwrap_or((value, "0"));
        Some(whole.parse::<u32>().ok()?.checked_mul(10)? + part.parse::<u32>().ok()?)
    })
}

/// The variant that has the wanted value and otherwise agrees with `chosen`; the first such that can be bought is best.
fn with_value(variants: &[CardVariant], chosen: usize, name: &str, value: &str) -> Option<usize> {
    let now = variants.get(chosen)?;
    let fits = |variant: &CardVariant| variant.options.get(name).is_some_and(|has| has == value);
    let same = |variant: &CardVariant| {
        now.options.iter().filter(|(other, has)| *other != name && variant.options.get(*other) == Some(has)).count()
    };
    let best = variants.iter().enumerate().filter(|(_, variant)| fits(variant));
    best.max_by_key(|(place, variant)| (same(variant), variant.in_stock, std::cmp::Reverse(*place)))
        .map(|(place, _)| place)
}

#[component]
pub fn Card(card: ProductCard, turn: Option<TurnId>, position: i64) -> impl IntoView {
    let chat = Chat::here();
    let first = card.variants.iter().position(|variant| variant.in_stock).unwrap_or(0);
    let (chosen, touched) = (RwSignal::new(first), RwSignal::new(false));
    let added = RwSignal::new(false);
    let name = card.name.clone();
    let href = link(chat, card.url.as_deref());
    let card = StoredValue::new(card);
    let now = move || card.with_value(|card| card.variants.get(chosen.get()).cloned());
    let can_buy = move || now().map_or(card.with_value(|card| card.in_stock), |variant| variant.in_stock);

    let view = move |event: MouseEvent| {
        if chat.tell_host(Deed::View { card, turn, position }) {
            event.prevent_default();
        }
    };
    let add = move |_| {
        chat.tell_host(Deed::Add { card, variant: chosen.get_untracked(), turn, position, added });
    };
    // The picture of the chosen colour, once one was chosen by hand.
    let url = Signal::derive(move || {
        now()
            .filter(|_| touched.get())
            .and_then(|variant| variant.image)
            .or_else(|| card.with_value(|card| card.image.clone()))
    });
    let picture = view! { <Picture url/> };
    let reduced = card.with_value(reduction);
    let tag = reduced.map(|percent| {
        view! { <span class="tag" aria-hidden="true" dir="ltr">{format!("−{percent} %")}</span> }.into_any()
    });
    let heading = match href.clone() {
        Some(href) => view! {
            <a class="picture" href=href.clone() target="_top" rel="noopener" tabindex="-1" aria-hidden="true" on:click=on(view)>{picture}{tag}</a>
            <h2 class="name"><a href=href target="_top" rel="noopener" dir="auto" on:click=on(view)>{name.clone()}</a></h2>
        }
        .into_any(),
        None => view! { <span class="picture">{picture}{tag}</span><h2 class="name" dir="auto">{name.clone()}</h2> }.into_any(),
    };
    let price = shown(move || card.with_value(|card| price(chat, card, now().filter(|_| touched.get()))));
    let stock = text(move || {
        let left = card.with_value(|card| card.few_left).filter(|_| !touched.get());
        match (can_buy(), left) {
            (false, _) => chat.word(Label::SoldOut),
            (true, Some(left)) => chat.fill(Label::Left, "{n}", &left.to_string()),
            (true, None) => chat.word(Label::InStock),
        }
    });
    let tone = move || match (can_buy(), card.with_value(|card| card.few_left).filter(|_| !touched.get())) {
        (false, _) => Tone::Critical,
        (true, Some(_)) => Tone::Caution,
        (true, None) => Tone::Positive,
    };
    let chips = card
        .with_value(options)
        .into_iter()
        .map(|(option, values)| chips(chat, card, chosen, touched, option, values))
        .collect::<Vec<_>>();
    let view_name = chat.fill(Label::ViewNamed, "{name}", &name);
    let add_name = chat.fill(Label::AddNamed, "{name}", &name);
    let open = href.map(|href| {
        view! { <a class="button" data-size="s" href=href target="_top" rel="noopener" aria-label=view_name on:click=on(view)>{chat.word(Label::View)}</a> }.into_any()
    });
    view! {
        <article class="product" aria-label=name>
            {heading}
            {price}
            <Badge tone=Signal::derive(tone)>{stock}</Badge>
            <div class="options">{chips}</div>
            <div class="act">
                {open}
                <button class="button" data-kind="primary" data-size="s" type="button" data-needs-script="" aria-label=add_name
                    aria-disabled=yes(move || !can_buy()) on:click=on(add)>
                    {when(move || added.get().then(|| Icon::Check.view()))}
                    {text(move || chat.word(if added.get() { Label::Added } else { Label::Add }))}
                </button>
                <span class="hush" role="status">{text(move || if added.get() { chat.word(Label::Added) } else { String::new() })}</span>
            </div>
        </article>
    }
}

/// The values of one option, one of them marked.
fn chips(
    chat: Chat,
    card: StoredValue<ProductCard>,
    chosen: RwSignal<usize>,
    touched: RwSignal<bool>,
    option: String,
    mut values: Vec<(String, String)>,
) -> AnyView {
    let label = chat.fill(Label::Choose, "{name}", &chat.labels.with_value(|labels| labels.row(&option)));
    let first = card.with_value(|card| {
        card.variants.get(chosen.get_untracked()).and_then(|variant| variant.options.get(&option).cloned())
    });
    if values.len() > MOST_CHIPS {
        // What was asked for stays among those that are shown.
        let place = values.iter().position(|(value, _)| Some(value) == first.as_ref()).unwrap_or(0);
        let start = place.saturating_sub(MOST_CHIPS / 2).min(values.len() - MOST_CHIPS);
        values = values.split_off(start);
        values.truncate(MOST_CHIPS);
    }
    let one = move |(value, label): (String, String)| {
        let name = option.clone();
        let place = move || card.with_value(|card| with_value(&card.variants, chosen.get(), &name, &value));
        let marked = {
            let (name, place) = (option.clone(), place.clone());
            move || {
                card.with_value(|card| {
                    let of = |at: usize| card.variants.get(at).and_then(|variant| variant.options.get(&name));
                    place().is_some_and(|pick| of(pick) == of(chosen.get()))
                })
            }
        };
        let sold_out = {
            let place = place.clone();
            Signal::derive(move || {
                !place().is_some_and(|at| {
                    card.with_value(|card| card.variants.get(at).is_some_and(|variant| variant.in_stock))
                })
            })
        };
        let choose = move |_| {
            if let Some(at) = untrack(&place) {
                chosen.set(at);
                touched.set(true);
            }
        };
        view! {
            <button class="chip" data-size="s" type="button" data-on=flag(marked.clone()) data-out=flag(move || sold_out.get())
                aria-pressed=yes(marked) on:click=on(choose)>
                <span dir="auto">{label}</span>
                {when(move || sold_out.get().then(|| view! { <span class="hush">{format!(", {}", chat.word(Label::SoldOut))}</span> }.into_any()))}
            </button>
        }
        .into_any()
    };
    view! { <div class="chips" role="group" aria-label=label>{values.into_iter().map(one).collect::<Vec<_>>()}</div> }
        .into_any()
}

/// The price of the variant, or of the card as long as none was chosen by hand.
fn price(chat: Chat, card: &ProductCard, variant: Option<CardVariant>) -> AnyView {
    let (price, before, from) = match variant {
        Some(variant) => (variant.price, variant.compare_at, false),
        None => (card.price, card.compare_at, card.from_price),
    };
    let text = if from { chat.fill(Label::From, "{price}", &price.to_string()) } else { price.to_string() };
    let before = before.filter(|before| before.amount > price.amount);
    let was = before.map(|before| view! { <s><span class="hush">{chat.word(Label::Was)}" "</span><span dir="auto">{before.to_string()}</span></s> }.into_any());
    view! { <span class="price"><span dir="auto">{text}</span>{was}</span> }.into_any()
}

/// By how many per cent the price was reduced, rounded down so that it is never too much.
fn reduction(card: &ProductCard) -> Option<i64> {
    let Money { amount: before, .. } = card.compare_at?;
    let saved = before.checked_sub(card.price.amount).filter(|saved| *saved > 0)?;
    (!card.from_price).then_some(saved * 100 / before).filter(|percent| *percent > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Currency, ProductId, VariantId};

    fn variant(color: &str, size: &str, in_stock: bool) -> CardVariant {
        let text = |text: &str| text.to_owned();
        CardVariant {
            id: VariantId::from_parts(1, [0; 10]),
            sku: None,
            options: [("color".to_owned(), text(color)), ("size".to_owned(), text(size))].into_iter().collect(),
            labels: vec![color.to_uppercase(), size.to_uppercase()],
            price: Money::new(6400, Currency::USD),
            compare_at: None,
            in_stock,
            image: None,
        }
    }

    fn card(variants: Vec<CardVariant>) -> ProductCard {
        ProductCard {
            id: ProductId::from_parts(1, [0; 10]),
            handle: "dress".into(),
            name: "Dress".into(),
            price: Money::new(6400, Currency::USD),
            compare_at: Some(Money::new(8000, Currency::USD)),
            from_price: false,
            in_stock: true,
            few_left: None,
            url: None,
            image: None,
            image_alt: String::new(),
            brand: None,
            variants,
            matching: 1,
        }
    }

    #[test]
    fn options_come_in_the_order_of_the_shop() {
        let card = card(vec![variant("blue", "m", true), variant("blue", "l", true), variant("red", "m", true)]);
        let names: Vec<_> = options(&card)
            .into_iter()
            .map(|(name, values)| (name, values.into_iter().map(|v| v.1).collect::<Vec<_>>()))
            .collect();
        assert_eq!(
            names,
            [
                ("color".to_owned(), vec!["BLUE".to_owned(), "RED".into()]),
                ("size".to_owned(), vec!["M".into(), "L".into()])
            ]
        );
    }

    #[test]
    fn sizes_come_in_their_own_order() {
        let check = |sizes: &[&str], expected: &[&str]| {
            let card = card(sizes.iter().map(|size| variant("blue", size, true)).collect());
            let shown: Vec<_> = options(&card)[1].1.iter().map(|(value, _)| value.clone()).collect();
            assert_eq!(shown, expected);
        };
        check(&["m", "xs", "s", "xxl", "l"], &["xs", "s", "m", "l", "xxl"]);
        check(&["38", "8.5", "36"], &["8.5", "36", "38"]);
        check(&["one size", "m", "s"], &["one size", "m", "s"]);
    }

    #[test]
    fn another_value_keeps_the_rest_of_the_choice() {
        let variants = [
            variant("blue", "m", true),
            variant("blue", "l", false),
            variant("red", "s", true),
            variant("red", "m", true),
        ];
        let check = |chosen, name: &str, value: &str, expected| {
            assert_eq!(with_value(&variants, chosen, name, value), expected, "{name} {value}")
        };
        check(0, "color", "red", Some(3));
        check(0, "size", "l", Some(1));
        check(0, "size", "s", Some(2));
        check(0, "size", "xxl", None);
        check(9, "size", "m", None);
    }

    #[test]
    fn a_reduction_is_never_overstated() {
        let mut card = card(vec![]);
        assert_eq!(reduction(&card), Some(20));
        card.price.amount = 6500;
        assert_eq!(reduction(&card), Some(18));
        card.price.amount = 8000;
        assert_eq!(reduction(&card), None);
        card.compare_at = None;
        assert_eq!(reduction(&card), None);
    }

    #[test]
    fn only_the_web_is_a_picture() {
        for (url, expected) in [
            ("https://a/b.jpg", true),
            ("/demo/a.svg", true),
            ("//evil/x", false),
            ("javascript:alert(1)", false),
            ("data:x", false),
        ] {
            assert_eq!(picture_address(url).is_some(), expected, "{url}");
        }
    }
}
