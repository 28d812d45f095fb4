//! What a merchant sets: the shop, the voice, the language model, the limits; and what a turn is given of it.
//!
//! Each is one JSON value of the shop (`shop`, `voice`, `model`, `limits`); the key is a sealed value of its own. A turn
//! reads them all at once.

mod limits;
mod model;
mod shop;
mod voice;

use serde::de::DeserializeOwned;
use types::{BrandVoice, Code, FieldProblem, Problem, ShopProfile, SpendLimits};

pub use self::{
    limits::{limits, set_limits},
    model::{model, remove_model, set_model, test_model},
    shop::{set_shop, shop},
    voice::{set_voice, voice},
};
pub(crate) use self::{
    model::{KEY, ModelSetting},
    voice::{checked as checked_voice, question},
};
use crate::{Ctx, Error, Result};

const SHOP: &str = "shop";
const VOICE: &str = "voice";
const MODEL: &str = "model";
const LIMITS: &str = "limits";

/// Everything that a turn must know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    pub profile: ShopProfile,
    pub voice: BrandVoice,
    pub model: Option<ModelSetting>,
    pub limits: SpendLimits,
}

/// As they are now, in one reading.
pub(crate) async fn wishes(cx: &Ctx) -> Result<Wishes> {
    let stored = cx.store.settings(&[SHOP, VOICE, MODEL, LIMITS]).await?;
    fn read<T: DeserializeOwned>(stored: &[(String, String)], name: &str) -> Result<Option<T>> {
        let value = stored.iter().find(|(known, _)| known == name);
        value
            .map(|(_, value)| serde_json::from_str(value).map_err(|error| Error::internal("a stored setting", error)))
            .transpose()
    }
    Ok(Wishes {
        profile: read(&stored, SHOP)?.unwrap_or_default(),
        voice: read(&stored, VOICE)?.unwrap_or_default(),
        model: read(&stored, MODEL)?,
        limits: read(&stored, LIMITS)?.unwrap_or_default(),
    })
}

/// What is wrong with a form, field by field.
#[derive(Debug, Default)]
struct Wrong(Vec<FieldProblem>);

impl Wrong {
    fn when(&mut self, wrong: bool, field: &str, detail: impl Into<String>) {
        if wrong {
            self.0.push(FieldProblem { field: field.to_owned(), detail: detail.into() });
        }
    }

    fn told(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let count = self.0.len();
        let detail = match count {
            1 => self.0[0].detail.clone(),
            _ => format!("{count} fields need another look."),
        };
        Err(Error::Problem(Problem { fields: self.0, ..Problem::new(Code::Invalid, detail) }))
    }
}
