//! What is being looked for after a message: what still holds from the thread plus what the message says.
//!
//! - A *refinement* ("in red?", "longer sleeves", "under 50") replaces the values of the fields it names and keeps the
//!   rest; with "also" or "or" it joins them.
//! - A *switch* to another kind of thing that continues the thread ("and shoes?") keeps everything that can hold for
//!   it: within one family of things (skirts after dresses) all but the kind itself; across families (shoes after
//!   dresses) the budget, stock, sale and refusals, not size, colour or material.
//! - A *new* search ("show me red shoes") starts from what the message says.

use types::{Field, Filters, Understood};

use crate::thread::Standing;

/// Characters of search text that are kept.
const TEXT: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    New,
    Refine,
    /// Another thing; whether of the same family.
    Switch {
        same_family: bool,
    },
}

/// `text`: the message's own search words, already without what only steers. `join`: values are added, not replaced.
pub fn merge(before: &Standing, understood: &Understood, text: &str, way: Way, join: bool) -> Standing {
    let said = &understood.filters;
    let mut standing = match way {
        Way::New => Standing::default(),
        Way::Refine => before.clone(),
        Way::Switch { same_family } => {
            let kept = &before.filters;
            let filters = Filters {
                price_min: kept.price_min,
                price_max: kept.price_max,
                exclude: kept.exclude.clone(),
                in_stock: kept.in_stock,
                on_sale: kept.on_sale,
                colors: if same_family { kept.colors.clone() } else { Vec::new() },
                sizes: if same_family { kept.sizes.clone() } else { Vec::new() },
                materials: if same_family { kept.materials.clone() } else { Vec::new() },
                categories: Vec::new(),
                brands: Vec::new(),
            };
            Standing { filters, text: String::new(), order: None }
        }
    };
    drop_fields(&mut standing, &understood.dropped);
    let filters = &mut standing.filters;
    if said.price_min.is_some() || said.price_max.is_some() {
        filters.price_min = said.price_min;
        filters.price_max = said.price_max;
    }
    let join = join && !understood.correction;
    for (have, new) in [
        (&mut filters.colors, &said.colors),
        (&mut filters.sizes, &said.sizes),
        (&mut filters.categories, &said.categories),
        (&mut filters.brands, &said.brands),
        (&mut filters.materials, &said.materials),
    ] {
        if new.is_empty() {
            continue;
        }
        if !join {
            have.clear();
        }
        for value in new {
            if !have.contains(value) {
                have.push(value.clone());
            }
        }
        filters.exclude.retain(|refused| !new.contains(refused));
    }
    for refused in &said.exclude {
        if !filters.exclude.contains(refused) {
            filters.exclude.push(refused.clone());
        }
    }
    let refused = filters.exclude.clone();
    for list in
        [&mut filters.colors, &mut filters.sizes, &mut filters.categories, &mut filters.brands, &mut filters.materials]
    {
        list.retain(|value| !refused.contains(value));
    }
    filters.in_stock = said.in_stock.or(filters.in_stock);
    filters.on_sale = said.on_sale.or(filters.on_sale);
    standing.order = understood.order.or(standing.order);
    standing.text = joined(&standing.text, text);
    standing
}

fn drop_fields(standing: &mut Standing, dropped: &[Field]) {
    let filters = &mut standing.filters;
    for field in dropped {
        match field {
            Field::Price => {
                filters.price_min = None;
                filters.price_max = None;
                standing.order = None;
            }
            Field::Color => filters.colors.clear(),
            Field::Size => filters.sizes.clear(),
            Field::Category => {
                filters.categories.clear();
                standing.text.clear();
            }
            Field::Brand => filters.brands.clear(),
            Field::Material => filters.materials.clear(),
            Field::Exclude => filters.exclude.clear(),
            Field::Stock => filters.in_stock = None,
            Field::Sale => filters.on_sale = None,
        }
    }
}

/// The old words, then those that are new.
fn joined(old: &str, new: &str) -> String {
    let have: Vec<String> = old.split_whitespace().map(str::to_lowercase).collect();
    let mut out = old.to_owned();
    for word in new.split_whitespace() {
        if have.contains(&word.to_lowercase()) || out.chars().count() + word.chars().count() >= TEXT {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blue_dresses() -> Standing {
        Standing {
            filters: Filters {
                price_max: Some(8000),
                colors: vec!["blue".into()],
                sizes: vec!["m".into()],
                categories: vec!["Dresses".into()],
                ..Filters::default()
            },
            text: "summer dress".into(),
            order: None,
        }
    }

    #[track_caller]
    fn check(understood: Understood, text: &str, way: Way, expected: &str) {
        let after = merge(&blue_dresses(), &understood, text, way, false);
        let f = &after.filters;
        let got = format!("{:?} {:?} {:?} {:?} {:?}", f.price_max, f.colors, f.sizes, f.exclude, after.text);
        assert_eq!(got, expected);
    }

    #[test]
    fn keeps_what_still_holds() {
        let red = || Understood {
            filters: Filters { colors: vec!["red".into()], ..Filters::default() },
            ..Understood::default()
        };
        check(red(), "", Way::Refine, r#"Some(8000) ["red"] ["m"] [] "summer dress""#);
        check(red(), "shoes", Way::New, r#"None ["red"] [] [] "shoes""#);
        check(Understood::default(), "shoes", Way::Switch { same_family: false }, r#"Some(8000) [] [] [] "shoes""#);
        check(
            Understood::default(),
            "skirts",
            Way::Switch { same_family: true },
            r#"Some(8000) ["blue"] ["m"] [] "skirts""#,
        );
        let any_price = Understood { dropped: vec![Field::Price], ..Understood::default() };
        check(any_price, "", Way::Refine, r#"None ["blue"] ["m"] [] "summer dress""#);
        let no_blue = Understood {
            filters: Filters { exclude: vec!["blue".into()], ..Filters::default() },
            ..Understood::default()
        };
        check(no_blue, "", Way::Refine, r#"Some(8000) [] ["m"] ["blue"] "summer dress""#);
    }

    #[test]
    fn also_joins_and_a_correction_replaces() {
        let said = |correction| Understood {
            filters: Filters { colors: vec!["red".into()], ..Filters::default() },
            correction,
            ..Understood::default()
        };
        assert_eq!(merge(&blue_dresses(), &said(false), "", Way::Refine, true).filters.colors, ["blue", "red"]);
        assert_eq!(merge(&blue_dresses(), &said(true), "", Way::Refine, true).filters.colors, ["red"]);
    }
}
