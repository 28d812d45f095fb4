//! The catalogue's vectors: made by a job, stored by model and text hash, renewed only when the text changed.

use std::time::Duration;

use embed::{EmbedError, Readiness};
use store::{Claim, TextHash, Tx};
use types::{JobId, ProductId};

use crate::{
    Ctx, Engine, Error, Result,
    find::document,
    jobs::{self, Job},
};

/// Products read at a time.
const PAGE: u64 = 500;
/// Vectors stored in one transaction; about a second of work.
const BATCH: usize = 256;
/// The model loads in well under a second from disk; a download may take this long.
const PATIENCE: Duration = Duration::from_secs(120);

/// Queues the making of vectors, unless that waits already.
pub(crate) async fn want_vectors(cx: &Ctx, tx: &Tx) -> Result<()> {
    tx.job_push_unique(&jobs::embed_lane(cx), "embed", Job::Embed.payload()?, cx.now(), cx.id(JobId::from_parts)?)
        .await?;
    Ok(())
}

/// Queues the making of vectors for every shop: a start may have found a model that was missing, or another one.
pub async fn want_vectors_everywhere(engine: &Engine) -> Result<()> {
    for shop in engine.store().shop_list().await? {
        let cx = engine.on_behalf_of(shop);
        let tx = cx.store.begin().await?;
        want_vectors(&cx, &tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The job: embeds what has no vector of its present text. Without a model there is nothing to do; the next start asks
/// again.
pub(crate) async fn embed(cx: &Ctx, claim: &Claim) -> Result<()> {
    if cx.embedder().settled(PATIENCE).await == Readiness::Ready {
        let mut made = 0;
        let mut after = None;
        loop {
            let page = cx.store.products_page(after, PAGE).await?;
            let Some(last) = page.last().map(|product| product.id) else { break };
            after = Some(last);
            let texts: Vec<(ProductId, String, TextHash)> = page
                .iter()
                .map(|product| {
                    let (text, hash) = document(product);
                    (product.id, text, stored(hash))
                })
                .collect();
            let wanted: Vec<(ProductId, TextHash)> = texts.iter().map(|(id, _, hash)| (*id, *hash)).collect();
            let missing = cx.store.embeddings_missing(cx.embedder().model(), &wanted).await?;
            let texts: Vec<_> = texts.into_iter().filter(|(id, ..)| missing.contains(id)).collect();
            for batch in texts.chunks(BATCH) {
                let documents: Vec<String> = batch.iter().map(|(_, text, _)| text.clone()).collect();
                let vectors = match cx.embedder().documents(&documents).await {
                    Ok(vectors) => vectors,
                    Err(EmbedError::Absent(_) | EmbedError::Loading) => break,
                    Err(error) => return Err(Error::internal("the model failed", error)),
                };
                made += vectors.len();
                let rows = batch.iter().zip(vectors).map(|((id, _, hash), vector)| (*id, *hash, vector)).collect();
                let tx = cx.store.begin().await?;
                tx.job_progress(claim).await?;
                tx.embeddings_put(cx.embedder().model(), rows).await?;
                tx.commit_soft().await?;
            }
        }
        if made > 0 {
            tracing::info!(shop = %cx.shop.handle, made, "vectors made");
            let tx = cx.store.begin().await?;
            tx.catalogue_bump(1).await?;
            tx.job_complete(claim, cx.now()).await?;
            return Ok(tx.commit().await?);
        }
    }
    let tx = cx.store.begin().await?;
    tx.job_complete(claim, cx.now()).await?;
    Ok(tx.commit_soft().await?)
}

/// A text's hash as it is stored.
pub(crate) fn stored(hash: u64) -> TextHash {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&hash.to_be_bytes());
    bytes
}
