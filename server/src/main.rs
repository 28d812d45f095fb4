//! Vitrine: one program that serves, works and answers in the shell.

use std::process::ExitCode;

use clap::Parser;
use server::{cli, config};

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let config = match config::Config::load() {
        Ok(config) => config,
        Err(problems) => {
            eprintln!("vitrine: {problems}");
            return ExitCode::from(2);
        }
    };
    start_log(&config.log, cli.command.is_service());
    for variable in &config.unknown {
        tracing::warn!(variable, "there is no such setting");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("vitrine: the runtime does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli::run(cli.command, config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("vitrine: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

/// The log goes to stderr: stdout has results only. Commands in the shell are quiet unless told otherwise.
fn start_log(log: &config::Log, service: bool) {
    use tracing_subscriber::{EnvFilter, fmt};
    let level = if log.level == "info" && !service { "warn" } else { &log.level };
    // What sqlx says of slow statements is of no use without the statement, and the statement may hold texts.
    // `sea_`: the migrations, which tell at every start that there was nothing to do.
    // `tower_sessions`: a browser that comes back with an old cookie is nothing to warn of.
    // `async_openai`: answers that it cannot read, and those hold texts.
    let filter =
        EnvFilter::new(format!("{level},sqlx=error,ort=error,sea_=warn,tower_sessions=error,async_openai=off"));
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if log.format == "json" { builder.json().init() } else { builder.compact().init() }
}
