//! all-MiniLM-L6-v2 through ONNX Runtime, loaded in the background.
//!
//! One session behind a fair lock answers queries; documents go through it in slices of [`SLICE`], so that a query never
//! waits for more than one slice. A long list of documents opens a second session for as long as it lasts.
//! The model's files are read from a folder (see `scripts/model`); where they are missing, fastembed asks the hub, with a
//! deadline. The runtime is a shared library that is loaded by path: fastembed panics on a missing one, so it is opened
//! here first.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex as StdMutex},
    time::Duration,
};

use async_trait::async_trait;
use fastembed::{
    EmbeddingModel, InitOptionsUserDefined, Pooling, TextEmbedding, TextInitOptions, TokenizerFiles,
    UserDefinedEmbeddingModel,
};
use ort::environment::Environment;
use tokio::{
    sync::{Mutex, watch},
    task::{self, JoinSet},
};

use crate::{EmbedError, Embedder, Readiness};

/// Documents per lock: about 35 ms of one core at 64 tokens each.
const SLICE: usize = 4;
/// From this many documents on a second session pays for its 0.15 s of loading and 95 MiB.
const MANY: usize = 64;
/// Tokens after which a text is cut; the model was trained on 256.
const MAX_TOKENS: usize = 256;
/// Characters after which a text is cut before it is tokenised: 256 tokens never need more.
const MAX_CHARS: usize = 4_000;
/// Vectors of recent queries that are kept.
const RECENT: usize = 512;
const MODEL: &str = "all-MiniLM-L6-v2/fp32/256";
const RUNTIME: &str = "libonnxruntime.so";

/// Where the model is looked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folders that may hold model and runtime, the first complete one is used.
    pub folders: Vec<PathBuf>,
    /// Where a download from the hub may be kept; `None` forbids it.
    pub download_to: Option<PathBuf>,
    /// After this the hub is given up.
    pub deadline: Duration,
}

type Session = Arc<StdMutex<TextEmbedding>>;

#[derive(Clone)]
enum State {
    Loading,
    Ready(Arc<Loaded>),
    Absent(String),
}

struct Loaded {
    session: Mutex<Session>,
    source: Source,
}

/// How to open one more session.
struct Source {
    environment: Environment,
    folder: Option<PathBuf>,
}

/// The local model. Loading starts with [`Local::start`] and ends in the background.
pub struct Local {
    state: watch::Receiver<State>,
    recent: StdMutex<Vec<(String, Vec<f32>)>>,
}

impl Local {
    /// Must be called inside a tokio runtime.
    pub fn start(options: Options) -> Self {
        let (tell, state) = watch::channel(State::Loading);
        let deadline = options.deadline;
        let loading = task::spawn_blocking(move || load(&options));
        #[expect(clippy::disallowed_methods, reason = "waits for the loading thread and ends with it")]
        tokio::spawn(async move {
            let state = match tokio::time::timeout(deadline, loading).await {
                Ok(Ok(Ok(loaded))) => State::Ready(Arc::new(loaded)),
                Ok(Ok(Err(reason))) => State::Absent(reason),
                Ok(Err(join)) => State::Absent(format!("loading broke off ({join})")),
                Err(_) => State::Absent(format!("loading took longer than {} s", deadline.as_secs())),
            };
            if let State::Absent(reason) = &state {
                tracing::warn!(reason, "no embedding model: search goes by words alone until a restart finds one");
            }
            tell.send_replace(state);
        });
        Self { state, recent: StdMutex::new(Vec::new()) }
    }

    fn loaded(&self) -> Result<Arc<Loaded>, EmbedError> {
        match &*self.state.borrow() {
            State::Loading => Err(EmbedError::Loading),
            State::Ready(loaded) => Ok(loaded.clone()),
            State::Absent(reason) => Err(EmbedError::Absent(reason.clone())),
        }
    }

    fn remembered(&self, text: &str) -> Option<Vec<f32>> {
        let mut recent = self.recent.lock().ok()?;
        let at = recent.iter().position(|(known, _)| known == text)?;
        let entry = recent.remove(at);
        let vector = entry.1.clone();
        recent.push(entry);
        Some(vector)
    }

    fn remember(&self, text: String, vector: Vec<f32>) {
        if let Ok(mut recent) = self.recent.lock() {
            if recent.len() == RECENT {
                recent.remove(0);
            }
            recent.push((text, vector));
        }
    }
}

#[async_trait]
impl Embedder for Local {
    fn model(&self) -> &str {
        MODEL
    }

    fn readiness(&self) -> Readiness {
        match &*self.state.borrow() {
            State::Loading => Readiness::Loading,
            State::Ready(_) => Readiness::Ready,
            State::Absent(reason) => Readiness::Absent(reason.clone()),
        }
    }

    async fn settled(&self, limit: Duration) -> Readiness {
        let mut state = self.state.clone();
        let _ = tokio::time::timeout(limit, state.wait_for(|state| !matches!(state, State::Loading))).await;
        self.readiness()
    }

    async fn query(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        let text = cut(text).to_owned();
        if let Some(vector) = self.remembered(&text) {
            return Ok(vector);
        }
        let loaded = self.loaded()?;
        let session = loaded.session.lock().await;
        let vectors = run((*session).clone(), vec![text.clone()]).await?;
        drop(session);
        let vector = vectors.into_iter().next().ok_or_else(|| EmbedError::Failed("it gave no vector".to_owned()))?;
        self.remember(text, vector.clone());
        Ok(vector)
    }

    async fn documents(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let loaded = self.loaded()?;
        // Texts of like length side by side: a slice is padded to its longest.
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|at| texts[*at].len());
        let slices: Vec<Vec<usize>> = order.chunks(SLICE).map(<[usize]>::to_vec).collect();
        let slices = Arc::new(StdMutex::new(slices));
        let texts: Arc<Vec<String>> = Arc::new(texts.iter().map(|text| cut(text).to_owned()).collect());

