//! How many messages are accepted, by visitor, address and shop.
//!
//! Kept in memory: each process counts for itself, which is what a limit against floods needs.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use types::{Code, ConversationId, Problem, ShopId};

use crate::{Engine, Result};

/// Messages accepted in a minute and in an hour.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    pub per_minute: u32,
    pub per_hour: u32,
}

#[derive(Debug, Clone)]
pub struct Settings {
    pub visitor: Rate,
    pub address: Rate,
    pub shop: Rate,
}

impl Default for Settings {
    fn default() -> Self {
        let one = Rate { per_minute: 60, per_hour: 1_000 };
        Self { visitor: one, address: one, shop: Rate { per_minute: 6_000, per_hour: 100_000 } }
    }
}

/// What is counted.
pub(crate) struct Gates {
    visitor: Gate<ConversationId>,
    address: Gate<IpAddr>,
    shop: Gate<ShopId>,
}

impl Gates {
    pub fn new(settings: &Settings) -> Self {
        Self {
            visitor: Gate::new(settings.visitor),
            address: Gate::new(settings.address),
            shop: Gate::new(settings.shop),
        }
    }
}

struct Gate<K: std::hash::Hash + Eq + Clone> {
    minute: DefaultKeyedRateLimiter<K>,
    hour: DefaultKeyedRateLimiter<K>,
}

impl<K: std::hash::Hash + Eq + Clone> Gate<K> {
    fn new(rate: Rate) -> Self {
        let at_least_one = |count: u32| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            minute: RateLimiter::keyed(Quota::per_minute(at_least_one(rate.per_minute))),
            hour: RateLimiter::keyed(Quota::per_hour(at_least_one(rate.per_hour))),
        }
    }

    /// How long to wait, when there were too many.
    fn pass(&self, key: &K) -> Result<(), Duration> {
        for limiter in [&self.minute, &self.hour] {
            if let Err(until) = limiter.check_key(key) {
                return Err(until.wait_time_from(governor::clock::DefaultClock::default().now()));
            }
        }
        Ok(())
    }

    fn forget_idle(&self) {
        self.minute.retain_recent();
        self.hour.retain_recent();
    }
}

fn wait(duration: Duration) -> Problem {
    let seconds = duration.as_secs() + 1;
    let mut problem = Problem::new(
        Code::RateLimited,
        format!(
            "That was a lot at once. Please write again in {seconds} second{}.",
            if seconds == 1 { "" } else { "s" }
        ),
    );
    problem.retry_after = Some(seconds);
    problem
}

/// Counts a message from a network address.
pub fn address(engine: &Engine, address: IpAddr) -> Result<()> {
    Ok(engine.inner.gates.address.pass(&address).map_err(wait)?)
}

/// Counts a message of a visitor to a shop.
pub(crate) fn message(engine: &Engine, shop: ShopId, conversation: ConversationId) -> Result<()> {
    engine.inner.gates.visitor.pass(&conversation).map_err(wait)?;
    Ok(engine.inner.gates.shop.pass(&shop).map_err(wait)?)
}

/// Drops counters that nobody needs any more; called now and then.
pub fn forget_idle(engine: &Engine) {
    engine.inner.gates.visitor.forget_idle();
    engine.inner.gates.address.forget_idle();
    engine.inner.gates.shop.forget_idle();
}
