//! Members: people who work for shops, and in which role for which. They belong to no shop, so the functions that look for
//! them stand on [`Store`]; who works for a shop is asked of the shop.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use types::{InvitationId, MemberId, Role, Shop, ShopId, Time};

use crate::{
    Reads, Store, Tx,
    error::{Error, Result},
};

/// A person who works for shops.
#[derive(Clone, PartialEq, FromQueryResult)]
pub struct Member {
    pub id: MemberId,
    /// In small letters, unique.
    pub email: String,
    pub name: String,
    /// In PHC form; none until one was set by a link.
    pub password: Option<String>,
    pub created_at: Time,
}

/// Neither password nor address is ever printed.
impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Member").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A member as the shop knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Colleague {
    pub id: MemberId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub since: Time,
    /// When one of their sessions was last seen.
    pub seen_at: Option<Time>,
}

/// An invitation that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Invitation {
    pub shop: ShopId,
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    /// Who invited, by name.
    pub invited_by: String,
    pub created_at: Time,
    pub expires_at: Time,
}

#[derive(FromQueryResult)]
struct ColleagueRow {
    id: MemberId,
    email: String,
    name: String,
    role: String,
    since: Time,
    seen_at: Option<Time>,
}

#[derive(FromQueryResult)]
struct InvitationRow {
    shop_id: ShopId,
    id: InvitationId,
    email: String,
    role: String,
    invited_by: String,
    created_at: Time,
    expires_at: Time,
}

impl InvitationRow {
    fn read(self) -> Result<Invitation> {
        Ok(Invitation {
            shop: self.shop_id,
            id: self.id,
            email: self.email,
            role: self.role.parse().map_err(Error::corrupt)?,
            invited_by: self.invited_by,
            created_at: self.created_at,
            expires_at: self.expires_at,
        })
    }
}

const MEMBER: &str = "SELECT id, email, name, password, created_at FROM member";
const INVITATION: &str = "SELECT shop_id, id, email, role, invited_by, created_at, expires_at FROM invitation";

impl Store {
    fn global(&self, sql: impl Into<String>, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
        Statement::from_sql_and_values(self.inner.dialect.backend(), sql, values)
    }

    /// `email` in small letters.
    pub async fn member_by_email(&self, email: &str) -> Result<Option<Member>> {
        let query = self.global(format!("{MEMBER} WHERE email = $1"), [email.into()]);
        Ok(Member::find_by_statement(query).one(&self.inner.reads).await?)
    }

    pub async fn member(&self, id: MemberId) -> Result<Option<Member>> {
        let query = self.global(format!("{MEMBER} WHERE id = $1"), [id.into()]);
        Ok(Member::find_by_statement(query).one(&self.inner.reads).await?)
    }

    /// [`Error::Conflict`] when the address is taken.
    pub async fn member_add(&self, member: &Member) -> Result<()> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        tx.member_add(member).await?;
        tx.commit().await
    }

    pub async fn member_rename(&self, id: MemberId, name: &str) -> Result<()> {
        let tx = Tx::begin(self, ShopId(uuid::Uuid::nil())).await?;
        tx.run("UPDATE member SET name = $2 WHERE id = $1", [id.into(), name.into()]).await?;
        tx.commit().await
    }

    /// The shops a member works for, by name.
    pub async fn member_shops(&self, id: MemberId) -> Result<Vec<(Shop, Role)>> {
        let query = self.global("SELECT shop_id, role FROM member_shop WHERE member_id = $1", [id.into()]);
        let mut roles: HashMap<ShopId, Role> = HashMap::new();
        for row in self.inner.reads.query_all_raw(query).await? {
            let role: String = row.try_get("", "role")?;
            roles.insert(row.try_get("", "shop_id")?, role.parse().map_err(Error::corrupt)?);
        }
        let shops = self.shops_by_ids(roles.keys().copied()).await?;
        let with_role = |shop: Shop| roles.get(&shop.id).map(|role| (shop, *role));
        let mut shops: Vec<_> = shops.into_iter().filter_map(with_role).collect();
        shops.sort_by(|(a, _), (b, _)| (&a.name, &a.handle).cmp(&(&b.name, &b.handle)));
        Ok(shops)
    }

    /// Whether anybody is there at all.
    pub async fn member_exists(&self) -> Result<bool> {
        Ok(self.inner.reads.query_one_raw(self.global("SELECT id FROM member LIMIT 1", [])).await?.is_some())
    }

    /// Whether a shop has an owner other than the member with this address.
    pub async fn owner_exists(&self, but: &str) -> Result<bool> {
        let sql = "SELECT 1 AS one FROM member_shop JOIN member ON member.id = member_shop.member_id \
                   WHERE role = 'owner' AND email <> $1 LIMIT 1";
        Ok(self.inner.reads.query_one_raw(self.global(sql, [but.into()])).await?.is_some())
    }

    /// An invitation by the hash of its link, as long as it is good.
    pub async fn invitation_by_hash(&self, hash: &[u8; 32], now: Time) -> Result<Option<Invitation>> {
        let sql = format!("{INVITATION} WHERE hash = $1 AND expires_at > $2");
        let query = self.global(sql, [hash.to_vec().into(), now.into()]);
        InvitationRow::find_by_statement(query).one(&self.inner.reads).await?.map(InvitationRow::read).transpose()
    }
}

