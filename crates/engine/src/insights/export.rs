//! The tables of the analytics page as CSV (RFC 4180): the same numbers as the page shows.

use types::{
    Right,
    insight::{Analytics, Table},
};

use super::{Span, analytics};
use crate::{Ctx, Result};

/// A file's name and its bytes.
pub struct Sheet {
    pub name: String,
    pub text: String,
}

/// One table of a range, with a header row.
pub async fn table(cx: &Ctx, span: Span, table: Table) -> Result<Sheet> {
    cx.may(Right::View)?;
    let figures = analytics(cx, span).await?;
    let name = format!("{}-{}-{}-{}.csv", cx.shop.handle, table, span.from, span.to);
    Ok(Sheet { name, text: write(&rows(&figures, table)) })
}

fn rows(figures: &Analytics, table: Table) -> Vec<Vec<String>> {
    let head = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    match table {
        Table::Days => {
            let mut rows = vec![head(&[
                "day",
                "conversations",
                "messages",
                "replies",
                "reply_ms_p50",
                "reply_ms_p95",
                "handed_over",
                "fallbacks",
                "thumbs_up",
                "thumbs_down",
                "shown",
                "opened",
                "added",
                "found_nothing",
                "cost_usd",
            ])];
            rows.extend(figures.days.iter().map(|day| {
                let f = &day.figures;
                let mut row = vec![day.day.to_string()];
                row.extend([f.conversations, f.messages, f.replies].map(|number| number.to_string()));
                row.extend([number(f.p50), number(f.p95)]);
                row.extend(
                    [f.handoffs, f.fallbacks, f.thumbs_up, f.thumbs_down, f.shown, f.opened, f.added, f.misses]
                        .map(|number| number.to_string()),
                );
                row.push(dollars(f.cost_micros));
                row
            }));
            rows
        }
        Table::Words => {
            let mut rows = vec![head(&["by", "what", "replies", "replies_before"])];
            rows.extend(figures.words.iter().map(|word| {
                vec![word.dimension.to_string(), word.word.clone(), word.count.to_string(), word.before.to_string()]
            }));
            rows
        }
        Table::Products => {
            let mut rows = vec![head(&["product", "name", "shown", "opened", "added"])];
            rows.extend(figures.products.iter().map(|product| {
                let counts = [product.shown, product.opened, product.added].map(|number| number.to_string());
                [vec![product.id.to_string(), product.name.clone()], counts.to_vec()].concat()
            }));
            rows
        }
        Table::Misses => {
            let mut rows = vec![head(&["searched", "times", "shown_instead"])];
            let row =
                |miss: &types::insight::Miss| vec![miss.text.clone(), miss.times.to_string(), miss.shown.to_string()];
            rows.extend(figures.misses.iter().map(row));
            rows
        }
    }
}

/// Millionths as a decimal number.
fn dollars(micros: i64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

fn write(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell_of(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Quoted where need be. A spreadsheet takes what begins with these signs for a formula; an apostrophe keeps it a text.
fn cell_of(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r', ';']) || text.starts_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("linen cape", "linen cape"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+49", "'+49"),
            ("-2", "'-2"),
            ("\t=1", "'\t=1"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell_of(text), cell);
        }
        assert_eq!(dollars(1_234_567), "1.234567");
    }
}
