//! Who got which reply, by which way; and the letters and calls that are still to do.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::{FromQueryResult, Value};
use kernel::{Tx, WriteTx, values};
use serde::Serialize;
use uuid::Uuid;

use super::{Clauses, list, rows};
use crate::model::reply::{Reach, TaskState, Way};
use crate::model::voice::{Channel, Preferred};

/// Voices of a reply that have not got it, as a subquery: `$1` is the reply, `$2` its body.
const OF_REPLY: &str = "SELECT v.id FROM thread_heard v WHERE v.body_id = $2 AND \
    v.state = 'received' AND EXISTS (SELECT 1 FROM thread_assignment a JOIN thread_reply_theme t \
    ON t.theme_id = a.theme_id WHERE a.voice_id = v.id AND a.state = 'assigned' AND \
    t.reply_id = $1)";

kernel::statements! {
    DUE = "SELECT DISTINCT a.voice_id AS id FROM thread_reply_theme t JOIN thread_assignment a \
           ON a.theme_id = t.theme_id AND a.state = 'assigned' JOIN thread_heard v \
           ON v.id = a.voice_id AND v.body_id = $2 AND v.state = 'received' \
           LEFT JOIN thread_delivery d ON d.reply_id = $1 AND d.voice_id = a.voice_id \
           WHERE t.reply_id = $1 AND d.voice_id IS NULL AND a.voice_id > $3 \
           ORDER BY a.voice_id LIMIT $4";
    ARRIVED = "UPDATE thread_reply SET delivering = FALSE WHERE id = $1";
    WAYS = "SELECT way, COUNT(*) AS n FROM thread_delivery WHERE reply_id = $1 GROUP BY way ORDER BY way";
    OF_VOICE = "SELECT reply_id, way, at FROM thread_delivery WHERE voice_id = $1 ORDER BY at LIMIT 100";
    FINISH = "UPDATE thread_task SET state = $3, done_at = $4, done_by = $5, note = $6 \
              WHERE body_id = $1 AND id = $2 AND state = 'open'";
    OPEN = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM thread_task WHERE body_id = $1 AND \
            state = 'open' LIMIT 10001) x";
}

/// How a voice can be reached, and where.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Reachable {
    pub id: Uuid,
    pub reference: String,
    pub channel: Channel,
    pub said_on: NaiveDate,
    pub name: Option<String>,
    pub email: Option<String>,
    pub email_key: Option<String>,
    pub telephone: Option<String>,
    pub address: Option<String>,
    pub preferred: Option<Preferred>,
    pub wants_reply: Option<bool>,
    pub unsubscribed_at: Option<DateTime<Utc>>,
}

impl Reachable {
    /// What the rule about ways needs to know.
    pub fn reach(&self) -> Reach {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.is_empty());
        Reach {
            channel: self.channel,
            preferred: self.preferred,
            wants_reply: self.wants_reply == Some(true),
            unsubscribed: self.unsubscribed_at.is_some(),
            email: given(&self.email),
            address: given(&self.address),
            telephone: given(&self.telephone),
        }
    }
}

const REACHABLE: &str = "SELECT v.id, v.reference, v.channel, v.said_on, c.name, c.email, \
    c.email_key, c.telephone, c.address, c.preferred, c.wants_reply, c.unsubscribed_at \
    FROM thread_heard v LEFT JOIN thread_contact c ON c.voice_id = v.id";

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

