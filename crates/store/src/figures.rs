//! Figures by day, and what they are counted from.
//!
//! [`Reads::figures_count`] counts any stretch of time from the things themselves. A finished day's count is kept
//! ([`Tx::figures_put`]), so that a range of months is a few rows. Both are the same numbers: what is kept is what was
//! counted. A day is settled when it was counted an hour after its end or later, because a transaction that began before
//! midnight may end after it.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, TimeDelta};
use sea_orm::FromQueryResult;
use types::{
    ConversationId, CustomerId, DataKeyId, MessageId, ProductId, Time, TurnId,
    insight::{Dimension, Figures, Histogram},
};

use crate::{
    ProductCounts, Reads, Tx,
    entity::data_key,
    error::{Error, Result},
    seal::Subject,
};

/// After the end of a day its count may still change for so long.
const GRACE: TimeDelta = TimeDelta::hours(1);

/// What was counted in a stretch of time. `figures` has no percentiles; they come from `times`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    pub figures: Figures,
    /// Milliseconds until a reply was whole.
    pub times: Histogram,
    /// Replies by intent, language, channel and tier.
    pub words: BTreeMap<(Dimension, String), i64>,
    pub products: HashMap<ProductId, ProductCounts>,
}

impl Counted {
    pub fn merge(&mut self, other: &Counted) {
        self.figures.add(&other.figures);
        self.times.merge(&other.times);
        for (word, count) in &other.words {
            *self.words.entry(word.clone()).or_default() += count;
        }
        for (product, counts) in &other.products {
            let sum = self.products.entry(*product).or_default();
            sum.shown += counts.shown;
            sum.opened += counts.opened;
            sum.added += counts.added;
        }
    }
}

/// The count of one day as it is kept; `settled` when it will not change any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDay {
    pub day: NaiveDate,
    pub figures: Figures,
    pub times: Histogram,
    pub settled: bool,
}

/// A search that nothing matched strictly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchMiss {
    /// What was looked for, as it was understood.
    pub text: String,
    /// Products shown instead.
    pub shown: i64,
    pub at: Time,
}

/// The first moment of a day.
pub fn day_start(day: NaiveDate) -> Time {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

fn parse_day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(Error::corrupt)
}

#[derive(FromQueryResult)]
struct Messages {
    count: i64,
    begun: i64,
}

#[derive(FromQueryResult)]
struct Replies {
    intent: Option<String>,
    language: String,
    tier: String,
    channel: String,
    count: i64,
    fallbacks: i64,
    cost: i64,
}

#[derive(FromQueryResult)]
struct Took {
    ms: i64,
    count: i64,
}

#[derive(FromQueryResult)]
struct Happened {
    product_id: ProductId,
    kind: String,
    count: i64,
}

#[derive(FromQueryResult)]
struct Counts {
    count: i64,
    up: i64,
}

#[derive(FromQueryResult)]
struct Kept {
    day: String,
    conversations: i64,
    messages: i64,
    replies: i64,
    handoffs: i64,
    fallbacks: i64,
    thumbs_up: i64,
    thumbs_down: i64,
    shown: i64,
    opened: i64,
    added: i64,
    misses: i64,
    cost_micros: i64,
    times: String,
    counted_at: Option<Time>,
}

#[derive(FromQueryResult)]
struct Word {
    kind: String,
    word: String,
    count: i64,
}

#[derive(FromQueryResult)]
struct ProductSum {
    product_id: ProductId,
    shown: i64,
    opened: i64,
    added: i64,
}

#[derive(FromQueryResult)]
struct MissRow {
    turn_id: TurnId,
    customer_id: CustomerId,
    text_sealed: Vec<u8>,
    shown: i64,
    at: Time,
    key_id: DataKeyId,
    kek: String,
    wrapped: Option<Vec<u8>>,
}

#[derive(FromQueryResult)]
struct Moment {
    at: Option<Time>,
}

