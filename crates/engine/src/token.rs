//! Short signed texts that name a visitor: readable by anybody, made only by us.
//!
//! `base64url(payload) "." base64url(HMAC-SHA256(key, kind "." payload))`. The kind is part of what is signed, so that one
//! token never passes for another.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;
use store::Store;

use crate::{Error, Result};

/// A longer token is none of ours.
const MAX: usize = 2_048;

fn mac(store: &Store, kind: &str, payload: &str) -> Result<Hmac<Sha256>> {
    let key = store.token_key();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.expose_secret()).map_err(|error| Error::internal("the token key", error))?;
    mac.update(kind.as_bytes());
    mac.update(b".");
    mac.update(payload.as_bytes());
    Ok(mac)
}

/// Signs a payload as a token of a kind.
pub(crate) fn sign<T: Serialize>(store: &Store, kind: &str, payload: &T) -> Result<String> {
    let json = serde_json::to_vec(payload).map_err(|error| Error::internal("a token", error))?;
    let payload = URL_SAFE_NO_PAD.encode(json);
    let tag = mac(store, kind, &payload)?.finalize().into_bytes();
    Ok(format!("{payload}.{}", URL_SAFE_NO_PAD.encode(tag)))
}

/// The payload of a token of this kind that we signed; `None` for anything else.
pub(crate) fn read<T: DeserializeOwned>(store: &Store, kind: &str, token: &str) -> Result<Option<T>> {
    let Some((payload, tag)) = token.split_once('.').filter(|_| token.len() <= MAX) else { return Ok(None) };
    let Ok(tag) = URL_SAFE_NO_PAD.decode(tag) else { return Ok(None) };
    if mac(store, kind, payload)?.verify_slice(&tag).is_err() {
        return Ok(None);
    }
    Ok(URL_SAFE_NO_PAD.decode(payload).ok().and_then(|json| serde_json::from_slice(&json).ok()))
}
