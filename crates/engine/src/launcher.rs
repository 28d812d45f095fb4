//! The chat on a shop's site: its look, the sites that may show it, and on which of them it was seen.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
    time::Duration,
};

use types::{
    Code, Problem, Right, ShopId, Time,
    launcher::{Accent, ButtonLook, Corner, Face, Phrases, Site, TONGUES, WidgetLook, WidgetSetup},
};

use crate::{Ctx, Engine, Error, Result, audit, find, shops};

const LOOK: &str = "widget";
const SEEN: &str = "widget_seen";
/// That a site shows the chat is written down at most so often.
const HOUR: chrono::TimeDelta = chrono::TimeDelta::hours(1);
/// Whoever opens a chat waits no longer than this for it to be written down that they did.
const PATIENCE: Duration = Duration::from_millis(100);
/// Sites that a shop may have.
const MOST_SITES: usize = 50;

/// What the button says by itself, by language.
const LABELS: [(&str, &str); 10] = [
    ("en", "Ask us"),
    ("de", "Frag uns"),
    ("fr", "Une question ?"),
    ("es", "Pregúntenos"),
    ("it", "Chiedi a noi"),
    ("pt", "Pergunte-nos"),
    ("nl", "Vraag het ons"),
    ("hi", "हमसे पूछें"),
    ("ar", "اسألنا"),
    ("he", "שאלו אותנו"),
];

/// When each site was last written down, by this process.
#[derive(Default)]
pub(crate) struct Seen(Mutex<HashMap<(ShopId, String), Time>>);

/// The widget as its page sets it up. `defaults` lack the greeting, which is the chat page's own.
pub async fn setup(cx: &Ctx) -> Result<WidgetSetup> {
    cx.may(Right::View)?;
    let snapshot = find::snapshot(cx).await?;
    let default = |(tag, _): &(&str, &str)| {
        let starters = agent::starters(&snapshot.words, crate::widget::spoken(tag));
        let phrases = Phrases { label: label(tag).to_owned(), starters, ..Phrases::default() };
        ((*tag).to_owned(), phrases)
    };
    Ok(WidgetSetup {
        look: look(cx).await?,
        sites: sites(cx, &cx.shop.sites).await?,
        host: crate::accounts::public_url(&cx.engine).to_owned(),
        handle: cx.shop.handle.clone(),
        shop_name: cx.shop.name.clone(),
        defaults: TONGUES.iter().map(default).collect(),
    })
}

/// The shop's look, or the look that every shop begins with.
pub(crate) async fn look(cx: &Ctx) -> Result<WidgetLook> {
    Ok(cx.store.setting(LOOK).await?.unwrap_or_default())
}

/// The look of a site's chat, for whoever was let in.
pub async fn of_site(engine: &Engine, site: &str) -> Result<WidgetLook> {
    look(&shops::find(engine, site).await?).await
}

/// Keeps a look; what it was before. Invalid, by field, when a colour cannot be read or a text is too long.
pub async fn save(cx: &Ctx, look: WidgetLook) -> Result<WidgetLook> {
    cx.may(Right::Configure)?;
    let look = look.check().map_err(|fields| {
        let mut problem = Problem::new(Code::Invalid, "Some of it cannot be kept as it is; see the fields.");
        problem.fields = fields;
        problem
    })?;
    let before = self::look(cx).await?;
    let tx = cx.store.begin().await?;
    tx.setting_set(LOOK, &look, cx.now()).await?;
    let detail = serde_json::json!({ "accent": look.accent, "corner": look.corner, "languages": look.phrases.keys().collect::<Vec<_>>() });
    audit::note(cx, &tx, "widget.changed", cx.shop.id, detail).await?;
    tx.commit().await?;
    Ok(before)
}

/// Sites with the hour in which they were last seen.
async fn sites(cx: &Ctx, origins: &[String]) -> Result<Vec<Site>> {
    let seen: BTreeMap<String, Time> = cx.store.setting(SEEN).await?.unwrap_or_default();
    Ok(origins.iter().map(|origin| Site { origin: origin.clone(), seen: seen.get(origin).copied() }).collect())
}

