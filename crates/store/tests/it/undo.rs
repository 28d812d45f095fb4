//! Imports step by step, and what they changed.

use serde_json::json;
use store::{Change, ChangeState, Error, Import, ImportState};

use crate::*;

fn import(n: u64, state: ImportState) -> Import {
    Import {
        id: import_id(n),
        state,
        file_name: format!("{n}.csv"),
        options: json!({}),
        cursor: json!(null),
        counts: json!({}),
        created_at: at(n as i64),
        updated_at: at(n as i64),
    }
}

fn change(n: u64, was: Option<&str>) -> Change {
    Change { product: product_id(n), was: was.map(|was| was.as_bytes().to_vec()), became: vec![n as u8; 16] }
}

store::on_both! {
    async fn a_step_is_taken_once_and_only_from_where_it_may(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let id = import_id(1);
        let tx = shop.begin().await.unwrap();
        tx.import_add(&import(1, ImportState::Draft)).await.unwrap();
        tx.import_add(&import(2, ImportState::Done)).await.unwrap();
        assert!(!tx.import_step(id, &[ImportState::Checked], ImportState::Queued, at(5)).await.unwrap());
        assert!(tx.import_step(id, &[ImportState::Draft], ImportState::Queued, at(5)).await.unwrap());
        assert!(!tx.import_step(id, &[ImportState::Draft], ImportState::Queued, at(6)).await.unwrap());
        tx.commit().await.unwrap();
        let now = shop.import_get(id).await.unwrap().unwrap();
        assert_eq!((now.state, now.updated_at), (ImportState::Queued, at(5)));
        let listed: Vec<_> = shop.import_list(None, 9).await.unwrap().into_iter().map(|import| import.id).collect();
        assert_eq!(listed, [import_id(2), id]);
        assert_eq!(shop.import_list(Some(import_id(2)), 9).await.unwrap()[0].id, id);
        let old = shop.import_untouched(&[ImportState::Done, ImportState::Draft], at(3)).await.unwrap();
        assert_eq!(old, [import_id(2)]);
    }

    async fn that_it_is_to_stop_is_not_overwritten_by_its_progress(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let id = import_id(1);
        let tx = shop.begin().await.unwrap();
        tx.import_add(&import(1, ImportState::Running)).await.unwrap();
        tx.import_step(id, &[ImportState::Running], ImportState::Stopping, at(5)).await.unwrap();
        tx.import_progress(id, ImportState::Running, &json!(7), &json!(7), at(6)).await.unwrap();
        let now = tx.import_get(id).await.unwrap().unwrap();
        assert_eq!((now.state, now.cursor), (ImportState::Stopping, json!(7)));
        tx.import_progress(id, ImportState::Stopped, &json!(8), &json!(8), at(6)).await.unwrap();
        assert_eq!(tx.import_get(id).await.unwrap().unwrap().state, ImportState::Stopped);
        assert!(matches!(tx.import_options(import_id(9), &json!({})).await, Err(Error::NotFound)));
        assert!(matches!(tx.import_issues_set(import_id(9), &json!({})).await, Err(Error::NotFound)));
        tx.import_issues_set(id, &json!({"errors": ["x"]})).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.import_issues(id).await.unwrap(), json!({"errors": ["x"]}));
    }

    async fn changes_are_kept_marked_and_forgotten(store: TestStore) {
        let shop = with_shop(&store, 1).await;
        let id = import_id(1);
        let tx = shop.begin().await.unwrap();
        tx.import_add(&import(1, ImportState::Done)).await.unwrap();
        tx.import_add(&import(2, ImportState::Done)).await.unwrap();
        let changes: Vec<Change> = (1..=2_500).map(|n| change(n, (n % 2 == 0).then_some("before"))).collect();
        tx.import_changes_add(id, changes.clone()).await.unwrap();
        tx.import_changes_add(import_id(2), vec![change(1, None)]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.import_change_count(id, ChangeState::Stands).await.unwrap(), 2_500);
        let first = shop.import_changes(id, ChangeState::Stands, 200).await.unwrap();
        assert_eq!(first, changes[..200]);
        let ids: Vec<_> = first.iter().map(|change| change.product).collect();
        let tx = shop.begin().await.unwrap();
        tx.import_changes_mark(id, &ids[1..], ChangeState::Undone).await.unwrap();
        tx.import_changes_mark(id, &ids[..1], ChangeState::Left).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.import_changes(id, ChangeState::Left, 9).await.unwrap(), changes[..1]);
        assert_eq!(shop.import_changes(id, ChangeState::Stands, 1).await.unwrap(), changes[200..201]);
        assert_eq!(shop.import_change_count(import_id(2), ChangeState::Stands).await.unwrap(), 1);

        let tx = shop.begin().await.unwrap();
        assert_eq!(tx.import_changes_sweep(at(2)).await.unwrap(), 2_500, "those of the first, which ended before");
        assert!(tx.import_remove(import_id(2)).await.unwrap());
        assert!(!tx.import_remove(import_id(2)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(shop.import_change_count(import_id(2), ChangeState::Stands).await.unwrap(), 0);
        assert!(shop.import_get(id).await.unwrap().is_some());
    }
}
