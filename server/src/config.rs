//! Settings: the embedded manual, then a file, then variables; checked as a whole, all problems told at once.
//!
//! The only place that reads the environment.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

const MANUAL: &str = include_str!("config.default.toml");
const PREFIX: &str = "VITRINE_";
/// Variables with a name of their own.
const SHORT: &[(&str, &str, &str)] = &[
    ("VITRINE_DATA", "data", "folder"),
    ("DATABASE_URL", "data", "database_url"),
    ("VITRINE_DATABASE_URL", "data", "database_url"),
    ("VITRINE_MASTER_KEY", "data", "master_key"),
    ("VITRINE_MODEL", "embedding", "folder"),
];

#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub embedding: Embedding,
    pub limits: Limits,
    pub mail: Mail,
    pub worker: Worker,
    pub log: Log,
    /// Variables that look like settings and are none; told at start, since they may be another program's.
    #[serde(skip)]
    pub unknown: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Server {
    pub listen: String,
    pub public_url: String,
    pub metrics_listen: String,
    pub trusted_proxies: usize,
    pub site: String,
    pub max_connections: usize,
    pub max_connections_per_address: usize,
}

#[derive(Clone, Deserialize)]
pub struct Data {
    pub folder: PathBuf,
    pub database_url: String,
    pub master_key: String,
}

/// Neither password nor key is ever printed.
impl std::fmt::Debug for Data {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Data").field("folder", &self.folder).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Embedding {
    pub enabled: bool,
    pub folder: String,
    pub download: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Limits {
    pub visitor_per_minute: u32,
    pub visitor_per_hour: u32,
    pub address_per_minute: u32,
    pub address_per_hour: u32,
    pub shop_per_minute: u32,
    pub shop_per_hour: u32,
}

#[derive(Clone, Deserialize)]
pub struct Mail {
    pub url: String,
    pub from: String,
}

/// The password in the address is never printed.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Mail {
    pub fn settings(&self) -> engine::mail::Settings {
        engine::mail::Settings { url: self.url.clone().into(), from: self.from.clone() }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Worker {
    pub lanes: usize,
    pub lease_seconds: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Log {
    pub level: String,
    pub format: String,
}

/// Everything that is wrong with the settings, a line each.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("the configuration has {} problem{}:\n{}", .0.len(), if .0.len() == 1 { "" } else { "s" }, .0.join("\n"))]
pub struct Problems(pub Vec<String>);

impl Config {
    /// All settings with their meaning and defaults, as TOML.
    pub fn manual() -> &'static str {
        MANUAL
    }

    /// Whether nobody but who sits at this machine can reach the server.
    pub fn is_for_this_machine_alone(&self) -> bool {
        let listens = self.server.listen.parse().is_ok_and(|address: SocketAddr| address.ip().is_loopback());
        let host = self.server.public_url.split("://").nth(1).unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        listens && self.server.trusted_proxies == 0 && ["localhost", "127.0.0.1", "[::1]"].contains(&host)
    }

    /// Reads the process's environment and the file it names.
    pub fn load() -> Result<Config, Problems> {
        let environment: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
            .filter(|(name, _)| name.starts_with(PREFIX) || name == "DATABASE_URL")
            .collect();
        let named = environment.get("VITRINE_CONFIG");
        let path = named.map_or_else(|| PathBuf::from("vitrine.toml"), PathBuf::from);
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if named.is_some() => {
                return Err(Problems(vec![format!("  VITRINE_CONFIG: {} cannot be read: {error}", path.display())]));
            }
            Err(_) => None,
        };
        Self::read(file.as_deref(), &environment)
    }

    /// The settings out of the manual, a file's text and variables.
    pub fn read(file: Option<&str>, environment: &BTreeMap<String, String>) -> Result<Config, Problems> {
        let manual: Table =
            toml::from_str(MANUAL).map_err(|error| Problems(vec![format!("  built-in manual: {error}")]))?;
        let mut settings = manual.clone();
        let mut problems = Vec::new();
        if let Some(text) = file {
            match toml::from_str::<Table>(text) {
                Ok(table) => merge_file(&mut settings, table, &mut problems),
                Err(error) => problems.push(format!("  the file is no TOML: {}", error.message())),
            }
        }
        let unknown = merge_environment(&mut settings, environment, &mut problems);
        let config: Option<Config> = match settings.try_into() {
            Ok(config) => Some(Config { unknown, ..config }),
            Err(error) => {
                problems.push(format!("  {}", toml::de::Error::message(&error)));
                None
            }
        };
        if let Some(config) = &config {
            config.check(&mut problems);
        }
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(Problems(problems)),
        }
    }

