//! The audit log: who did what. It can be read, exported, and checked for whether somebody changed it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    sync::LazyLock,
};

use serde::Serialize;
use serde_json::Value;
use store::{Anchor, Deed, DeedFilter, Tampered, Tx};
use types::{
    Code, MemberId, Problem, Right, Time,
    members::{DeedLine, Deeds, DeedsWanted},
};

use crate::{Actor, Ctx, Engine, Error, Result};

/// Deeds on a page.
const PAGE: u64 = 50;
/// Deeds that are looked through for who changed something just now.
const LATELY: u64 = 500;
/// Deeds read at a time when all are gone over.
const BATCH: u64 = 1_000;

/// The acts and their words.
static ACTS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../data/acts.toml")).unwrap_or_default());

/// Notes in the transaction of the deed itself who did it. `act` is stable ("product.archived"), `about` names the
/// thing (an id), `detail` says what changed, without secrets and without customers' words.
pub(crate) async fn note(
    cx: &Ctx,
    tx: &Tx,
    act: &'static str,
    about: impl Display,
    detail: serde_json::Value,
) -> Result<()> {
    let (member_id, member) = match &cx.actor {
        Actor::System => (None, String::new()),
        Actor::Member { id, name, .. } => (Some(*id), name.clone()),
    };
    let detail = serde_json::to_string(&detail).map_err(|error| Error::internal("an audit note", error))?;
    let deed = Deed {
        seq: 0,
        at: cx.now(),
        member_id,
        member,
        act: act.to_owned(),
        about: about.to_string(),
        detail,
        hash: Vec::new(),
    };
    Ok(tx.deed_add(deed).await?)
}

/// That somebody else changed this meanwhile, and who: for a conflict. `what` names the kind of thing, `about` is its id.
pub(crate) async fn meanwhile(cx: &Ctx, what: &str, about: impl Display) -> Result<Error> {
    let about = about.to_string();
    // A change that came in between is among the last deeds; what an import changed is not noted one by one.
    let lately = cx.store.deeds(&DeedFilter::default(), LATELY).await?;
    let last = lately.into_iter().find(|deed| deed.about == about);
    let told = match (last, cx.actor()) {
        (Some(Deed { member_id: Some(id), .. }), Actor::Member { id: me, .. }) if id == *me => {
            format!("You changed this {what} meanwhile, in another window.")
        }
        (Some(deed), _) if !deed.member.is_empty() => format!("{} changed this {what} meanwhile.", deed.member),
        _ => format!("This {what} was changed meanwhile, by an import or another program."),
    };
    Ok(Problem::new(Code::Conflict, told).into())
}

/// A page of the log, the latest first.
pub async fn list(cx: &Ctx, wanted: &DeedsWanted) -> Result<Deeds> {
    cx.may(Right::ManageMembers)?;
    let mut deeds = cx.store.deeds(&filter(wanted), PAGE + 1).await?;
    let more = deeds.len() as u64 > PAGE;
    deeds.truncate(PAGE as usize);
    let older = deeds.last().map(|deed| deed.seq).filter(|_| more);
    let colleagues = cx.store.colleagues().await?.into_iter();
    let names = colleagues.map(|one| (one.id.to_string(), if one.name.is_empty() { one.email } else { one.name }));
    let names = names.collect();
    Ok(Deeds {
        deeds: deeds.into_iter().map(|deed| line(deed, &names)).collect(),
        older,
        members: cx.store.deed_members().await?,
        acts: ACTS.iter().map(|(act, words)| (act.clone(), words.clone())).collect(),
    })
}

fn filter(wanted: &DeedsWanted) -> DeedFilter {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    DeedFilter {
        member: wanted.member.parse::<MemberId>().ok(),
        act: Some(wanted.act.clone()).filter(|act| !act.is_empty()),
        from: day(&wanted.from).map(|day| day.and_utc()),
        until: day(&wanted.until).map(|day| day.and_utc() + chrono::TimeDelta::days(1)),
        before: wanted.before.parse().ok(),
    }
}

fn line(deed: Deed, names: &BTreeMap<String, String>) -> DeedLine {
    DeedLine {
        number: deed.seq,
        at: deed.at,
        words: words(&deed.act),
        member: deed.member,
        detail: told(&deed.detail),
        act: deed.act,
        about: names.get(&deed.about).cloned().unwrap_or(deed.about),
    }
}

/// What a deed is called after a name: "changed a product".
pub(crate) fn words(act: &str) -> String {
    ACTS.get(act).cloned().unwrap_or_else(|| act.replace(['.', '_'], " "))
}

/// A deed's detail as a reader has it: `role: staff`; of what it was before, only what is another now: `name: Pear → Plum`.
fn told(detail: &str) -> String {
    let Ok(Value::Object(mut detail)) = serde_json::from_str(detail) else { return String::new() };
    let mut told = Vec::new();
    if let (Some(from), Some(to)) = (detail.remove("from"), detail.remove("to")) {
        changes("", &from, &to, &mut told);
    }
    told.extend(detail.iter().map(|(name, value)| format!("{}: {}", spoken(name), plain(value))));
    told.join(", ").chars().take(300).collect()
}

