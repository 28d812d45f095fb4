//! Measures search against human judgments, with the code and the model that answer shoppers. No shop is touched.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use embed::Readiness;
pub use search::eval::Report;
use search::{
    CatalogueIndex, Entry, Query, document_text,
    eval::{self, Ran},
    text_hash, understand,
};
use types::{Currency, SearchMode};

use crate::{Engine, Error, Result, find};

/// Results that are looked at: unjudged products are dropped before the judged-only cut at ten, so it lies deep.
const DEPTH: usize = 1_000;
/// Texts embedded between two saves: a run that is cut off keeps what it made.
const SAVE_EVERY: usize = 1_024;

/// Searches `products` (JSON lines, gzip by name) for every judged query of `judgments` (CSV). Vectors are kept in
/// `cache`, so that a second run takes seconds; `progress` hears how many of how many are made.
pub async fn search(
    engine: &Engine,
    products: &Path,
    judgments: &Path,
    cache: &Path,
    progress: impl Fn(usize, usize),
) -> Result<Report> {
    let catalogue = open(products).and_then(|input| {
        eval::read_products(input).map_err(|error| Error::invalid(format!("{}: {error}", products.display())))
    })?;
    let judged = open(judgments).and_then(|input| {
        eval::read_judgments(input).map_err(|error| Error::invalid(format!("{}: {error}", judgments.display())))
    })?;
    let ready = engine.readiness() == Readiness::Ready;
    let mut vectors = if ready {
        let texts: Vec<String> = catalogue.products.iter().map(|product| document_text(product)).collect();
        embed_all(engine, &texts, cache, progress).await?
    } else {
        Vec::new()
    };
    vectors.resize(catalogue.products.len(), None);
    let entries = catalogue.products.iter().zip(vectors).map(|(product, vector)| Entry {
        product: product.clone(),
        vector,
        popularity: None,
    });
    let index = CatalogueIndex::build(entries.collect(), Currency::USD);
    let now = engine.now();
    let mut runs = HashMap::new();
    for query in judged.keys() {
        let begun = Instant::now();
        let understood = understand(query, index.vocabulary());
        let vector = find::vector(&*engine.inner.embedder, &index, &understood.text, &understood.filters).await;
        let found = index.search(&Query {
            vector: vector.as_deref(),
            order: understood.order,
            limit: DEPTH,
            ..Query::new(&understood.text, &understood.filters, now)
        });
        let ms = begun.elapsed().as_secs_f64() * 1_000.0;
        let results = found.hits.iter().filter_map(|hit| catalogue.name(hit.product)).map(str::to_owned).collect();
        runs.insert(query.clone(), Ran { results, ms });
    }
    let mode = if ready { SearchMode::Hybrid } else { SearchMode::Keyword };
    Ok(eval::evaluate(&runs, &judged, catalogue.products.len(), mode))
}

fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let file =
        File::open(path).map_err(|error| Error::invalid(format!("{} cannot be read: {error}", path.display())))?;
    let zipped = path.extension().is_some_and(|extension| extension == "gz");
    Ok(if zipped {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    })
}

async fn embed_all(
    engine: &Engine,
    texts: &[String],
    cache: &Path,
    progress: impl Fn(usize, usize),
) -> Result<Vec<Option<Vec<f32>>>> {
    let embedder = &engine.inner.embedder;
    let path = cache.join(format!("{:016x}.vectors", text_hash(embedder.model())));
    let mut known = read_cache(&path).unwrap_or_default();
    let hashes: Vec<u64> = texts.iter().map(|text| text_hash(text)).collect();
    let mut missing: Vec<usize> = (0..texts.len()).filter(|at| !known.contains_key(&hashes[*at])).collect();
    missing.dedup_by_key(|at| hashes[*at]);
    let mut made = 0;
    for batch in missing.chunks(SAVE_EVERY) {
        progress(made, missing.len());
        let documents: Vec<String> = batch.iter().map(|at| texts[*at].clone()).collect();
        let vectors =
            embedder.documents(&documents).await.map_err(|error| Error::internal("the model failed", error))?;
        let new: Vec<(u64, Vec<f32>)> = batch.iter().map(|at| hashes[*at]).zip(vectors).collect();
        if let Err(error) = append_cache(&path, &new) {
            tracing::warn!(%error, path = %path.display(), "vectors could not be kept");
        }
        made += new.len();
        known.extend(new.into_iter().map(|(hash, vector)| (hash, Arc::from(vector))));
    }
    if made > 0 {
        progress(made, missing.len());
    }
    Ok(hashes.iter().map(|hash| known.get(hash).map(|vector| vector.to_vec())).collect())
}

/// Records of a hash and 384 floats, little end first; a half-written last one is left out.
const RECORD: usize = 8 + embed::DIMENSIONS * 4;

fn read_cache(path: &PathBuf) -> Option<HashMap<u64, Arc<[f32]>>> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let (records, _) = bytes.as_chunks::<RECORD>();
    Some(
        records
            .iter()
            .map(|record| {
                let (hash, floats) = record.split_at(8);
                let hash = hash.iter().rev().fold(0u64, |hash, byte| hash << 8 | u64::from(*byte));
                (hash, floats.chunks_exact(4).map(number).collect())
            })
            .collect(),
    )
}

fn append_cache(path: &Path, new: &[(u64, Vec<f32>)]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    // What a process left half written that was cut off would shift all that follows.
    let whole = file.metadata()?.len() / RECORD as u64 * RECORD as u64;
    file.set_len(whole)?;
    let mut bytes = Vec::with_capacity(new.len() * RECORD);
    for (hash, vector) in new {
        bytes.extend(hash.to_le_bytes());
        vector.iter().for_each(|x| bytes.extend(x.to_le_bytes()));
    }
    (&file).write_all(&bytes)
}
