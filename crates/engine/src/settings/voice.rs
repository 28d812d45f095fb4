//! How the assistant sounds. The voice is the language model's; the built-in answers stay neutral.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::json;
use types::{
    BrandVoice, Right,
    settings::{VoiceSample, VoiceView},
};

use super::{MODEL, ModelSetting, VOICE, Wrong};
use crate::{Ctx, Result};

/// Characters of a voice in the merchant's own words.
const MOST: usize = 600;
const FILE: &str = include_str!("../../data/voices.toml");

static SAMPLES: LazyLock<Samples> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Samples {
    question: String,
    sample: Vec<VoiceSample>,
}

/// What a shopper asks where a voice is tried.
pub(crate) fn question() -> &'static str {
    &SAMPLES.question
}

/// The voice in force, and what each sounds like.
pub async fn voice(cx: &Ctx) -> Result<VoiceView> {
    cx.may(Right::Configure)?;
    Ok(VoiceView {
        voice: cx.store.setting(VOICE).await?.unwrap_or_default(),
        samples: SAMPLES.sample.clone(),
        connected: cx.store.setting::<ModelSetting>(MODEL).await?.is_some(),
    })
}

/// Changes the voice; what it was before, so that it can be put back.
pub async fn set_voice(cx: &Ctx, voice: BrandVoice) -> Result<BrandVoice> {
    cx.may(Right::Configure)?;
    let voice = checked(voice)?;
    let before: BrandVoice = cx.store.setting(VOICE).await?.unwrap_or_default();
    let tx = cx.store.begin().await?;
    tx.setting_set(VOICE, &voice, cx.now()).await?;
    crate::audit::note(cx, &tx, "voice.changed", voice.name(), json!({ "from": before, "to": voice })).await?;
    tx.commit().await?;
    Ok(before)
}

pub(crate) fn checked(voice: BrandVoice) -> Result<BrandVoice> {
    let BrandVoice::Custom { text } = voice else { return Ok(voice) };
    let text = text.trim().to_owned();
    let mut wrong = Wrong::default();
    wrong.when(text.is_empty(), "text", "Say in a few sentences how your shop speaks.");
    let most = format!("Say it in at most {MOST} characters.");
    wrong.when(text.chars().count() > MOST, "text", most);
    wrong.told()?;
    Ok(BrandVoice::Custom { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_has_its_sample() {
        let samples: Samples = toml::from_str(FILE).unwrap();
        let voices: Vec<&str> = samples.sample.iter().map(|sample| sample.voice.as_str()).collect();
        assert_eq!(voices, ["professional", "casual", "playful", "luxury", "custom"]);
        assert!(voices.iter().all(|voice| BrandVoice::named(voice, "").is_some()) && !question().is_empty());
    }

    #[test]
    fn own_words_are_bounded() {
        let custom = |text: String| checked(BrandVoice::Custom { text });
        assert!(custom(" ".to_owned()).is_err() && custom("x".repeat(601)).is_err());
        assert_eq!(custom(" Short. ".to_owned()).unwrap(), BrandVoice::Custom { text: "Short.".to_owned() });
    }
}
