//! Results as a person reads them in the shell.

use std::fmt::Write;

use engine::{converse::Told, evaluate::Report, find::Answer, import};

pub fn search(answer: &Answer) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} strictly matching, {:.1} ms", answer.total, answer.ms);
    if let Ok(filters) = serde_json::to_string(&answer.filters) {
        let _ = writeln!(out, "text {:?}, filters {filters}", answer.text);
    }
    for step in &answer.relaxed {
        let _ = writeln!(out, "loosened {}: {} to {}", step.filter, step.from, step.to);
    }
    for (at, hit) in answer.results.iter().enumerate() {
        let _ = writeln!(
            out,
            "{:>3}. {:.3}  {:<50} {:>12}  {}",
            at + 1,
            hit.score,
            hit.name,
            hit.price.to_string(),
            hit.handle
        );
        if let Some(why) = &hit.why {
            let _ = writeln!(out, "      matched: {}; passed: {}", why.matched.join(", "), why.passed.join(", "));
        }
    }
    out.trim_end().to_owned()
}

pub fn turn(told: &Told) -> String {
    let mut out = String::new();
    for product in &told.products {
        let before = product.compare_at.map(|before| format!(" (was {before})")).unwrap_or_default();
        let stock = if product.in_stock { "in stock" } else { "sold out" };
        let _ = writeln!(out, "  [{}] {}{before}, {stock}", product.name, product.price);
    }
    match (&told.text, &told.error) {
        (Some(text), _) => out.push_str(text),
        (None, Some(error)) => out.push_str(&error.detail),
        (None, None) => out.push_str("(a person has the floor)"),
    }
    if !told.quick_replies.is_empty() {
        let _ = write!(out, "\n  > {}", told.quick_replies.join(" > "));
    }
    out
}

pub fn import(report: &import::Report) -> String {
    let mut out = String::new();
    let row = |name: &str, counts: &import::Counts| {
        let import::Counts { created, updated, unchanged, failed } = counts;
        format!("{name}: {created} new, {updated} changed, {unchanged} as before, {failed} failed\n")
    };
    if report.dry_run {
        out.push_str("Nothing was changed; this is what would happen.\n");
    }
    out.push_str(&row("products", &report.products));
    out.push_str(&row("variants", &report.variants));
    for (kind, issues) in [("error", &report.errors), ("warning", &report.warnings)] {
        for issue in issues {
            let _ = writeln!(out, "{kind}, row {}, {}: {} {}", issue.row, issue.column, issue.reason, issue.fix);
        }
    }
    if let Some(path) = &report.failed_rows {
        let _ = writeln!(out, "Rows that failed: {path}");
    }
    out.trim_end().to_owned()
}

pub fn evaluation(report: &Report) -> String {
    format!(
        "{} products, {} queries ({} scored), {:?}\nnDCG@10 {:.3}, judged only {:.3}, judged@10 {:.2}\nrecall@100 {:.3}, MRR@10 {:.3}, wrong in top 3 {:.1} %, empty {}\np50 {:.1} ms, p99 {:.1} ms",
        report.products,
        report.queries,
        report.scored,
        report.mode,
        report.ndcg10,
        report.ndcg10_judged,
        report.judged10,
        report.recall100,
        report.mrr10,
        report.wrong_top3 * 100.0,
        report.zero_results,
        report.ms.p50,
        report.ms.p99
    )
}
