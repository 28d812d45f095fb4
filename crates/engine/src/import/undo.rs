//! Takes an import back: what it made is removed, what it changed is as it was; what somebody changed since is left alone.

use std::{
    collections::HashMap,
    io::{Read as _, Write as _},
};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use sha2::{Digest, Sha256};
use store::{Change, ChangeState, Claim, FileName, ImportState, Tx};
use types::{ImportId, Product, ProductId};

use super::{KEPT_FOR, Options, reader::Changed, run::over};
use crate::{Ctx, Error, Result};

/// Products put back in one transaction.
const BATCH: u64 = 200;
/// Drafts that nobody went on with are forgotten sooner than what was imported.
const DRAFT_FOR: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// Keeps what a batch is about to overwrite, in its transaction.
pub(crate) async fn keep(tx: &Tx, id: ImportId, changed: &[Changed]) -> Result<()> {
    let mut changes = Vec::with_capacity(changed.len());
    for Changed { product, was } in changed {
        let was = was.as_ref().map(packed).transpose()?;
        changes.push(Change { product: product.id, was, became: digest(product)? });
    }
    Ok(tx.import_changes_add(id, changes).await?)
}

fn json(product: &Product) -> Result<Vec<u8>> {
    serde_json::to_vec(product).map_err(|error| Error::internal("a product as JSON", error))
}

/// Tells a product from any other form of it; 16 bytes.
fn digest(product: &Product) -> Result<Vec<u8>> {
    Ok(Sha256::digest(json(product)?)[..16].to_vec())
}

fn packed(product: &Product) -> Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder.write_all(&json(product)?).and_then(|()| encoder.finish());
    packed.map_err(|error| Error::internal("a product could not be packed", error))
}

fn unpacked(bytes: &[u8]) -> Result<Product> {
    let mut json = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut json).map_err(|error| Error::internal("a kept product", error))?;
    serde_json::from_slice(&json).map_err(|error| Error::internal("a kept product", error))
}

/// The job: takes back what stands of an import, batch by batch.
pub(crate) async fn take_back(cx: &Ctx, claim: &Claim, id: ImportId) -> Result<()> {
    loop {
        let tx = cx.store.begin().await?;
        let import = tx.import_get(id).await?;
        let Some(import) = import.filter(|import| import.state == ImportState::Undoing) else {
            tx.rollback().await?;
            return over(cx, claim).await;
        };
        let mut options = Options::of(&import);
        let changes = tx.import_changes(id, ChangeState::Stands, BATCH).await?;
        if changes.is_empty() {
            options.undone.get_or_insert_default();
            tx.import_options(id, &options.json()?).await?;
            tx.import_step(id, &[ImportState::Undoing], ImportState::Undone, cx.now()).await?;
            tx.catalogue_bump(1).await?;
            crate::catalogue::want_vectors(cx, &tx).await?;
            tx.job_complete(claim, cx.now()).await?;
            return Ok(tx.commit().await?);
        }
        let ids: Vec<ProductId> = changes.iter().map(|change| change.product).collect();
        let there: HashMap<ProductId, Product> =
            tx.products_by_ids(&ids).await?.into_iter().map(|product| (product.id, product)).collect();
        let (mut undone, mut left, mut restored) = (Vec::new(), Vec::new(), Vec::new());
        let count = options.undone.get_or_insert_default();
        for change in &changes {
            let untouched = match there.get(&change.product) {
                Some(product) => digest(product)? == change.became,
                // What the import made and somebody removed is as undone as can be.
                None if change.was.is_none() => {
                    undone.push(change.product);
                    continue;
                }
                None => false,
            };
            match &change.was {
                _ if !untouched => {
                    left.push(change.product);
                    count.left += 1;
                    continue;
                }
                None => {
                    tx.product_delete(change.product, cx.now()).await?;
                    count.removed += 1;
                }
                // As it was to the moment: what an earlier import wrote can be undone after this one.
                Some(was) => {
                    restored.push(unpacked(was)?);
                    count.restored += 1;
                }
            }
            undone.push(change.product);
        }
        tx.product_upsert_many(&restored).await?;
        tx.import_changes_mark(id, &undone, ChangeState::Undone).await?;
        tx.import_changes_mark(id, &left, ChangeState::Left).await?;
        tx.import_options(id, &options.json()?).await?;
        tx.job_progress(claim).await?;
        tx.commit_soft().await?;
    }
}

/// Forgets what can be undone no more, and drafts that nobody went on with, with their files.
pub(crate) async fn sweep(cx: &Ctx) -> Result<()> {
    use ImportState::*;
    let files = cx.engine.store().files();
    let store = &cx.store;
    for id in store.import_untouched(&[Draft, Checked], cx.now() - DRAFT_FOR).await? {
        let tx = store.begin().await?;
        tx.import_remove(id).await?;
        tx.commit().await?;
        files.remove(cx.shop.id, FileName::Import(id)).await?;
        files.remove(cx.shop.id, FileName::ImportFailed(id)).await?;
    }
    let old = cx.now() - KEPT_FOR;
    let ended = store.import_untouched(&[Done, Stopped, Failed, Undone], old).await?;
    if ended.is_empty() {
        return Ok(());
    }
    let tx = store.begin().await?;
    tx.import_changes_sweep(old).await?;
    tx.commit().await?;
    for id in ended {
        files.remove(cx.shop.id, FileName::Import(id)).await?;
        files.remove(cx.shop.id, FileName::ImportFailed(id)).await?;
    }
    Ok(())
}
