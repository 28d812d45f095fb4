//! A moment in words: how long ago, with the exact time beside it.

use leptos::prelude::*;
use types::Time;

/// "4 minutes ago", and the moment itself for who points at it. `now` is the server's, so that both halves say the same.
pub fn ago(at: Time, now: Time) -> AnyView {
    let exact = at.format("%-d %b %Y, %H:%M UTC").to_string();
    view! { <time datetime=at.to_rfc3339() title=exact>{since(at, now)}</time> }.into_any()
}

/// The same within a sentence: "now".
pub fn within(at: Time, now: Time) -> AnyView {
    let exact = at.format("%-d %b %Y, %H:%M UTC").to_string();
    view! { <time datetime=at.to_rfc3339() title=exact>{since(at, now).replace("Now", "now")}</time> }.into_any()
}

fn since(at: Time, now: Time) -> String {
    let minutes = (now - at).num_minutes();
    let of = |count: i64, what: &str| format!("{count} {what}{} ago", if count == 1 { "" } else { "s" });
    match minutes {
        ..2 => "Now".to_owned(),
        2..60 => of(minutes, "minute"),
        60..1_440 => of(minutes / 60, "hour"),
        1_440..20_160 => of(minutes / 1_440, "day"),
        _ => at.format("%-d %b %Y").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::since;

    #[test]
    fn moments_are_told_as_one_would() {
        let now = types::Time::from_timestamp(1_790_000_000, 0).unwrap();
        for (seconds, expected) in
            [(0, "Now"), (240, "4 minutes ago"), (3_600, "1 hour ago"), (7_300, "2 hours ago"), (172_800, "2 days ago")]
        {
            assert_eq!(since(now - chrono::TimeDelta::seconds(seconds), now), expected);
        }
        assert_eq!(since(now - chrono::TimeDelta::days(60), now), "23 Jul 2026");
    }
}
