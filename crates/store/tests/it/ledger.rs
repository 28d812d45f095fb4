//! The ledger: calls are booked once, sums are what was booked.

use store::{Error, NewModelCall, Occasion};

use crate::*;

pub fn call(cost_micros: i64) -> NewModelCall {
    NewModelCall {
        model: "gpt-6-luna".to_owned(),
        tier: Tier::Full,
        prompt_tokens: 900,
        cached_tokens: 500,
        written_tokens: 0,
        completion_tokens: 100,
        cost_micros,
        estimated: false,
        ms: 640,
        first_token_ms: Some(200),
        error: None,
    }
}

fn turn(n: u64, seconds: i64) -> Occasion {
    Occasion { turn: turn_id(n), conversation: Some((conversation_id(1), execution_id(n))), at: at(seconds) }
}

const DAY: i64 = 86_400;

store::on_both! {
    async fn sums_are_what_was_booked(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let failed = NewModelCall { error: Some("it answered nothing".to_owned()), ..call(30) };
        for (occasion, calls) in [
            (turn(1, 0), vec![call(270), failed.clone()]),
            (turn(2, DAY), vec![call(100)]),
            (Occasion { turn: turn_id(3), conversation: None, at: at(DAY) }, vec![call(7)]),
            (turn(4, DAY), vec![]),
        ] {
            let tx = shop.begin().await.unwrap();
            tx.model_calls_add(&occasion, &calls).await.unwrap();
            tx.commit().await.unwrap();
        }
        // The fixed moment is 2027-01-15 08:00 UTC.
        let [day, month] = shop.spent(at(0)).await.unwrap();
        assert_eq!((day.period.as_str(), day.calls, day.failed, day.tokens, day.cost_micros), ("2027-01-15", 2, 1, 2_000, 300));
        assert_eq!((month.period.as_str(), month.calls, month.failed, month.tokens, month.cost_micros), ("2027-01", 4, 1, 4_000, 407));
        assert_eq!(shop.spent(at(DAY)).await.unwrap()[0].cost_micros, 107);
        let [day, month] = shop.spent(at(40 * DAY)).await.unwrap();
        assert_eq!((day.cost_micros, month.cost_micros, month.period.as_str()), (0, 0, "2027-02"));
        let days = shop.spent_by_day("2027-01-01", "2027-01-31").await.unwrap();
        let days: Vec<_> = days.iter().map(|day| (day.period.as_str(), day.cost_micros)).collect();
        assert_eq!(days, [("2027-01-15", 300), ("2027-01-16", 107)]);
        assert_eq!(shop.conversation(conversation_id(1)).await.unwrap().unwrap().cost_micros, 400);
        let of_one = shop.model_calls_of(turn_id(1)).await.unwrap();
        assert_eq!(of_one.iter().map(|row| row.call.clone()).collect::<Vec<_>>(), [call(270), failed]);
        let latest = shop.model_calls_latest(2).await.unwrap();
        assert_eq!(latest.iter().map(|row| (row.turn, row.conversation)).collect::<Vec<_>>(), [(turn_id(3), None), (turn_id(2), Some(conversation_id(1)))]);
    }

    async fn a_turn_is_booked_once(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        let tx = shop.begin().await.unwrap();
        tx.model_calls_add(&turn(1, 0), &[call(10)]).await.unwrap();
        tx.commit().await.unwrap();
        let tx = shop.begin().await.unwrap();
        let again = tx.model_calls_add(&turn(1, 0), &[call(10)]).await;
        assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");
        tx.rollback().await.unwrap();
        assert_eq!(shop.spent(at(0)).await.unwrap()[0].cost_micros, 10);
    }

    async fn turns_that_end_together_are_all_counted(store: TestStore) {
        let shop = with_conversation(&store, 1).await;
        futures::future::join_all((1..=16u64).map(async |n| {
            let tx = shop.begin().await.unwrap();
            tx.model_calls_add(&turn(n, 0), &[call(n as i64)]).await.unwrap();
            tx.commit().await.unwrap();
        }))
        .await;
        assert_eq!(shop.spent(at(0)).await.unwrap().map(|sum| sum.cost_micros), [136, 136]);
        assert_eq!(shop.conversation(conversation_id(1)).await.unwrap().unwrap().cost_micros, 136);
    }

    async fn the_currency_changes_while_nothing_has_a_price(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let set = async |currency: &str| {
            let tx = shop.begin().await.unwrap();
            let done = tx.currency_set(currency.parse().unwrap()).await.unwrap();
            tx.commit().await.unwrap();
            (done, store.shop_by_id(shop_id(1)).await.unwrap().unwrap().currency.to_string())
        };
        assert!(!shop.priced().await.unwrap());
        assert_eq!(set("EUR").await, (true, "EUR".to_owned()));
        let tx = shop.begin().await.unwrap();
        tx.product_upsert_many(&[product(1, "one")]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(shop.priced().await.unwrap());
        assert_eq!(set("USD").await, (false, "EUR".to_owned()));
    }
}