/// The next voices that a reply is due to.
pub(crate) async fn due(
    tx: &Tx,
    body: Uuid,
    reply: Uuid,
    after: Uuid,
    most: usize,
) -> Result<Vec<Uuid>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<Id> = tx.all(DUE, values![reply, body, after, most]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// How these voices can be reached.
pub(crate) async fn reachable(tx: &Tx, voices: &[Uuid]) -> Result<Vec<Reachable>> {
    if voices.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{REACHABLE} WHERE v.id IN ({}) ORDER BY v.id", list(1, voices.len()));
    tx.all(&sql, voices.iter().map(|id| Value::from(*id)).collect()).await
}

/// How the voices of a reply's themes can be reached, a page at a time.
pub(crate) async fn audience(
    tx: &Tx,
    body: Uuid,
    reply: Uuid,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<Reachable>> {
    let sql =
        format!("{REACHABLE} WHERE v.id IN ({OF_REPLY}) AND v.id > $3 ORDER BY v.id LIMIT $4");
    tx.all(&sql, values![reply, body, after.unwrap_or_default(), most]).await
}

/// Voices of a reply's themes by how they can be reached.
#[derive(Debug, Clone, FromQueryResult)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub(crate) struct Group {
    pub channel: Channel,
    pub preferred: Option<Preferred>,
    pub wants_reply: Option<bool>,
    pub unsubscribed: bool,
    pub email: bool,
    pub address: bool,
    pub telephone: bool,
    pub n: i64,
}

impl Group {
    /// What the rule about ways needs to know.
    pub fn reach(&self) -> Reach {
        Reach {
            channel: self.channel,
            preferred: self.preferred,
            wants_reply: self.wants_reply == Some(true),
            unsubscribed: self.unsubscribed,
            email: self.email,
            address: self.address,
            telephone: self.telephone,
        }
    }
}

/// The audience of a reply in groups, however large it is.
pub(crate) async fn groups(tx: &Tx, body: Uuid, reply: Uuid) -> Result<Vec<Group>> {
    let sql = format!(
        "SELECT channel, preferred, wants_reply, unsubscribed, email, address, telephone, COUNT(*) \
         AS n FROM (SELECT v.channel, c.preferred, c.wants_reply, c.unsubscribed_at IS NOT NULL AS \
         unsubscribed, COALESCE(c.email, '') <> '' AS email, COALESCE(c.address, '') <> '' AS \
         address, COALESCE(c.telephone, '') <> '' AS telephone FROM thread_heard v LEFT JOIN \
         thread_contact c ON c.voice_id = v.id WHERE v.id IN ({OF_REPLY})) x GROUP BY channel, \
         preferred, wants_reply, unsubscribed, email, address, telephone"
    );
    tx.all(&sql, values![reply, body]).await
}

/// How many e-mail addresses a reply would be sent to: a person with several voices gets one.
pub(crate) async fn addresses(tx: &Tx, body: Uuid, reply: Uuid) -> Result<i64> {
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT DISTINCT c.email_key FROM thread_contact c WHERE c.email_key \
         <> '' AND c.wants_reply = TRUE AND c.unsubscribed_at IS NULL AND c.preferred <> 'none' AND \
         c.preferred <> 'social-media' AND NOT (c.preferred = 'letter' AND c.address <> '') AND NOT \
         (c.preferred = 'telephone' AND c.telephone <> '') AND c.voice_id IN ({OF_REPLY})) x"
    );
    tx.count(&sql, values![reply, body]).await
}

/// Keeps that a reply reached voices.
pub(crate) async fn insert(
    tx: &WriteTx,
    body: Uuid,
    reply: Uuid,
    ways: &[(Uuid, Way)],
) -> Result<()> {
    for chunk in ways.chunks(super::BATCH) {
        let sql = format!(
            "INSERT INTO thread_delivery (reply_id, voice_id, body_id, way, at) VALUES {}",
            rows(5, chunk.len())
        );
        let mut values = Vec::with_capacity(5 * chunk.len());
        for (voice, way) in chunk {
            values.extend(values![reply, *voice, body, way.key(), tx.now()]);
        }
        tx.exec(&sql, values).await?;
        let sql = format!(
            "UPDATE thread_voice SET answered_at = $1 WHERE answered_at IS NULL AND id IN ({})",
            list(2, chunk.len())
        );
        let mut values = values![tx.now()];
        values.extend(chunk.iter().map(|(voice, _)| Value::from(*voice)));
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Marks a reply as having reached everybody for now.
pub(crate) async fn arrived(tx: &WriteTx, reply: Uuid) -> Result<()> {
    tx.exec(ARRIVED, values![reply]).await?;
    Ok(())
}

/// Voices by the way a reply reached them.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct ByWay {
    /// The way.
    pub way: Way,
    /// How many voices.
    pub n: i64,
}

/// Voices that a reply reached, by way.
pub(crate) async fn ways(tx: &Tx, reply: Uuid) -> Result<Vec<ByWay>> {
    tx.all(WAYS, values![reply]).await
}

/// That a reply reached a voice.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Delivery {
    /// The reply.
    pub reply_id: Uuid,
    /// By which way.
    pub way: Way,
    /// When.
    pub at: DateTime<Utc>,
}

