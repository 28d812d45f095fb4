//! The queue against a model of forty lines: whatever is done to it in whatever order, both say the same.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use serde_json::json;
use store::{
    Claim, Error,
    testing::{self, TestStore},
};

use crate::*;

const LEASE: i64 = 30;

#[derive(Debug, Clone)]
enum Act {
    Push { lane: u8, delay: i64 },
    PushUnique { lane: u8, key: u8 },
    Claim,
    Renew(usize),
    Complete(usize),
    Retry(usize, i64),
    Park(usize),
    Release(usize),
    Wait(i64),
}

fn act() -> impl Strategy<Value = Act> {
    let claim = 0usize..6;
    prop_oneof![
        4 => (0u8..3, 0i64..20).prop_map(|(lane, delay)| Act::Push { lane, delay }),
        2 => (0u8..3, 0u8..2).prop_map(|(lane, key)| Act::PushUnique { lane, key }),
        6 => Just(Act::Claim),
        1 => claim.clone().prop_map(Act::Renew),
        4 => claim.clone().prop_map(Act::Complete),
        2 => (claim.clone(), 0i64..20).prop_map(|(which, delay)| Act::Retry(which, delay)),
        1 => claim.clone().prop_map(Act::Park),
        1 => claim.prop_map(Act::Release),
        3 => (1i64..45).prop_map(Act::Wait),
    ]
}

struct Job {
    n: u64,
    key: Option<u8>,
    run_at: i64,
    attempts: i64,
    crashes: i64,
}

#[derive(Default)]
struct Lane {
    jobs: VecDeque<Job>,
    /// Number of the claim that holds it, and until when.
    held: Option<(u64, i64)>,
}

impl Lane {
    fn due(&self) -> Option<i64> {
        let head = self.jobs.front()?;
        Some(self.held.map_or(head.run_at, |(_, until)| until))
    }
}

#[derive(Default)]
struct Model {
    lanes: BTreeMap<String, Lane>,
    dead: Vec<u64>,
    claims: u64,
}

impl Model {
    /// The lane and job that must be claimed now.
    fn claim(&mut self, now: i64) -> Option<(String, u64, i64, i64)> {
        loop {
            let ready =
                self.lanes.iter().filter_map(|(name, lane)| Some((lane.due()?, name.clone()))).filter(|l| l.0 <= now);
            let (_, name) = ready.min()?;
            let lane = self.lanes.get_mut(&name)?;
            let head = lane.jobs.front_mut()?;
            head.crashes += i64::from(lane.held.is_some());
            if head.crashes >= 3 {
                self.dead.push(head.n);
                lane.jobs.pop_front();
                lane.held = None;
                continue;
            }
            self.claims += 1;
            lane.held = Some((self.claims, now + LEASE));
            return Some((name, head.n, head.attempts, head.crashes));
        }
    }

    /// The lane, if claim number `claim` still holds it.
    fn held(&mut self, lane: &str, claim: u64) -> Option<&mut Lane> {
        self.lanes.get_mut(lane).filter(|lane| lane.held.is_some_and(|(holder, _)| holder == claim))
    }
}

