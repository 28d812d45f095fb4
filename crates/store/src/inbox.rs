//! The inbox: the list of conversations in one query, who has the floor, labels, notes, canned replies.
//!
//! What the list needs stands in the conversation's row; its words are sealed there too, so that only the rows of a page
//! are unsealed, and erasing a customer erases them here.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, Value,
    sea_query::OnConflict,
};
use types::{
    Author, CannedReplyId, ConversationId, CustomerId, Intent, MemberId, MessageId, NoteId, NoteKind, Part, ProductId,
    Time, Voice,
    inbox::{CannedReply, Holder, Note, Row, Wanted, Which},
};
use uuid::Uuid;

use crate::{
    Reads, ShopStore, Tx,
    entity::{canned_reply, conversation_label, note},
    error::{Error, Result},
    seal::Subject,
};

/// Characters of a preview.
const PREVIEW: usize = 140;
/// Rows deleted in one transaction.
const SWEPT_AT_ONCE: i64 = 5_000;
/// Ids in one question.
const AT_ONCE: usize = 500;

/// One page of the list, and whether there is another.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    pub rows: Vec<Row>,
    pub more: bool,
}

/// What was said in conversations, message by message.
pub type Texts = HashMap<ConversationId, Vec<String>>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    pub id: NoteId,
    pub conversation: ConversationId,
    pub kind: NoteKind,
    /// `None`: from the shell.
    pub member: Option<MemberId>,
    /// The member's whole name.
    pub name: String,
    /// Empty for everything but a note.
    pub text: String,
    pub at: Time,
}

#[derive(FromQueryResult)]
struct Line {
    id: ConversationId,
    customer_id: CustomerId,
    channel: String,
    voice: String,
    state: String,
    practice: bool,
    needs_you: bool,
    last_intent: Option<String>,
    holder_id: Option<MemberId>,
    holder_name: Option<String>,
    labels: String,
    preview_sealed: Option<Vec<u8>>,
    last_at: Time,
    event_seq: i64,
}

const COLUMNS: &str = "id, customer_id, channel, voice, state, practice, needs_you, last_intent, holder_id, holder_name, \
                       labels, preview_sealed, last_at, event_seq";

