//! What the language model may cost, and how long a reply may be.

use chrono::{Days, NaiveDate};
use serde_json::json;
use types::{
    Right, SpendLimits,
    settings::{LimitView, MessageRate, Spent},
};

use super::{LIMITS, Wrong};
use crate::{Ctx, Result, limits::Rate};

/// Days that are shown.
const DAYS: u64 = 30;
/// $1,000,000: beyond it a figure is a slip.
const MOST: i64 = 1_000_000_000_000;

/// The limits in force, and what was spent.
pub async fn limits(cx: &Ctx) -> Result<LimitView> {
    cx.may(Right::Configure)?;
    let now = cx.now();
    let [today, month] = cx.store.spent(now).await?;
    let last = now.date_naive();
    let first = last.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(NaiveDate::MIN);
    let booked = cx.store.spent_by_day(&first.to_string(), &last.to_string()).await?;
    let days = first.iter_days().take(DAYS as usize).map(|day| {
        let period = day.to_string();
        let row = booked.iter().find(|row| row.period == period).cloned();
        spent(row.unwrap_or(store::Spending { period, ..Default::default() }))
    });
    let rate = |rate: Rate| MessageRate { per_minute: rate.per_minute, per_hour: rate.per_hour };
    let operator = &cx.engine.inner.settings.limits;
    Ok(LimitView {
        limits: cx.store.setting(LIMITS).await?.unwrap_or_default(),
        days: days.collect(),
        today: spent(today),
        month: spent(month),
        visitor: rate(operator.visitor),
        address: rate(operator.address),
        shop: rate(operator.shop),
    })
}

pub(crate) fn spent(row: store::Spending) -> Spent {
    let store::Spending { period, calls, failed, tokens, cost_micros } = row;
    Spent { period, cost_micros, calls, failed, tokens }
}

/// Changes the limits; what they were before, so that they can be put back.
pub async fn set_limits(cx: &Ctx, limits: SpendLimits) -> Result<SpendLimits> {
    cx.may(Right::Configure)?;
    check(&limits)?;
    let before: SpendLimits = cx.store.setting(LIMITS).await?.unwrap_or_default();
    let tx = cx.store.begin().await?;
    tx.setting_set(LIMITS, &limits, cx.now()).await?;
    crate::audit::note(cx, &tx, "limits.changed", cx.shop.id, json!({ "from": before, "to": limits })).await?;
    tx.commit().await?;
    Ok(before)
}

fn check(limits: &SpendLimits) -> Result<()> {
    let mut wrong = Wrong::default();
    for (field, bound) in
        [("day", limits.day_micros), ("month", limits.month_micros), ("conversation", limits.conversation_micros)]
    {
        let fit = bound.is_none_or(|bound| (0..=MOST).contains(&bound));
        wrong.when(!fit, field, "Write an amount in US dollars, such as 5 or 0.25, or leave it empty.");
    }
    if let (Some(day), Some(month)) = (limits.day_micros, limits.month_micros) {
        wrong.when(month < day, "month", "The month’s budget is smaller than the day’s.");
    }
    let fit = (200..=2_000).contains(&limits.reply_characters);
    wrong.when(!fit, "reply_characters", "A reply may have 200 to 2,000 characters.");
    wrong.told()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_checked() {
        assert!(check(&SpendLimits::default()).is_ok());
        let none = SpendLimits { day_micros: None, month_micros: None, ..SpendLimits::default() };
        assert!(check(&none).is_ok());
        for bad in [
            SpendLimits { day_micros: Some(-1), ..none.clone() },
            SpendLimits { day_micros: Some(10), month_micros: Some(9), ..none.clone() },
            SpendLimits { reply_characters: 199, ..none.clone() },
            SpendLimits { conversation_micros: Some(i64::MAX), ..none.clone() },
        ] {
            assert!(check(&bad).is_err(), "{bad:?}");
        }
    }
}
