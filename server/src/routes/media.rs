//! Pictures: taken in from members, shown to everybody.

use axum::{
    Extension, Json,
    body::Body,
    extract::{Path, RawQuery, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{Ctx, media};
use types::{Code, Problem, goods::MAX_PICTURE};

use super::{failure, fixed, problem};
use crate::state::AppState;

/// `POST /api/goods/upload?shop=<handle>` for members: the picture itself is the body. Who asks is found out before the
/// body is read.
pub async fn upload(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    caller: Option<Extension<app::ssr::Caller>>,
    request: Request,
) -> Response {
    let member = caller.and_then(|Extension(caller)| caller.member);
    let query = query.unwrap_or_default();
    let shop = query.split('&').find_map(|pair| pair.strip_prefix("shop=")).unwrap_or_default();
    let entered = async {
        let cx = engine::accounts::enter(&state.engine, member, shop).await?;
        cx.may(types::Right::EditCatalogue).map(|()| cx)
    };
    match entered.await {
        Ok(cx) => take(&cx, request.into_body()).await,
        Err(error) => failure(&error),
    }
}

async fn take(cx: &Ctx, body: Body) -> Response {
    let Ok(bytes) = axum::body::to_bytes(body, MAX_PICTURE).await else {
        return problem(Problem::new(Code::TooLarge, "A picture may have at most 20 MB."));
    };
    match media::accept(cx, bytes.into()).await {
        Ok(uploaded) => (StatusCode::ACCEPTED, Json(uploaded)).into_response(),
        Err(error) => failure(&error),
    }
}

/// `GET /media/{shop}/{file}`: one of our own JPEGs. Public, and for ever: another picture has another name.
pub async fn show(State(state): State<AppState>, Path((shop, file)): Path<(String, String)>) -> Response {
    match media::read(&state.engine, &shop, &file).await {
        Ok(bytes) => {
            let about = [
                (header::CONTENT_TYPE, header::HeaderValue::from_static("image/jpeg")),
                (header::CACHE_CONTROL, super::FOR_EVER),
                fixed("content-security-policy", "default-src 'none'; sandbox"),
                fixed("cross-origin-resource-policy", "cross-origin"),
            ];
            (about, bytes).into_response()
        }
        Err(error) => failure(&error),
    }
}
