//! The database as one shop may see it: [`ShopStore`] reads, [`Tx`] reads and writes in one transaction.
//!
//! There is no query that is not on these handles (or one of the few named functions on [`Store`]), so no query can
//! forget its shop. Inside a transaction use only the transaction: there is one writer, and a second write would wait
//! for itself.

use std::{
    collections::{HashMap, HashSet},
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, EntityTrait,
    FromQueryResult, QueryFilter, QueryResult, Statement, Value,
};
use types::{ConversationId, CustomerId, ShopId};

use crate::{
    Dialect, Store,
    entity::data_key,
    error::{Error, Result},
    events::Room,
    seal::{DataKey, Place, Subject},
};

enum Conn {
    Pool(DatabaseConnection),
    Tx(DatabaseTransaction),
}

/// What can be read of one shop, outside or inside a transaction.
pub struct Reads {
    pub(crate) store: Store,
    pub(crate) shop: ShopId,
    conn: Conn,
    /// Keys made or destroyed in this transaction; nobody else may see them before it is committed.
    keys: Mutex<Keys>,
}

#[derive(Default)]
struct Keys {
    made: HashMap<Subject, Arc<DataKey>>,
    destroyed: HashSet<Subject>,
}

/// One shop's view of the database; cheap to make. Reads what was committed.
pub struct ShopStore {
    reads: Reads,
}

/// One write transaction of one shop. Dropped without a commit, it leaves nothing behind.
pub struct Tx {
    reads: Reads,
    told: Mutex<Told>,
}

/// Who must be woken after the commit.
#[derive(Default)]
struct Told {
    jobs: bool,
    rooms: HashSet<Room>,
}

impl Deref for ShopStore {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.reads
    }
}

impl Deref for Tx {
    type Target = Reads;
    fn deref(&self) -> &Reads {
        &self.reads
    }
}

impl ShopStore {
    pub(crate) fn new(store: Store, shop: ShopId) -> Self {
        let conn = Conn::Pool(store.inner.reads.clone());
        Self { reads: Reads { store, shop, conn, keys: Mutex::default() } }
    }

    /// Begins the shop's write transaction. On SQLite it waits until it is the only one.
    pub async fn begin(&self) -> Result<Tx> {
        Tx::begin(&self.store, self.shop).await
    }
}

impl Reads {
    pub fn shop_id(&self) -> ShopId {
        self.shop
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.store.inner.dialect
    }

    pub(crate) fn db(&self) -> DatabaseExecutor<'_> {
        match &self.conn {
            Conn::Pool(pool) => pool.into(),
            Conn::Tx(tx) => tx.into(),
        }
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn place<'a>(&self, table: &'static str, column: &'static str, row: &'a [&'a [u8]]) -> Place<'a> {
        Place { shop: self.shop, table, column, row }
    }

    /// The subject's data key, from memory or unwrapped from its row.
    pub(crate) async fn key(&self, subject: Subject) -> Result<Arc<DataKey>> {
        {
            let keys = self.keys();
            if keys.destroyed.contains(&subject) {
                return Err(Error::Unsealable("the key was destroyed"));
            }
            if let Some(key) = keys.made.get(&subject) {
                return Ok(key.clone());
            }
        }
        let inner = &self.store.inner;
        if let Some(key) = inner.keys.get(self.shop, subject) {
            return Ok(key);
        }
        let row = data_key::Entity::find_by_id((self.shop, subject.uuid())).one(&self.db()).await?;
        let key = Arc::new(inner.master.open_key(&row.ok_or(Error::NotFound)?, subject)?);
        inner.keys.put(self.shop, subject, key.clone());
        Ok(key)
    }

    /// The keys of many customers, in few questions. Of erased ones there is none.
    pub(crate) async fn customer_keys(
        &self,
        customers: impl Iterator<Item = CustomerId>,
    ) -> Result<HashMap<CustomerId, Arc<DataKey>>> {
        let inner = &self.store.inner;
        let mut keys = HashMap::new();
        let mut missing = HashSet::new();
        for customer in customers {
            match inner.keys.get(self.shop, Subject::Customer(customer)) {
                Some(key) => drop(keys.insert(customer, key)),
                None => drop(missing.insert(customer)),
            }
        }
        let missing: Vec<CustomerId> = missing.into_iter().collect();
        for some in missing.chunks(500) {
            let rows = data_key::Entity::find()
                .filter(data_key::Column::ShopId.eq(self.shop))
                .filter(data_key::Column::Subject.is_in(some.iter().map(|customer| customer.uuid())))
                .filter(data_key::Column::Wrapped.is_not_null())
                .all(&self.db())
                .await?;
            for row in rows {
                let customer = CustomerId(row.subject);
                let subject = Subject::Customer(customer);
                let key = Arc::new(inner.master.open_key(&row, subject)?);
                inner.keys.put(self.shop, subject, key.clone());
                keys.insert(customer, key);
            }
        }
        Ok(keys)
    }

    pub(crate) fn statement(&self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.dialect().backend(), sql, values)
    }