    fn check(&self, problems: &mut Vec<String>) {
        let mut wrong = |setting: &str, what: String| problems.push(format!("  {setting}: {what}"));
        for (setting, value) in
            [("server.listen", &self.server.listen), ("server.metrics_listen", &self.server.metrics_listen)]
        {
            let optional = setting == "server.metrics_listen" && value.is_empty();
            if !optional && value.parse::<SocketAddr>().is_err() {
                wrong(setting, format!("{value:?} is no address and port, such as 127.0.0.1:3000"));
            }
        }
        let url = &self.server.public_url;
        let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        if host.is_none_or(|host| host.is_empty() || host.contains(['/', ' ', '?', '#'])) {
            wrong("server.public_url", format!("{url:?} must be http:// or https:// and a host, without a path"));
        }
        let database = &self.data.database_url;
        if !database.is_empty()
            && !["postgres://", "postgresql://", "sqlite:"].iter().any(|scheme| database.starts_with(scheme))
        {
            wrong(
                "data.database_url",
                "must begin with postgres:// or be empty for SQLite in the data folder".to_owned(),
            );
        }
        let key = &self.data.master_key;
        if !key.is_empty() && (key.len() != 64 || !key.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            wrong("data.master_key", "must be 64 hexadecimal digits (openssl rand -hex 32 makes one)".to_owned());
        }
        if self.data.folder.as_os_str().is_empty() {
            wrong("data.folder", "must name a folder".to_owned());
        }
        for (setting, value) in [
            ("limits.visitor_per_minute", self.limits.visitor_per_minute),
            ("limits.visitor_per_hour", self.limits.visitor_per_hour),
            ("limits.address_per_minute", self.limits.address_per_minute),
            ("limits.address_per_hour", self.limits.address_per_hour),
            ("limits.shop_per_minute", self.limits.shop_per_minute),
            ("limits.shop_per_hour", self.limits.shop_per_hour),
        ] {
            if value == 0 {
                wrong(setting, "must be at least 1".to_owned());
            }
        }
        if let Err(why) = engine::mail::check(&self.mail.settings()) {
            wrong("mail", why);
        }
        if !(1..=64).contains(&self.worker.lanes) {
            wrong("worker.lanes", "must be 1 to 64".to_owned());
        }
        if !(2..=300).contains(&self.worker.lease_seconds) {
            wrong("worker.lease_seconds", "must be 2 to 300".to_owned());
        }
        if self.server.max_connections == 0 {
            wrong("server.max_connections", "must be at least 1".to_owned());
        }
        if tracing_subscriber::EnvFilter::builder().parse(&self.log.level).is_err() {
            wrong("log.level", format!("{:?} is no level or filter", self.log.level));
        }
        if !["text", "json"].contains(&self.log.format.as_str()) {
            wrong("log.format", "must be text or json".to_owned());
        }
    }
}

