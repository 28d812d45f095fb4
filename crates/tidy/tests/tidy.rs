//! The checkout, held to the rules of this crate.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, path::Path};

use tidy::{
    Finding,
    arrows::{self, Manifest},
    checkout::{self, File},
    lines, none_of, tree, workspace,
};
use toml::{Table, Value};

fn files() -> Vec<File> {
    checkout::files(&checkout::root()).unwrap()
}

fn each<I: IntoIterator<Item = Finding>>(rule: impl Fn(&File) -> I) -> Vec<Finding> {
    files().iter().flat_map(rule).collect()
}

/// Folder and manifest of every member, which the workspace names by folder or `crates/*`.
fn manifests() -> Vec<(String, Table)> {
    let manifest =
        |file: &File| Some((file.path.strip_suffix("/Cargo.toml")?.to_owned(), toml::from_str(&file.text).unwrap()));
    files().iter().filter_map(manifest).collect()
}

fn arrows_of() -> Vec<Manifest> {
    let manifests = files().into_iter().filter(|file| file.name() == "Cargo.toml");
    manifests.filter_map(|file| Manifest::read(&file.path, &file.text).unwrap()).collect()
}

fn root_toml(name: &str) -> Value {
    let text = fs::read_to_string(checkout::root().join(name)).unwrap();
    Value::Table(toml::from_str(&text).unwrap())
}

#[test]
fn the_checkout_is_read() {
    let files = files();
    assert!(files.len() > 50, "only {} files were found", files.len());
    assert!(files.iter().any(|file| file.path == "crates/tidy/tests/tidy.rs"));
    assert!(manifests().len() >= 11, "{:?}", manifests().iter().map(|(folder, _)| folder).collect::<Vec<_>>());
}

#[test]
fn arrows_are_as_drawn() {
    none_of("Arrows between crates (ARCHITECTURE.md, Crates)", arrows_of().iter().flat_map(arrows::undrawn).collect());
}

#[test]
fn app_sees_the_engine_under_ssr_only() {
    none_of(
        "The browser half builds without the engine",
        arrows_of().iter().flat_map(arrows::engine_without_ssr).collect(),
    );
}

#[test]
fn outsiders_stay_where_they_belong() {
    none_of("Packages from outside, by crate", arrows_of().iter().flat_map(arrows::outsiders).collect());
}

#[test]
fn sql_is_spoken_in_two_crates() {
    none_of("SQL in store and migration only", each(lines::sql));
}

#[test]
fn features_stand_in_crate_roots() {
    none_of("Build variants", each(lines::scattered_features));
}

#[test]
fn files_are_short() {
    none_of("Length of files", each(lines::too_long));
}

#[test]
fn names_say_something() {
    none_of("Names of modules", each(lines::empty_name));
}

#[test]
fn files_say_what_they_are_for() {
    none_of("First lines", each(lines::silent));
}

#[test]
fn text_is_not_markup() {
    none_of("Markup from text", each(lines::markup));
}

#[test]
fn no_machine_is_named() {
    none_of("Paths of one machine", each(lines::machine_paths));
    none_of("Registries", each(workspace::strange_registry));
}

#[test]
fn data_state_their_source() {
    none_of("Sources of data", each(lines::sourceless));
}

#[test]
fn scripts_stop_at_a_failure() {
    none_of("Shell scripts", each(lines::careless));
}

#[test]
fn documents_name_what_is_there() {
    let root = checkout::root();
    let files = files();
    let documents = files.iter().filter(|file| ["README.md", "ARCHITECTURE.md"].contains(&file.path.as_str()));
    let wrong = |file| {
        let mut findings = lines::lost(file, |name| root.join(name).exists());
        findings.extend(lines::unknown(file, &files));
        findings
    };
    none_of("Documents", documents.flat_map(wrong).collect());
}

#[test]
fn every_crate_is_tested_by_default() {
    let manifests = manifests();
    let folders: Vec<&str> = manifests.iter().map(|(folder, _)| folder.as_str()).collect();
    none_of("Default members", workspace::default_members(&root_toml("Cargo.toml"), &folders));
}

#[test]
fn cargo_leptos_finds_what_it_is_told() {
    let manifests = manifests();
    let manifests: Vec<(&str, Table)> =
        manifests.iter().map(|(folder, table)| (folder.as_str(), table.clone())).collect();
    let exists = |path: &str| checkout::root().join(path).exists();
    none_of("cargo leptos", workspace::leptos_metadata(&root_toml("Cargo.toml"), &manifests, exists));
}

#[test]
fn crates_share_the_workspaces_rules() {
    none_of("Manifests", manifests().iter().flat_map(|(folder, table)| workspace::apart(folder, table)).collect());
}

#[test]
fn prohibitions_have_reasons() {
    none_of("clippy.toml", workspace::reasonless(&root_toml("clippy.toml")));
}

fn tree_of(arguments: &[&str]) -> Vec<String> {
    tree::tree(Path::new(&checkout::root()), arguments).unwrap_or_else(|said| panic!("{said}"))
}

#[test]
fn the_browser_half_holds_no_secret() {
    for half in ["chat", "dashboard"] {
        let lines = tree_of(&[
            "-p",
            "frontend",
            "--target",
            "wasm32-unknown-unknown",
            "--no-default-features",
            "--features",
            half,
            "--edges",
            "normal",
        ]);
        assert!(
            lines.iter().any(|line| line.starts_with("leptos v")),
            "{half}: the tree has no leptos, so it was not read"
        );
        none_of("What ships to browsers", tree::not_in_a_browser(&lines));
    }
}

#[test]
fn licences_are_permissive() {
    let deny = root_toml("deny.toml");
    let allowed = deny.get("licenses").and_then(|licences| licences.get("allow")).and_then(Value::as_array).unwrap();
    let allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
    none_of(
        "Licences (deny.toml)",
        tree::unlicensed(&tree_of(&["--workspace", "--edges", "normal,build,dev"]), &allowed),
    );
}
