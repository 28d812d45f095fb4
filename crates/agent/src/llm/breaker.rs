//! Stops asking a provider that fails: closed, open for a while, then half open for one attempt.
//!
//! Time is handed in. Whoever owns it (the engine) keeps one for a shop and its provider.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use types::Time;

/// So many failures within [`WINDOW`] open it.
const FAILURES: usize = 5;
const WINDOW: TimeDelta = TimeDelta::seconds(60);
/// How long it stays open before one attempt is let through.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
/// However long a provider asks to be left alone.
const LONGEST: TimeDelta = TimeDelta::minutes(10);
/// An attempt that never reports back is given up after this.
const ATTEMPT: TimeDelta = TimeDelta::seconds(90);

#[derive(Debug, Default)]
pub struct Breaker(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    failures: Vec<Time>,
    open_until: Option<Time>,
    /// When the one attempt of the half-open state began.
    attempt: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    Closed,
    /// Nothing is sent before this moment.
    Open(Time),
    /// One attempt is, or may be, under way.
    HalfOpen,
}

impl Breaker {
    pub fn new() -> Breaker {
        Breaker::default()
    }

    /// Whether a call may be made now. `true` in the half-open state takes the one attempt: report how it went.
    pub fn allows(&self, now: Time) -> bool {
        let mut inner = self.inner();
        match inner.open_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                let free = inner.attempt.is_none_or(|begun| now - begun > ATTEMPT);
                if free {
                    inner.attempt = Some(now);
                }
                free
            }
        }
    }

    pub fn succeeded(&self) {
        *self.inner() = Inner::default();
    }

    pub fn failed(&self, now: Time) {
        let mut inner = self.inner();
        inner.failures.retain(|at| now - *at < WINDOW);
        inner.failures.push(now);
        // A failed attempt of the half-open state opens it again at once.
        if inner.failures.len() >= FAILURES || inner.open_until.is_some() {
            inner.open(now + PAUSE);
        }
    }

    /// Asking again is of no use for now: wrong key, no credit, or the provider said how long to wait.
    pub fn trip(&self, now: Time, wait: Option<TimeDelta>) {
        self.inner().open(now + wait.unwrap_or(PAUSE).clamp(PAUSE, LONGEST));
    }

    /// The attempt was not made or says nothing about the provider.
    pub fn unused(&self) {
        self.inner().attempt = None;
    }

    pub fn state(&self, now: Time) -> BreakerState {
        match self.inner().open_until {
            None => BreakerState::Closed,
            Some(until) if now < until => BreakerState::Open(until),
            Some(_) => BreakerState::HalfOpen,
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn open(&mut self, until: Time) {
        self.failures.clear();
        self.attempt = None;
        self.open_until = Some(self.open_until.map_or(until, |before| before.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Time {
        chrono::DateTime::from_timestamp(1_763_600_000 + second, 0).unwrap()
    }

    #[test]
    fn opens_after_five_failures_and_closes_after_one_success() {
        let breaker = Breaker::new();
        for second in 0..4 {
            breaker.failed(at(second));
            assert!(breaker.allows(at(second)));
        }
        breaker.failed(at(4));
        assert_eq!(breaker.state(at(5)), BreakerState::Open(at(34)));
        assert!(!breaker.allows(at(33)));
        assert!(breaker.allows(at(34)), "one attempt");
        assert!(!breaker.allows(at(35)), "and no second");
        breaker.failed(at(36));
        assert!(!breaker.allows(at(65)), "open again");
        assert!(breaker.allows(at(66)));
        breaker.succeeded();
        assert_eq!(breaker.state(at(67)), BreakerState::Closed);
        assert!(breaker.allows(at(67)));
    }

    #[test]
    fn failures_far_apart_are_no_outage() {
        let breaker = Breaker::new();
        for minute in 0..20 {
            breaker.failed(at(minute * 61));
        }
        assert!(breaker.allows(at(20 * 61)));
    }

    #[test]
    fn a_wrong_key_opens_at_once_and_a_lost_attempt_is_given_up() {
        let breaker = Breaker::new();
        breaker.trip(at(0), Some(TimeDelta::hours(1)));
        assert!(!breaker.allows(at(599)));
        assert!(breaker.allows(at(600)), "an hour is longer than anybody waits");
        assert!(!breaker.allows(at(601)));
        assert!(breaker.allows(at(691)), "the attempt was lost");
        breaker.unused();
        assert!(breaker.allows(at(692)));
    }
}