        let mut lanes = JoinSet::new();
        if texts.len() >= MANY {
            let (loaded, slices, texts) = (loaded.clone(), slices.clone(), texts.clone());
            lanes.spawn(async move {
                let opened = task::spawn_blocking(move || open_session(&loaded.source)).await;
                let Ok(Ok(extra)) = opened else { return Ok(Vec::new()) };
                let extra = Arc::new(StdMutex::new(extra));
                let mut done = Vec::new();
                while let Some(slice) = next(&slices) {
                    done.extend(embed_slice(extra.clone(), &texts, slice).await?);
                }
                Ok(done)
            });
        }
        lanes.spawn(async move {
            let mut done = Vec::new();
            while let Some(slice) = next(&slices) {
                let session = loaded.session.lock().await;
                done.extend(embed_slice((*session).clone(), &texts, slice).await?);
            }
            Ok::<_, EmbedError>(done)
        });

        let mut vectors = vec![Vec::new(); order.len()];
        while let Some(lane) = lanes.join_next().await {
            for (at, vector) in lane.map_err(|error| EmbedError::Failed(error.to_string()))?? {
                vectors[at] = vector;
            }
        }
        Ok(vectors)
    }
}

fn next(slices: &StdMutex<Vec<Vec<usize>>>) -> Option<Vec<usize>> {
    slices.lock().ok()?.pop()
}

async fn embed_slice(
    session: Session,
    texts: &[String],
    slice: Vec<usize>,
) -> Result<Vec<(usize, Vec<f32>)>, EmbedError> {
    let batch = slice.iter().map(|at| texts[*at].clone()).collect();
    Ok(slice.into_iter().zip(run(session, batch).await?).collect())
}

async fn run(session: Session, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
    task::spawn_blocking(move || {
        let mut session = session.lock().map_err(|_| EmbedError::Failed("an earlier call broke off".to_owned()))?;
        session.embed(texts, None).map_err(|error| EmbedError::Failed(error.to_string()))
    })
    .await
    .map_err(|error| EmbedError::Failed(error.to_string()))?
}

fn cut(text: &str) -> &str {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

fn load(options: &Options) -> Result<Loaded, String> {
    let runtime = options
        .folders
        .iter()
        .find_map(|folder| runtime_in(folder))
        .ok_or_else(|| format!("no {RUNTIME} in {} (`make model` puts it there)", listed(&options.folders)))?;
    let environment = environment(&runtime)?;
    let folder = options.folders.iter().find(|folder| folder.join("model.onnx").is_file()).cloned();
    if folder.is_none() && options.download_to.is_none() {
        return Err(format!("no model.onnx in {}", listed(&options.folders)));
    }
    let source = Source { environment, folder };
    let session = match (&source.folder, &options.download_to) {
        (None, Some(cache)) => from_hub(&source, cache)?,
        _ => open_session(&source)?,
    };
    Ok(Loaded { session: Mutex::new(Arc::new(StdMutex::new(session))), source })
}

/// The runtime allows one environment in a process; it stays for all models that are ever opened.
fn environment(runtime: &Path) -> Result<Environment, String> {
    static OPENED: StdMutex<Option<Environment>> = StdMutex::new(None);
    let mut opened = OPENED.lock().map_err(|_| "an earlier start of the runtime broke off".to_owned())?;
    if let Some(environment) = &*opened {
        return Ok(environment.clone());
    }
    let environment = ort::init_from(runtime)
        .map_err(|error| format!("{} cannot be loaded: {error}", runtime.display()))?
        .with_name("vitrine")
        .build()
        .map_err(|error| format!("the runtime does not start: {error}"))?;
    *opened = Some(environment.clone());
    Ok(environment)
}

fn open_session(source: &Source) -> Result<TextEmbedding, String> {
    let folder = source.folder.as_ref().ok_or("a downloaded model has one session")?;
    let file = |name: &str| {
        std::fs::read(folder.join(name))
            .map_err(|error| format!("{} cannot be read: {error}", folder.join(name).display()))
    };
    let model = UserDefinedEmbeddingModel::new(
        file("model.onnx")?,
        TokenizerFiles {
            tokenizer_file: file("tokenizer.json")?,
            config_file: file("config.json")?,
            special_tokens_map_file: file("special_tokens_map.json")?,
            tokenizer_config_file: file("tokenizer_config.json")?,
        },
    )
    .with_pooling(Pooling::Mean)
    // The small graph's weights are offsets into this file.
    .with_external_initializer("model.safetensors".to_owned(), file("model.safetensors")?);
    let options = InitOptionsUserDefined::new()
        .with_environment(source.environment.clone())
        .with_max_length(MAX_TOKENS)
        .with_intra_threads(1);
    TextEmbedding::try_new_from_user_defined(model, options)
        .map_err(|error| format!("the model in {} cannot be used: {error}", folder.display()))
}

fn from_hub(source: &Source, cache: &Path) -> Result<TextEmbedding, String> {
    let options = TextInitOptions::new(EmbeddingModel::AllMiniLML6V2)
        .with_environment(source.environment.clone())
        .with_cache_dir(cache.to_owned())
        .with_max_length(MAX_TOKENS)
        .with_intra_threads(1)
        .with_show_download_progress(false);
    TextEmbedding::try_new(options).map_err(|error| format!("the model could not be fetched: {error}"))
}

/// The newest runtime library in a folder, by file name.
fn runtime_in(folder: &Path) -> Option<PathBuf> {
    std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(RUNTIME)))
        .max()
}

fn listed(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
}
