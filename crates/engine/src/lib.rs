//! The product: one module per capability, free functions that take a [`Ctx`] first and list their consequences in order.
//!
//! A crate because it must not see HTTP, HTML or the environment, and because everything above it (pages, routes, jobs,
//! the shell) must go through the same functions.

pub mod accounts;
pub mod audit;
mod card;
pub mod catalogue;
pub mod clock;
pub mod collections;
pub mod converse;
pub mod demo;
mod error;
pub mod evaluate;
pub mod export;
pub mod find;
pub mod goods;
pub mod history;
pub mod home;
pub mod import;
pub mod inbox;
pub mod insights;
pub mod inspect;
pub mod jobs;
pub mod launcher;
pub mod ledger;
pub mod limits;
pub mod mail;
pub mod media;
pub mod minds;
pub mod settings;
pub mod shops;
pub mod tester;
mod token;
mod tools;
pub mod widget;

use std::{sync::Arc, time::Duration};

use embed::Embedder;
pub use embed::{Options as EmbedOptions, Readiness};
pub use error::{Error, Result};
pub use store::Options as StoreOptions;
use store::{ShopStore, Store};
use types::{MemberId, Right, Role, Shop, Time};

/// How the product behaves, beyond what the store and the embedder need.
#[derive(Debug, Clone)]
pub struct Settings {
    pub limits: limits::Settings,
    pub accounts: accounts::Settings,
    pub mail: mail::Settings,
    /// After this the work of a process that died is taken over.
    pub lease: Duration,
    /// A turn that is done within this is written once, at its end: the shopper sees it as soon, and the disk is waited
    /// for once less.
    pub quick: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: limits::Settings::default(),
            accounts: accounts::Settings::default(),
            mail: mail::Settings::default(),
            lease: Duration::from_secs(10),
            quick: Duration::from_millis(25),
        }
    }
}

/// The product, ready to use. A cheap clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    embedder: Arc<dyn Embedder>,
    clock: Arc<dyn clock::Clock>,
    settings: Settings,
    snapshots: find::Snapshots,
    kept: goods::Kept,
    gates: limits::Gates,
    doors: accounts::Doors,
    mail: Arc<dyn channels::mail::Mail>,
    seen: launcher::Seen,
    /// Names this process among those that work on the same database.
    worker: String,
}

impl Engine {
    /// Opens the database, brings it to the newest form, and begins to load the model in the background.
    pub async fn open(
        store: StoreOptions,
        embedder: Option<EmbedOptions>,
        settings: Settings,
        clock: Arc<dyn clock::Clock>,
    ) -> Result<Engine> {
        let store = Store::open(store).await?;
        store.migrate().await?;
        let worker = format!("{}-{}", std::process::id(), hex::encode(clock::random::<4>()?));
        let gates = limits::Gates::new(&settings.limits);
        let mail = channels::mail::open(&settings.mail.url, &settings.mail.from);
        let doors = accounts::Doors::new(settings.accounts.clone());
        Ok(Engine {
            inner: Arc::new(Inner {
                store,
                embedder: embed::open(embedder),
                clock,
                settings,
                snapshots: find::Snapshots::default(),
                kept: goods::Kept::default(),
                gates,
                doors,
                mail,
                seen: launcher::Seen::default(),
                worker,
            }),
        })
    }

    pub fn now(&self) -> Time {
        self.inner.clock.now()
    }

    /// A fresh id: `engine.id(ProductId::from_parts)`.
    pub fn id<T>(&self, make: fn(u64, [u8; 10]) -> T) -> Result<T> {
        Ok(make(self.now().timestamp_millis().max(0) as u64, self.inner.clock.chance()?))
    }

    /// Whether search can go by meaning.
    pub fn readiness(&self) -> Readiness {
        self.inner.embedder.readiness()
    }

    /// Waits until the model is loaded or given up, or `limit` has passed.
    pub async fn settled(&self, limit: Duration) -> Readiness {
        self.inner.embedder.settled(limit).await
    }

    /// Writes to the database, durably: an error means that no message can be taken now.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.inner.store.ping().await?)
    }

    /// The context of work that nobody outside asked for, or that the operator asked for in the shell.
    pub fn on_behalf_of(&self, shop: Shop) -> Ctx {
        self.acting(shop, Actor::System)
    }

    fn acting(&self, shop: Shop, actor: Actor) -> Ctx {
        Ctx { engine: self.clone(), store: self.inner.store.shop(shop.id), shop, actor }
    }

    fn store(&self) -> &Store {
        &self.inner.store
    }
}

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A worker, a customer's own turn, or the operator in the shell.
    System,
    Member {
        id: MemberId,
        name: String,
        role: Role,
    },
}

/// Who does something for which shop, and what is at hand to do it.
pub struct Ctx {
    engine: Engine,
    store: ShopStore,
    shop: Shop,
    actor: Actor,
}

impl Clone for Ctx {
    fn clone(&self) -> Self {
        self.engine.acting(self.shop.clone(), self.actor.clone())
    }
}

impl Ctx {
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Refuses a member whose role does not allow this.
    pub fn may(&self, right: Right) -> Result<()> {
        match &self.actor {
            Actor::Member { role, .. } if !role.may(right) => Err(Error::forbidden(*role)),
            _ => Ok(()),
        }
    }

    pub fn shop(&self) -> &Shop {
        &self.shop
    }

    pub fn now(&self) -> Time {
        self.engine.now()
    }

    fn id<T>(&self, make: fn(u64, [u8; 10]) -> T) -> Result<T> {
        self.engine.id(make)
    }

    fn embedder(&self) -> &dyn Embedder {
        &*self.engine.inner.embedder
    }
}