async fn play(store: &TestStore, acts: &[Act]) {
    store.run("DELETE FROM job").await.unwrap();
    store.run("DELETE FROM lane").await.unwrap();
    let shop = store.shop(shop_id(1));
    let (mut model, mut claims, mut now, mut next) = (Model::default(), Vec::<(u64, Claim)>::new(), 0i64, 0u64);
    let all = acts.iter().cloned().chain((0..400).flat_map(|_| [Act::Claim, Act::Complete(usize::MAX), Act::Wait(5)]));
    for (step, act) in all.enumerate() {
        if step > acts.len() && model.lanes.values().all(|lane| lane.jobs.is_empty()) {
            break;
        }
        let said = format!("step {step}: {act:?} at {now}");
        let chosen = |which: usize| claims.get(which.min(claims.len().saturating_sub(1))).cloned();
        let agrees = |held: bool, answer: Result<(), Error>| match answer {
            Ok(()) => assert!(held, "{said}: a zombie wrote"),
            Err(Error::LeaseLost) => assert!(!held, "{said}: refused though it holds the lane"),
            Err(other) => panic!("{said}: {other}"),
        };
        match act {
            Act::Push { lane, delay } => {
                next += 1;
                let (lane, run_at) = (format!("lane-{lane}"), now + delay);
                let tx = shop.begin().await.unwrap();
                tx.job_push(&lane, json!(next), at(run_at), job_id(next)).await.unwrap();
                tx.commit_soft().await.unwrap();
                let job = Job { n: next, key: None, run_at, attempts: 0, crashes: 0 };
                model.lanes.entry(lane).or_default().jobs.push_back(job);
            }
            Act::PushUnique { lane, key } => {
                next += 1;
                let name = format!("lane-{lane}");
                let tx = shop.begin().await.unwrap();
                let pushed =
                    tx.job_push_unique(&name, &key.to_string(), json!(next), at(now), job_id(next)).await.unwrap();
                tx.commit_soft().await.unwrap();
                let lane = model.lanes.entry(name).or_default();
                let begun = usize::from(lane.held.is_some());
                assert_eq!(pushed, !lane.jobs.iter().skip(begun).any(|job| job.key == Some(key)), "{said}");
                if pushed {
                    lane.jobs.push_back(Job { n: next, key: Some(key), run_at: now, attempts: 0, crashes: 0 });
                }
            }
            Act::Claim => {
                let expected = model.claim(now);
                let worker = format!("w{}", model.claims % 3);
                let lease = Duration::from_secs(LEASE as u64);
                let got = store.queue_claim(&worker, at(now), lease, None).await.unwrap();
                let seen = got.as_ref().map(|claim| {
                    let n = claim.job.payload.as_u64().unwrap();
                    (claim.lane.clone(), n, claim.job.attempts, claim.job.crashes)
                });
                assert_eq!(seen, expected, "{said}");
                claims.extend(got.map(|claim| (model.claims, claim)));
            }
            Act::Renew(which) => {
                let Some((number, claim)) = chosen(which) else { continue };
                let renewed = store.queue_renew(&claim, at(now), Duration::from_secs(LEASE as u64)).await.unwrap();
                let lane = model.held(&claim.lane, number);
                assert_eq!(renewed, lane.is_some(), "{said}");
                if let Some(lane) = lane {
                    lane.held = Some((number, now + LEASE));
                }
            }
            Act::Complete(which) => {
                let Some((number, claim)) = chosen(which) else { continue };
                let tx = shop.begin().await.unwrap();
                let done = tx.job_complete(&claim, at(now)).await;
                if done.is_ok() {
                    tx.commit_soft().await.unwrap();
                }
                let lane = model.held(&claim.lane, number);
                agrees(lane.is_some(), done);
                if let Some(lane) = lane {
                    lane.jobs.pop_front();
                    lane.held = None;
                }
            }
            Act::Retry(which, delay) => {
                let Some((number, claim)) = chosen(which) else { continue };
                let run_at = now + delay;
                let answer = store.queue_retry(&claim, "again", at(run_at)).await;
                let lane = model.held(&claim.lane, number);
                agrees(lane.is_some(), answer);
                if let Some(lane) = lane {
                    lane.held = None;
                    let head = lane.jobs.front_mut().unwrap();
                    (head.attempts, head.run_at) = (head.attempts + 1, run_at);
                }
            }
            Act::Park(which) => {
                let Some((number, claim)) = chosen(which) else { continue };
                let answer = store.queue_park(&claim, "no", at(now)).await;
                let lane = model.held(&claim.lane, number);
                agrees(lane.is_some(), answer);
                let parked = lane.map(|lane| {
                    lane.held = None;
                    lane.jobs.pop_front().unwrap().n
                });
                model.dead.extend(parked);
            }
            Act::Release(which) => {
                let Some((number, claim)) = chosen(which) else { continue };
                let answer = store.queue_release(&claim, at(now)).await;
                let lane = model.held(&claim.lane, number);
                agrees(lane.is_some(), answer);
                if let Some(lane) = lane {
                    lane.held = None;
                    lane.jobs.front_mut().unwrap().run_at = now;
                }
            }
            Act::Wait(seconds) => now += seconds,
        }
    }
    assert!(model.lanes.values().all(|lane| lane.jobs.is_empty()), "drained");
    for lane in model.lanes.keys() {
        assert_eq!(store.queue_lane_pending(shop_id(1), lane).await.unwrap(), 0, "{lane} has something left");
    }
    let mut dead: Vec<u64> =
        store.queue_dead().await.unwrap().iter().map(|job| job.payload.as_u64().unwrap()).collect();
    dead.sort();
    model.dead.sort();
    assert_eq!(dead, model.dead);
}

fn check(store: TestStore, runtime: &tokio::runtime::Runtime, cases: u32) {
    runtime.block_on(store.shop_add(&shop(1))).unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    runner
        .run(&vec(act(), 1..60), |acts| {
            runtime.block_on(play(&store, &acts));
            Ok(())
        })
        .unwrap();
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn the_queue_does_what_the_model_does_sqlite() {
    let runtime = runtime();
    let store = runtime.block_on(testing::store()).unwrap();
    check(store, &runtime, 60);
}

#[test]
fn the_queue_does_what_the_model_does_postgres() {
    let runtime = runtime();
    if let Some(store) = runtime.block_on(testing::postgres()).unwrap() {
        check(store, &runtime, 40);
    }
}
