//! How often a password may be tried. Counted before anything is hashed, in memory, by each process; nobody is locked out
//! for good.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use types::{Code, Problem, Time};

use crate::Result;

/// Tries a minute of one account from one address, and of one address altogether.
const OF_ACCOUNT: u32 = 5;
const OF_ADDRESS: u32 = 20;
const MINUTE: i64 = 60;
/// The pause doubles with each minute of too many tries, up to this.
const LONGEST_PAUSE: i64 = 15 * 60;
/// Counters kept; a flood of addresses must not fill the memory.
const KEPT: usize = 20_000;

#[derive(Default)]
pub(super) struct Tries(Mutex<HashMap<(String, IpAddr), Counter>>);

struct Counter {
    since: Time,
    count: u32,
    /// Minutes of too many tries in a row.
    strikes: u32,
    closed_until: Option<Time>,
}

impl Tries {
    fn map(&self) -> MutexGuard<'_, HashMap<(String, IpAddr), Counter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a try for `account` (empty: no account) from `address`.
    pub fn pass(&self, account: &str, address: IpAddr, now: Time) -> Result<()> {
        let mut map = self.map();
        if map.len() >= KEPT {
            map.retain(|_, counter| (now - counter.since).num_seconds() < LONGEST_PAUSE);
            if map.len() >= KEPT {
                map.clear();
            }
        }
        for (key, most) in keys(account, address) {
            let counter = map.entry(key).or_insert(Counter { since: now, count: 0, strikes: 0, closed_until: None });
            counter.count(most, now).map_err(pause)?;
        }
        Ok(())
    }

    /// Tries that are left of this account before a pause.
    pub fn left(&self, account: &str, address: IpAddr, now: Time) -> u32 {
        let map = self.map();
        let left = |(key, most): ((String, IpAddr), u32)| match map.get(&key) {
            Some(counter) if (now - counter.since).num_seconds() < MINUTE => most.saturating_sub(counter.count),
            _ => most,
        };
        keys(account, address).into_iter().map(left).min().unwrap_or(0)
    }

    /// The right password was given: what went before was a slip. The address stays counted, or whoever has an account
    /// of his own could try those of others for ever.
    pub fn forget(&self, account: &str, address: IpAddr) {
        self.map().remove(&(account.to_owned(), address));
    }
}

fn keys(account: &str, address: IpAddr) -> Vec<((String, IpAddr), u32)> {
    let mut keys = vec![((String::new(), address), OF_ADDRESS)];
    if !account.is_empty() {
        keys.push(((account.chars().take(254).collect(), address), OF_ACCOUNT));
    }
    keys
}

impl Counter {
    /// Seconds to wait, when there were too many.
    fn count(&mut self, most: u32, now: Time) -> Result<(), i64> {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Err((until - now).num_seconds() + 1);
        }
        if self.closed_until.take().is_some() || (now - self.since).num_seconds() >= MINUTE {
            if (now - self.since).num_seconds() >= 2 * LONGEST_PAUSE {
                self.strikes = 0;
            }
            (self.since, self.count) = (now, 0);
        }
        if self.count >= most {
            let seconds = (MINUTE << self.strikes.min(8)).min(LONGEST_PAUSE);
            self.strikes += 1;
            self.closed_until = Some(now + chrono::TimeDelta::seconds(seconds));
            return Err(seconds);
        }
        self.count += 1;
        Ok(())
    }
}

fn pause(seconds: i64) -> Problem {
    let wait = match seconds {
        ..=90 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", (seconds + 59) / 60),
    };
    let mut problem = Problem::new(Code::RateLimited, format!("Too many tries. Try again in {wait}."));
    problem.retry_after = Some(seconds.unsigned_abs());
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        Time::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_pause_doubles() {
        let (tries, here) = (Tries::default(), IpAddr::from([10, 0, 0, 1]));
        let mut now = 0;
        for pause in [60, 120, 240, 480, 900, 900] {
            for _ in 0..5 {
                tries.pass("ines", here, at(now)).unwrap();
            }
            assert_eq!(tries.left("ines", here, at(now)), 0);
            let error = tries.pass("ines", here, at(now)).unwrap_err().problem();
            assert_eq!(error.retry_after, Some(pause), "{error}");
            assert!(tries.pass("ines", here, at(now + pause as i64 - 1)).is_err());
            tries.pass("other", IpAddr::from([10, 0, 0, 2]), at(now)).unwrap();
            now += pause as i64;
        }
        tries.forget("ines", here);
        tries.pass("ines", here, at(now)).unwrap();
        assert_eq!(tries.left("ines", here, at(now)), 4);
    }

    #[test]
    fn an_address_may_not_try_many_accounts() {
        let (tries, here) = (Tries::default(), IpAddr::from([10, 0, 0, 1]));
        for account in 0..20 {
            tries.pass(&format!("member-{account}"), here, at(0)).unwrap();
        }
        assert!(tries.pass("one more", here, at(0)).is_err());
        assert!(tries.pass("one more", IpAddr::from([10, 0, 0, 9]), at(0)).is_ok());
    }
}