impl Reads {
    /// Counts from `from` until before `to`, from the things themselves. Conversations held for practice are left out.
    pub async fn figures_count(&self, from: Time, to: Time) -> Result<Counted> {
        let range = || [self.shop.into(), from.into(), to.into()];
        let mut out = Counted::default();
        // Practice is rare and has an index of its own: to leave it out costs less than to join what is left.
        let real = "NOT EXISTS (SELECT 1 FROM conversation p WHERE p.shop_id = x.shop_id AND p.id = x.conversation_id \
                    AND p.practice)";

        let sql = format!(
            "SELECT COUNT(*) AS count, COUNT(CASE WHEN x.seq = 1 THEN 1 END) AS begun FROM message x \
             WHERE x.shop_id = $1 AND x.created_at >= $2 AND x.created_at < $3 AND x.author <> 'system' AND {real}"
        );
        for row in self.rows::<Messages>(sql, range()).await? {
            out.figures.messages = row.count;
            out.figures.conversations = row.begun;
        }
        let sql = format!(
            "SELECT intent, language, tier, channel, COUNT(*) AS count, COUNT(CASE WHEN fallback THEN 1 END) AS fallbacks, \
             CAST(SUM(cost_micros) AS BIGINT) AS cost FROM (SELECT x.intent, x.language, x.tier, x.fallback, x.cost_micros, \
             (SELECT c.channel FROM conversation c WHERE c.shop_id = x.shop_id AND c.id = x.conversation_id) AS channel \
             FROM execution x WHERE x.shop_id = $1 AND x.created_at >= $2 AND x.created_at < $3 AND {real}) reply \
             GROUP BY intent, language, tier, channel"
        );
        for row in self.rows::<Replies>(sql, range()).await? {
            out.figures.replies += row.count;
            out.figures.fallbacks += row.fallbacks;
            out.figures.cost_micros += row.cost;
            for (dimension, word) in [
                (Dimension::Intent, row.intent),
                (Dimension::Language, Some(row.language)),
                (Dimension::Tier, Some(row.tier)),
                (Dimension::Channel, Some(row.channel)),
            ] {
                if let Some(word) = word {
                    *out.words.entry((dimension, word)).or_default() += row.count;
                }
            }
        }
        let sql = format!(
            "SELECT x.ms, COUNT(*) AS count FROM execution x WHERE x.shop_id = $1 AND x.created_at >= $2 AND \
             x.created_at < $3 AND {real} GROUP BY x.ms"
        );
        for row in self.rows::<Took>(sql, range()).await? {
            out.times.add(row.ms, row.count);
        }
        let sql = "SELECT product_id, kind, COUNT(*) AS count FROM product_event WHERE shop_id = $1 AND at >= $2 AND at < $3 \
                   AND NOT practice GROUP BY product_id, kind";
        for row in self.rows::<Happened>(sql, range()).await? {
            let counts = out.products.entry(row.product_id).or_default();
            match row.kind.as_str() {
                "shown" => (counts.shown, out.figures.shown) = (row.count, out.figures.shown + row.count),
                "opened" => (counts.opened, out.figures.opened) = (row.count, out.figures.opened + row.count),
                "added" => (counts.added, out.figures.added) = (row.count, out.figures.added + row.count),
                _ => {}
            }
        }
        for (table, up, put) in
            [("handoff", "1", 0), ("search_miss", "1", 1), ("feedback", "CASE WHEN x.up THEN 1 END", 2)]
        {
            let sql = format!(
                "SELECT COUNT(*) AS count, COUNT({up}) AS up FROM {table} x \
                 WHERE x.shop_id = $1 AND x.at >= $2 AND x.at < $3 AND {real}"
            );
            for Counts { count, up } in self.rows::<Counts>(sql, range()).await? {
                match put {
                    0 => out.figures.handoffs = count,
                    1 => out.figures.misses = count,
                    _ => (out.figures.thumbs_up, out.figures.thumbs_down) = (up, count - up),
                }
            }
        }
        Ok(out)
    }

