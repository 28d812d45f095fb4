//! The language model: where it is, its key (kept, never shown), what it costs, and whether it works.

use agent::llm::{self, Profile, Provider, models};
use chrono::NaiveDate;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;
use types::{
    Right,
    settings::{KeyTrace, KnownModel, ModelForm, ModelView, Preset, TestLine, TestReport, TokenPrices},
};

use super::{MODEL, Wrong, wishes};
use crate::{Ctx, Result, minds, shops};

/// The key's name among the sealed values.
pub(crate) const KEY: &str = "model_key";
const FILE: &str = include_str!("../../data/presets.toml");

#[derive(Debug, Default, Deserialize)]
struct Presets {
    preset: Vec<Preset>,
}

/// The setting `model`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ModelSetting {
    /// Grows with every change: what is kept in memory of an older one is outdated.
    pub revision: i64,
    pub base_url: String,
    pub model: String,
    /// The merchant's own; `None`: the table's.
    pub prices: Option<TokenPrices>,
    pub source: String,
    pub checked: String,
    /// What the last test found the server able to do.
    pub profile: Option<Profile>,
    /// What the last test heard of the model's end.
    pub shutdown: Option<String>,
    pub key: Option<KeyTrace>,
}

impl ModelSetting {
    /// What a call costs; `None`: nothing, or nobody knows.
    fn prices(&self) -> Option<TokenPrices> {
        let table = || models::of(&self.model).filter(|_| !minds::is_own(&self.base_url)).map(|known| known.prices);
        self.prices.or_else(table)
    }

    pub fn provider(&self, cx: &Ctx, key: SecretString) -> Provider {
        let mut provider = Provider::new(&self.base_url, key, &self.model);
        provider.prices = self.prices();
        provider.profile = self.profile.clone().unwrap_or(provider.profile);
        let settings = &cx.engine.inner.settings.llm;
        provider.deadlines = settings.deadlines;
        provider.reach = settings.reach;
        provider
    }

    fn form(&self) -> ModelForm {
        ModelForm {
            base_url: self.base_url.clone(),
            model: self.model.clone(),
            key: String::new(),
            prices: self.prices,
            source: self.source.clone(),
            checked: self.checked.clone(),
        }
    }
}

/// The model as it is set, without its key; what there is to choose from; which mind answers now.
pub async fn model(cx: &Ctx) -> Result<ModelView> {
    cx.may(Right::Configure)?;
    let wishes = wishes(cx).await?;
    let set = wishes.model.as_ref();
    let shutdown = set.and_then(|set| {
        let known = models::of(&set.model).and_then(|known| known.shutdown.clone());
        set.shutdown.clone().or(known)
    });
    let ends: Option<NaiveDate> = shutdown.as_deref().and_then(|date| date.parse().ok());
    let presets: Presets = toml::from_str(FILE).unwrap_or_default();
    let known = |model: &models::Model| KnownModel {
        name: model.name.clone(),
        prices: model.prices,
        shutdown: model.shutdown.clone(),
    };
    Ok(ModelView {
        form: set.map(ModelSetting::form),
        key: set.and_then(|set| set.key.clone()),
        presets: presets.preset,
        known: models::known().iter().map(known).collect(),
        suggested: models::default().to_owned(),
        prices: set.and_then(ModelSetting::prices),
        shutdown_days: ends.map(|ends| (ends - cx.now().date_naive()).num_days()),
        shutdown,
        own_server: set.is_some_and(|set| minds::is_own(&set.base_url)),
        now: minds::now(cx, &wishes).await?,
    })
}

/// Sets the model. An empty key keeps the one that is there, unless the address is another server's: a key is never
/// sent to a server it was not given for.
pub async fn set_model(cx: &Ctx, form: ModelForm) -> Result<()> {
    cx.may(Right::Configure)?;
    let before: Option<ModelSetting> = cx.store.setting(MODEL).await?;
    let (mut next, key) = checked(cx, &form, before.as_ref())?;
    let now = cx.now();
    if let Some(key) = &key {
        let text = key.expose_secret();
        let ends = if text.len() >= 12 { text[text.len() - 4..].to_owned() } else { String::new() };
        next.key = Some(KeyTrace { set_at: now, ends });
    }
    let tx = cx.store.begin().await?;
    match (&key, &next.key) {
        (Some(key), _) => tx.secret_set(KEY, key, now).await?,
        (None, None) => tx.setting_remove(KEY).await?,
        (None, Some(_)) => {}
    }
    tx.setting_set(MODEL, &next, now).await?;
    let detail = json!({ "address": next.base_url, "model": next.model, "new_key": key.is_some() });
    crate::audit::note(cx, &tx, "model.changed", &next.model, detail).await?;
    Ok(tx.commit().await?)
}

/// Forgets the model and destroys its key. There is no way back: a key is never shown.
pub async fn remove_model(cx: &Ctx) -> Result<()> {
    cx.may(Right::Configure)?;
    let tx = cx.store.begin().await?;
    tx.setting_remove(MODEL).await?;
    tx.setting_remove(KEY).await?;
    crate::audit::note(cx, &tx, "model.removed", cx.shop.id, json!({})).await?;
    tx.commit().await?;
    minds::forget(cx);
    Ok(())
}

