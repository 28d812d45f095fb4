//! Settings of a shop by name: JSON, or a secret that is sealed under the shop's own key.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use types::Time;

use crate::{
    Reads, Tx,
    entity::setting,
    error::{Error, Result},
    seal::Subject,
};

impl Reads {
    /// `None` when it was never set.
    pub async fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let row = setting::Entity::find_by_id((self.shop, name.to_owned())).one(&self.db()).await?;
        row.and_then(|row| row.value).map(|value| serde_json::from_str(&value).map_err(Error::corrupt)).transpose()
    }

    /// Those of `names` that are set: name and JSON, in no order. Secrets are left out.
    pub async fn settings(&self, names: &[&str]) -> Result<Vec<(String, String)>> {
        let rows = setting::Entity::find()
            .filter(setting::Column::ShopId.eq(self.shop))
            .filter(setting::Column::Name.is_in(names.iter().copied()))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().filter_map(|row| row.value.map(|value| (row.name, value))).collect())
    }

    /// `None` when it was never set.
    pub async fn secret(&self, name: &str) -> Result<Option<SecretString>> {
        let row = setting::Entity::find_by_id((self.shop, name.to_owned())).one(&self.db()).await?;
        let Some(sealed) = row.and_then(|row| row.value_sealed) else { return Ok(None) };
        let key = self.key(Subject::Shop).await?;
        let text = key.unseal(self.place("setting", "value", &[name.as_bytes()]), &sealed)?;
        Ok(Some(String::from_utf8(text).map_err(Error::corrupt)?.into()))
    }
}

impl Tx {
    pub async fn setting_set(&self, name: &str, value: &(impl Serialize + Sync), at: Time) -> Result<()> {
        let value = serde_json::to_string(value).map_err(Error::corrupt)?;
        self.setting_put(name, Some(value), None, at).await
    }

    /// Sealed under the shop's own key. Never listed, never logged.
    pub async fn secret_set(&self, name: &str, secret: &SecretString, at: Time) -> Result<()> {
        let key = self.key(Subject::Shop).await?;
        let sealed = key.seal(self.place("setting", "value", &[name.as_bytes()]), secret.expose_secret().as_bytes())?;
        self.setting_put(name, None, Some(sealed), at).await
    }

    /// A setting or a secret; that it was not there is no failure.
    pub async fn setting_remove(&self, name: &str) -> Result<()> {
        setting::Entity::delete_many()
            .filter(setting::Column::ShopId.eq(self.shop))
            .filter(setting::Column::Name.eq(name))
            .exec(&self.db())
            .await?;
        Ok(())
    }

    async fn setting_put(&self, name: &str, value: Option<String>, sealed: Option<Vec<u8>>, at: Time) -> Result<()> {
        let row =
            setting::Model { shop_id: self.shop, name: name.to_owned(), value, value_sealed: sealed, updated_at: at };
        use setting::Column as S;
        let replace = OnConflict::columns([S::ShopId, S::Name])
            .update_columns([S::Value, S::ValueSealed, S::UpdatedAt])
            .to_owned();
        let row = row.into_active_model().reset_all();
        setting::Entity::insert(row).on_conflict(replace).exec_without_returning(&self.db()).await?;
        Ok(())
    }
}
