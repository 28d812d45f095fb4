//! `vitrine audit`: whether the audit log is as it was written.

use clap::Subcommand;
use engine::{Engine, audit};

use super::{Failure, Output, ShopArg, find_shop, line, print};

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Go over the chain of a shop's log, and say what was tampered with. Fails when something was.
    Verify {
        #[command(flatten)]
        shop: ShopArg,
        #[command(flatten)]
        output: Output,
    },
}

pub async fn run(engine: &Engine, command: AuditCommand) -> Result<(), Failure> {
    let AuditCommand::Verify { shop, output } = command;
    let cx = find_shop(engine, &shop).await?;
    let verdict = audit::verify(&cx).await?;
    if output.json {
        print(&line(&verdict)?)?;
    } else {
        print(&format!("{} deeds, {} anchors outside the database", verdict.deeds, verdict.anchors))?;
        for finding in &verdict.findings {
            print(finding)?;
        }
    }
    match verdict.whole {
        true => Ok(()),
        false => Err(Failure::Failed(format!("the audit log of {:?} was tampered with", verdict.shop))),
    }
}