fn merge_file(settings: &mut Table, file: Table, problems: &mut Vec<String>) {
    for (section, values) in file {
        let Some(Value::Table(known)) = settings.get_mut(&section) else {
            problems.push(format!("  [{section}]: there is no such section"));
            continue;
        };
        let Value::Table(values) = values else {
            problems.push(format!("  {section}: must be a section, written [{section}]"));
            continue;
        };
        for (name, value) in values {
            match known.get(&name) {
                None => problems.push(format!("  {section}.{name}: there is no such setting")),
                Some(default) if default.type_str() != value.type_str() => problems.push(format!(
                    "  {section}.{name}: must be {}, not {}",
                    default.type_str(),
                    value.type_str()
                )),
                Some(_) => {
                    known.insert(name, value);
                }
            }
        }
    }
}

/// Gives back the names of variables that are no settings.
fn merge_environment(
    settings: &mut Table,
    environment: &BTreeMap<String, String>,
    problems: &mut Vec<String>,
) -> Vec<String> {
    let mut unknown = Vec::new();
    let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (section, values) in settings.iter() {
        for name in values.as_table().into_iter().flat_map(Table::keys) {
            known.insert(
                format!("{PREFIX}{}_{}", section.to_uppercase(), name.to_uppercase()),
                (section.clone(), name.clone()),
            );
        }
    }
    let short = |variable: &str| {
        SHORT
            .iter()
            .find(|(short, ..)| *short == variable)
            .map(|(_, section, name)| ((*section).to_owned(), (*name).to_owned()))
    };
    for (variable, text) in environment {
        let Some((section, name)) = short(variable).or_else(|| known.get(variable).cloned()) else {
            if variable != "VITRINE_CONFIG" {
                unknown.push(variable.clone());
            }
            continue;
        };
        let Some(value) = settings.get_mut(&section).and_then(|values| values.get_mut(&name)) else { continue };
        match (&value, text.trim()) {
            (Value::String(_), text) => *value = Value::String(text.to_owned()),
            (Value::Integer(_), text) => match text.parse() {
                Ok(number) => *value = Value::Integer(number),
                Err(_) => problems.push(format!("  {variable}: {text:?} is no whole number")),
            },
            (_, text @ ("true" | "false")) => *value = Value::Boolean(text == "true"),
            (_, text) => problems.push(format!("  {variable}: {text:?} must be true or false")),
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, environment: &[(&str, &str)]) -> Result<Config, Problems> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::read(Some(file), &environment)
    }

    #[test]
    fn the_manual_is_valid() {
        let config = Config::read(None, &BTreeMap::new()).unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:3000");
    }

    #[test]
    fn variables_win_over_the_file() {
        let config = read(
            "[server]\nlisten = \"127.0.0.1:1\"\n[log]\nlevel = \"warn\"",
            &[
                ("VITRINE_SERVER_LISTEN", "127.0.0.1:2"),
                ("VITRINE_DATA", "elsewhere"),
                ("DATABASE_URL", "postgres://a/b"),
                ("VITRINE_DATABASE_URL", "postgres://c/d"),
            ],
        )
        .unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:2");
        assert_eq!(config.log.level, "warn");
        assert_eq!(config.data.folder, PathBuf::from("elsewhere"));
        assert_eq!(config.data.database_url, "postgres://c/d", "our own name wins over the common one");
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let problems = read(
            "[server]\nlisten = \"here\"\nlissten = \"x\"\nmax_connections = \"many\"\n[moon]\n",
            &[("VITRINE_MASTER_KEY", "short"), ("VITRINE_WORKER_LANES", "none"), ("VITRINE_LOG_FORMAT", "xml")],
        )
        .unwrap_err();
        insta::assert_snapshot!(problems, @r#"
        the configuration has 7 problems:
          [moon]: there is no such section
          server.lissten: there is no such setting
          server.max_connections: must be integer, not string
          VITRINE_WORKER_LANES: "none" is no whole number
          server.listen: "here" is no address and port, such as 127.0.0.1:3000
          data.master_key: must be 64 hexadecimal digits (openssl rand -hex 32 makes one)
          log.format: must be text or json
        "#);
    }
}
