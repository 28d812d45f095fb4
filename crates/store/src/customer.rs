//! Customers: who they are on each channel, what they prefer, and forgetting them.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use types::{Channel, ConversationId, CustomerId, IdentityId, Time, TurnId};

use crate::{
    Reads, Tx,
    entity::{contact_request, customer, identity, preference},
    error::{Error, Result},
    seal::Subject,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    pub id: CustomerId,
    pub created_at: Time,
    /// Since then nothing of them can be read; the row stays so that a late message cannot bring them back.
    pub erased_at: Option<Time>,
}

/// Something a customer let us know that outlives the conversation ("size", "M").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    pub name: String,
    pub value: String,
    pub turn: Option<TurnId>,
    pub updated_at: Time,
}

impl From<customer::Model> for Customer {
    fn from(row: customer::Model) -> Self {
        Self { id: row.id, created_at: row.created_at, erased_at: row.erased_at }
    }
}

impl Reads {
    pub async fn customer(&self, id: CustomerId) -> Result<Option<Customer>> {
        Ok(customer::Entity::find_by_id((self.shop, id)).one(&self.db()).await?.map(Customer::from))
    }

    /// Who writes as `external` on a channel. Also finds an erased customer, who says so.
    pub async fn customer_by_identity(&self, channel: Channel, external: &str) -> Result<Option<Customer>> {
        let index = self.store.inner.master.blind_index(self.shop, channel.as_str(), external)?;
        let row = identity::Entity::find()
            .filter(identity::Column::ShopId.eq(self.shop))
            .filter(identity::Column::Channel.eq(channel.as_str()))
            .filter(identity::Column::ExternalIndex.eq(index))
            .one(&self.db())
            .await?;
        match row {
            Some(row) => self.customer(row.customer_id).await,
            None => Ok(None),
        }
    }

    /// By which names the customer is known, unsealed.
    pub async fn identities(&self, customer: CustomerId) -> Result<Vec<(Channel, String)>> {
        let rows = identity::Entity::find()
            .filter(identity::Column::ShopId.eq(self.shop))
            .filter(identity::Column::CustomerId.eq(customer))
            .order_by_asc(identity::Column::Id)
            .all(&self.db())
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.key(Subject::Customer(customer)).await?;
        rows.into_iter()
            .map(|row| {
                let channel = row.channel.parse().map_err(Error::corrupt)?;
                let place = [row.id.0.as_bytes().as_slice()];
                Ok((channel, key.unseal_text(self.place("identity", "external", &place), &row.external_sealed)?))
            })
            .collect()
    }

    /// By name.
    pub async fn preference_get(&self, customer: CustomerId) -> Result<Vec<Preference>> {
        let rows = preference::Entity::find()
            .filter(preference::Column::ShopId.eq(self.shop))
            .filter(preference::Column::CustomerId.eq(customer))
            .order_by_asc(preference::Column::Name)
            .all(&self.db())
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.key(Subject::Customer(customer)).await?;
        rows.into_iter()
            .map(|row| {
                let place = [customer.0.as_bytes().as_slice(), row.name.as_bytes()];
                let value = key.unseal_text(self.place("preference", "value", &place), &row.value_sealed)?;
                Ok(Preference { name: row.name, value, turn: row.turn_id, updated_at: row.updated_at })
            })
            .collect()
    }

    pub(crate) fn contact_index(&self, email: &str) -> Result<Vec<u8>> {
        self.store.inner.master.blind_index(self.shop, "contact", &email.to_lowercase())
    }

    /// The address left in a conversation, if one was.
    pub async fn contact(&self, conversation: ConversationId) -> Result<Option<String>> {
        let Some(row) = contact_request::Entity::find_by_id((self.shop, conversation)).one(&self.db()).await? else {
            return Ok(None);
        };
        let key = self.key(Subject::Customer(self.customer_of(conversation).await?)).await?;
        let place = [conversation.0.as_bytes().as_slice()];
        key.unseal_text(self.place("contact_request", "email", &place), &row.email_sealed).map(Some)
    }
}

