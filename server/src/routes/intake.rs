//! Files of products over HTTP: one comes in as the body of a request, the catalogue and failed rows go out as downloads.

use std::time::Duration;

use axum::{
    Extension,
    body::Body,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::header,
    response::{IntoResponse, Response},
};
use engine::{Ctx, Engine, Error, export::Export, import};
use futures::StreamExt;
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use types::{ImportId, goods::Asked, intake::FileFormat};

use super::{download, failure};
use crate::state::AppState;

/// A sender who is silent for so long has gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of a file read at a time.
const PIECE: usize = 64 * 1024;

type Caller = Option<Extension<app::ssr::Caller>>;

async fn enter(engine: &Engine, caller: Caller, shop: &str) -> engine::Result<Ctx> {
    let member = caller.and_then(|Extension(caller)| caller.member);
    engine::accounts::enter(engine, member, shop).await
}

#[derive(Deserialize)]
pub struct Sent {
    /// As the file is called where it comes from.
    #[serde(default)]
    name: String,
}

/// `POST /s/{shop}/imports/upload?name=…`: the body is the file. Answers with the draft's id.
pub async fn upload(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    sent: Result<Query<Sent>, QueryRejection>,
    caller: Caller,
    request: Request,
) -> Response {
    let name = sent.map(|Query(Sent { name })| name).unwrap_or_default();
    let taken = async {
        let cx = enter(&state.engine, caller, &shop).await?;
        let size = request.headers().get(header::CONTENT_LENGTH);
        let size = size.and_then(|size| size.to_str().ok()?.parse().ok());
        let mut upload = import::Upload::begin(&cx, size).await?;
        let mut pieces = request.into_body().into_data_stream();
        let broken = || Error::invalid("The file broke off on its way. Send it again.");
        loop {
            match tokio::time::timeout(PATIENCE, pieces.next()).await {
                Ok(Some(Ok(piece))) => upload.write(&piece).await?,
                Ok(None) => break,
                Ok(Some(Err(_))) | Err(_) => return Err(broken()),
            }
        }
        upload.finish(&cx, &name).await
    };
    match taken.await {
        Ok(id) => axum::Json(serde_json::json!({ "id": id })).into_response(),
        Err(error) => failure(&error),
    }
}

/// `GET /s/{shop}/export.csv?…`: the products as a table; the query is that of the list of products.
pub async fn table(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    caller: Caller,
) -> Response {
    export(&state.engine, &shop, caller, FileFormat::Csv, asked).await
}

/// `GET /s/{shop}/export.jsonl`: the products as lines of JSON.
pub async fn lines(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    caller: Caller,
) -> Response {
    export(&state.engine, &shop, caller, FileFormat::JsonLines, asked).await
}

/// What cannot be read of the question is left out of it, as in the list.
async fn export(
    engine: &Engine,
    shop: &str,
    caller: Caller,
    format: FileFormat,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let begun = async {
        let cx = enter(engine, caller, shop).await?;
        let name = format!("{}-{}.{format}", cx.shop().handle, cx.now().format("%Y-%m-%d"));
        Ok::<_, Error>((Export::begin(&cx, format, &asked).await?, name))
    };
    let (export, name) = match begun.await {
        Ok(begun) => begun,
        Err(error) => return failure(&error),
    };
    let pieces = futures::stream::try_unfold(export, |mut export| async move {
        let piece = export.next().await.map_err(|error| {
            tracing::error!(%error, "an export broke off");
            std::io::Error::other("the export broke off")
        })?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, export)))
    });
    download(Body::from_stream(pieces.fuse()), &name)
}

/// `GET /s/{shop}/imports/{id}/failed.csv`: the rows that failed, to be mended and imported again.
pub async fn failed(
    State(state): State<AppState>,
    Path((shop, id)): Path<(String, String)>,
    caller: Caller,
) -> Response {
    let opened = async {
        let cx = enter(&state.engine, caller, &shop).await?;
        let id: ImportId = id.parse().map_err(|_| Error::not_found())?;
        import::failed_rows(&cx, id).await
    };
    let (file, name) = match opened.await {
        Ok(opened) => opened,
        Err(error) => return failure(&error),
    };
    let pieces = futures::stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
    });
    download(Body::from_stream(pieces.fuse()), &name)
}
