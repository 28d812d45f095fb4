//! `vitrine fake`: other people's servers, played on this machine, to try things out without them.

use std::{net::SocketAddr, path::PathBuf};

use clap::Subcommand;
use tokio::net::TcpListener;

use super::Failure;

#[derive(Debug, Subcommand)]
pub enum FakeCommand {
    /// A language model that speaks as OpenAI's does, at http://127.0.0.1:PORT/v1.
    Openai {
        #[arg(long)]
        port: u16,
        /// What it answers and how it fails (TOML or JSON); without one it is a simple shopkeeper.
        #[arg(long, value_name = "FILE")]
        script: Option<PathBuf>,
        /// It says what is not true: prices, stock words, links.
        #[arg(long, conflicts_with = "script")]
        lies: bool,
    },
}

/// Plays until it is told to stop.
pub async fn run(command: FakeCommand) -> Result<(), Failure> {
    let FakeCommand::Openai { port, script, lies } = command;
    let script = match script {
        Some(path) => {
            fakes::Script::load(&path).map_err(|error| Failure::Failed(format!("{} {error}", path.display())))?
        }
        None if lies => fakes::Script::default().lies(1),
        None => fakes::Script::default(),
    };
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Failure::Failed(format!("{address} cannot be listened on: {error}")))?;
    let address = listener.local_addr()?;
    eprintln!("OpenAI is played at http://{address}/v1, for example as the model gpt-6-luna with any key.");
    tokio::select! {
        ended = fakes::openai::serve(listener, script) => Ok(ended?),
        () = super::told_to_stop() => Ok(()),
    }
}
