//! Sealing: what a person wrote, and who they are, is ciphertext in the database.
//!
//! Envelope: the master key (outside the database) wraps one data key per customer and one per shop; the data keys seal
//! values with XChaCha20-Poly1305 (192-bit random nonces, so no nonce is ever kept count of). Destroying a customer's
//! data key makes everything sealed under it unreadable, in backups too; so erasure is one row.
//!
//! A sealed value is `version (1) | data key id (16) | nonce (24) | ciphertext and tag`. Its associated data name the
//! table, column, row, shop and version: a value copied to another place is refused.
//!
//! Identities must be found again, so beside the sealed value stands a blind index: an HMAC under its own key, per shop
//! and channel.
//!
//! Unwrapped keys are kept in memory, bounded, and dropped every half minute: that is how long another process may still
//! read an erased customer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;
use types::{CustomerId, DataKeyId, ShopId, Time};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    entity::data_key,
    error::{Error, Result},
};

const VERSION: u8 = 1;
const NONCE: usize = 24;
const HEAD: usize = 1 + 16 + NONCE;

/// Data keys kept unwrapped.
const CACHED: usize = 4096;

/// Whose key: a customer's, or the shop's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    Shop,
    Customer(CustomerId),
}

impl Subject {
    pub(crate) fn uuid(self) -> Uuid {
        match self {
            Subject::Shop => Uuid::nil(),
            Subject::Customer(id) => id.uuid(),
        }
    }
}

/// Where a value stands; goes into what the seal vouches for.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub shop: ShopId,
    pub table: &'static str,
    pub column: &'static str,
    /// What names the row in its table, within the shop.
    pub row: &'a [&'a [u8]],
}

impl Place<'_> {
    fn associated(&self, version: u8) -> Vec<u8> {
        let mut out = Vec::with_capacity(96);
        // Lengths go first, so that no two places read the same.
        let mut field = |bytes: &[u8]| {
            out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
            out.extend_from_slice(bytes);
        };
        field(self.table.as_bytes());
        field(self.column.as_bytes());
        field(self.shop.0.as_bytes());
        field(&[version]);
        for part in self.row {
            field(part);
        }
        out
    }
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut out = [0; N];
    getrandom::fill(&mut out).map_err(|error| Error::disk("no randomness")(std::io::Error::other(error)))?;
    Ok(out)
}

fn encrypt(key: &[u8; 32], associated: &[u8], plain: &[u8]) -> Result<([u8; NONCE], Vec<u8>)> {
    let nonce = random::<NONCE>()?;
    let sealed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: associated })
        .map_err(|_| Error::Invalid("a value is too large to be sealed".to_owned()))?;
    Ok((nonce, sealed))
}

fn decrypt(key: &[u8; 32], associated: &[u8], nonce: [u8; NONCE], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: associated })
        .map(Zeroizing::new)
        .map_err(|_| Error::Unsealable("the seal does not hold"))
}

/// An unwrapped data key. Neither printed nor serialised.
pub(crate) struct DataKey {
    id: DataKeyId,
    key: Zeroizing<[u8; 32]>,
}

