//! What products mean: vectors by model, renewed only when the text they were made from changed.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use types::ProductId;

use crate::{
    Reads, Tx,
    catalogue::chunks,
    entity::product_embedding as embedding,
    error::{Error, Result},
};

/// Names the text a vector was made from; made by the caller.
pub type TextHash = [u8; 16];

fn bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn floats(bytes: &[u8]) -> Result<Vec<f32>> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(Error::corrupt("a vector has a broken number at its end"));
    }
    Ok(numbers.iter().map(|x| f32::from_le_bytes(*x)).collect())
}

fn hash(bytes: &[u8]) -> Result<TextHash> {
    bytes.try_into().map_err(|_| Error::corrupt("a text hash is not 16 bytes long"))
}

impl Reads {
    /// Every vector of a model, with the hash of its text.
    pub async fn embeddings(&self, model: &str) -> Result<HashMap<ProductId, (TextHash, Vec<f32>)>> {
        let rows: Vec<(ProductId, Vec<u8>, Vec<u8>)> = embedding::Entity::find()
            .select_only()
            .columns([embedding::Column::ProductId, embedding::Column::TextHash, embedding::Column::Vector])
            .filter(embedding::Column::ShopId.eq(self.shop))
            .filter(embedding::Column::Model.eq(model))
            .into_tuple()
            .all(&self.db())
            .await?;
        rows.into_iter().map(|(id, text, vector)| Ok((id, (hash(&text)?, floats(&vector)?)))).collect()
    }

    /// The hashes alone: to see which texts changed.
    pub async fn embedding_hashes(&self, model: &str) -> Result<HashMap<ProductId, TextHash>> {
        let rows: Vec<(ProductId, Vec<u8>)> = embedding::Entity::find()
            .select_only()
            .columns([embedding::Column::ProductId, embedding::Column::TextHash])
            .filter(embedding::Column::ShopId.eq(self.shop))
            .filter(embedding::Column::Model.eq(model))
            .into_tuple()
            .all(&self.db())
            .await?;
        rows.into_iter().map(|(id, text)| Ok((id, hash(&text)?))).collect()
    }

    /// The text a product's vector was made from.
    pub async fn embedding_hash(&self, model: &str, product: ProductId) -> Result<Option<TextHash>> {
        let row = embedding::Entity::find_by_id((self.shop, model.to_owned(), product)).one(&self.db()).await?;
        row.map(|row| hash(&row.text_hash)).transpose()
    }

    /// Of these texts, those without a vector of the model made from that very text; in the order given.
    pub async fn embeddings_missing(&self, model: &str, wanted: &[(ProductId, TextHash)]) -> Result<Vec<ProductId>> {
        let mut there = HashMap::with_capacity(wanted.len());
        for some in wanted.chunks(1000) {
            let rows: Vec<(ProductId, Vec<u8>)> = embedding::Entity::find()
                .select_only()
                .columns([embedding::Column::ProductId, embedding::Column::TextHash])
                .filter(embedding::Column::ShopId.eq(self.shop))
                .filter(embedding::Column::Model.eq(model))
                .filter(embedding::Column::ProductId.is_in(some.iter().map(|(id, _)| *id)))
                .into_tuple()
                .all(&self.db())
                .await?;
            there.extend(rows);
        }
        Ok(wanted.iter().filter(|(id, text)| there.get(id).is_none_or(|has| has != text)).map(|(id, _)| *id).collect())
    }
}

impl Tx {
    /// Adds or replaces vectors. [`Error::NotFound`] when one of the products is not there.
    pub async fn embeddings_put(&self, model: &str, vectors: Vec<(ProductId, TextHash, Vec<f32>)>) -> Result<()> {
        use embedding::Column as E;
        let rows = vectors
            .into_iter()
            .map(|(product_id, text, vector)| {
                let (text_hash, vector) = (text.to_vec(), bytes(&vector));
                let row =
                    embedding::Model { shop_id: self.shop, model: model.to_owned(), product_id, text_hash, vector };
                row.into_active_model().reset_all()
            })
            .collect();
        let replace = OnConflict::columns([E::ShopId, E::Model, E::ProductId])
            .update_columns([E::TextHash, E::Vector])
            .to_owned();
        for some in chunks(rows, self.dialect().rows_per_statement(5)) {
            embedding::Entity::insert_many(some)
                .on_conflict(replace.clone())
                .exec_without_returning(&self.db())
                .await?;
        }
        Ok(())
    }
}