/// Lets a site show the chat; written as people write it (`shop.example/about` becomes `https://shop.example`). All sites
/// after it.
pub async fn allow(cx: &Ctx, site: &str) -> Result<Vec<Site>> {
    cx.may(Right::Configure)?;
    let site = site.trim();
    let whole = if site.contains("://") { site.to_owned() } else { format!("https://{site}") };
    let origin = shops::origin_of(&whole).ok_or_else(|| {
        let detail = format!("{site:?} is no site. Write its address, such as https://shop.example.");
        let mut problem = Problem::new(Code::Invalid, detail.clone());
        problem.fields.push(types::FieldProblem { field: "site".to_owned(), detail });
        problem
    })?;
    let mut shop = cx.shop.clone();
    if shop.sites.contains(&origin) {
        return sites(cx, &shop.sites).await;
    }
    if shop.sites.len() >= MOST_SITES {
        return Err(Error::invalid(format!("A shop has at most {MOST_SITES} sites. Take one off first.")));
    }
    shop.sites.push(origin.clone());
    let tx = cx.store.begin().await?;
    tx.shop_update(&shop).await?;
    audit::note(cx, &tx, "site.allowed", cx.shop.id, serde_json::json!({ "site": origin })).await?;
    tx.commit().await?;
    sites(cx, &shop.sites).await
}

/// Takes a site off the list: chats that are open there end at once. That it was not on it is no failure. All sites after
/// it.
pub async fn forbid(cx: &Ctx, origin: &str) -> Result<Vec<Site>> {
    cx.may(Right::Configure)?;
    let mut shop = cx.shop.clone();
    shop.sites.retain(|site| site != origin);
    if shop.sites.len() == cx.shop.sites.len() {
        return sites(cx, &shop.sites).await;
    }
    let tx = cx.store.begin().await?;
    tx.shop_update(&shop).await?;
    audit::note(cx, &tx, "site.forbidden", cx.shop.id, serde_json::json!({ "site": origin })).await?;
    tx.commit().await?;
    sites(cx, &shop.sites).await
}

/// What the loader asks before it shows the button on a page in `language` (BCP 47). Public, as the button is. `origin`
/// is the page's, when it says so.
pub async fn button(engine: &Engine, site: &str, language: &str, origin: Option<&str>) -> Result<ButtonLook> {
    let cx = shops::find(engine, site).await?;
    let look = look(&cx).await?;
    if let Some(origin) = origin {
        seen(&cx, origin).await;
    }
    let tag = tongue(language);
    let own = look.phrases.get(tag).map(|phrases| phrases.label.clone()).filter(|label| !label.is_empty());
    let (paint, over) = look.accent.unwrap_or(Accent::OWN).button();
    Ok(ButtonLook {
        label: own.unwrap_or_else(|| label(tag).to_owned()),
        icon: look.face == Face::Icon,
        side: match look.corner {
            Corner::End => "inset-inline-end".to_owned(),
            Corner::Start => "inset-inline-start".to_owned(),
        },
        x: look.aside,
        y: look.above,
        paint,
        over,
        theme: look.theme.to_string(),
    })
}

/// The nearest language of the chat page.
fn tongue(tag: &str) -> &'static str {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let primary = if primary == "iw" { "he" } else { primary.as_str() };
    TONGUES.iter().map(|(tag, _)| *tag).find(|tag| *tag == primary).unwrap_or("en")
}

fn label(tag: &str) -> &'static str {
    LABELS.iter().find(|(known, _)| *known == tag).map_or(LABELS[0].1, |(_, label)| label)
}

/// Notes that a site of the shop has shown the chat, at most once an hour. Never fails and hardly waits: what it is noted
/// for must not suffer from it.
pub(crate) async fn seen(cx: &Ctx, origin: &str) {
    if !cx.shop.sites.iter().any(|site| site == origin) {
        return;
    }
    let now = cx.now();
    {
        let Ok(mut noted) = cx.engine.inner.seen.0.lock() else { return };
        let last = noted.insert((cx.shop.id, origin.to_owned()), now);
        if let Some(last) = last.filter(|last| now - *last < HOUR) {
            noted.insert((cx.shop.id, origin.to_owned()), last);
            return;
        }
    }
    match tokio::time::timeout(PATIENCE, write_down(cx, origin, now)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "where the chat was seen could not be written down"),
        Err(_) => tracing::debug!("writing down where the chat was seen took too long"),
    }
}

async fn write_down(cx: &Ctx, origin: &str, now: Time) -> Result<()> {
    let tx = cx.store.begin().await?;
    let mut sites: BTreeMap<String, Time> = tx.setting(SEEN).await?.unwrap_or_default();
    if sites.get(origin).is_some_and(|last| now - *last < HOUR) {
        return Ok(());
    }
    sites.retain(|site, _| cx.shop.sites.contains(site));
    sites.insert(origin.to_owned(), now);
    tx.setting_set(SEEN, &sites, now).await?;
    Ok(tx.commit_soft().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_label() {
        for (tag, _) in TONGUES {
            assert!(
                LABELS.iter().any(|(known, label)| *known == tag && label.chars().count() <= Phrases::LABEL),
                "{tag}"
            );
        }
        for (tag, expected) in [("de-AT", "de"), ("iw", "he"), ("ja", "en"), ("", "en"), ("PT_br", "pt")] {
            assert_eq!(tongue(tag), expected);
        }
    }
}