#[derive(FromQueryResult)]
struct Body {
    id: MessageId,
    conversation_id: ConversationId,
    body_sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct PartBody {
    id: MessageId,
    conversation_id: ConversationId,
    position: i64,
    body_sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Touched {
    conversation_id: Uuid,
    seq: i64,
}

#[derive(FromQueryResult)]
struct Found {
    id: ConversationId,
}

#[derive(FromQueryResult)]
struct Dated {
    id: ConversationId,
    last_at: Time,
}

#[derive(FromQueryResult)]
struct Whose {
    id: ConversationId,
    customer_id: CustomerId,
}

/// `$n, $n+1, …` for a list that begins at parameter `from`.
pub(crate) fn places(from: usize, count: usize) -> String {
    (from..from + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// How a customer is called who has no other name.
fn who(customer: CustomerId) -> String {
    let hex = customer.uuid().simple().to_string();
    format!("Visitor {}", hex.get(28..).unwrap_or_default())
}

/// A text in one line, cut where a preview ends.
pub(crate) fn begins(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > PREVIEW * 4 {
            break;
        }
    }
    line.chars().take(PREVIEW).collect()
}

impl Reads {
    async fn inbox_read(&self, lines: Vec<Line>) -> Result<Vec<Row>> {
        let keys = self.customer_keys(lines.iter().map(|line| line.customer_id)).await?;
        let row = |line: Line| {
            let preview = match (&line.preview_sealed, keys.get(&line.customer_id)) {
                (Some(sealed), Some(key)) => {
                    key.unseal_text(self.place("conversation", "preview", &[line.id.0.as_bytes()]), sealed)?
                }
                _ => String::new(),
            };
            Ok(Row {
                id: line.id,
                who: who(line.customer_id),
                channel: line.channel.parse().map_err(Error::corrupt)?,
                voice: line.voice.parse().map_err(Error::corrupt)?,
                state: line.state.parse().map_err(Error::corrupt)?,
                practice: line.practice,
                needs_you: line.needs_you,
                intent: line.last_intent.map(|word| word.parse()).transpose().map_err(Error::corrupt)?,
                holder: line.holder_name.map(|name| Holder { member: line.holder_id, name }),
                labels: serde_json::from_str(&line.labels).map_err(Error::corrupt)?,
                preview,
                last_at: line.last_at,
                last_event: line.event_seq,
            })
        };
        lines.into_iter().map(row).collect()
    }

    /// Which conversations are wanted, as a condition with its values. What is looked for (`text`) is not its business.
    fn wanted(&self, wanted: &Wanted) -> (String, Vec<Value>) {
        let mut values: Vec<Value> = vec![self.shop.into()];
        let mut place = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        // Written out, not bound: partial indexes are chosen by what a query says.
        let mut sql = format!("shop_id = $1 AND practice = {} AND ", if wanted.practice { "TRUE" } else { "FALSE" });
        sql.push_str(match wanted.which {
            Which::All => "listed",
            Which::NeedsYou => "needs_you",
            Which::HandedOver => "voice = 'human' AND listed",
            Which::Closed => "state = 'closed' AND listed",
        });
        if let Some(channel) = wanted.channel {
            sql.push_str(&format!(" AND channel = {}", place(channel.as_str().into())));
        }
        if let Some(intent) = wanted.intent {
            sql.push_str(&format!(" AND last_intent = {}", place(intent.as_str().into())));
        }
        if let Some(label) = &wanted.label {
            sql.push_str(&format!(
                " AND id IN (SELECT conversation_id FROM conversation_label WHERE shop_id = $1 AND label = {})",
                place(label.as_str().into())
            ));
        }
        (sql, values)
    }

    /// A page of the list, newest first.
    pub async fn inbox_list(&self, wanted: &Wanted, limit: u64) -> Result<Listing> {
        let (condition, values) = self.wanted(wanted);
        let sql = format!(
            "SELECT {COLUMNS} FROM conversation WHERE {condition} ORDER BY last_at DESC, id DESC LIMIT {} OFFSET {}",
            limit + 1,
            wanted.page.min(10_000) * limit
        );
        let mut lines = self.rows::<Line>(sql, values).await?;
        let more = lines.len() as u64 > limit;
        lines.truncate(limit as usize);
        Ok(Listing { rows: self.inbox_read(lines).await?, more })
    }

    /// Those that there are, newest first.
    pub async fn inbox_rows(&self, ids: &[ConversationId]) -> Result<Vec<Row>> {
        let mut out = Vec::with_capacity(ids.len());
        for some in ids.chunks(AT_ONCE) {
            let sql = format!(
                "SELECT {COLUMNS} FROM conversation WHERE shop_id = $1 AND listed AND id IN ({})",
                places(2, some.len())
            );
            let values = std::iter::once(self.shop.into()).chain(some.iter().map(|id| Value::from(*id)));
            out.extend(self.inbox_read(self.rows::<Line>(sql, values).await?).await?);
        }
        out.sort_by_key(|row| std::cmp::Reverse((row.last_at, row.id)));
        Ok(out)
    }

    async fn count(&self, what: &str) -> Result<u64> {
        let sql =
            format!("SELECT COUNT(*) AS count FROM conversation WHERE shop_id = $1 AND practice = FALSE AND {what}");
        let row = self.row(sql, [self.shop.into()]).await?.ok_or(Error::NotFound)?;
        Ok(row.try_get::<i64>("", "count")?.unsigned_abs())
    }

    /// Conversations that wait for a person.
    pub async fn needs_you_count(&self) -> Result<u64> {
        self.count("needs_you").await
    }

    /// Conversations in which a person has the floor.
    pub async fn handed_over_count(&self) -> Result<u64> {
        self.count("voice = 'human' AND listed").await
    }

    /// The newest of the wanted conversations, none newer than `until`, with the time of their last message.
    pub async fn inbox_newest(
        &self,
        wanted: &Wanted,
        until: Option<Time>,
        limit: u64,
    ) -> Result<Vec<(ConversationId, Time)>> {
        let (mut sql, mut values) = self.wanted(wanted);
        if let Some(until) = until {
            values.push(until.into());
            sql.push_str(&format!(" AND last_at <= ${}", values.len()));
        }
        let sql =
            format!("SELECT id, last_at FROM conversation WHERE {sql} ORDER BY last_at DESC, id DESC LIMIT {limit}");
        Ok(self.rows::<Dated>(sql, values).await?.into_iter().map(|row| (row.id, row.last_at)).collect())
    }

    /// Conversations with a label that begins like this, at most `limit`.
    pub async fn inbox_by_label(&self, begins: &str, limit: u64) -> Result<Vec<ConversationId>> {
        let sql = format!(
            "SELECT conversation_id AS id FROM conversation_label \
             WHERE shop_id = $1 AND label >= $2 AND label < $3 LIMIT {limit}"
        );
        let end = format!("{begins}\u{10ffff}");
        let rows = self.rows::<Found>(sql, [self.shop.into(), begins.into(), end.into()]).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Conversations in which this very address was left.
    pub async fn inbox_by_contact(&self, email: &str, limit: u64) -> Result<Vec<ConversationId>> {
        let sql = format!(
            "SELECT conversation_id AS id FROM contact_request \
             WHERE shop_id = $1 AND email_index = $2 AND email_index IS NOT NULL LIMIT {limit}"
        );
        let rows = self.rows::<Found>(sql, [self.shop.into(), self.contact_index(email)?.into()]).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Conversations in which one of the products was shown, at most `limit`.
    pub async fn inbox_by_products(&self, products: &[ProductId], limit: u64) -> Result<Vec<ConversationId>> {
        if products.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT DISTINCT conversation_id AS id FROM product_event \
             WHERE shop_id = $1 AND product_id IN ({}) LIMIT {limit}",
            places(2, products.len())
        );
        let values = std::iter::once(self.shop.into()).chain(products.iter().map(|id| Value::from(*id)));
        Ok(self.rows::<Found>(sql, values).await?.into_iter().map(|row| row.id).collect())
    }

    /// Products that were shown in a conversation, the latest first.
    pub async fn products_shown(&self, conversation: ConversationId, limit: usize) -> Result<Vec<ProductId>> {
        // Grouped here: asked to group, SQLite walks all of the shop's events along the index by product.
        let sql = "SELECT product_id FROM product_event WHERE shop_id = $1 AND conversation_id = $2 AND kind = 'shown' \
                   ORDER BY at DESC, position";
        #[derive(FromQueryResult)]
        struct Shown {
            product_id: ProductId,
        }
        let mut shown: Vec<ProductId> = Vec::new();
        for row in self.rows::<Shown>(sql, [self.shop.into(), conversation.into()]).await? {
            if shown.len() < limit && !shown.contains(&row.product_id) {
                shown.push(row.product_id);
            }
        }
        Ok(shown)
    }

    /// What was said in these conversations. Of erased customers nothing.
    pub async fn inbox_texts(&self, conversations: &[ConversationId]) -> Result<Texts> {
        let mut out = Texts::new();
        for some in conversations.chunks(AT_ONCE) {
            let values = || std::iter::once(self.shop.into()).chain(some.iter().map(|id| Value::from(*id)));
            let among = places(2, some.len());
            let sql = format!("SELECT id, customer_id FROM conversation WHERE shop_id = $1 AND id IN ({among})");
            let whose: HashMap<_, _> =
                self.rows::<Whose>(sql, values()).await?.into_iter().map(|row| (row.id, row.customer_id)).collect();
            let keys = self.customer_keys(whose.values().copied()).await?;
            let key = |id: &ConversationId| whose.get(id).and_then(|customer| keys.get(customer));
            let sql = format!(
                "SELECT id, conversation_id, body_sealed FROM message \
                 WHERE shop_id = $1 AND conversation_id IN ({among}) AND body_sealed IS NOT NULL"
            );
            for row in self.rows::<Body>(sql, values()).await? {
                let Some(key) = key(&row.conversation_id) else { continue };
                let text = key.unseal_text(self.place("message", "body", &[row.id.0.as_bytes()]), &row.body_sealed)?;
                out.entry(row.conversation_id).or_default().push(text);
            }
            let sql = format!(
                "SELECT m.id, m.conversation_id, p.position, p.body_sealed FROM message m JOIN message_part p \
                 ON p.shop_id = m.shop_id AND p.message_id = m.id \
                 WHERE m.shop_id = $1 AND m.conversation_id IN ({among}) AND p.kind = 'text'"
            );
            for row in self.rows::<PartBody>(sql, values()).await? {
                let Some(key) = key(&row.conversation_id) else { continue };
                let place = [row.id.0.as_bytes().as_slice(), &row.position.to_le_bytes()];
                let json = key.unseal(self.place("message_part", "body", &place), &row.body_sealed)?;
                let part: Part = serde_json::from_slice(&json).map_err(Error::corrupt)?;
                out.entry(row.conversation_id).or_default().push(part.text().to_owned());
            }
        }
        Ok(out)
    }

    /// Conversations that something happened in after `since`, each with the number of its last event.
    pub async fn inbox_touched(&self, since: Time) -> Result<Vec<(ConversationId, i64)>> {
        let sql = "SELECT conversation_id, MAX(seq) AS seq FROM event WHERE shop_id = $1 AND created_at >= $2 \
                   AND conversation_id <> $3 GROUP BY conversation_id";
        let rows = self.rows::<Touched>(sql, [self.shop.into(), since.into(), Uuid::nil().into()]).await?;
        Ok(rows.into_iter().map(|row| (ConversationId(row.conversation_id), row.seq)).collect())
    }

    /// Messages of the shop that the customer's page has not shown yet.
    pub async fn unread_count(&self, conversation: ConversationId) -> Result<u64> {
        let sql = "SELECT COUNT(*) AS count FROM message m JOIN conversation c ON c.shop_id = m.shop_id AND c.id = m.conversation_id \
                   WHERE m.shop_id = $1 AND m.conversation_id = $2 AND m.seq > c.seen_seq AND m.state = 'closed' \
                   AND m.author <> 'customer'";
        let row = self.row(sql, [self.shop.into(), conversation.into()]).await?.ok_or(Error::NotFound)?;
        Ok(row.try_get::<i64>("", "count")?.unsigned_abs())
    }

    /// Whether a member has ever written in the conversation.
    pub async fn member_wrote(&self, conversation: ConversationId) -> Result<bool> {
        let sql =
            "SELECT 1 AS one FROM message WHERE shop_id = $1 AND conversation_id = $2 AND author = 'member' LIMIT 1";
        Ok(self.row(sql, [self.shop.into(), conversation.into()]).await?.is_some())
    }

    /// Labels in use, most used first, at most `limit`.
    pub async fn labels(&self, limit: u64) -> Result<Vec<String>> {
        #[derive(FromQueryResult)]
        struct Used {
            label: String,
        }
        let sql = format!(
            "SELECT label FROM conversation_label WHERE shop_id = $1 GROUP BY label ORDER BY COUNT(*) DESC, label LIMIT {limit}"
        );
        Ok(self.rows::<Used>(sql, [self.shop.into()]).await?.into_iter().map(|row| row.label).collect())
    }

    /// In the order they were written.
    pub async fn notes(&self, conversation: ConversationId) -> Result<Vec<Note>> {
        let rows = note::Entity::find()
            .filter(note::Column::ShopId.eq(self.shop))
            .filter(note::Column::ConversationId.eq(conversation))
            .order_by_asc(note::Column::CreatedAt)
            .order_by_asc(note::Column::Id)
            .all(&self.db())
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.key(Subject::Customer(self.customer_of(conversation).await?)).await?;
        let read = |row: note::Model| {
            let text = match &row.body_sealed {
                Some(sealed) => key.unseal_text(self.place("note", "body", &[row.id.0.as_bytes()]), sealed)?,
                None => String::new(),
            };
            let kind = row.kind.parse().map_err(Error::corrupt)?;
            Ok(Note { id: row.id, kind, by: row.member_name, text, at: row.created_at })
        };
        rows.into_iter().map(read).collect()
    }

    /// By name.
    pub async fn canned_replies(&self) -> Result<Vec<CannedReply>> {
        let rows = canned_reply::Entity::find()
            .filter(canned_reply::Column::ShopId.eq(self.shop))
            .order_by_asc(canned_reply::Column::Name)
            .order_by_asc(canned_reply::Column::Id)
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|row| CannedReply { id: row.id, name: row.name, text: row.body }).collect())
    }
}

impl ShopStore {
    /// Deletes events from before then, in small transactions; how many.
    pub async fn events_sweep(&self, before: Time) -> Result<u64> {
        let sql = "DELETE FROM event WHERE (shop_id, conversation_id, seq) IN \
                   (SELECT shop_id, conversation_id, seq FROM event WHERE shop_id = $1 AND created_at < $2 LIMIT $3)";
        self.sweep(sql, before).await
    }

    /// Deletes what came from outside before then and was worked on; how many. A delivery repeated later than that is
    /// taken for a new one.
    pub async fn inbound_sweep(&self, before: Time) -> Result<u64> {
        let sql = "DELETE FROM inbound WHERE (shop_id, id) IN \
                   (SELECT shop_id, id FROM inbound WHERE shop_id = $1 AND received_at < $2 AND state = 'done' LIMIT $3)";
        self.sweep(sql, before).await
    }

    async fn sweep(&self, sql: &str, before: Time) -> Result<u64> {
        let mut swept = 0;
        loop {
            let tx = self.begin().await?;
            let gone = tx.run(sql, [self.shop.into(), before.into(), SWEPT_AT_ONCE.into()]).await?;
            tx.commit_soft().await?;
            swept += gone;
            if gone < SWEPT_AT_ONCE.unsigned_abs() {
                return Ok(swept);
            }
        }
    }
}

impl Tx {
    /// Notes what was said last, for the list. A customer who writes opens a closed conversation, and waits for a person
    /// where one has the floor; a member who writes has answered.
    pub async fn conversation_said(
        &self,
        id: ConversationId,
        by: Author,
        text: &str,
        intent: Option<Intent>,
    ) -> Result<()> {
        let key = self.key(Subject::Customer(self.customer_of(id).await?)).await?;
        let sealed = key.seal(self.place("conversation", "preview", &[id.0.as_bytes()]), begins(text).as_bytes())?;
        let more = match by {
            Author::Customer => ", state = 'open', needs_you = (needs_you OR voice = 'human')",
            Author::Member => ", needs_you = FALSE",
            Author::Assistant | Author::System => "",
        };
        let sql = format!(
            "UPDATE conversation SET last_author = $3, preview_sealed = $4, last_intent = COALESCE($5, last_intent){more} \
             WHERE shop_id = $1 AND id = $2"
        );
        let intent = intent.map(|intent| intent.to_string());
        let values: [Value; 5] = [self.shop.into(), id.into(), by.as_str().into(), sealed.into(), intent.into()];
        if self.run(sql, values).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
    }

    /// A member has the floor from now on; the conversation's new epoch, unchanged when a person had it already.
    pub async fn floor_take(&self, id: ConversationId, member: Option<MemberId>, name: &str) -> Result<i64> {
        let epoch = self.voice_set(id, Voice::Human).await?;
        // Who has written last and was not answered waits for this person now.
        let sql = "UPDATE conversation SET holder_id = $3, holder_name = $4, \
                   needs_you = (needs_you OR COALESCE(last_author, '') = 'customer') WHERE shop_id = $1 AND id = $2";
        self.run(sql, [self.shop.into(), id.into(), member.into(), name.into()]).await?;
        Ok(epoch)
    }

    /// Nobody is waited for any more, or somebody is.
    pub async fn needs_you_set(&self, id: ConversationId, needs: bool) -> Result<()> {
        self.set(id, "needs_you = $3", needs.into()).await
    }

    /// Whoever closes a conversation has done what it needed.
    pub async fn conversation_close(&self, id: ConversationId, closed: bool) -> Result<()> {
        let state = if closed { "closed" } else { "open" };
        let what = if closed { "state = $3, needs_you = FALSE" } else { "state = $3" };
        self.set(id, what, state.into()).await
    }

    /// The customer's page has shown everything up to message number `seq`; whether that was news.
    pub async fn seen_set(&self, id: ConversationId, seq: i64) -> Result<bool> {
        let sql = "UPDATE conversation SET seen_seq = CASE WHEN $3 < last_seq THEN $3 ELSE last_seq END \
                   WHERE shop_id = $1 AND id = $2 AND seen_seq < $3 AND seen_seq < last_seq";
        Ok(self.run(sql, [self.shop.into(), id.into(), seq.into()]).await? > 0)
    }

    /// Puts a label on a conversation, or takes it off. [`Error::NotFound`] when there is no such conversation.
    pub async fn label_set(&self, id: ConversationId, label: &str, on: bool) -> Result<()> {
        if on {
            let row = conversation_label::Model { shop_id: self.shop, label: label.to_owned(), conversation_id: id };
            use conversation_label::Column as L;
            let keep = OnConflict::columns([L::ShopId, L::Label, L::ConversationId]).do_nothing().to_owned();
            conversation_label::Entity::insert(row.into_active_model().reset_all())
                .on_conflict(keep)
                .exec_without_returning(&self.db())
                .await?;
        } else {
            conversation_label::Entity::delete_by_id((self.shop, label.to_owned(), id)).exec(&self.db()).await?;
        }
        let labels: Vec<String> = conversation_label::Entity::find()
            .filter(conversation_label::Column::ShopId.eq(self.shop))
            .filter(conversation_label::Column::ConversationId.eq(id))
            .order_by_asc(conversation_label::Column::Label)
            .all(&self.db())
            .await?
            .into_iter()
            .map(|row| row.label)
            .collect();
        self.set(id, "labels = $3", serde_json::to_string(&labels).map_err(Error::corrupt)?.into()).await
    }

    /// Adds a note, once per id; whether it was new.
    pub async fn note_add(&self, new: &NewNote) -> Result<bool> {
        let key = self.key(Subject::Customer(self.customer_of(new.conversation).await?)).await?;
        let body = match new.text.as_str() {
            "" => None,
            text => Some(key.seal(self.place("note", "body", &[new.id.0.as_bytes()]), text.as_bytes())?),
        };
        let row = note::Model {
            shop_id: self.shop,
            id: new.id,
            conversation_id: new.conversation,
            kind: new.kind.to_string(),
            member_id: new.member,
            member_name: new.name.clone(),
            body_sealed: body,
            created_at: new.at,
        };
        let keep = OnConflict::columns([note::Column::ShopId, note::Column::Id]).do_nothing().to_owned();
        let insert = note::Entity::insert(row.into_active_model().reset_all()).on_conflict(keep);
        Ok(insert.exec_without_returning(&self.db()).await? > 0)
    }

    /// Adds or replaces.
    pub async fn canned_reply_put(&self, reply: &CannedReply, at: Time) -> Result<()> {
        let row = canned_reply::Model {
            shop_id: self.shop,
            id: reply.id,
            name: reply.name.clone(),
            body: reply.text.clone(),
            updated_at: at,
        };
        use canned_reply::Column as R;
        let replace =
            OnConflict::columns([R::ShopId, R::Id]).update_columns([R::Name, R::Body, R::UpdatedAt]).to_owned();
        let insert = canned_reply::Entity::insert(row.into_active_model().reset_all()).on_conflict(replace);
        insert.exec_without_returning(&self.db()).await?;
        Ok(())
    }

    /// Whether there was one.
    pub async fn canned_reply_remove(&self, id: CannedReplyId) -> Result<bool> {
        Ok(canned_reply::Entity::delete_by_id((self.shop, id)).exec(&self.db()).await?.rows_affected > 0)
    }
}
