//! The queue: order, leases, fences, dead letters; and many workers at once.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use store::{Claim, Error, ShopStore, Store};

use crate::*;

const LEASE: Duration = Duration::from_secs(30);

async fn push(shop: &ShopStore, lane: &str, job: u64, run_at: Time) {
    let tx = shop.begin().await.unwrap();
    tx.job_push(lane, json!({"n": job}), run_at, job_id(job)).await.unwrap();
    tx.commit_soft().await.unwrap();
}

async fn claim(store: &Store, worker: &str, now: Time) -> Option<Claim> {
    store.queue_claim(worker, now, LEASE, None).await.unwrap()
}

async fn complete(store: &Store, claim: &Claim, now: Time) -> Result<(), Error> {
    let tx = store.shop(claim.shop).begin().await.unwrap();
    tx.catalogue_bump(1).await?;
    tx.job_complete(claim, now).await?;
    tx.commit_soft().await
}

fn job_of(claim: Option<&Claim>) -> Option<u64> {
    claim.map(|claim| claim.job.payload["n"].as_u64().unwrap())
}

store::on_both! {
    async fn a_lane_is_worked_in_order_by_one(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        for job in 1..=3 {
            push(&shop, "a", job, at(0)).await;
        }
        push(&shop, "b", 4, at(1)).await;
        let first = claim(&store, "w1", at(2)).await;
        assert_eq!(job_of(first.as_ref()), Some(1));
        let second = claim(&store, "w2", at(2)).await;
        assert_eq!(job_of(second.as_ref()), Some(4), "the other lane");
        assert_eq!(claim(&store, "w3", at(2)).await, None, "both lanes are held");
        complete(&store, &first.unwrap(), at(3)).await.unwrap();
        let third = claim(&store, "w3", at(3)).await;
        assert_eq!(job_of(third.as_ref()), Some(2));
        assert_eq!(store.queue_lane_pending(shop_id(1), "a").await.unwrap(), 2);
        assert_eq!(store.queue_lane_pending(shop_id(1), "z").await.unwrap(), 0);
    }

    async fn a_job_waits_for_its_time_and_holds_its_lane(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "a", 1, at(10)).await;
        push(&shop, "a", 2, at(0)).await;
        assert_eq!(claim(&store, "w", at(9)).await, None);
        let head = claim(&store, "w", at(10)).await.unwrap();
        assert_eq!(head.job.id, job_id(1));
        complete(&store, &head, at(10)).await.unwrap();
        assert_eq!(job_of(claim(&store, "w", at(10)).await.as_ref()), Some(2));
    }

    async fn a_retry_keeps_the_order(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "a", 1, at(0)).await;
        push(&shop, "a", 2, at(0)).await;
        let head = claim(&store, "w", at(0)).await.unwrap();
        assert_eq!((head.job.attempts, head.job.crashes), (0, 0));
        store.queue_retry(&head, "provider said no", at(5)).await.unwrap();
        assert_eq!(claim(&store, "w", at(4)).await, None, "the lane waits with its head");
        let head = claim(&store, "w", at(5)).await.unwrap();
        assert_eq!((head.job.id, head.job.attempts, head.job.crashes), (job_id(1), 1, 0));
        complete(&store, &head, at(5)).await.unwrap();
        assert_eq!(job_of(claim(&store, "w", at(5)).await.as_ref()), Some(2));
    }

    async fn a_parked_job_is_kept_apart(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "a", 1, at(0)).await;
        push(&shop, "a", 2, at(0)).await;
        let head = claim(&store, "w", at(0)).await.unwrap();
        store.queue_park(&head, "not understood", at(7)).await.unwrap();
        assert_eq!(job_of(claim(&store, "w", at(7)).await.as_ref()), Some(2));
        let dead = store.queue_dead().await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!((dead[0].id, dead[0].shop, dead[0].lane.as_str()), (job_id(1), shop_id(1), "a"));
        assert_eq!((dead[0].error.as_str(), dead[0].ended_at), ("not understood", at(7)));
        assert_eq!(dead[0].payload, json!({"n": 1}));
    }

    async fn a_released_lane_is_free_at_once(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "a", 1, at(0)).await;
        let held = claim(&store, "w1", at(0)).await.unwrap();
        store.queue_release(&held, at(1)).await.unwrap();
        let again = claim(&store, "w2", at(1)).await.unwrap();
        assert_eq!((again.job.id, again.job.attempts, again.job.crashes), (job_id(1), 0, 0));
        assert!(again.fence > held.fence);
    }

    async fn a_zombie_writes_nothing(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "a", 1, at(0)).await;
        push(&shop, "a", 2, at(0)).await;
        let zombie = claim(&store, "w1", at(0)).await.unwrap();
        assert!(store.queue_renew(&zombie, at(20), LEASE).await.unwrap());
        assert_eq!(claim(&store, "w2", at(49)).await, None, "renewed until 50");
        let heir = claim(&store, "w2", at(50)).await.unwrap();
        assert_eq!((heir.job.id, heir.job.crashes), (job_id(1), 1));
        assert!(!store.queue_renew(&zombie, at(51), LEASE).await.unwrap());
        assert!(matches!(complete(&store, &zombie, at(51)).await, Err(Error::LeaseLost)));
        assert!(matches!(store.queue_retry(&zombie, "late", at(51)).await, Err(Error::LeaseLost)));
        assert!(matches!(store.queue_park(&zombie, "late", at(51)).await, Err(Error::LeaseLost)));
        assert!(matches!(store.queue_release(&zombie, at(51)).await, Err(Error::LeaseLost)));
        assert_eq!(shop.catalogue_version().await.unwrap(), 0, "its other writes went with it");
        complete(&store, &heir, at(52)).await.unwrap();
        assert_eq!(shop.catalogue_version().await.unwrap(), 1);
        assert!(matches!(complete(&store, &heir, at(53)).await, Err(Error::LeaseLost)), "not twice either");
        assert_eq!(job_of(claim(&store, "w1", at(53)).await.as_ref()), Some(2));
        let foreign = Claim { shop: shop_id(2), ..heir };
        with_shop(&store, 2).await;
        assert!(matches!(complete(&store, &foreign, at(53)).await, Err(Error::LeaseLost)));
    }

    async fn a_job_that_comes_further_outlives_any_number_of_workers(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "a", 1, at(0)).await;
        let mut first = None;
        for now in [0, 100, 200, 300, 400] {
            let head = claim(&store, "w", at(now)).await.unwrap();
            assert!(head.job.crashes <= 1, "{head:?}");
            let tx = shop.begin().await.unwrap();
            tx.job_progress(&head).await.unwrap();
            tx.commit().await.unwrap();
            first.get_or_insert(head);
        }
        let tx = shop.begin().await.unwrap();
        let late = tx.job_progress(first.as_ref().unwrap()).await;
        assert!(matches!(late, Err(Error::LeaseLost)), "an overslept worker tells no progress");
    }

    async fn a_job_that_kills_its_worker_is_parked(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "a", 1, at(0)).await;
        push(&shop, "a", 2, at(0)).await;
        for (crash, now) in [(0, 0), (1, 100), (2, 200)] {
            let head = claim(&store, "w", at(now)).await.unwrap();
            assert_eq!((head.job.id, head.job.crashes), (job_id(1), crash));
        }
        let next = claim(&store, "w", at(300)).await.unwrap();
        assert_eq!((next.job.id, next.job.crashes), (job_id(2), 0), "the lane goes on");
        let dead = store.queue_dead().await.unwrap();
        assert_eq!((dead.len(), dead[0].id, dead[0].crashes), (1, job_id(1), 3));
        assert!(dead[0].error.contains("without a result"), "{}", dead[0].error);
    }

    async fn a_unique_job_waits_once(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let push = async |key: &str, job| {
            let tx = shop.begin().await.unwrap();
            let pushed = tx.job_push_unique("a", key, json!({"n": job}), at(0), job_id(job)).await.unwrap();
            tx.commit_soft().await.unwrap();
            pushed
        };
        assert!(push("embed", 1).await);
        assert!(!push("embed", 2).await, "one waits");
        assert!(push("other", 3).await);
        let running = claim(&store, "w", at(0)).await.unwrap();
        assert!(push("embed", 4).await, "the first has begun and may have read too early");
        assert!(!push("embed", 5).await);
        complete(&store, &running, at(1)).await.unwrap();
        assert!(!push("embed", 6).await);
        assert_eq!(store.queue_lane_pending(shop_id(1), "a").await.unwrap(), 2);
        let both = futures::future::join_all((10..20).map(|job| push("at once", job))).await;
        assert_eq!(both.into_iter().filter(|pushed| *pushed).count(), 1);
    }

    async fn a_worker_may_take_some_lanes_only(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        push(&shop, "embed:1", 1, at(0)).await;
        push(&shop, "Chat:1", 2, at(1)).await;
        push(&shop, "chat:1", 3, at(2)).await;
        let only = async |prefix| store.queue_claim("w", at(9), LEASE, Some(prefix)).await.unwrap();
        assert_eq!(job_of(only("chat:").await.as_ref()), Some(3), "case counts");
        assert_eq!(only("chat:").await, None);
        assert_eq!(only("%").await, None, "no patterns");
        assert_eq!(job_of(only("embed:1").await.as_ref()), Some(1));
    }

    async fn depth_tells_what_waits(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        assert_eq!(store.queue_depth(at(0)).await.unwrap(), store::Depth::default());
        push(&shop, "a", 1, at(0)).await;
        push(&shop, "b", 2, at(5)).await;
        push(&shop, "c", 3, at(50)).await;
        let depth = store.queue_depth(at(10)).await.unwrap();
        assert_eq!((depth.ready_lanes, depth.oldest_age, depth.dead), (2, Duration::from_secs(10), 0));
        let held = claim(&store, "w", at(10)).await.unwrap();
        assert_eq!(store.queue_depth(at(10)).await.unwrap().ready_lanes, 1, "a held lane waits for nobody");
        store.queue_park(&held, "no", at(10)).await.unwrap();
        assert_eq!(store.queue_depth(at(10)).await.unwrap().dead, 1);
    }

    async fn sweeping_keeps_what_is_not_done(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        for job in 1..=4 {
            push(&shop, &format!("lane-{job}"), job, at(job as i64)).await;
        }
        let done = claim(&store, "w", at(10)).await.unwrap();
        complete(&store, &done, at(10)).await.unwrap();
        let parked = claim(&store, "w", at(10)).await.unwrap();
        store.queue_park(&parked, "no", at(10)).await.unwrap();
        let late = claim(&store, "w", at(20)).await.unwrap();
        complete(&store, &late, at(20)).await.unwrap();
        assert_eq!(store.queue_sweep(at(15)).await.unwrap(), 1);
        assert_eq!(store.queue_sweep(at(15)).await.unwrap(), 0);
        assert_eq!(store.queue_dead().await.unwrap().len(), 1);
        assert_eq!(job_of(claim(&store, "w", at(20)).await.as_ref()), Some(4));
        // A lane that was swept away begins again.
        push(&shop, "lane-1", 9, at(20)).await;
        assert_eq!(job_of(claim(&store, "w", at(20)).await.as_ref()), Some(9));
    }

    async fn waiting_ends_with_a_commit(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let long = Duration::from_secs(20);
        let began = std::time::Instant::now();
        let pushed = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            push(&shop, "a", 1, at(0)).await;
        };
        tokio::join!(store.queue_wait(long), pushed);
        // A commit between looking and waiting is not lost either.
        push(&shop, "b", 2, at(0)).await;
        store.queue_wait(long).await;
        assert!(began.elapsed() < long, "woken");
        store.queue_wait(Duration::from_millis(10)).await;
    }

    async fn many_workers_lose_and_double_nothing(store: TestStore) {
        const LANES: u64 = 12;
        const CHAIN: u64 = 8;
        let shop = with_shop(&store, 1).await;
        let other = store.again().await.unwrap();
        let next = AtomicU64::new(1);
        let seen: Mutex<HashMap<String, Vec<u64>>> = Mutex::default();
        let running: Mutex<HashSet<String>> = Mutex::default();
        for lane in 0..LANES {
            push(&shop, &format!("lane-{lane}"), next.fetch_add(1, Ordering::SeqCst), at(0)).await;
        }
        // Each job pushes the next of its lane in the transaction that completes it, while an outsider pushes too: a
        // lane that misses a push while it lets go would never be claimed again.
        let work = async |name: usize| {
            let store: &Store = if name.is_multiple_of(2) { &store } else { &other };
            let mut idle = 0;
            while idle < 20 {
                let Some(claim) = claim(store, &format!("w{name}"), at(1)).await else {
                    idle += 1;
                    store.queue_wait(Duration::from_millis(5)).await;
                    continue;
                };
                idle = 0;
                assert!(running.lock().unwrap().insert(claim.lane.clone()), "two in one lane");
                let n = job_of(Some(&claim)).unwrap();
                seen.lock().unwrap().entry(claim.lane.clone()).or_default().push(n);
                tokio::task::yield_now().await;
                assert!(running.lock().unwrap().remove(&claim.lane));
                let tx = store.shop(claim.shop).begin().await.unwrap();
                if next.load(Ordering::SeqCst) < LANES * CHAIN {
                    let job = next.fetch_add(1, Ordering::SeqCst);
                    tx.job_push(&claim.lane, json!({"n": job}), at(0), job_id(job)).await.unwrap();
                }
                tx.job_complete(&claim, at(1)).await.unwrap();
                tx.commit_soft().await.unwrap();
            }
        };
        let outside = async {
            for n in 0..60 {
                let tx = other.shop(shop_id(1)).begin().await.unwrap();
                tx.job_push(&format!("lane-{}", n % 3), json!({"n": 100_000 + n}), at(0), job_id(100_000 + n)).await.unwrap();
                tx.commit_soft().await.unwrap();
            }
        };
        tokio::join!(futures::future::join_all((0..8).map(work)), outside);
        let seen = seen.into_inner().unwrap();
        let all: Vec<u64> = seen.values().flatten().copied().collect();
        let once: HashSet<u64> = all.iter().copied().collect();
        assert_eq!(once.len(), all.len(), "doubled");
        assert_eq!(once.len() as u64, next.load(Ordering::SeqCst) - 1 + 60, "lost");
        for (lane, jobs) in &seen {
            let outside: Vec<u64> = jobs.iter().copied().filter(|n| *n >= 100_000).collect();
            assert!(outside.is_sorted(), "{lane}: {outside:?}");
        }
        let depth = store.queue_depth(at(1)).await.unwrap();
        assert_eq!((depth.ready_lanes, depth.dead), (0, 0));
    }
}
