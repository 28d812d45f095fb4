//! Rules about single files: their names, their length, and words that belong elsewhere.

use crate::{Finding, checkout::File};

/// Longer than this, a file holds two things.
const LONGEST: usize = 600;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "misc"];

/// Files that may put text into a page as markup, each with the reason it is safe.
const MARKUP: [(&str, &str); 1] = [("app/src/shell.rs", "the icons, compiled in from a file of ours")];

/// Files that may name a machine's folder, each with the reason.
const PLACES: [(&str, &str); 1] =
    [("scripts/postgres", "advises its reader where a folder that everybody can enter may lie")];

fn exempt(list: &[(&str, &str)], file: &File) -> bool {
    list.iter().any(|(path, _)| *path == file.path)
}

/// Lines with their number from 1, comments of whole lines left out.
fn code(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let lines = file.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn is_test(file: &File) -> bool {
    file.path.contains("/tests/") || file.path.contains("/benches/")
}

/// Files over the limit.
pub fn too_long(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    (file.is_source() && lines > LONGEST).then(|| {
        format!("{}: {lines} lines; at most {LONGEST}: find the second thing in it and give it a file", file.path)
    })
}

/// Modules whose name says nothing.
pub fn empty_name(file: &File) -> Vec<Finding> {
    if !file.is_source() {
        return Vec::new();
    }
    let say = |name: &str| format!("{}: `{name}` says nothing; name the module after what it is for", file.path);
    let folders = file.path.split('/').map(|part| part.split_once('.').map_or(part, |(stem, _)| stem));
    let mut findings: Vec<Finding> = folders.filter(|name| EMPTY_NAMES.contains(name)).map(say).collect();
    for (_, line) in code(file) {
        let line = line.trim_start();
        let name = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ").unwrap_or_default();
        let name = name.trim_end_matches([' ', '{', ';']);
        if EMPTY_NAMES.contains(&name) {
            findings.push(say(name));
        }
    }
    findings
}

/// Rust files that do not say first what they are for.
pub fn silent(file: &File) -> Option<Finding> {
    let says = file
        .text
        .lines()
        .next()
        .is_some_and(|line| line.strip_prefix("//! ").is_some_and(|rest| rest.trim().len() > 3));
    (file.extension() == "rs" && !says)
        .then(|| format!("{}: begin with a line `//! …` that says what the file is for", file.path))
}

/// Build variants outside the crate roots, `types` and app's root.
pub fn scattered_features(file: &File) -> Vec<Finding> {
    let allowed = file.path.starts_with("crates/types/")
        || ["src/lib.rs", "src/main.rs"].iter().any(|root| file.path.ends_with(root));
    if file.extension() != "rs" || allowed || file.path.starts_with("crates/tidy/") {
        return Vec::new();
    }
    let varies = |line: &str| {
        line.contains("feature =") && ["cfg(", "cfg_attr(", "cfg!("].iter().any(|word| line.contains(word))
    };
    code(file)
        .filter(|(_, line)| varies(line))
        .map(|(number, _)| {
            format!(
                "{}:{number}: build variants stand in the crate's root; put the module behind the feature there",
                file.path
            )
        })
        .collect()
}

/// SQL outside the two crates that speak it.
pub fn sql(file: &File) -> Vec<Finding> {
    const HOME: [&str; 3] = ["crates/store/", "migration/", "crates/tidy/"];
    const WORDS: [&str; 7] =
        ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "ALTER TABLE ", "PRAGMA ", "BEGIN IMMEDIATE"];
    if file.extension() != "rs" || HOME.iter().any(|home| file.path.starts_with(home)) {
        return Vec::new();
    }
    // Bad input in tests may look like anything.
    let speaks = |line: &str| !is_test(file) && WORDS.iter().any(|word| line.contains(word));
    let types = file.path.starts_with("crates/types/");
    let imports = |line: &str| !types && ["sea_orm", "sqlx::"].iter().any(|word| line.contains(word));
    code(file)
        .filter(|(_, line)| speaks(line) || imports(line))
        .map(|(number, _)| {
            format!("{}:{number}: SQL is spoken in store and migration only; ask a function of ShopStore", file.path)
        })
        .collect()
}

/// Text put into a page as markup.
pub fn markup(file: &File) -> Vec<Finding> {
    const WORDS: [&str; 6] =
        ["inner_html", "innerHTML", "outerHTML", "insertAdjacentHTML", "insert_adjacent_html", "document.write"];
    if !["rs", "js", "mjs", "ts", "html"].contains(&file.extension())
        || file.path.starts_with("crates/tidy/")
        || file.path.starts_with("end2end/")
        || exempt(&MARKUP, file)
    {
        return Vec::new();
    }
    code(file)
        .filter(|(_, line)| WORDS.iter().any(|word| line.contains(word)))
        .map(|(number, _)| {
            format!(
                "{}:{number}: text goes into a page as text; where markup of ours is really needed, add the file and the reason \
                 to MARKUP in crates/tidy/src/lines.rs",
                file.path
            )
        })
        .collect()
}

