//! Files: whole or not at all, and of one shop.

use store::{Error, FileName, testing};
use tokio::io::AsyncReadExt;

use crate::*;

#[tokio::test]
async fn a_file_is_written_whole() {
    let store = testing::store().await.unwrap();
    let (files, name) = (store.files(), FileName::Import(import_id(1)));
    assert!(matches!(files.open(shop_id(1), name).await, Err(Error::NotFound)));
    assert_eq!(files.write(shop_id(1), name, &mut &b"first"[..], 5).await.unwrap(), 5);
    let refused = files.write(shop_id(1), name, &mut &b"second"[..], 5).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let mut kept = String::new();
    files.open(shop_id(1), name).await.unwrap().read_to_string(&mut kept).await.unwrap();
    assert_eq!(kept, "first", "the former file stands");
    assert!(matches!(files.open(shop_id(2), name).await, Err(Error::NotFound)), "another shop has none");
    let folder = files.path(shop_id(1), name);
    let left: Vec<_> = std::fs::read_dir(folder.parent().unwrap()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left, [folder.file_name().unwrap()], "no leftovers");
    assert!(files.remove(shop_id(1), name).await.unwrap());
    assert!(!files.remove(shop_id(1), name).await.unwrap());
}

#[tokio::test]
async fn every_name_lies_in_its_folder() {
    let store = testing::store().await.unwrap();
    let id = import_id(1);
    for name in [
        FileName::Import(id),
        FileName::ImportFailed(id),
        FileName::Picture(media_id(1)),
        FileName::Media(media_id(1), 96),
    ] {
        let path = store.files().path(shop_id(1), name);
        let inner = path.strip_prefix(store.data_dir()).unwrap();
        assert_eq!(inner.components().count(), 3, "{inner:?}");
        assert!(inner.components().all(|part| matches!(part, std::path::Component::Normal(_))), "{inner:?}");
    }
}