    pub(crate) async fn row(
        &self,
        sql: impl Into<String>,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<QueryResult>> {
        Ok(self.db().query_one_raw(self.statement(sql, values)).await?)
    }

    pub(crate) async fn rows<T: FromQueryResult>(
        &self,
        sql: impl Into<String>,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>> {
        Ok(T::find_by_statement(self.statement(sql, values)).all(&self.db()).await?)
    }

    /// Runs a statement; how many rows it changed.
    pub(crate) async fn run(&self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Result<u64> {
        Ok(self.db().execute_raw(self.statement(sql, values)).await?.rows_affected())
    }
}

impl Tx {
    pub(crate) async fn begin(store: &Store, shop: ShopId) -> Result<Self> {
        let conn = Conn::Tx(store.inner.dialect.begin(&store.inner.writes).await?);
        let reads = Reads { store: store.clone(), shop, conn, keys: Mutex::default() };
        Ok(Self { reads, told: Mutex::default() })
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell_queue(&self) {
        self.told().jobs = true;
    }

    pub(crate) fn tell_room(&self, conversation: Option<ConversationId>) {
        let mut told = self.told();
        told.rooms.insert(Room { shop: self.shop, conversation: None });
        told.rooms.insert(Room { shop: self.shop, conversation });
    }

    pub(crate) fn key_made(&self, subject: Subject, key: DataKey) {
        self.keys().made.insert(subject, Arc::new(key));
    }

    pub(crate) fn key_destroyed(&self, subject: Subject) {
        self.keys().destroyed.insert(subject);
    }

    /// Commits and returns when it is on the disk: for what somebody outside waits for. When it fails with
    /// [`Error::Disk`], the transaction may or may not have happened.
    pub async fn commit(self) -> Result<()> {
        let (store, told) = self.close().await?;
        if let Some(disk) = &store.inner.disk {
            disk.sync().await?;
        }
        store.inner.listeners.wake(told.rooms);
        Ok(())
    }

    /// Commits without waiting for the disk: for claims, renewals and progress. Lost in a power cut at worst; a later
    /// [`Tx::commit`] makes it durable too.
    pub async fn commit_soft(self) -> Result<()> {
        if let Some(sql) = self.dialect().before_soft_commit() {
            self.db().execute_unprepared(sql).await?;
        }
        let (store, told) = self.close().await?;
        store.inner.listeners.wake(told.rooms);
        Ok(())
    }

    /// Undoes everything. Dropping does the same, a little later.
    pub async fn rollback(self) -> Result<()> {
        match self.reads.conn {
            Conn::Tx(tx) => Ok(tx.rollback().await?),
            Conn::Pool(_) => Ok(()),
        }
    }

    /// The commit itself. Workers are woken at once: they find the jobs before the disk has them, and whatever they
    /// write stands behind these in the log.
    async fn close(self) -> Result<(Store, Told)> {
        let Tx { reads: Reads { store, shop, conn, keys }, told } = self;
        if let Conn::Tx(tx) = conn {
            tx.commit().await?;
        }
        let keys = keys.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (subject, key) in keys.made {
            store.inner.keys.put(shop, subject, key);
        }
        for subject in keys.destroyed {
            store.inner.keys.remove(shop, subject);
        }
        let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
        if told.jobs {
            store.inner.queued.notify_one();
        }
        Ok((store, told))
    }
}