impl Tx {
    /// Adds a customer and the key that seals what they say.
    pub async fn customer_add(&self, id: CustomerId, at: Time) -> Result<()> {
        let row = customer::Model { shop_id: self.shop, id, created_at: at, erased_at: None };
        customer::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        self.key_add(Subject::Customer(id), at).await
    }

    /// [`Error::Conflict`] when somebody is already known by that name on the channel.
    pub async fn identity_add(
        &self,
        id: IdentityId,
        customer: CustomerId,
        channel: Channel,
        external: &str,
        at: Time,
    ) -> Result<()> {
        let key = self.key(Subject::Customer(customer)).await?;
        let place = [id.0.as_bytes().as_slice()];
        let row = identity::Model {
            shop_id: self.shop,
            id,
            customer_id: customer,
            channel: channel.to_string(),
            external_index: self.store.inner.master.blind_index(self.shop, channel.as_str(), external)?,
            external_sealed: key.seal(self.place("identity", "external", &place), external.as_bytes())?,
            created_at: at,
        };
        identity::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// Adds or replaces.
    pub async fn preference_set(
        &self,
        customer: CustomerId,
        name: &str,
        value: &str,
        turn: Option<TurnId>,
        at: Time,
    ) -> Result<()> {
        let key = self.key(Subject::Customer(customer)).await?;
        let place = [customer.0.as_bytes().as_slice(), name.as_bytes()];
        let row = preference::Model {
            shop_id: self.shop,
            customer_id: customer,
            name: name.to_owned(),
            value_sealed: key.seal(self.place("preference", "value", &place), value.as_bytes())?,
            turn_id: turn,
            updated_at: at,
        };
        use preference::Column as P;
        let replace = OnConflict::columns([P::ShopId, P::CustomerId, P::Name])
            .update_columns([P::ValueSealed, P::TurnId, P::UpdatedAt])
            .to_owned();
        let insert = preference::Entity::insert(row.into_active_model().reset_all()).on_conflict(replace);
        insert.exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// Whether there was one.
    pub async fn preference_forget(&self, customer: CustomerId, name: &str) -> Result<bool> {
        let sql = "DELETE FROM preference WHERE shop_id = $1 AND customer_id = $2 AND name = $3";
        Ok(self.run(sql, [self.shop.into(), customer.into(), name.into()]).await? > 0)
    }

    /// Keeps the address at which the customer wants to be answered; a later one replaces it.
    pub async fn contact_add(&self, conversation: ConversationId, email: &str, at: Time) -> Result<()> {
        let key = self.key(Subject::Customer(self.customer_of(conversation).await?)).await?;
        let place = [conversation.0.as_bytes().as_slice()];
        let row = contact_request::Model {
            shop_id: self.shop,
            conversation_id: conversation,
            email_sealed: key.seal(self.place("contact_request", "email", &place), email.as_bytes())?,
            created_at: at,
            email_index: Some(self.contact_index(email)?),
        };
        use contact_request::Column as C;
        let replace = OnConflict::columns([C::ShopId, C::ConversationId])
            .update_columns([C::EmailSealed, C::EmailIndex, C::CreatedAt])
            .to_owned();
        let insert = contact_request::Entity::insert(row.into_active_model().reset_all()).on_conflict(replace);
        insert.exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// Destroys the customer's key: whatever was sealed under it answers [`Error::Unsealable`] from now on, in this
    /// process at once, in others within half a minute, in backups as soon as the backup of the keys is gone.
    pub async fn erase_key(&self, customer: CustomerId, at: Time) -> Result<()> {
        let who: [sea_orm::Value; 3] = [self.shop.into(), customer.uuid().into(), at.into()];
        let sql = "UPDATE data_key SET wrapped = NULL, erased_at = COALESCE(erased_at, $3) WHERE shop_id = $1 AND subject = $2";
        if self.run(sql, who.clone()).await? == 0 {
            return Err(Error::NotFound);
        }
        let sql = "UPDATE customer SET erased_at = COALESCE(erased_at, $3) WHERE shop_id = $1 AND id = $2";
        self.run(sql, who).await?;
        self.key_destroyed(Subject::Customer(customer));
        Ok(())
    }
}
