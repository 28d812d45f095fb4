//! Tickets: once, and not for long.

use serde_json::json;

use crate::*;

store::on_both! {
    async fn a_ticket_is_good_once(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        shop.ticket_add([1; 32], &json!({"visitor": "v"}), at(60)).await.unwrap();
        let taken = futures::future::join_all((0..16).map(|_| shop.ticket_take([1; 32], at(59)))).await;
        let taken: Vec<_> = taken.into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(taken, [json!({"visitor": "v"})]);
    }

    async fn a_ticket_runs_out(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        shop.ticket_add([1; 32], &json!(1), at(60)).await.unwrap();
        shop.ticket_add([2; 32], &json!(2), at(90)).await.unwrap();
        assert_eq!(shop.ticket_take([1; 32], at(60)).await.unwrap(), None);
        assert_eq!(shop.tickets_sweep(at(60)).await.unwrap(), 1);
        assert_eq!(shop.ticket_take([1; 32], at(0)).await.unwrap(), None, "swept");
        assert_eq!(shop.ticket_take([2; 32], at(60)).await.unwrap(), Some(json!(2)));
    }
}
