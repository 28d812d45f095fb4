//! Rules about the workspace as a whole: members, metadata, lints, lock files.

use toml::{Table, Value};

use crate::{Finding, checkout::File};

fn strings<'a>(table: &'a Value, keys: &[&str]) -> Vec<&'a str> {
    let found = keys.iter().try_fold(table, |value, key| value.get(key));
    found.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn text<'a>(table: &'a Value, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Every crate but `frontend` is a default member, and every default member exists. `folders`: those with a manifest.
pub fn default_members(root: &Value, folders: &[&str]) -> Vec<Finding> {
    let default = strings(root, &["workspace", "default-members"]);
    let missing = folders.iter().filter(|folder| **folder != "frontend" && !default.contains(folder));
    let mut findings: Vec<Finding> = missing
        .map(|folder| format!("Cargo.toml: add \"{folder}\" to default-members, or `cargo test` passes it by"))
        .collect();
    for folder in default {
        if folder == "frontend" {
            findings.push(
                "Cargo.toml: take \"frontend\" out of default-members: beside the server it would switch on `ssr` and `hydrate` together"
                    .to_owned(),
            );
        } else if !folders.contains(&folder) {
            findings.push(format!("Cargo.toml: default-members names \"{folder}\", which is not there"));
        }
    }
    findings
}

/// What `cargo leptos` would look for and not find. `manifests`: folder and table of each member.
pub fn leptos_metadata(root: &Value, manifests: &[(&str, Table)], exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let entries =
        root.get("workspace").and_then(|w| w.get("metadata")).and_then(|m| m.get("leptos")).and_then(Value::as_array);
    let Some(entries) = entries else {
        return vec!["Cargo.toml: [[workspace.metadata.leptos]] is missing".to_owned()];
    };
    let package = |name: &str| {
        manifests
            .iter()
            .map(|(_, table)| table)
            .find(|table| table.get("package").is_some_and(|package| text(package, "name") == name))
    };
    let mut findings = Vec::new();
    for entry in entries {
        let mut lost = |key: &str, name: &str| {
            findings.push(format!(
                "Cargo.toml: [[workspace.metadata.leptos]] {key} = \"{name}\" is not there; correct the name"
            ));
        };
        let (bin, target, lib) = (text(entry, "bin-package"), text(entry, "bin-target"), text(entry, "lib-package"));
        let bins = package(bin).and_then(|table| table.get("bin")).and_then(Value::as_array);
        if package(bin).is_none() {
            lost("bin-package", bin);
        } else if !bins.into_iter().flatten().any(|b| text(b, "name") == target) {
            lost("bin-target", target);
        }
        match package(lib) {
            None => lost("lib-package", lib),
            Some(table) => {
                for feature in strings(entry, &["lib-features"]) {
                    if table.get("features").and_then(|features| features.get(feature)).is_none() {
                        lost("lib-features", feature);
                    }
                }
            }
        }
        for key in ["style-file", "assets-dir"] {
            let path = text(entry, key);
            if !path.is_empty() && !exists(path) {
                lost(key, path);
            }
        }
        let profile = text(entry, "lib-profile-release");
        if !profile.is_empty() && root.get("profile").and_then(|profiles| profiles.get(profile)).is_none() {
            lost("lib-profile-release", profile);
        }
        if entry.get("disable-erase-components").and_then(Value::as_bool) != Some(true) {
            findings.push(
                "Cargo.toml: [[workspace.metadata.leptos]] disable-erase-components must be true: .cargo/config.toml sets it for both halves"
                    .to_owned(),
            );
        }
    }
    findings
}

/// Manifests that do not take part in what the workspace says.
pub fn apart(folder: &str, manifest: &Table) -> Vec<Finding> {
    let inherits =
        |table: Option<&Value>| table.and_then(|t| t.get("workspace")).and_then(Value::as_bool) == Some(true);
    let package = manifest.get("package");
    let mut findings = Vec::new();
    if !inherits(manifest.get("lints")) {
        findings.push(format!("{folder}/Cargo.toml: add `[lints]` with `workspace = true`"));
    }
    for key in ["edition", "rust-version", "license"] {
        if !inherits(package.and_then(|package| package.get(key))) {
            findings.push(format!("{folder}/Cargo.toml: write `{key}.workspace = true`"));
        }
    }
    findings
}