impl DataKey {
    pub(crate) fn seal(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        let (nonce, sealed) = encrypt(&self.key, &place.associated(VERSION), plain)?;
        let mut out = Vec::with_capacity(HEAD + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(self.id.0.as_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    pub(crate) fn unseal(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>> {
        let (head, body) = sealed.split_at_checked(HEAD).ok_or(Error::Unsealable("too short"))?;
        let [version, rest @ ..] = head else { return Err(Error::Unsealable("too short")) };
        if *version != VERSION {
            return Err(Error::Unsealable("sealed by a newer version"));
        }
        let (id, nonce) = rest.split_at(16);
        if id != self.id.0.as_bytes() {
            return Err(Error::Unsealable("sealed under another key"));
        }
        let nonce = nonce.try_into().map_err(|_| Error::Unsealable("too short"))?;
        Ok(std::mem::take(&mut *decrypt(&self.key, &place.associated(*version), nonce, body)?))
    }

    pub(crate) fn unseal_text(&self, place: Place<'_>, sealed: &[u8]) -> Result<String> {
        String::from_utf8(self.unseal(place, sealed)?).map_err(Error::corrupt)
    }
}

/// The keys derived from the master key, each for one use.
pub(crate) struct Master {
    wrapping: Zeroizing<[u8; 32]>,
    blind: Zeroizing<[u8; 32]>,
    token: Zeroizing<[u8; 32]>,
    audit: Zeroizing<[u8; 32]>,
    /// Names the master key without telling it.
    id: String,
}

impl Master {
    pub(crate) fn new(master: &SecretBox<[u8; 32]>) -> Result<Self> {
        let hkdf = Hkdf::<Sha256>::new(None, master.expose_secret());
        let derive = |use_: &str| {
            let mut out = Zeroizing::new([0; 32]);
            hkdf.expand(use_.as_bytes(), out.as_mut_slice())
                .map_err(|_| Error::Invalid("the master key cannot be expanded".to_owned()))?;
            Ok::<_, Error>(out)
        };
        Ok(Self {
            wrapping: derive("vitrine data key wrapping v1")?,
            blind: derive("vitrine blind index v1")?,
            token: derive("vitrine token signing v1")?,
            audit: derive("vitrine audit chain v1")?,
            id: hex::encode(&derive("vitrine master key name v1")?[..8]),
        })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn token_key(&self) -> SecretBox<[u8; 32]> {
        SecretBox::new(Box::new(*self.token))
    }

    pub(crate) fn audit_key(&self) -> &[u8] {
        self.audit.as_slice()
    }

    /// The same for the same external name in the same shop and channel, and nothing else can be told from it.
    pub(crate) fn blind_index(&self, shop: ShopId, channel: &str, external: &str) -> Result<Vec<u8>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.blind.as_slice()).map_err(Error::corrupt)?;
        mac.update(shop.0.as_bytes());
        mac.update(&(channel.len() as u32).to_le_bytes());
        mac.update(channel.as_bytes());
        mac.update(external.as_bytes());
        Ok(mac.finalize().into_bytes().to_vec())
    }

    /// A new data key and the row that keeps it.
    pub(crate) fn make_key(&self, shop: ShopId, subject: Subject, at: Time) -> Result<(data_key::Model, DataKey)> {
        let id = DataKeyId::from_parts(at.timestamp_millis().try_into().unwrap_or(0), random()?);
        let key = Zeroizing::new(random::<32>()?);
        let (nonce, sealed) = encrypt(&self.wrapping, &self.wrapped_at(shop, subject, id), key.as_slice())?;
        let row = data_key::Model {
            shop_id: shop,
            subject: subject.uuid(),
            id,
            kek: self.id.clone(),
            wrapped: Some([nonce.as_slice(), &sealed].concat()),
            created_at: at,
            erased_at: None,
        };
        Ok((row, DataKey { id, key }))
    }

    pub(crate) fn open_key(&self, row: &data_key::Model, subject: Subject) -> Result<DataKey> {
        let wrapped = row.wrapped.as_ref().ok_or(Error::Unsealable("the key was destroyed"))?;
        if row.kek != self.id {
            return Err(Error::Unsealable("the key is wrapped by another master key"));
        }
        let (nonce, body) = wrapped.split_at_checked(NONCE).ok_or(Error::Unsealable("too short"))?;
        let nonce = nonce.try_into().map_err(|_| Error::Unsealable("too short"))?;
        let plain = decrypt(&self.wrapping, &self.wrapped_at(row.shop_id, subject, row.id), nonce, body)?;
        let key = plain.as_slice().try_into().map_err(|_| Error::Unsealable("a key of the wrong length"))?;
        Ok(DataKey { id: row.id, key: Zeroizing::new(key) })
    }

    fn wrapped_at(&self, shop: ShopId, subject: Subject, id: DataKeyId) -> Vec<u8> {
        let subject = subject.uuid();
        let row: [&[u8]; 3] = [subject.as_bytes(), id.0.as_bytes(), self.id.as_bytes()];
        Place { shop, table: "data_key", column: "wrapped", row: &row }.associated(VERSION)
    }
}

/// Unwrapped keys of committed rows.
#[derive(Default)]
pub(crate) struct KeyCache(Mutex<HashMap<(ShopId, Subject), Arc<DataKey>>>);

impl KeyCache {
    fn map(&self) -> std::sync::MutexGuard<'_, HashMap<(ShopId, Subject), Arc<DataKey>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, shop: ShopId, subject: Subject) -> Option<Arc<DataKey>> {
        self.map().get(&(shop, subject)).cloned()
    }

    pub(crate) fn put(&self, shop: ShopId, subject: Subject, key: Arc<DataKey>) {
        let mut map = self.map();
        if map.len() >= CACHED {
            map.clear();
        }
        map.insert((shop, subject), key);
    }

    pub(crate) fn remove(&self, shop: ShopId, subject: Subject) {
        self.map().remove(&(shop, subject));
    }

    pub(crate) fn clear(&self) {
        self.map().clear();
    }
}
