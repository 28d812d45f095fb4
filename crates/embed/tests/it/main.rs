//! The real model, where it lies in the folder named by `VITRINE_MODEL` (as `make test` sets it); skipped aloud elsewhere.

use std::{path::PathBuf, time::Duration};

use embed::{DIMENSIONS, Embedder, Local, Options, Readiness};

#[expect(clippy::disallowed_methods, reason = "a test's only way to hear where the model lies")]
async fn model() -> Option<Local> {
    let Some(folder) = std::env::var_os("VITRINE_MODEL") else {
        eprintln!("skipped: VITRINE_MODEL names no folder with the embedding model (make test sets it)");
        return None;
    };
    let options =
        Options { folders: vec![PathBuf::from(folder)], download_to: None, deadline: Duration::from_secs(60) };
    let local = Local::start(options);
    assert_eq!(local.settled(Duration::from_secs(60)).await, Readiness::Ready);
    Some(local)
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[tokio::test]
async fn meaning_is_nearer_than_chance_and_vectors_are_normal() {
    let Some(model) = model().await else { return };
    let asked = model.query("warm jumper for winter").await.unwrap();
    let texts = ["Merino wool sweater", "Ceramic flower vase"].map(str::to_owned);
    let found = model.documents(&texts).await.unwrap();
    assert_eq!(asked.len(), DIMENSIONS);
    assert!((cosine(&asked, &asked) - 1.0).abs() < 1e-4);
    assert!(cosine(&asked, &found[0]) > cosine(&asked, &found[1]) + 0.2);
}

#[tokio::test]
async fn a_text_has_one_vector_whatever_stands_beside_it() {
    let Some(model) = model().await else { return };
    let texts: Vec<String> = (0..70).map(|n| format!("{} {n}", "linen summer dress ".repeat(n % 7 + 1))).collect();
    let together = model.documents(&texts).await.unwrap();
    for at in [0, 13, 69] {
        assert_eq!(model.documents(&texts[at..=at]).await.unwrap()[0], together[at], "{}", texts[at]);
        assert_eq!(model.query(&texts[at]).await.unwrap(), together[at]);
    }
}

#[tokio::test]
async fn odd_texts_have_vectors_too() {
    let Some(model) = model().await else { return };
    for text in ["", "\0", "🙂🙂", &"x".repeat(100_000), "كيف حالك"] {
        assert_eq!(model.query(text).await.unwrap().len(), DIMENSIONS);
    }
}

#[tokio::test]
async fn a_missing_model_is_an_honest_absence() {
    let empty = tempfile::tempdir().unwrap();
    let options =
        Options { folders: vec![empty.path().to_owned()], download_to: None, deadline: Duration::from_secs(5) };
    let local = Local::start(options);
    assert!(matches!(local.settled(Duration::from_secs(5)).await, Readiness::Absent(_)));
    assert!(matches!(local.query("anything").await, Err(embed::EmbedError::Absent(_))));
}
