//! The arrows between our crates, and what from outside each may use: read from the manifests.
//!
//! The tables are ARCHITECTURE.md's; a new arrow is drawn there first and then here.

use toml::{Table, Value};

use crate::Finding;

/// crate, what of ours it may use, what besides in its tests.
const DRAWN: [(&str, &[&str], &[&str]); 15] = [
    ("types", &[], &[]),
    ("migration", &[], &[]),
    ("store", &["types", "migration"], &[]),
    ("search", &["types"], &[]),
    ("embed", &["types"], &[]),
    ("agent", &["types"], &["fakes"]),
    ("channels", &["types"], &["fakes"]),
    ("shopify", &["types"], &["fakes"]),
    ("fakes", &["types"], &[]),
    ("engine", &["types", "store", "search", "embed", "agent", "channels", "shopify"], &["fakes"]),
    ("app", &["types", "engine"], &[]),
    ("server", &["types", "engine", "app", "fakes"], &[]),
    ("frontend", &["app"], &[]),
    ("pack", &[], &[]),
    ("tidy", &[], &[]),
];

/// Packages from outside that only some of our crates may use, tests excepted: packages, crates, why.
const OUTSIDE: [(&[&str], &[&str], &str); 6] = [
    (
        &["sea-orm", "sea-orm-migration", "sqlx", "rusqlite", "diesel", "tokio-postgres", "libsqlite3-sys"],
        &["store", "migration"],
        "SQL is spoken in store and migration only",
    ),
    (
        &["reqwest", "ureq", "isahc", "surf", "async-openai", "hyper-rustls", "lettre"],
        &["agent", "embed", "channels", "shopify"],
        "requests go out from agent, embed, channels and shopify only",
    ),
    (
        &["axum", "hyper", "hyper-util", "tower-http", "leptos_axum", "tiny_http", "actix-web", "warp"],
        &["server", "fakes", "app"],
        "requests are answered in server and fakes only (app renders under `ssr`)",
    ),
    (&["leptos", "leptos_meta", "leptos_router"], &["app", "frontend", "server"], "pages are made in app only"),
    (&["fastembed", "ort", "candle-core", "tract"], &["embed"], "native machine learning lives in embed only"),
    (&["clap"], &["server"], "the command line is the server's"),
];

/// Crates that must stay pure, and what would spoil them.
const PURE: [&str; 2] = ["types", "search"];
const SPOILS: [&str; 6] = ["tokio", "getrandom", "rand", "fastrand", "futures", "async-trait"];

/// A manifest, reduced to its arrows.
#[derive(Debug)]
pub struct Manifest {
    pub path: String,
    pub name: String,
    table: Table,
}

impl Manifest {
    /// Reads a `Cargo.toml`; `None` for one without a package (the workspace's own).
    ///
    /// # Errors
    /// When it is not TOML.
    pub fn read(path: &str, text: &str) -> Result<Option<Self>, toml::de::Error> {
        let table: Table = toml::from_str(text)?;
        let name = table.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
        Ok(name.map(|name| Self { path: path.to_owned(), name: name.to_owned(), table: table.clone() }))
    }

    /// The dependencies of one kind, those for one target only included.
    fn dependencies(&self, kind: &str) -> Vec<(&str, &Value)> {
        let own = self.table.get(kind).and_then(Value::as_table);
        let targets = self.table.get("target").and_then(Value::as_table);
        let by_target = targets.into_iter().flat_map(Table::values).filter_map(|target| target.get(kind)?.as_table());
        own.into_iter().chain(by_target).flatten().map(|(name, value)| (name.as_str(), value)).collect()
    }

    fn features(&self) -> Vec<(&str, Vec<&str>)> {
        let table = self.table.get("features").and_then(Value::as_table);
        let parts = |value| Value::as_array(value).into_iter().flatten().filter_map(Value::as_str).collect();
        table.into_iter().flatten().map(|(name, value)| (name.as_str(), parts(value))).collect()
    }
}

fn is_optional(value: &Value) -> bool {
    value.get("optional").and_then(Value::as_bool).unwrap_or(false)
}

/// Arrows that are not drawn.
pub fn undrawn(manifest: &Manifest) -> Vec<Finding> {
    let path = &manifest.path;
    let Some((_, may, may_in_tests)) = DRAWN.iter().find(|(name, ..)| *name == manifest.name) else {
        return vec![format!(
            "{path}: the crate `{}` is not on the map; draw it in ARCHITECTURE.md and in crates/tidy/src/arrows.rs",
            manifest.name
        )];
    };
    let ours = |name: &str| DRAWN.iter().any(|(crate_, ..)| *crate_ == name);
    let mut findings = Vec::new();
    for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
        let tests = kind == "dev-dependencies";
        for (name, value) in manifest.dependencies(kind) {
            // A renamed dependency is still what it is.
            let name = value.get("package").and_then(Value::as_str).unwrap_or(name);
            let drawn = may.contains(&name) || (tests && (may_in_tests.contains(&name) || name == manifest.name));
            if ours(name) && !drawn {
                findings.push(format!(
                    "{path}: the arrow {} -> {name} ({kind}) is not drawn; move the code to where the arrow is allowed \
                     (ARCHITECTURE.md, Crates)",
                    manifest.name
                ));
            }
            let db = value
                .get("features")
                .and_then(Value::as_array)
                .is_some_and(|list| list.iter().any(|f| f.as_str() == Some("db")));
            if name == "types" && db && manifest.name != "store" {
                findings.push(format!("{path}: only store may switch on types' feature `db`; remove it here"));
            }
        }
    }
    findings
}

