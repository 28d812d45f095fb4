//! Times and days as the chat writes them, without a formatting library: the page stays small.
//!
//! The server knows no time zone and writes UTC; the browser writes the shopper's own once it has woken.

use types::Time;

/// Minutes to add to UTC, and where "now" is, in seconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    pub minutes: i64,
    pub now: i64,
}

/// What a day is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    Today,
    Yesterday,
    /// Day of the month, month from 0.
    Other(u32, usize),
}

fn local_seconds(at: Time, zone: Option<Zone>) -> i64 {
    at.timestamp() + zone.map_or(0, |zone| zone.minutes * 60)
}

/// Days since 1970 in the shopper's zone: two messages with the same number are of one day.
pub fn day_number(at: Time, zone: Option<Zone>) -> i64 {
    local_seconds(at, zone).div_euclid(86_400)
}

/// `09:05`
pub fn clock(at: Time, zone: Option<Zone>) -> String {
    let minutes = local_seconds(at, zone).rem_euclid(86_400) / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What the day of `at` is called; "today" needs to know the time.
pub fn day(at: Time, zone: Option<Zone>) -> Day {
    let day = day_number(at, zone);
    match zone.map(|zone| (zone.now + zone.minutes * 60).div_euclid(86_400) - day) {
        Some(0) => Day::Today,
        Some(1) => Day::Yesterday,
        _ => {
            let (day, month) = civil(day);
            Day::Other(day, month)
        }
    }
}

/// Day of the month and month from 0 of a day number: the proleptic Gregorian calendar in eras of 400 years
/// (Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`).
fn civil(day_number: i64) -> (u32, usize) {
    let day_of_era = (day_number + 719_468).rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    (day as u32, ((month + 2) % 12) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(at: &str, zone: Option<(i64, &str)>, expected: (&str, Day)) {
        let time = |text: &str| text.parse::<Time>().unwrap();
        let zone = zone.map(|(minutes, now)| Zone { minutes, now: time(now).timestamp() });
        assert_eq!((clock(time(at), zone).as_str(), day(time(at), zone)), expected, "{at}");
    }

    #[test]
    fn writes_times_and_days() {
        check("2026-11-20T09:05:59Z", None, ("09:05", Day::Other(20, 10)));
        check("2026-11-20T23:30:00Z", Some((60, "2026-11-21T05:00:00Z")), ("00:30", Day::Today));
        check("2026-11-20T23:30:00Z", Some((0, "2026-11-21T05:00:00Z")), ("23:30", Day::Yesterday));
        check("2024-02-29T12:00:00Z", Some((-480, "2026-11-21T05:00:00Z")), ("04:00", Day::Other(29, 1)));
        check("2026-01-01T00:00:00Z", Some((-1, "2026-11-21T05:00:00Z")), ("23:59", Day::Other(31, 11)));
        check("2026-03-01T00:00:00Z", None, ("00:00", Day::Other(1, 2)));
    }
}
