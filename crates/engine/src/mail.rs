//! Letters to members. They are sent by jobs: a mail server may be slow or away.

use channels::mail::{Letter, Undelivered};
use secrecy::SecretString;
use store::Claim;

use crate::{Ctx, Engine, Error, Result, jobs};

/// Where letters are handed in.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `smtps://user:password@host`; empty: no mail.
    pub url: SecretString,
    /// `Vitrine <vitrine@shop.example>`
    pub from: String,
}

/// What is wrong with these settings.
pub fn check(settings: &Settings) -> Result<(), String> {
    channels::mail::check(&settings.url, &settings.from)
}

/// Whether letters go out.
pub fn works(engine: &Engine) -> bool {
    engine.inner.mail.works()
}

/// Lane of a shop's letters.
pub(crate) fn lane(cx: &Ctx) -> String {
    format!("mail/{}", cx.shop.id)
}

/// Queues a letter's job.
pub(crate) async fn queue(cx: &Ctx, tx: &store::Tx, job: &jobs::Job) -> Result<()> {
    Ok(tx.job_push(&lane(cx), job.payload()?, cx.now(), cx.id(types::JobId::from_parts)?).await?)
}

/// Sends what a job made. Letters that can never arrive are given up.
pub(crate) async fn send(cx: &Ctx, claim: &Claim, to: String, subject: String, text: String) -> Result<()> {
    let letter = Letter { id: claim.job.id.to_string(), to, subject, text };
    match cx.engine.inner.mail.send(&letter).await {
        Ok(()) | Err(Undelivered::Absent) => Ok(()),
        Err(Undelivered::Refused(why)) => {
            tracing::warn!(why, job = %claim.job.id, "a letter was refused");
            Ok(())
        }
        Err(later) => Err(Error::internal("a letter was not sent", later)),
    }
}
