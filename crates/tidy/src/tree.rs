//! Rules about all packages, ours and others', as `cargo tree` resolves them.

use std::{path::Path, process::Command};

use crate::Finding;

/// What the browser half must not hold: sockets, databases, secrets, and the crates of ours that know them.
const NOT_IN_A_BROWSER: [&str; 22] = [
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "axum",
    "sea-orm",
    "sqlx",
    "sqlx-core",
    "libsqlite3-sys",
    "argon2",
    "chacha20poly1305",
    "hkdf",
    "rustls",
    "ring",
    "fastembed",
    "ort",
    "engine",
    "store",
    "search",
    "embed",
    "agent",
    "migration",
];

/// Runs `cargo tree` and gives its lines, one package each: `name version …<tab>licence`.
///
/// # Errors
/// With what cargo said, when it fails.
pub fn tree(root: &Path, arguments: &[&str]) -> Result<Vec<String>, String> {
    let run = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix", "none", "--format", "{p}\t{l}"])
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo could not be run: {error}"))?;
    if !run.status.success() {
        return Err(format!("cargo tree {}: {}", arguments.join(" "), String::from_utf8_lossy(&run.stderr)));
    }
    // `(*)` marks a package that was printed before.
    let line = |line: &str| line.trim_end_matches(" (*)").to_owned();
    let mut lines: Vec<String> = String::from_utf8_lossy(&run.stdout).lines().map(line).collect();
    lines.sort();
    lines.dedup();
    Ok(lines)
}

/// Packages that would ship to browsers and must not.
pub fn not_in_a_browser(lines: &[String]) -> Vec<Finding> {
    let name = |line: &String| line.split(' ').next().unwrap_or_default().to_owned();
    let found = lines.iter().map(name).filter(|name| NOT_IN_A_BROWSER.contains(&name.as_str()));
    found
        .map(|name| format!("frontend: `{name}` is in the browser half; find the way with `cargo tree -p frontend --target wasm32-unknown-unknown -i {name}` and put it behind `ssr`"))
        .collect()
}

/// Packages whose licence does not allow what we do with them. `allowed`: SPDX names, from deny.toml.
pub fn unlicensed(lines: &[String], allowed: &[&str]) -> Vec<Finding> {
    let bad = lines.iter().filter_map(|line| {
        let (package, licence) = line.split_once('\t')?;
        (!allows(licence, allowed)).then(|| {
            let licence = if licence.trim().is_empty() { "no licence" } else { licence };
            format!("{package}: {licence}; replace the package, or if the licence is permissive add it to deny.toml")
        })
    });
    bad.collect()
}

/// Whether an SPDX expression can be met by allowed licences alone. The old `A/B` means `A OR B`.
fn allows(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let met = either(&mut words, allowed);
    met && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut met = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= both(words, allowed);
    }
    met
}

fn both(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> bool {
    match words.next() {
        Some("(") => {
            let met = either(words, allowed);
            words.next_if_eq(&")").is_some() && met
        }
        Some(name) => {
            // An exception only gives more rights.
            if words.next_if_eq(&"WITH").is_some() {
                words.next();
            }
            allowed.contains(&name)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_ship() {
        let lines = ["leptos v0.8.23\tMIT", "sqlx-core v0.9.0\tMIT", "engine v0.0.0 (somewhere)\tApache-2.0"]
            .map(str::to_owned);
        let findings = not_in_a_browser(&lines);
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings[0].contains("`sqlx-core`") && findings[1].contains("`engine`"), "{findings:?}");
    }

    #[test]
    fn licences_are_read_as_they_are_meant() {
        let check = |expression: &str, expected: bool| {
            assert_eq!(allows(expression, &["MIT", "Apache-2.0", "Unicode-3.0"]), expected, "{expression}");
        };
        check("MIT", true);
        check("MIT/Apache-2.0", true);
        check("GPL-3.0-only OR MIT", true);
        check("(MIT OR GPL-3.0-only) AND Unicode-3.0", true);
        check("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only", true);
        check("MIT AND GPL-3.0-only", false);
        check("GPL-3.0-only", false);
        check("(MIT", false);
        check("", false);
        let findings = unlicensed(&["a v1.0.0\tMIT".to_owned(), "b v1.0.0\t".to_owned()], &["MIT"]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("b v1.0.0: no licence"), "{findings:?}");
    }
}