    /// The kept days from `from` until before `to`, oldest first. Days that were never counted are missing.
    pub async fn figures_days(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<KeptDay>> {
        let sql = "SELECT day, conversations, messages, replies, handoffs, fallbacks, thumbs_up, thumbs_down, shown, opened, \
                   added, misses, cost_micros, times, counted_at FROM figure_day \
                   WHERE shop_id = $1 AND day >= $2 AND day < $3 ORDER BY day";
        let rows: Vec<Kept> =
            self.rows(sql, [self.shop.into(), from.to_string().into(), to.to_string().into()]).await?;
        rows.into_iter()
            .map(|row| {
                let day = parse_day(&row.day)?;
                let end = day_start(day) + TimeDelta::days(1) + GRACE;
                Ok(KeptDay {
                    day,
                    figures: Figures {
                        conversations: row.conversations,
                        messages: row.messages,
                        replies: row.replies,
                        handoffs: row.handoffs,
                        fallbacks: row.fallbacks,
                        thumbs_up: row.thumbs_up,
                        thumbs_down: row.thumbs_down,
                        shown: row.shown,
                        opened: row.opened,
                        added: row.added,
                        misses: row.misses,
                        cost_micros: row.cost_micros,
                        p50: None,
                        p95: None,
                    },
                    times: serde_json::from_str(&row.times).map_err(Error::corrupt)?,
                    settled: row.counted_at.is_some_and(|at| at >= end),
                })
            })
            .collect()
    }

    /// Replies by word over kept days.
    pub async fn figures_words(&self, from: NaiveDate, to: NaiveDate) -> Result<BTreeMap<(Dimension, String), i64>> {
        let sql = "SELECT kind, word, CAST(SUM(count) AS BIGINT) AS count FROM figure_word \
                   WHERE shop_id = $1 AND day >= $2 AND day < $3 GROUP BY kind, word";
        let rows: Vec<Word> =
            self.rows(sql, [self.shop.into(), from.to_string().into(), to.to_string().into()]).await?;
        rows.into_iter().map(|row| Ok(((row.kind.parse().map_err(Error::corrupt)?, row.word), row.count))).collect()
    }

    /// What happened to products over kept days: the `limit` most shown.
    pub async fn figures_products(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        limit: u64,
    ) -> Result<HashMap<ProductId, ProductCounts>> {
        let sql = "SELECT product_id, CAST(SUM(shown) AS BIGINT) AS shown, CAST(SUM(opened) AS BIGINT) AS opened, \
                   CAST(SUM(added) AS BIGINT) AS added FROM figure_product WHERE shop_id = $1 AND day >= $2 AND day < $3 \
                   GROUP BY product_id ORDER BY 2 DESC, 4 DESC, product_id LIMIT $4";
        let values = [
            self.shop.into(),
            from.to_string().into(),
            to.to_string().into(),
            i64::try_from(limit).unwrap_or(100).into(),
        ];
        let rows: Vec<ProductSum> = self.rows(sql, values).await?;
        let counts = |row: &ProductSum| ProductCounts { shown: row.shown, opened: row.opened, added: row.added };
        Ok(rows.iter().map(|row| (row.product_id, counts(row))).collect())
    }

    /// The first day on which anything was said; `None` when nothing was.
    pub async fn figures_first_day(&self) -> Result<Option<NaiveDate>> {
        let sql = "SELECT MIN(created_at) AS at FROM message WHERE shop_id = $1";
        let rows: Vec<Moment> = self.rows(sql, [self.shop.into()]).await?;
        Ok(rows.into_iter().find_map(|row| row.at).map(|at| at.date_naive()))
    }

    /// Days up to `today` that are to be counted, oldest first: never counted, changed since, or not settled.
    pub async fn figures_open_days(&self, today: NaiveDate) -> Result<Vec<NaiveDate>> {
        let Some(first) = self.figures_first_day().await? else { return Ok(Vec::new()) };
        let kept = self.figures_days(first, today + TimeDelta::days(1)).await?;
        let settled: std::collections::HashSet<NaiveDate> =
            kept.into_iter().filter(|day| day.settled).map(|day| day.day).collect();
        Ok(first.iter_days().take_while(|day| *day <= today).filter(|day| !settled.contains(day)).collect())
    }

    /// Whether something that is counted happened since today was last counted, or an earlier day is open.
    pub async fn figures_behind(&self, now: Time) -> Result<bool> {
        let today = now.date_naive();
        let open = self.figures_open_days(today).await?;
        if open.iter().any(|day| *day < today - TimeDelta::days(1)) {
            return Ok(true);
        }
        let sql = "SELECT MIN(counted_at) AS at FROM figure_day WHERE shop_id = $1 AND day IN ($2, $3) AND counted_at IS NOT NULL";
        let days = [self.shop.into(), today.to_string().into(), (today - TimeDelta::days(1)).to_string().into()];
        let counted = self.rows::<Moment>(sql, days).await?.into_iter().find_map(|row| row.at);
        let Some(counted) = counted else { return Ok(!open.is_empty()) };
        // Yesterday is counted once more when its hour of grace is over.
        if open.iter().any(|day| *day < today && day_start(today) + GRACE <= now) {
            return Ok(true);
        }
        for (table, column) in
            [("message", "created_at"), ("product_event", "at"), ("feedback", "at"), ("handoff", "at")]
        {
            // The index on time is of what counts.
            let counts = if table == "product_event" { " AND NOT practice" } else { "" };
            let sql = format!("SELECT MAX({column}) AS at FROM {table} WHERE shop_id = $1{counts}");
            let last = self.rows::<Moment>(sql, [self.shop.into()]).await?.into_iter().find_map(|row| row.at);
            if last.is_some_and(|last| last >= counted) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Searches that nothing matched strictly, newest first, unsealed; those of erased customers are gone.
    pub async fn search_misses(&self, from: Time, to: Time, limit: u64) -> Result<Vec<SearchMiss>> {
        // The keys come along: one question, not one for each customer.
        let sql = "SELECT m.turn_id, m.customer_id, m.text_sealed, m.shown, m.at, k.id AS key_id, k.kek, k.wrapped \
                   FROM search_miss m JOIN data_key k ON k.shop_id = m.shop_id AND k.subject = m.customer_id \
                   JOIN conversation c ON c.shop_id = m.shop_id AND c.id = m.conversation_id AND NOT c.practice \
                   WHERE m.shop_id = $1 AND m.at >= $2 AND m.at < $3 AND k.wrapped IS NOT NULL ORDER BY m.at DESC LIMIT $4";
        let values = [self.shop.into(), from.into(), to.into(), i64::try_from(limit).unwrap_or(1000).into()];
        let rows: Vec<MissRow> = self.rows(sql, values).await?;
        rows.into_iter()
            .map(|row| {
                let subject = Subject::Customer(row.customer_id);
                let key = data_key::Model {
                    shop_id: self.shop,
                    subject: subject.uuid(),
                    id: row.key_id,
                    kek: row.kek,
                    wrapped: row.wrapped,
                    created_at: row.at,
                    erased_at: None,
                };
                let key = self.store.inner.master.open_key(&key, subject)?;
                let place = [row.turn_id.0.as_bytes().as_slice()];
                let text = key.unseal_text(self.place("search_miss", "text", &place), &row.text_sealed)?;
                Ok(SearchMiss { text, shown: row.shown, at: row.at })
            })
            .collect()
    }

    /// Replies of a conversation that the shopper liked, or did not.
    pub async fn thumbs(&self, conversation: ConversationId) -> Result<Vec<(MessageId, bool)>> {
        #[derive(FromQueryResult)]
        struct Thumb {
            message_id: MessageId,
            up: bool,
        }
        let sql = "SELECT f.message_id, f.up FROM message m JOIN feedback f \
                   ON f.shop_id = m.shop_id AND f.message_id = m.id WHERE m.shop_id = $1 AND m.conversation_id = $2 \
                   ORDER BY m.seq";
        let rows = self.rows::<Thumb>(sql, [self.shop.into(), conversation.into()]).await?;
        Ok(rows.into_iter().map(|row| (row.message_id, row.up)).collect())
    }
}

impl Tx {
    /// Keeps the count of a day in place of an earlier one. `at` is when the count began.
    pub async fn figures_put(&self, day: NaiveDate, counted: &Counted, at: Time) -> Result<()> {
        let name = day.to_string();
        for table in ["figure_day", "figure_word", "figure_product"] {
            let sql = format!("DELETE FROM {table} WHERE shop_id = $1 AND day = $2");
            self.run(sql, [self.shop.into(), name.as_str().into()]).await?;
        }
        let sql = "INSERT INTO figure_day (shop_id, day, conversations, messages, replies, handoffs, fallbacks, thumbs_up, \
                   thumbs_down, shown, opened, added, misses, cost_micros, times, counted_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let figures = &counted.figures;
        let numbers = [
            figures.conversations,
            figures.messages,
            figures.replies,
            figures.handoffs,
            figures.fallbacks,
            figures.thumbs_up,
            figures.thumbs_down,
            figures.shown,
            figures.opened,
            figures.added,
            figures.misses,
            figures.cost_micros,
        ];
        let mut values: Vec<sea_orm::Value> = vec![self.shop.into(), name.as_str().into()];
        values.extend(numbers.map(sea_orm::Value::from));
        values.push(serde_json::to_string(&counted.times).map_err(Error::corrupt)?.into());
        values.push(at.into());
        self.run(sql, values).await?;

        let words = counted
            .words
            .iter()
            .map(|((kind, word), count)| vec![kind.as_str().into(), word.as_str().into(), (*count).into()]);
        self.insert_of_day("figure_word", "kind, word, count", &name, words.collect()).await?;
        let products = counted
            .products
            .iter()
            .map(|(id, counts)| vec![(*id).into(), counts.shown.into(), counts.opened.into(), counts.added.into()]);
        self.insert_of_day("figure_product", "product_id, shown, opened, added", &name, products.collect()).await
    }

    async fn insert_of_day(&self, table: &str, columns: &str, day: &str, rows: Vec<Vec<sea_orm::Value>>) -> Result<()> {
        for some in rows.chunks(self.dialect().rows_per_statement(6)) {
            let mut values: Vec<sea_orm::Value> = vec![self.shop.into(), day.into()];
            let mut groups = Vec::with_capacity(some.len());
            for row in some {
                let names: Vec<String> = (0..row.len()).map(|at| format!("${}", values.len() + at + 1)).collect();
                groups.push(format!("($1, $2, {})", names.join(", ")));
                values.extend(row.iter().cloned());
            }
            let sql = format!("INSERT INTO {table} (shop_id, day, {columns}) VALUES {}", groups.join(", "));
            self.run(sql, values).await?;
        }
        Ok(())
    }

    /// Something of that day has changed after it was counted.
    pub async fn figures_stale(&self, day: NaiveDate) -> Result<()> {
        let sql = "UPDATE figure_day SET counted_at = NULL WHERE shop_id = $1 AND day = $2";
        self.run(sql, [self.shop.into(), day.to_string().into()]).await.map(drop)
    }

    /// Notes that a conversation needs a person; only the first time counts.
    pub async fn handoff_note(&self, conversation: ConversationId, at: Time) -> Result<()> {
        let sql = "INSERT INTO handoff (shop_id, conversation_id, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (shop_id, conversation_id) DO NOTHING";
        self.run(sql, [self.shop.into(), conversation.into(), at.into()]).await.map(drop)
    }

    /// Notes a search of a turn that nothing matched strictly; sealed under the customer's key.
    pub async fn search_miss_add(&self, conversation: ConversationId, turn: TurnId, miss: &SearchMiss) -> Result<()> {
        let customer = self.customer_of(conversation).await?;
        let key = self.key(Subject::Customer(customer)).await?;
        let place = [turn.0.as_bytes().as_slice()];
        let sealed = key.seal(self.place("search_miss", "text", &place), miss.text.as_bytes())?;
        let sql = "INSERT INTO search_miss (shop_id, turn_id, conversation_id, customer_id, text_sealed, shown, at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop_id, turn_id) DO NOTHING";
        let values = [
            self.shop.into(),
            turn.into(),
            conversation.into(),
            customer.into(),
            sealed.into(),
            miss.shown.into(),
            miss.at.into(),
        ];
        self.run(sql, values).await.map(drop)
    }

    /// What a shopper thinks of a reply; the last word counts. Whether it is another than before. [`Error::NotFound`]
    /// when it is no reply of this conversation.
    pub async fn feedback_set(
        &self,
        conversation: ConversationId,
        message: MessageId,
        up: bool,
        at: Time,
    ) -> Result<bool> {
        let sql = "SELECT 1 AS there FROM message WHERE shop_id = $1 AND id = $2 AND conversation_id = $3 AND author = 'assistant'";
        if self.row(sql, [self.shop.into(), message.into(), conversation.into()]).await?.is_none() {
            return Err(Error::NotFound);
        }
        let sql = "SELECT at, up FROM feedback WHERE shop_id = $1 AND message_id = $2";
        let before = match self.row(sql, [self.shop.into(), message.into()]).await? {
            Some(row) => {
                self.figures_stale(row.try_get::<Time>("", "at")?.date_naive()).await?;
                Some(row.try_get::<bool>("", "up")?)
            }
            None => None,
        };
        let sql = "INSERT INTO feedback (shop_id, message_id, conversation_id, up, at) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (shop_id, message_id) DO UPDATE SET up = excluded.up, at = excluded.at";
        self.run(sql, [self.shop.into(), message.into(), conversation.into(), up.into(), at.into()]).await?;
        Ok(before != Some(up))
    }
}