/// Asks the server what a form describes: lists its models, puts one small question. What it is found able to do is kept
/// when this is the server that is set.
pub async fn test_model(cx: &Ctx, form: ModelForm) -> Result<TestReport> {
    cx.may(Right::Configure)?;
    let before: Option<ModelSetting> = cx.store.setting(MODEL).await?;
    let (draft, key) = checked(cx, &form, before.as_ref())?;
    let key = match key {
        Some(key) => key,
        None if draft.key.is_some() => cx.store.secret(KEY).await?.unwrap_or_default(),
        None => SecretString::default(),
    };
    // What was found before is to be found again.
    let provider = ModelSetting { profile: None, ..draft.clone() }.provider(cx, key);
    let report = match llm::test(provider).await {
        Ok(report) => report,
        Err(problem) => {
            let known = match &problem {
                llm::ProviderProblem::Model { known, .. } => known.as_slice(),
                _ => &[],
            };
            let known: Vec<&str> = known.iter().take(12).map(String::as_str).collect();
            let lines =
                (!known.is_empty()).then(|| TestLine { well: false, text: format!("It offers {}.", known.join(", ")) });
            let lines = lines.into_iter().collect();
            return Ok(TestReport { well: false, summary: problem.to_string(), lines });
        }
    };
    let set = before.filter(|set| set.base_url == draft.base_url && set.model == draft.model);
    if let Some(set) = set {
        let found = ModelSetting {
            revision: set.revision + 1,
            profile: Some(report.profile.clone()),
            shutdown: report.shutdown.clone(),
            ..set
        };
        let tx = cx.store.begin().await?;
        tx.setting_set(MODEL, &found, cx.now()).await?;
        tx.commit().await?;
    }
    let mut lines = vec![TestLine { well: true, text: format!("{} answered in {} ms.", draft.model, report.ms) }];
    if report.profile.tools {
        lines.push(TestLine { well: true, text: "It calls tools: it can search your catalogue itself.".to_owned() });
    }
    lines.extend(report.notes.into_iter().map(|text| TestLine { well: false, text }));
    Ok(TestReport { well: true, summary: "It works.".to_owned(), lines })
}

/// The form as it would be stored, and the key when a new one came with it.
fn checked(cx: &Ctx, form: &ModelForm, before: Option<&ModelSetting>) -> Result<(ModelSetting, Option<SecretString>)> {
    let base_url = form.base_url.trim().trim_end_matches('/').to_owned();
    let model = form.model.trim().to_owned();
    let key = form.key.trim();
    let mut wrong = Wrong::default();
    let plain = |text: &str| text.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
    let origin = shops::origin_of(&base_url);
    let usable = plain(&base_url) && origin.is_some() && base_url.len() <= 300 && !base_url.contains(['?', '#']);
    wrong.when(!usable, "base_url", "Write the address of the server, such as https://api.openai.com/v1.");
    if usable && let Err(why) = llm::reachable(&base_url, cx.engine.inner.settings.llm.reach) {
        wrong.when(true, "base_url", why);
    }
    wrong.when(
        model.is_empty() || model.len() > 120 || model.contains(char::is_control),
        "model",
        "Write the model’s name as its server knows it, such as gpt-6-luna.",
    );
    wrong.when(
        !plain(key) || key.len() > 500,
        "key",
        "The key holds a space, a line break or a character that no key has. Copy it again.",
    );
    let moved = before.is_some_and(|before| before.key.is_some() && shops::origin_of(&before.base_url) != origin);
    wrong.when(
        moved && key.is_empty() && !minds::is_own(&base_url),
        "key",
        "This is another server. Enter its key: the one that is kept is not sent there.",
    );
    let bare = base_url.starts_with("http://") && !minds::is_own(&base_url);
    wrong.when(
        bare && !key.is_empty(),
        "base_url",
        "A key goes out over https:// only; over http:// anybody on the way can read it.",
    );
    if let Some(prices) = &form.prices {
        let all = [prices.input, prices.cached, prices.written.unwrap_or_default(), prices.output];
        let fit = all.iter().all(|price| (0..=1_000_000_000_000).contains(price));
        wrong.when(!fit, "prices", "Write prices in US dollars for a million tokens, such as 0.10.");
    }
    wrong.when(form.source.chars().count() > 300, "source", "Name the source in at most 300 characters.");
    wrong.when(
        !form.checked.is_empty() && form.checked.parse::<NaiveDate>().is_err(),
        "checked",
        "Write the day as 2026-11-20.",
    );
    wrong.told()?;
    let same = before.filter(|before| before.base_url == base_url && before.model == model);
    let setting = ModelSetting {
        revision: before.map_or(0, |before| before.revision) + 1,
        profile: same.and_then(|same| same.profile.clone()),
        shutdown: same.and_then(|same| same.shutdown.clone()),
        key: before.filter(|_| !moved).and_then(|before| before.key.clone()),
        base_url,
        model,
        prices: form.prices,
        source: form.source.trim().to_owned(),
        checked: form.checked.clone(),
    };
    Ok((setting, (!key.is_empty()).then(|| SecretString::from(key.to_owned()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_whole() {
        let presets: Presets = toml::from_str(FILE).unwrap();
        assert!(presets.preset.len() >= 5 && presets.preset.iter().all(|preset| !preset.hint.is_empty()));
    }
}