/// The replies that reached a voice.
pub(crate) async fn of_voice(tx: &Tx, voice: Uuid) -> Result<Vec<Delivery>> {
    tx.all(OF_VOICE, values![voice]).await
}

/// A letter or call to be done.
pub(crate) struct NewTask {
    pub voice: Uuid,
    pub way: Way,
    pub dedupe: String,
}

/// Adds letters and calls, one for each address or number.
pub(crate) async fn add_tasks(
    tx: &WriteTx,
    body: Uuid,
    reply: Uuid,
    tasks: &[NewTask],
) -> Result<()> {
    for chunk in tasks.chunks(super::BATCH) {
        let sql = format!(
            "INSERT INTO thread_task (id, body_id, reply_id, voice_id, way, dedupe, state, \
             created_at, note) VALUES {} ON CONFLICT (reply_id, dedupe) DO NOTHING",
            rows(9, chunk.len())
        );
        let mut values = Vec::with_capacity(9 * chunk.len());
        for task in chunk {
            values.extend(values![
                tx.id(),
                body,
                reply,
                task.voice,
                task.way.key(),
                task.dedupe.as_str(),
                TaskState::Open.key(),
                tx.now(),
                ""
            ]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// A letter or call, with what is needed to do it.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Task {
    /// Its id.
    pub id: Uuid,
    /// The reply to be told.
    pub reply_id: Uuid,
    /// The reply's title.
    pub title: String,
    /// To the person of this voice.
    pub voice_id: Uuid,
    /// The voice's reference.
    pub reference: String,
    /// Letter, telephone or social media.
    pub way: Way,
    /// Where it stands.
    pub state: TaskState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
    /// By whom.
    pub done_by: Option<String>,
    /// More, in words.
    pub note: String,
    /// Whom to write to or call; empty in lists for people who may not see it.
    pub name: String,
    /// Where to write.
    pub address: String,
    /// Where to call.
    pub telephone: String,
    /// Large print, an interpreter.
    pub access_needs: String,
}

/// Which letters and calls.
#[derive(Debug, Clone, Default)]
pub struct WhichTasks {
    /// In this state.
    pub state: Option<TaskState>,
    /// Of this way.
    pub way: Option<Way>,
    /// Of this reply.
    pub reply: Option<Uuid>,
}

/// Letters and calls, oldest first; names and addresses only when asked.
pub(crate) async fn tasks(
    tx: &Tx,
    body: Uuid,
    which: &WhichTasks,
    contacts: bool,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<Task>> {
    let mut c = Clauses::default();
    c.with("t.body_id = ?", body);
    c.maybe("t.state = ?", which.state.map(TaskState::key));
    c.maybe("t.way = ?", which.way.map(Way::key));
    c.maybe("t.reply_id = ?", which.reply);
    c.maybe("t.id > ?", after);
    let sql = c.sql();
    let limit = c.value(most);
    let who = if contacts {
        "COALESCE(c.name, '') AS name, COALESCE(c.address, '') AS address, COALESCE(c.telephone, \
         '') AS telephone, COALESCE(c.access_needs, '') AS access_needs"
    } else {
        "'' AS name, '' AS address, '' AS telephone, '' AS access_needs"
    };
    let sql = format!(
        "SELECT t.id, t.reply_id, r.title, t.voice_id, v.reference, t.way, t.state, t.created_at, \
         t.done_at, t.done_by, t.note, {who} FROM thread_task t JOIN thread_reply r ON r.id = \
         t.reply_id JOIN thread_voice v ON v.id = t.voice_id LEFT JOIN thread_contact c ON \
         c.voice_id = t.voice_id WHERE {sql} ORDER BY t.id LIMIT ${limit}"
    );
    tx.all(&sql, c.values).await
}

/// Closes a letter or call; whether it was open.
pub(crate) async fn finish_task(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    state: TaskState,
    note: &str,
) -> Result<bool> {
    let values = values![body, id, state.key(), tx.now(), tx.actor().name(), note.trim()];
    Ok(tx.exec(FINISH, values).await? == 1)
}

/// Letters and calls to do, counted up to 10,001.
pub(crate) async fn open_tasks(tx: &Tx, body: Uuid) -> Result<i64> {
    tx.count(OPEN, values![body]).await
}