/// `engine` in `app` comes with `ssr` alone: the browser half must build without it.
pub fn engine_without_ssr(manifest: &Manifest) -> Vec<Finding> {
    let path = &manifest.path;
    let mut findings = Vec::new();
    if manifest.name != "app" {
        return findings;
    }
    for (name, value) in manifest.dependencies("dependencies") {
        if ["engine", "axum", "leptos_axum"].contains(&name) && !is_optional(value) {
            findings.push(format!("{path}: `{name}` must be `optional = true`, switched on by the feature `ssr`"));
        }
    }
    for (feature, parts) in manifest.features() {
        let brings = parts.iter().any(|part| ["dep:engine", "engine", "ssr"].contains(part));
        if brings && feature != "ssr" {
            findings.push(format!("{path}: the feature `{feature}` brings the engine in; only `ssr` may"));
        }
    }
    findings
}

/// Packages from outside in a crate that must not see them.
pub fn outsiders(manifest: &Manifest) -> Vec<Finding> {
    let mut findings = Vec::new();
    for kind in ["dependencies", "build-dependencies"] {
        for (name, value) in manifest.dependencies(kind) {
            // Ids as database columns: off unless store asks (feature `db`).
            if manifest.name == "types" && name == "sea-orm" && is_optional(value) {
                continue;
            }
            let refuse = |why: &str| {
                format!(
                    "{}: `{}` must not depend on `{name}`: {why}; move the code there",
                    manifest.path, manifest.name
                )
            };
            if let Some((_, _, why)) = OUTSIDE
                .iter()
                .find(|(names, crates, _)| names.contains(&name) && !crates.contains(&manifest.name.as_str()))
            {
                findings.push(refuse(why));
            }
            if PURE.contains(&manifest.name.as_str()) && SPOILS.contains(&name) {
                findings.push(refuse("types and search are pure: no clock, no chance, no waiting"));
            }
            let client = value.get("features").and_then(Value::as_array).is_some_and(|list| {
                list.iter()
                    .filter_map(Value::as_str)
                    .any(|feature| feature == "client" || feature.starts_with("client-"))
            });
            if name.starts_with("hyper") && client {
                findings
                    .push(refuse("its feature `client` makes requests, which agent, embed, channels and shopify do"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, rest: &str) -> Manifest {
        let text = format!("[package]\nname = \"{name}\"\n{rest}");
        Manifest::read("Cargo.toml", &text).unwrap().unwrap()
    }

    fn check(findings: Vec<Finding>, expected: &str) {
        assert!(findings.iter().any(|finding| finding.contains(expected)), "{expected:?} not in {findings:?}");
    }

    #[test]
    fn arrows_not_drawn_are_refused() {
        check(undrawn(&manifest("search", "[dependencies]\nstore.workspace = true")), "search -> store");
        check(undrawn(&manifest("server", "[dev-dependencies]\nstore.workspace = true")), "server -> store (dev-");
        check(undrawn(&manifest("agent", "[dependencies]\nfakes.workspace = true")), "agent -> fakes");
        check(undrawn(&manifest("embed", "[target.'cfg(unix)'.dependencies]\nengine = \"1\"")), "embed -> engine");
        check(
            undrawn(&manifest("embed", "[dependencies]\nmine = { package = \"store\", path = \"x\" }")),
            "embed -> store",
        );
        check(undrawn(&manifest("shapes", "")), "not on the map");
        check(
            undrawn(&manifest("engine", "[dependencies]\ntypes = { workspace = true, features = [\"db\"] }")),
            "`db`",
        );
        assert_eq!(undrawn(&manifest("agent", "[dev-dependencies]\nfakes.workspace = true")), Vec::<String>::new());
        assert_eq!(undrawn(&manifest("store", "[dev-dependencies]\nstore = { path = \".\" }")), Vec::<String>::new());
    }

    #[test]
    fn the_engine_comes_with_ssr_alone() {
        check(engine_without_ssr(&manifest("app", "[dependencies]\nengine.workspace = true")), "optional");
        let hydrate =
            "[features]\nhydrate = [\"dep:engine\"]\n[dependencies]\nengine = { workspace = true, optional = true }";
        check(engine_without_ssr(&manifest("app", hydrate)), "`hydrate`");
        check(engine_without_ssr(&manifest("app", "[features]\ndefault = [\"ssr\"]")), "`default`");
    }

    #[test]
    fn outsiders_stay_where_they_belong() {
        check(outsiders(&manifest("engine", "[dependencies]\naxum = \"0.8\"")), "answered in server");
        check(outsiders(&manifest("engine", "[dependencies]\nleptos = \"0.8\"")), "pages");
        check(outsiders(&manifest("server", "[dependencies]\nsea-orm = \"2\"")), "SQL");
        check(outsiders(&manifest("store", "[dependencies]\nreqwest = \"0.13\"")), "requests go out");
        check(
            outsiders(&manifest("server", "[dependencies]\nhyper = { version = \"1\", features = [\"client\"] }")),
            "client",
        );
        check(outsiders(&manifest("search", "[dependencies]\ntokio = \"1\"")), "pure");
        check(outsiders(&manifest("agent", "[dependencies]\nfastembed = \"7\"")), "embed only");
        check(outsiders(&manifest("types", "[dependencies]\nsea-orm = \"2\"")), "SQL");
        let optional = "[dependencies]\nsea-orm = { version = \"2\", optional = true }";
        assert_eq!(outsiders(&manifest("types", optional)), Vec::<String>::new());
        assert_eq!(outsiders(&manifest("search", "[dev-dependencies]\ntokio = \"1\"")), Vec::<String>::new());
    }
}
