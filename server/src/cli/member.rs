//! `vitrine member`: who may log in.

use std::io::BufRead;

use clap::{Subcommand, ValueEnum};
use engine::{Engine, accounts};

use super::{Failure, ShopArg, find_shop, print};

#[derive(Debug, Subcommand)]
pub enum MemberCommand {
    /// Make somebody a member of a shop. Without a password a link is printed that sets one.
    Add {
        email: String,
        #[command(flatten)]
        shop: ShopArg,
        #[arg(long, value_enum, default_value_t = RoleArg::Owner)]
        role: RoleArg,
        #[arg(long, default_value = "")]
        name: String,
        /// The password is the first line of stdin.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Print a link that sets a new password, good for a day.
    Password { email: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleArg {
    Owner,
    Admin,
    Staff,
    Analyst,
}

impl From<RoleArg> for types::Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Owner => types::Role::Owner,
            RoleArg::Admin => types::Role::Admin,
            RoleArg::Staff => types::Role::Staff,
            RoleArg::Analyst => types::Role::Analyst,
        }
    }
}

pub async fn run(engine: &Engine, command: MemberCommand) -> Result<(), Failure> {
    match command {
        MemberCommand::Add { email, shop, role, name, password_stdin } => {
            let cx = find_shop(engine, &shop).await?;
            let password = match password_stdin {
                true => Some(first_line()?),
                false => None,
            };
            accounts::add(&cx, &email, &name, role.into(), password.as_deref()).await?;
            eprintln!("{} works for {:?} as {}.", email.trim(), cx.shop().name, types::Role::from(role));
            if password.is_none() && !accounts::has_password(engine, &email).await? {
                print(&accounts::password_link(engine, &email).await?)?;
            }
            Ok(())
        }
        MemberCommand::Password { email } => match accounts::password_link(engine, &email).await {
            Ok(link) => Ok(print(&link)?),
            Err(engine::Error::Problem(_)) => {
                Err(Failure::Failed(format!("nobody has the address {email:?}; `vitrine member add` makes an account")))
            }
            Err(error) => Err(error.into()),
        },
    }
}

fn first_line() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Tells how to log in to the demo shop: the password once, when its owner is made.
pub async fn tell_demo_owner(engine: &Engine) -> Result<(), Failure> {
    let email = accounts::DEMO;
    match accounts::make_demo_owner(engine).await? {
        Some(password) => eprintln!(
            "\n  Log in as its owner:\n    e-mail    {email}\n    password  {password}\n  This is the only time it is shown.\n"
        ),
        None => eprintln!("A new password for its owner: vitrine member password {email}"),
    }
    Ok(())
}
