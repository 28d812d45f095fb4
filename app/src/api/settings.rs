//! What the settings ask.

use leptos::server;
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
#[server(prefix = "/api/settings", endpoint = "set_shop")]
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
#[server(prefix = "/api/settings", endpoint = "set_voice")]
pub async fn set_voice(shop: String, voice: String, text: String) -> Result<BrandVoice, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let voice = BrandVoice::named(&voice, &text).unwrap_or_default();
    crate::ssr::answer(engine::settings::set_voice(&cx, voice).await)
}

/// One real answer in a voice that is not saved yet.
#[server(prefix = "/api/settings", endpoint = "hear_voice")]
pub async fn hear_voice(shop: String, voice: String, text: String) -> Result<Heard, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let voice = BrandVoice::named(&voice, &text).unwrap_or_default();
    crate::ssr::answer(engine::minds::hear(&cx, voice).await)
}

#[server(prefix = "/api/settings", endpoint = "model")]
pub async fn read_model(shop: String) -> Result<ModelView, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::model(&cx).await)
}

#[server(prefix = "/api/settings", endpoint = "set_model")]
pub async fn set_model(shop: String, form: ModelForm) -> Result<(), Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    crate::ssr::answer(engine::settings::set_model(&cx, form).await)
}

#[server(prefix = "/api/settings", endpoint = "test_model")]
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

/// What they were before. Micro-dollars; a bound that is left out is none.
#[server(prefix = "/api/settings", endpoint = "set_limits")]
pub async fn set_limits(
    shop: String,
    day: Option<i64>,
    month: Option<i64>,
    conversation: Option<i64>,
    tell: bool,
    reply_characters: u32,
) -> Result<SpendLimits, Failure> {
    let cx = crate::ssr::cx(&shop).await?;
    let (day_micros, month_micros, conversation_micros) = (day, month, conversation);
    let limits = SpendLimits { day_micros, month_micros, conversation_micros, tell, reply_characters };
    crate::ssr::answer(engine::settings::set_limits(&cx, limits).await)
}
