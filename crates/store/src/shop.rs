//! Shops: the tenants. The few functions here that look across them are for the shell and for finding the way in.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use types::{Shop, ShopId};

use crate::{
    Reads, Store, Tx,
    entity::{data_key, shop},
    error::{Error, Result},
    seal::Subject,
};

fn read(row: shop::Model) -> Result<Shop> {
    Ok(Shop {
        id: row.id,
        handle: row.handle,
        name: row.name,
        currency: row.currency.parse().map_err(Error::corrupt)?,
        url_template: row.url_template,
        sites: serde_json::from_str(&row.sites).map_err(Error::corrupt)?,
        catalogue_version: row.catalogue_version,
        created_at: row.created_at,
    })
}

fn sites(shop: &Shop) -> Result<String> {
    serde_json::to_string(&shop.sites).map_err(Error::corrupt)
}

impl Store {
    /// Adds a shop and the key that seals what is its own; durable. [`Error::Conflict`] when the handle is taken.
    pub async fn shop_add(&self, shop: &Shop) -> Result<()> {
        let tx = Tx::begin(self, shop.id).await?;
        let row = shop::Model {
            id: shop.id,
            handle: shop.handle.clone(),
            name: shop.name.clone(),
            currency: shop.currency.to_string(),
            url_template: shop.url_template.clone(),
            sites: sites(shop)?,
            catalogue_version: shop.catalogue_version,
            event_seq: 0,
            created_at: shop.created_at,
        };
        shop::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&tx.db()).await?;
        tx.key_add(Subject::Shop, shop.created_at).await?;
        tx.commit().await
    }

    /// By handle, or by id in its text form.
    pub async fn shop_find(&self, handle_or_id: &str) -> Result<Option<Shop>> {
        if let Ok(id) = handle_or_id.parse() {
            return self.shop_by_id(id).await;
        }
        let row = shop::Entity::find().filter(shop::Column::Handle.eq(handle_or_id)).one(&self.inner.reads).await?;
        row.map(read).transpose()
    }

    pub async fn shop_by_id(&self, id: ShopId) -> Result<Option<Shop>> {
        shop::Entity::find_by_id(id).one(&self.inner.reads).await?.map(read).transpose()
    }

    pub(crate) async fn shops_by_ids(&self, ids: impl IntoIterator<Item = ShopId>) -> Result<Vec<Shop>> {
        let rows = shop::Entity::find().filter(shop::Column::Id.is_in(ids)).all(&self.inner.reads).await?;
        rows.into_iter().map(read).collect()
    }

    /// All, by handle.
    pub async fn shop_list(&self) -> Result<Vec<Shop>> {
        let rows = shop::Entity::find().order_by_asc(shop::Column::Handle).all(&self.inner.reads).await?;
        rows.into_iter().map(read).collect()
    }
}

impl Reads {
    /// Grows with every change of the catalogue.
    pub async fn catalogue_version(&self) -> Result<i64> {
        let version = shop::Entity::find_by_id(self.shop)
            .select_only()
            .column(shop::Column::CatalogueVersion)
            .into_tuple()
            .one(&self.db())
            .await?;
        version.ok_or(Error::NotFound)
    }
}

impl Tx {
    /// Writes name, address template and sites; the handle, the currency and the version stay.
    pub async fn shop_update(&self, shop: &Shop) -> Result<()> {
        if shop.id != self.shop {
            return Err(Error::NotFound);
        }
        let row = shop::ActiveModel {
            name: Set(shop.name.clone()),
            url_template: Set(shop.url_template.clone()),
            sites: Set(sites(shop)?),
            ..Default::default()
        };
        let changed =
            shop::Entity::update_many().set(row).filter(shop::Column::Id.eq(self.shop)).exec(&self.db()).await?;
        if changed.rows_affected == 0 { Err(Error::NotFound) } else { Ok(()) }
    }

    /// The catalogue has changed: adds `by` to its version; the new version.
    pub async fn catalogue_bump(&self, by: i64) -> Result<i64> {
        let sql =
            "UPDATE shop SET catalogue_version = catalogue_version + $2 WHERE id = $1 RETURNING catalogue_version";
        let row = self.row(sql, [self.shop.into(), by.into()]).await?;
        Ok(row.ok_or(Error::NotFound)?.try_get("", "catalogue_version")?)
    }

    pub(crate) async fn key_add(&self, subject: Subject, at: types::Time) -> Result<()> {
        let (row, key) = self.store.inner.master.make_key(self.shop, subject, at)?;
        data_key::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&self.db()).await?;
        self.key_made(subject, key);
        Ok(())
    }
}
