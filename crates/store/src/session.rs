//! Sessions and one-use links of members. Of each key only the SHA-256 is kept: who reads the database cannot log in.

use sea_orm::{FromQueryResult, Statement};
use types::{MemberId, ShopId, Time};

use crate::{Store, Tx, error::Result};

/// A member's session. Its key is not here.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Session {
    pub hash: Vec<u8>,
    pub member_id: MemberId,
    /// What the browser calls itself, in short.
    pub agent: String,
    pub address: String,
    pub created_at: Time,
    /// To the minute.
    pub seen_at: Time,
}

const COLUMNS: &str = "hash, member_id, agent, address, created_at, seen_at";

impl Store {
    fn session_query(&self, tail: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
        let sql = format!("SELECT {COLUMNS} FROM session {tail}");
        Statement::from_sql_and_values(self.inner.dialect.backend(), sql, values)
    }

    pub async fn session_add(&self, session: &Session) -> Result<()> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        let sql = format!("INSERT INTO session ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)");
        let values = [
            session.hash.clone().into(),
            session.member_id.into(),
            session.agent.as_str().into(),
            session.address.as_str().into(),
            session.created_at.into(),
            session.seen_at.into(),
        ];
        tx.run(sql, values).await?;
        tx.commit().await
    }

    pub async fn session(&self, hash: &[u8; 32]) -> Result<Option<Session>> {
        let query = self.session_query("WHERE hash = $1", [hash.to_vec().into()]);
        Ok(Session::find_by_statement(query).one(&self.inner.reads).await?)
    }

    /// A member's sessions, the latest seen first.
    pub async fn sessions(&self, member: MemberId) -> Result<Vec<Session>> {
        let query = self.session_query("WHERE member_id = $1 ORDER BY seen_at DESC, hash LIMIT 200", [member.into()]);
        Ok(Session::find_by_statement(query).all(&self.inner.reads).await?)
    }

    /// Not waited for: that somebody was seen may be lost.
    pub async fn session_seen(&self, hash: &[u8; 32], at: Time) -> Result<()> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        tx.run("UPDATE session SET seen_at = $2 WHERE hash = $1", [hash.to_vec().into(), at.into()]).await?;
        tx.commit_soft().await
    }

    /// Ends a session; that it had ended is no failure.
    pub async fn session_end(&self, hash: &[u8]) -> Result<()> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        tx.run("DELETE FROM session WHERE hash = $1", [hash.to_vec().into()]).await?;
        tx.commit().await
    }

    /// Ends a member's sessions but for one; how many.
    pub async fn sessions_end(&self, member: MemberId, but: Option<&[u8]>) -> Result<u64> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        let ended = tx.sessions_end(member, but).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Keeps the hash of a link that sets a password; earlier ones of this member end.
    pub async fn password_link_add(&self, hash: &[u8; 32], member: MemberId, expires: Time) -> Result<()> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        tx.run("DELETE FROM password_link WHERE member_id = $1", [member.into()]).await?;
        let sql = "INSERT INTO password_link (hash, member_id, expires_at) VALUES ($1, $2, $3)";
        tx.run(sql, [hash.to_vec().into(), member.into(), expires.into()]).await?;
        tx.commit().await
    }

    /// Whose link it is, as long as it is good.
    pub async fn password_link(&self, hash: &[u8; 32], now: Time) -> Result<Option<MemberId>> {
        let sql = "SELECT member_id FROM password_link WHERE hash = $1 AND expires_at > $2";
        let values = [hash.to_vec().into(), now.into()];
        let query = Statement::from_sql_and_values(self.inner.dialect.backend(), sql, values);
        let row = sea_orm::ConnectionTrait::query_one_raw(&self.inner.reads, query).await?;
        Ok(row.map(|row| row.try_get("", "member_id")).transpose()?)
    }

    /// Sets a password by a link, once, and ends every session and link of the member; whose it was.
    pub async fn password_by_link(&self, hash: &[u8; 32], password: &str, now: Time) -> Result<Option<MemberId>> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        let sql = "DELETE FROM password_link WHERE hash = $1 AND expires_at > $2 RETURNING member_id";
        let Some(row) = tx.row(sql, [hash.to_vec().into(), now.into()]).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let member: MemberId = row.try_get("", "member_id")?;
        tx.password_put(member, password).await?;
        tx.sessions_end(member, None).await?;
        tx.commit().await?;
        Ok(Some(member))
    }

    /// Sets a password and ends every other session of the member.
    pub async fn password_change(&self, member: MemberId, password: &str, but: Option<&[u8]>) -> Result<()> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        tx.password_put(member, password).await?;
        tx.sessions_end(member, but).await?;
        tx.commit().await
    }

    /// Drops sessions that were not seen since `idle` or began before `oldest`, and links and invitations that ran out.
    pub async fn sessions_sweep(&self, idle: Time, oldest: Time, now: Time) -> Result<u64> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        let gone =
            tx.run("DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2", [idle.into(), oldest.into()]).await?;
        tx.run("DELETE FROM password_link WHERE expires_at <= $1", [now.into()]).await?;
        tx.run("DELETE FROM invitation WHERE expires_at <= $1", [now.into()]).await?;
        tx.commit_soft().await?;
        Ok(gone)
    }
}

impl Tx {
    async fn sessions_end(&self, member: MemberId, but: Option<&[u8]>) -> Result<u64> {
        let but = but.unwrap_or_default().to_vec();
        self.run("DELETE FROM session WHERE member_id = $1 AND hash <> $2", [member.into(), but.into()]).await
    }

    /// The password's hash, in PHC form; links that would set another end.
    async fn password_put(&self, member: MemberId, password: &str) -> Result<()> {
        self.run("UPDATE member SET password = $2 WHERE id = $1", [member.into(), password.into()]).await?;
        self.run("DELETE FROM password_link WHERE member_id = $1", [member.into()]).await?;
        Ok(())
    }
}
