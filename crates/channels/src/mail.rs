//! Mail over SMTP, or an honest absence. [`Mail`] is a port: where no server is named, callers show their links instead.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use secrecy::{ExposeSecret, SecretString};

/// A server that answers more slowly is tried again later.
const PATIENCE: Duration = Duration::from_secs(20);

/// A letter in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same for the same letter, so that a second copy is known as one.
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Each variant is a different next action.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// Another try gives the same.
    #[error("the letter is refused: {0}")]
    Refused(String),
    /// Try again later.
    #[error("the mail server does not take it now: {0}")]
    Later(String),
    /// There is no mail server.
    #[error("no mail server is set")]
    Absent,
}

#[async_trait]
pub trait Mail: Send + Sync {
    /// Whether letters can be sent at all.
    fn works(&self) -> bool;

    async fn send(&self, letter: &Letter) -> Result<(), Undelivered>;
}

/// No server: nothing is sent.
pub struct Absent;

#[async_trait]
impl Mail for Absent {
    fn works(&self) -> bool {
        false
    }

    async fn send(&self, _letter: &Letter) -> Result<(), Undelivered> {
        Err(Undelivered::Absent)
    }
}

/// A server that speaks SMTP.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

#[async_trait]
impl Mail for Smtp {
    fn works(&self) -> bool {
        true
    }

    async fn send(&self, letter: &Letter) -> Result<(), Undelivered> {
        let refused = |error: &dyn std::fmt::Display| Undelivered::Refused(error.to_string());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.to.parse().map_err(|error| refused(&error))?))
            .subject(&letter.subject)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| refused(&error))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(refused(&error)),
            Err(error) => Err(Undelivered::Later(error.to_string())),
        }
    }
}

fn smtp(url: &SecretString, from: &str) -> Result<Smtp, String> {
    let from =
        from.parse().map_err(|_| "`from` must be an address, such as Vitrine <vitrine@shop.example>".to_owned())?;
    let wrong = "`url` must look like smtps://user:password@host, smtp://user:password@host:587?tls=required, or smtp://host for a server without TLS";
    let known = ["smtp://", "smtps://"].iter().any(|scheme| url.expose_secret().starts_with(scheme));
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret()).ok().filter(|_| known);
    Ok(Smtp { transport: builder.ok_or(wrong)?.timeout(Some(PATIENCE)).build(), from })
}

/// What is wrong with these settings; an empty `url` is right.
pub fn check(url: &SecretString, from: &str) -> Result<(), String> {
    if url.expose_secret().is_empty() { Ok(()) } else { smtp(url, from).map(drop) }
}

/// The mail that the settings ask for; none when they are wrong ([`check`] says how).
pub fn open(url: &SecretString, from: &str) -> Arc<dyn Mail> {
    match smtp(url, from) {
        Ok(smtp) if !url.expose_secret().is_empty() => Arc::new(smtp),
        _ => Arc::new(Absent),
    }
}
