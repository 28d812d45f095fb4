//! Does what is queued, for as long as the program runs.

use std::time::Duration;

use engine::{Engine, jobs};
use tokio::{sync::watch, task::JoinSet};

/// How often another process's work is looked for.
const POLL: Duration = Duration::from_millis(200);
/// After a failure of the database itself.
const PAUSE: Duration = Duration::from_millis(500);
const MEASURE: Duration = Duration::from_secs(15);
/// How often days in which something happened are counted.
const COUNT: Duration = Duration::from_secs(120);
const SWEEP: Duration = Duration::from_secs(3_600);
/// What is being done may end; the rest is taken over when its lease ends.
const DRAIN: Duration = Duration::from_secs(10);

/// Works on `lanes` lanes at a time until `closing` turns true.
pub async fn run(engine: Engine, lanes: usize, closing: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    for _ in 0..lanes {
        tasks.spawn(work(engine.clone(), closing.clone()));
    }
    tasks.spawn(keep_house(engine, closing.clone()));
    let mut closing = closing;
    closed(&mut closing).await;
    if tokio::time::timeout(DRAIN, async { while tasks.join_next().await.is_some() {} }).await.is_err() {
        tracing::warn!("some work was still going on after {} s; another process takes it over", DRAIN.as_secs());
    }
}

async fn work(engine: Engine, closing: watch::Receiver<bool>) {
    while !*closing.borrow() {
        match jobs::work(&engine, None).await {
            Ok(true) => {}
            Ok(false) => jobs::wait(&engine, POLL).await,
            Err(error) => {
                tracing::error!(%error, "the queue could not be worked on");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn keep_house(engine: Engine, mut closing: watch::Receiver<bool>) {
    let mut measure = tokio::time::interval(MEASURE);
    let mut sweep = tokio::time::interval(SWEEP);
    let mut count = tokio::time::interval(COUNT);
    loop {
        tokio::select! {
            _ = count.tick() => {
                if let Err(error) = engine::insights::want_everywhere(&engine).await {
                    tracing::warn!(%error, "the figures could not be brought up to date");
                }
            }
            _ = measure.tick() => {
                if let Ok((ready, oldest, dead)) = jobs::depth(&engine).await {
                    metrics::gauge!("lanes_ready").set(ready as f64);
                    metrics::gauge!("lane_oldest_age_seconds").set(oldest.as_secs_f64());
                    metrics::gauge!("dead_letter_depth").set(dead as f64);
                    if dead > 0 && let Err(error) = jobs::tell_parked(&engine).await {
                        tracing::warn!(%error, "who waits for parked jobs could not be told");
                    }
                }
                engine::limits::forget_idle(&engine);
            }
            _ = sweep.tick() => {
                if let Err(error) = engine::audit::anchor(&engine).await {
                    tracing::warn!(%error, "the audit log could not be anchored");
                }
                if let Err(error) = jobs::sweep(&engine).await {
                    tracing::warn!(%error, "what is done could not be swept away");
                }
            }
            () = closed(&mut closing) => return,
        }
    }
}

/// Waits until the program is to end.
pub async fn closed(closing: &mut watch::Receiver<bool>) {
    let _ = closing.wait_for(|closing| *closing).await;
}