/// Forbidden functions without a reason.
pub fn reasonless(clippy: &Value) -> Vec<Finding> {
    let methods = clippy.get("disallowed-methods").and_then(Value::as_array);
    let without = methods.into_iter().flatten().filter(|method| text(method, "reason").len() < 20);
    without
        .map(|method| {
            format!("clippy.toml: say in `reason` why `{}` is forbidden and what to use", text(method, "path"))
        })
        .collect()
}

/// Packages that come from anywhere but the public registries, and settings that would make them.
pub fn strange_registry(file: &File) -> Vec<Finding> {
    let strange: Box<dyn Fn(&str) -> bool> = match file.name() {
        "Cargo.lock" => Box::new(|line| {
            line.starts_with("source = ")
                && line != "source = \"registry+https://github.com/rust-lang/crates.io-index\""
        }),
        "package-lock.json" => {
            Box::new(|line| line.contains("\"resolved\":") && !line.contains("\"https://registry.npmjs.org/"))
        }
        ".npmrc" | "pip.conf" => Box::new(|_| true),
        "config.toml" if file.path.starts_with(".cargo/") => {
            Box::new(|line| ["[source", "[registr"].iter().any(|word| line.trim_start().starts_with(word)))
        }
        _ if file.is_source() && file.extension() != "rs" => {
            Box::new(|line| ["--index-url", "--registry", "--find-links"].iter().any(|word| line.contains(word)))
        }
        _ => return Vec::new(),
    };
    let lines = file.text.lines().enumerate().filter(|(_, line)| strange(line));
    lines
        .map(|(index, _)| {
            format!(
                "{}:{}: packages come from the public registries; where else is a machine's own setting",
                file.path,
                index + 1
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Value::Table(table(text))
    }

    fn table(text: &str) -> Table {
        toml::from_str(text).unwrap()
    }

    #[track_caller]
    fn check(findings: &[Finding], expected: &[&str]) {
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for word in expected {
            assert!(findings.iter().any(|finding| finding.contains(word)), "{word:?} not in {findings:?}");
        }
    }

    #[test]
    fn members_are_tested_by_default() {
        let root = value("[workspace]\ndefault-members = [\"app\", \"frontend\", \"lost\"]");
        let findings = default_members(&root, &["app", "frontend", "crates/search"]);
        check(&findings, &["crates/search", "`ssr` and `hydrate`", "\"lost\""]);
    }

    #[test]
    fn metadata_names_what_is_there() {
        let root = value(
            "[[workspace.metadata.leptos]]\nbin-package = \"server\"\nbin-target = \"shop\"\nlib-package = \"frontend\"\n\
             lib-features = [\"chat\", \"lost\"]\nstyle-file = \"style/a.css\"\nassets-dir = \"public\"\nlib-profile-release = \"small\"",
        );
        let manifests = [
            ("server", table("[package]\nname = \"server\"\n[[bin]]\nname = \"vitrine\"")),
            ("frontend", table("[package]\nname = \"frontend\"\n[features]\nchat = []")),
        ];
        let findings = leptos_metadata(&root, &manifests, |path| path == "public");
        check(
            &findings,
            &["bin-target", "lib-features = \"lost\"", "style-file", "lib-profile-release", "disable-erase"],
        );
        check(&leptos_metadata(&value("[workspace]"), &manifests, |_| true), &["missing"]);
    }

    #[test]
    fn crates_take_part() {
        let findings =
            apart("app", &table("[package]\nname = \"app\"\nedition = \"2021\"\nrust-version.workspace = true"));
        check(&findings, &["[lints]", "edition", "license"]);
    }

    #[test]
    fn prohibitions_have_reasons() {
        let clippy = value("disallowed-methods = [{ path = \"std::env::var\" }, { path = \"a::b\", reason = \"no\" }]");
        check(&reasonless(&clippy), &["std::env::var", "a::b"]);
    }

    #[test]
    fn packages_come_from_public_registries() {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        check(
            &strange_registry(&file("Cargo.lock", "source = \"registry+https://mirror.example/index\"")),
            &["Cargo.lock:1"],
        );
        check(
            &strange_registry(&file("end2end/package-lock.json", "{\n\"resolved\": \"https://mirror.example/a.tgz\"")),
            &[":2"],
        );
        check(&strange_registry(&file(".cargo/config.toml", "[source.crates-io]")), &[".cargo"]);
        check(
            &strange_registry(&file("scripts/model", "#!/bin/sh\npip download --index-url https://mirror.example")),
            &[":2"],
        );
        check(
            &strange_registry(&file(
                "Cargo.lock",
                "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
            )),
            &[],
        );
    }
}