/// Folders of somebody's machine.
pub fn machine_paths(file: &File) -> Vec<Finding> {
    const FOLDERS: [&str; 3] = ["work", "root", "tmp"];
    let reads = ["rs", "toml", "md", "py", "js", "mjs", "css", "html", "ftl", "yml", "yaml", "sh", "tsv", ""];
    if !reads.contains(&file.extension()) || exempt(&PLACES, file) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (at, _) in line.match_indices('/') {
            let before = line[..at].chars().next_back();
            let starts = before.is_none_or(|sign| !(sign.is_alphanumeric() || "_-./}>)*~:$".contains(sign)));
            let rest = &line[at + 1..];
            let hit = FOLDERS.iter().find(|folder| {
                let after = rest.strip_prefix(**folder).map(|rest| rest.chars().next());
                // `/work` alone may be a page.
                let alone = ["root", "tmp"].contains(*folder);
                after.is_some_and(|sign| {
                    sign == Some('/')
                        || (alone && sign.is_none_or(|sign| !(sign.is_alphanumeric() || "_-.".contains(sign))))
                })
            });
            if let Some(folder) = hit.filter(|_| starts) {
                findings.push(format!(
                    "{}:{}: /{folder} is a folder of one machine; use a relative path, a setting, or a temporary folder",
                    file.path,
                    index + 1
                ));
            }
        }
    }
    findings
}

/// Vocabularies and other data that do not say where they come from.
pub fn sourceless(file: &File) -> Option<Finding> {
    let data = file.extension() == "toml" && file.path.contains("/data/");
    let says = file.text.lines().filter(|line| line.starts_with('#')).any(|line| {
        let line = line.to_lowercase();
        ["source", "own knowledge", "written for this project", "unicode cldr"].iter().any(|word| line.contains(word))
    });
    (data && !says).then(|| {
        format!("{}: say in a comment where the data come from (`# Sources: …`, `own knowledge`, `written for this project`)", file.path)
    })
}

/// Shell scripts that go on after a failure.
pub fn careless(file: &File) -> Option<Finding> {
    let shell = file.text.lines().next().is_some_and(|line| line.starts_with("#!") && line.contains("bash"));
    (shell
        && !file
            .text
            .lines()
            .any(|line| line.trim_start().starts_with("set -euo pipefail") || line.starts_with("set -uo pipefail")))
    .then(|| format!("{}: add `set -euo pipefail` below its first comment", file.path))
}

/// Files named in a document that are not there. A name counts when it stands in backticks, has a folder and an ending.
pub fn lost(document: &File, exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in document.text.lines().enumerate() {
        let quoted = line.split('`').skip(1).step_by(2);
        let links = line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
        for name in quoted.chain(links) {
            let plain = name.chars().all(|sign| sign.is_ascii_alphanumeric() || "_-./".contains(sign));
            let named = name.contains('/')
                && name.rsplit('/').next().is_some_and(|last| last.contains('.') && !last.starts_with('.'));
            // Pictures are made by the browser tests.
            let made = name.starts_with("docs/pictures/") || name.starts_with('.') || name.starts_with('/');
            if plain && named && !made && !exists(name) {
                findings.push(format!("{}:{}: `{name}` is not there; correct the document", document.path, index + 1));
            }
        }
    }
    findings
}