impl Reads {
    /// What a member is in this shop.
    pub async fn role_of(&self, member: MemberId) -> Result<Option<Role>> {
        let sql = "SELECT role FROM member_shop WHERE shop_id = $1 AND member_id = $2";
        let Some(row) = self.row(sql, [self.shop.into(), member.into()]).await? else { return Ok(None) };
        let role: String = row.try_get("", "role")?;
        role.parse().map(Some).map_err(Error::corrupt)
    }

    /// Who works for the shop: owners first, then by name.
    pub async fn colleagues(&self) -> Result<Vec<Colleague>> {
        let sql = "SELECT member.id, email, name, role, since, \
                   (SELECT MAX(seen_at) FROM session WHERE session.member_id = member.id) AS seen_at \
                   FROM member_shop JOIN member ON member.id = member_shop.member_id WHERE shop_id = $1";
        let rows = self.rows::<ColleagueRow>(sql, [self.shop.into()]).await?;
        let read = |row: ColleagueRow| {
            Ok(Colleague {
                id: row.id,
                email: row.email,
                name: row.name,
                role: row.role.parse().map_err(Error::corrupt)?,
                since: row.since,
                seen_at: row.seen_at,
            })
        };
        let mut colleagues = rows.into_iter().map(read).collect::<Result<Vec<_>>>()?;
        colleagues.sort_by(|a, b| (a.role, &a.name, &a.email).cmp(&(b.role, &b.name, &b.email)));
        Ok(colleagues)
    }

    /// How many own the shop.
    pub async fn owners(&self) -> Result<u64> {
        let sql = "SELECT COUNT(*) AS count FROM member_shop WHERE shop_id = $1 AND role = 'owner'";
        let row = self.row(sql, [self.shop.into()]).await?.ok_or(Error::NotFound)?;
        Ok(row.try_get::<i64>("", "count")?.unsigned_abs())
    }

    /// Invitations that wait, the latest first.
    pub async fn invitations(&self, now: Time) -> Result<Vec<Invitation>> {
        let sql = format!("{INVITATION} WHERE shop_id = $1 AND expires_at > $2 ORDER BY created_at DESC, id");
        let rows = self.rows::<InvitationRow>(sql, [self.shop.into(), now.into()]).await?;
        rows.into_iter().map(InvitationRow::read).collect()
    }
}

impl Tx {
    /// [`Error::Conflict`] when the address is taken.
    pub async fn member_add(&self, member: &Member) -> Result<()> {
        let sql = "INSERT INTO member (id, email, name, password, created_at) VALUES ($1, $2, $3, $4, $5)";
        let values = [
            member.id.into(),
            member.email.as_str().into(),
            member.name.as_str().into(),
            member.password.clone().into(),
            member.created_at.into(),
        ];
        self.run(sql, values).await.map(drop)
    }

    /// What a member is in this shop from now on.
    pub async fn role_set(&self, member: MemberId, role: Role, at: Time) -> Result<()> {
        let sql = "INSERT INTO member_shop (shop_id, member_id, role, since) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (shop_id, member_id) DO UPDATE SET role = excluded.role";
        self.run(sql, [self.shop.into(), member.into(), role.as_str().into(), at.into()]).await.map(drop)
    }

    /// The member works for this shop no more; false when they did not.
    pub async fn role_remove(&self, member: MemberId) -> Result<bool> {
        let sql = "DELETE FROM member_shop WHERE shop_id = $1 AND member_id = $2";
        Ok(self.run(sql, [self.shop.into(), member.into()]).await? > 0)
    }

    /// Takes the shop's row, so that of several who change who owns it each sees what the one before left.
    pub async fn owners_lock(&self) -> Result<()> {
        self.run("UPDATE shop SET name = name WHERE id = $1", [self.shop.into()]).await.map(drop)
    }

    /// Keeps an invitation under the hash of its link; an earlier one to the same address ends.
    pub async fn invitation_put(&self, invitation: &Invitation, hash: &[u8; 32]) -> Result<()> {
        let sql = "DELETE FROM invitation WHERE shop_id = $1 AND email = $2";
        self.run(sql, [self.shop.into(), invitation.email.as_str().into()]).await?;
        let sql = "INSERT INTO invitation (shop_id, id, hash, email, role, invited_by, created_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = [
            self.shop.into(),
            invitation.id.into(),
            hash.to_vec().into(),
            invitation.email.as_str().into(),
            invitation.role.as_str().into(),
            invitation.invited_by.as_str().into(),
            invitation.created_at.into(),
            invitation.expires_at.into(),
        ];
        self.run(sql, values).await.map(drop)
    }

    /// Withdraws an invitation; to whom it was.
    pub async fn invitation_remove(&self, id: InvitationId) -> Result<Option<String>> {
        let sql = "DELETE FROM invitation WHERE shop_id = $1 AND id = $2 RETURNING email";
        let row = self.row(sql, [self.shop.into(), id.into()]).await?;
        Ok(row.map(|row| row.try_get("", "email")).transpose()?)
    }
}
