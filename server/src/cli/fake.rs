//! `vitrine fake`: other people's servers, played on this machine, for demos and for trying things out.

use std::path::PathBuf;

use clap::Subcommand;
use fakes::{Script, openai};
use tokio::net::TcpListener;

use super::{Failure, print};

#[derive(Debug, Subcommand)]
pub enum FakeCommand {
    /// A language model's server that answers as OpenAI's does. Without a script it is a small shopkeeper: it searches for what
    /// is asked and recommends what it finds.
    Openai {
        /// 0: any that is free.
        #[arg(long, default_value_t = 9100)]
        port: u16,
        /// TOML or JSON: what it answers, and what goes wrong (crates/fakes/src/script.rs).
        #[arg(long, value_name = "FILE")]
        script: Option<PathBuf>,
    },
}

pub async fn run(command: FakeCommand) -> Result<(), Failure> {
    let FakeCommand::Openai { port, script } = command;
    let script = match script {
        Some(path) => Script::load(&path).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?,
        None => Script::default(),
    };
    // Only this machine: it lets everybody in.
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    print(&format!("http://{}/v1", listener.local_addr()?))?;
    eprintln!("A fake language model answers here, model gpt-6-luna, any key. Ctrl-C ends it.");
    Ok(openai::serve(listener, script).await?)
}