/// Functions and types of ours that a document names as `module::name` and that no Rust file has.
pub fn unknown(document: &File, code: &[File]) -> Vec<Finding> {
    const THEIRS: [&str; 4] = ["axum", "std", "tokio", "leptos"];
    let rust = || code.iter().filter(|file| file.extension() == "rs");
    let is_word = |text: &str, at: usize, length: usize| {
        let part = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
        !part(text[..at].chars().next_back()) && !part(text[at + length..].chars().next())
    };
    let has = |words: &str| {
        rust().any(|file| file.text.match_indices(words).any(|(at, _)| is_word(&file.text, at, words.len())))
    };
    let mut findings = Vec::new();
    for (index, line) in document.text.lines().enumerate() {
        for quoted in line.split('`').skip(1).step_by(2) {
            let path = quoted.split(['(', ' ']).next().unwrap_or_default();
            let Some((module, name)) = path.rsplit_once("::") else { continue };
            if THEIRS.contains(&module.split("::").next().unwrap_or_default()) {
                continue;
            }
            let known = match name.chars().next() {
                Some(first) if first.is_lowercase() => ["fn", "mod"].iter().any(|kind| has(&format!("{kind} {name}"))),
                _ => has(name),
            };
            if !known {
                findings.push(format!("{}:{}: there is no `{path}`; correct the document", document.path, index + 1));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[track_caller]
    fn check(findings: impl IntoIterator<Item = Finding>, expected: usize) {
        let findings: Vec<_> = findings.into_iter().collect();
        assert_eq!(findings.len(), expected, "{findings:?}");
    }

    #[test]
    fn long_files_are_refused() {
        check(too_long(&file("a.rs", &"x\n".repeat(601))), 1);
        check(too_long(&file("scripts/a", &format!("#!/bin/sh\n{}", "x\n".repeat(600)))), 1);
        check(too_long(&file("a.rs", &"x\n".repeat(600))), 0);
        check(too_long(&file("data/a.toml", &"x\n".repeat(900))), 0);
    }

    #[test]
    fn names_that_say_nothing_are_refused() {
        check(empty_name(&file("app/src/utils.rs", "")), 1);
        check(empty_name(&file("app/src/common/price.rs", "")), 1);
        check(empty_name(&file("end2end/helpers.mjs", "")), 1);
        check(empty_name(&file("app/src/lib.rs", "pub mod misc;\nmod util {\n}")), 2);
        check(empty_name(&file("app/src/common_words.rs", "mod utility;")), 0);
    }

    #[test]
    fn silent_files_are_refused() {
        check(silent(&file("a.rs", "use std::fs;")), 1);
        check(silent(&file("a.rs", "//! \nuse std::fs;")), 1);
        check(silent(&file("a.rs", "")), 1);
        check(silent(&file("a.rs", "//! Reads prices.")), 0);
    }

    #[test]
    fn scattered_features_are_refused() {
        check(scattered_features(&file("app/src/pages/home.rs", "#[cfg(feature = \"ssr\")]")), 1);
        check(
            scattered_features(&file(
                "app/src/pages/home.rs",
                "#[cfg(not(feature = \"ssr\"))]\nif cfg!(feature = \"x\") {}",
            )),
            2,
        );
        check(scattered_features(&file("app/src/lib.rs", "#[cfg(feature = \"ssr\")]")), 0);
        check(scattered_features(&file("app/src/pages/home.rs", "#[cfg(test)]")), 0);
    }

    #[test]
    fn sql_elsewhere_is_refused() {
        check(sql(&file("crates/engine/src/find.rs", "let q = \"SELECT 1 FROM t\";")), 1);
        check(sql(&file("server/tests/it/a.rs", "use sea_orm::Statement;")), 1);
        check(sql(&file("server/tests/it/a.rs", "says(\"'; DELETE FROM product; --\")")), 0);
        check(sql(&file("crates/store/src/a.rs", "\"SELECT 1\"")), 0);
        check(sql(&file("crates/engine/src/find.rs", "// SELECT would be slower")), 0);
    }

    #[test]
    fn markup_is_refused() {
        check(markup(&file("app/src/pages/home.rs", "view! { <p inner_html=text></p> }")), 1);
        check(markup(&file("public/widget.js", "box.innerHTML = text")), 1);
        check(markup(&file("app/src/shell.rs", "inner_html=icons")), 0);
    }

    #[test]
    fn machine_paths_are_refused() {
        for folder in ["tmp", "root"] {
            check(machine_paths(&file("a.rs", &format!("open(\"/{folder}/x\")"))), 1);
            check(machine_paths(&file("a.md", &format!("in /{folder}."))), 0);
            check(machine_paths(&file("a.md", &format!("in /{folder} there"))), 1);
        }
        check(machine_paths(&file("a.md", &format!("see /{}/main", "work"))), 1);
        check(machine_paths(&file("a.rs", &format!("route(\"/{}\")", "work"))), 0);
        let harmless = format!("dir/root, https://shop.example/{}/x, ./tmp/x, // tmp", "work");
        check(machine_paths(&file("a.rs", &harmless)), 0);
        check(machine_paths(&file("a.rs", "use /*root*/ x")), 0);
    }

    #[test]
    fn data_without_source_are_refused() {
        check(sourceless(&file("crates/x/data/colors.toml", "# Colours\nred = 1")), 1);
        check(sourceless(&file("crates/x/data/colors.toml", "# Colours. Sources: own knowledge\nred = 1")), 0);
        check(sourceless(&file("server/src/config.toml", "a = 1")), 0);
    }

    #[test]
    fn careless_scripts_are_refused() {
        check(careless(&file("scripts/a", "#!/usr/bin/env bash\nls")), 1);
        check(careless(&file("scripts/a", "#!/usr/bin/env bash\nset -euo pipefail\nls")), 0);
    }

    #[test]
    fn lost_files_are_refused() {
        let there = |name: &str| name == "crates/store/src/queue.rs";
        check(lost(&file("A.md", "see `crates/store/src/queue.rs` and [x](docs/lost.md)"), there), 1);
        check(lost(&file("A.md", "see `crates/store/src/lost.rs`"), there), 1);
        check(lost(&file("A.md", "`types/id`, `a.rs`, `https://x.example/a.html`, `{a,b}/c.rs`"), there), 0);
    }
    #[test]
    fn unknown_names_are_refused() {
        let code = [file("a.rs", "pub async fn turn(cx: &Ctx) {}\nenum Job { Turn }\nfn turned() {}")];
        check(unknown(&file("A.md", "`converse::turn`, `Job::Turn`, `converse::turn(x)`, `tokio::spawn`"), &code), 0);
        check(unknown(&file("A.md", "`converse::tur`, `converse::reply`, `Job::Reply`"), &code), 3);
    }
}
