//! What the settings ask.

use leptos::{server, server_fn::codec::Json};
use types::settings::{
    BrandVoice, Heard, LimitView, ModelForm, ModelView, ShopForm, ShopView, SpendLimits, TestReport, VoiceView,
};

use crate::Failure;

#[server(prefix = "/api/settings", endpoint = "shop")]
pub async fn read_shop(shop: String) -> Result<ShopView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::shop(&cx).await)
}

/// What it was before.
#[server(prefix = "/api/settings", endpoint = "set_shop", input = Json)]
pub async fn set_shop(shop: String, form: ShopForm) -> Result<ShopForm, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::set_shop(&cx, form).await)
}

#[server(prefix = "/api/settings", endpoint = "voice")]
pub async fn read_voice(shop: String) -> Result<VoiceView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::voice(&cx).await)
}

/// What it was before.
#[server(prefix = "/api/settings", endpoint = "set_voice", input = Json)]
pub async fn set_voice(shop: String, voice: BrandVoice) -> Result<BrandVoice, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::set_voice(&cx, voice).await)
}

/// One real answer in a voice that is not saved yet.
#[server(prefix = "/api/settings", endpoint = "hear_voice", input = Json)]
pub async fn hear_voice(shop: String, voice: BrandVoice) -> Result<Heard, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::minds::hear(&cx, voice).await)
}

#[server(prefix = "/api/settings", endpoint = "model")]
pub async fn read_model(shop: String) -> Result<ModelView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::model(&cx).await)
}

#[server(prefix = "/api/settings", endpoint = "set_model", input = Json)]
pub async fn set_model(shop: String, form: ModelForm) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::set_model(&cx, form).await)
}

#[server(prefix = "/api/settings", endpoint = "test_model", input = Json)]
pub async fn test_model(shop: String, form: ModelForm) -> Result<TestReport, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::test_model(&cx, form).await)
}

#[server(prefix = "/api/settings", endpoint = "remove_model")]
pub async fn remove_model(shop: String) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::remove_model(&cx).await)
}

#[server(prefix = "/api/settings", endpoint = "limits")]
pub async fn read_limits(shop: String) -> Result<LimitView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::limits(&cx).await)
}

/// What they were before.
#[server(prefix = "/api/settings", endpoint = "set_limits", input = Json)]
pub async fn set_limits(shop: String, limits: SpendLimits) -> Result<SpendLimits, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::set_limits(&cx, limits).await)
}
