//! Where time and chance come from, so that tests and replays can set them.

use chrono::SubsecRound;
use types::Time;

/// A source of the current time, no finer than microseconds, and of what makes ids impossible to guess.
pub trait Clock: Send + Sync {
    fn now(&self) -> Time;

    /// The random part of an id. A turn's seed follows from ids, so tests and replays set it.
    fn chance(&self) -> crate::Result<[u8; 10]> {
        random()
    }
}

/// The machine's clock.
pub struct System;

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Time {
        // Microseconds are what PostgreSQL keeps: a finer time would read back as another.
        Time::from(std::time::SystemTime::now()).trunc_subsecs(6)
    }
}

/// Bytes nobody can guess, from the operating system.
pub fn random<const N: usize>() -> crate::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| crate::Error::internal("the system gives no random bytes", error))?;
    Ok(bytes)
}