fn changes(name: &str, from: &Value, to: &Value, told: &mut Vec<String>) {
    match (from, to) {
        (Value::Object(from), Value::Object(to)) => {
            let names: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
            for name in names {
                changes(name, from.get(name).unwrap_or(&Value::Null), to.get(name).unwrap_or(&Value::Null), told);
            }
        }
        (from, to) if from == to => {}
        (from, to) if name.is_empty() => told.push(format!("{} → {}", plain(from), plain(to))),
        (from, to) => told.push(format!("{}: {} → {}", spoken(name), plain(from), plain(to))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) if text.is_empty() => "–".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// All that is wanted, as CSV, the latest first.
pub async fn export(cx: &Ctx, wanted: &DeedsWanted) -> Result<String> {
    cx.may(Right::ManageMembers)?;
    let mut filter = filter(wanted);
    let mut table = "number,at,member,member_id,act,about,detail\r\n".to_owned();
    loop {
        let deeds = cx.store.deeds(&filter, BATCH).await?;
        let Some(last) = deeds.last().map(|deed| deed.seq) else { return Ok(table) };
        filter.before = Some(last);
        for deed in deeds {
            let member_id = deed.member_id.map(|id| id.to_string()).unwrap_or_default();
            let cells =
                [deed.seq.to_string(), deed.at.to_rfc3339(), deed.member, member_id, deed.act, deed.about, deed.detail];
            let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
            table.push_str(&cells.join(","));
            table.push_str("\r\n");
        }
    }
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let guarded = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

/// What a check of the log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub shop: String,
    pub deeds: u64,
    /// Anchors outside the database that were compared.
    pub anchors: u64,
    pub whole: bool,
    /// What was tampered with, in words.
    pub findings: Vec<String>,
}

/// Goes over the whole chain, its head, and the anchors outside the database.
pub async fn verify(cx: &Ctx) -> Result<Verdict> {
    cx.may(Right::ManageMembers)?;
    let anchors = cx.engine.store().audit_anchors(cx.shop.id).await?;
    let (deeds, found) = cx.store.audit_check(&anchors).await?;
    let findings = found.into_iter().map(|found| match found {
        Tampered::Missing { from, to } if from == to => format!("deed {from} is missing"),
        Tampered::Missing { from, to } => format!("deeds {from} to {to} are missing"),
        Tampered::Changed { seq } => format!("deed {seq} was changed, or the one before it"),
        Tampered::Replaced { seq, anchored } => format!("deed {seq} is not the one that was anchored at {anchored}"),
        Tampered::CutOff { seq } => format!("the newest deeds were cut off: number {seq} is not there as it was"),
    });
    let findings: Vec<String> = findings.collect();
    Ok(Verdict {
        shop: cx.shop.handle.clone(),
        deeds,
        anchors: anchors.len() as u64,
        whole: findings.is_empty(),
        findings,
    })
}

/// Writes the heads of all shops' chains to a file outside the database; called every hour.
pub async fn anchor(engine: &Engine) -> Result<()> {
    let now: Time = engine.now();
    for shop in engine.store().shop_list().await? {
        let Some(head) = engine.store().shop(shop.id).audit_head().await? else { continue };
        engine.store().audit_anchor(shop.id, Anchor { at: now, seq: head.seq, hash: head.hash }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_tells_what_is_another_now() {
        for (detail, expected) in [
            (r#"{"role":"staff"}"#, "role: staff"),
            (r#"{"from":"admin","to":"staff","count":2}"#, "admin → staff, count: 2"),
            (
                r#"{"from":{"name":"Pear","contact":{"phone":""},"day_micros":5},"to":{"name":"Plum","contact":{"phone":"1"},"day_micros":5}}"#,
                "phone: – → 1, name: Pear → Plum",
            ),
            (r#"{"from":{"a":1},"to":{"a":1}}"#, ""),
            ("{}", ""),
            ("nonsense", ""),
        ] {
            assert_eq!(told(detail), expected);
        }
    }

    #[test]
    fn cells_are_no_formulas() {
        for (text, expected) in [
            ("plain", "plain"),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("a,b", "\"a,b\""),
            ("{\"a\":1}", "\"{\"\"a\"\":1}\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    /// Every act that is noted anywhere has words.
    #[test]
    fn acts_have_words() {
        let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut noted = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(&path).unwrap();
                for call in source.split("audit::note(").skip(1) {
                    let Some(act) = call.split('"').nth(1).filter(|act| act.contains('.') && !act.contains(' ')) else {
                        continue;
                    };
                    noted += 1;
                    assert!(ACTS.contains_key(act), "{act} of {} has no words in data/acts.toml", path.display());
                }
            }
        }
        assert!(noted > 10, "{noted}");
        assert_eq!(words("moon.landed_on"), "moon landed on");
    }
}
