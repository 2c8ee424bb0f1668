//! Finding voices: the inbox and every list behind a figure (law 3). Lists are read by id from
//! where the last page ended, so that the millionth page costs as much as the first.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, search};
use serde::Serialize;
use uuid::Uuid;

use super::Clauses;
use crate::model::voice::{About, Capacity, Channel, Kind, VoiceState};

/// Which voices; every part narrows.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Whose.
    pub body: Uuid,
    /// In this state; any when none.
    pub state: Option<VoiceState>,
    /// About this service.
    pub service: Option<Uuid>,
    /// About no service that is known.
    pub no_service: bool,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// About a service or about the commissioner.
    pub about: Option<About>,
    /// By this channel.
    pub channel: Option<Channel>,
    /// Through this door.
    pub source: Option<String>,
    /// With this Friends and Family answer.
    pub score: Option<i64>,
    /// Without a Friends and Family answer.
    pub no_score: bool,
    /// With a point that nobody has looked at again, and that this account did not give.
    pub to_review_by: Option<Uuid>,
    /// Making this point.
    pub theme: Option<Uuid>,
    /// Making any point of this codebook.
    pub codebook: Option<Uuid>,
    /// For which a machine suggests this point and nobody has said.
    pub suggested: Option<Uuid>,
    /// Making a point at all, or none yet.
    pub themed: Option<bool>,
    /// With a reply, or without one yet.
    pub answered: Option<bool>,
    /// Said on this day or later.
    pub said_from: Option<NaiveDate>,
    /// Said on this day or earlier.
    pub said_until: Option<NaiveDate>,
    /// In this language.
    pub language: Option<String>,
    /// Wanting a translation, or not.
    pub needs_translation: Option<bool>,
    /// That may be published, or may not.
    pub publishable: Option<bool>,
    /// Brought by this import.
    pub import: Option<Uuid>,
    /// With these words, "phrases" and without -words (see [`kernel::search`]).
    pub words: Option<String>,
}

impl Filter {
    /// The counted voices of a body.
    pub fn counted(body: Uuid) -> Self {
        Self { state: Some(VoiceState::Received), ..Self::every(body) }
    }

    /// Every voice of a body, in whatever state.
    pub fn every(body: Uuid) -> Self {
        Self {
            body,
            state: None,
            service: None,
            no_service: false,
            kind: None,
            about: None,
            channel: None,
            source: None,
            score: None,
            no_score: false,
            to_review_by: None,
            theme: None,
            codebook: None,
            suggested: None,
            themed: None,
            answered: None,
            said_from: None,
            said_until: None,
            language: None,
            needs_translation: None,
            publishable: None,
            import: None,
            words: None,
        }
    }

    fn clauses(&self, tx: &Tx) -> Clauses {
        let mut c = Clauses::default();
        c.with("v.body_id = ?", self.body);
        c.maybe("v.state = ?", self.state.map(VoiceState::key));
        c.maybe("v.service_id = ?", self.service);
        c.maybe("v.kind = ?", self.kind.map(Kind::key));
        c.maybe("v.about = ?", self.about.map(About::key));
        c.maybe("v.channel = ?", self.channel.map(Channel::key));
        c.maybe("v.source = ?", self.source.as_deref());
        c.maybe("v.score = ?", self.score);
        let point = "EXISTS (SELECT 1 FROM thread_assignment a WHERE a.voice_id = v.id AND ";
        c.maybe(&format!("{point} a.theme_id = ? AND a.state = 'assigned')"), self.theme);
        c.maybe(&format!("{point} a.codebook_id = ? AND a.state = 'assigned')"), self.codebook);
        c.maybe(&format!("{point} a.theme_id = ? AND a.state = 'suggested')"), self.suggested);
        c.maybe(
            &format!(
                "{point} a.state = 'assigned' AND a.reviewed_at IS NULL AND (a.account_id IS NULL \
                 OR a.account_id <> ?))"
            ),
            self.to_review_by,
        );
        if self.no_service {
            c.plain("v.service_id IS NULL");
        }
        if self.no_score {
            c.plain("v.score IS NULL");
        }
        match self.themed {
            Some(true) => c.plain("v.themes > 0"),
            Some(false) => c.plain("v.themes = 0"),
            None => {}
        }
        match self.answered {
            Some(true) => c.plain("v.answered_at IS NOT NULL"),
            Some(false) => c.plain("v.answered_at IS NULL"),
            None => {}
        }
        c.maybe("v.said_on >= ?", self.said_from);
        c.maybe("v.said_on <= ?", self.said_until);
        c.maybe("v.language = ?", self.language.as_deref());
        c.maybe("v.needs_translation = ?", self.needs_translation);
        c.maybe("v.publishable = ?", self.publishable);
        c.maybe("v.import_id = ?", self.import);
        if let Some(words) = &self.words {
            let next = c.values.len() + 1;
            let found = search::clause(tx.engine(), "v.id", "thread.voice", words, next);
            if let Some((clause, values)) = found {
                c.plain(&clause);
                c.values.extend(values);
            }
        }
        c
    }
}

/// In which order, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// Newest first, from the start.
    Newest,
    /// Newest first, those stored before this one.
    Before(Uuid),
    /// Oldest first, from the start.
    Oldest,
    /// Oldest first, those stored after this one.
    After(Uuid),
}

/// A voice in a list.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// Its reference.
    pub reference: String,
    /// Which door it came through.
    pub source: String,
    /// Its kind.
    pub kind: Kind,
    /// What it is about.
    pub about: About,
    /// Which service.
    pub service_id: Option<Uuid>,
    /// How it arrived.
    pub channel: Channel,
    /// In what capacity.
    pub capacity: Capacity,
    /// The day it was said.
    pub said_on: NaiveDate,
    /// When it was stored.
    pub received_at: DateTime<Utc>,
    /// Its language.
    pub language: Option<String>,
    /// Whether staff need a translation.
    pub needs_translation: bool,
    /// The first thousand letters, covered where redacted; none once erased.
    pub words: Option<String>,
    /// Whether there is more than that.
    pub longer: bool,
    /// Whether it may be published.
    pub publishable: bool,
    /// The question that it answers.
    pub question: Option<String>,
    /// Friends and Family answer.
    pub score: Option<i64>,
    /// Where it stands.
    pub state: VoiceState,
    /// Why it is excluded or erased.
    pub state_reason: Option<String>,
    /// How many points it makes.
    pub themes: i64,
    /// When the first reply reached it.
    pub answered_at: Option<DateTime<Utc>>,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// The id after which the next page begins, when there is one.
    pub next: Option<Uuid>,
}

/// Rows that a page may ask for at most.
pub const MOST: usize = 200;

/// Voices, a page at a time.
pub(crate) async fn voices(
    tx: &Tx,
    filter: &Filter,
    from: From,
    rows: usize,
) -> Result<Page<Listed>> {
    let rows = rows.clamp(1, MOST);
    let mut c = filter.clauses(tx);
    let order = match from {
        From::Newest => "DESC",
        From::Before(id) => {
            c.with("v.id < ?", id);
            "DESC"
        }
        From::Oldest => "ASC",
        From::After(id) => {
            c.with("v.id > ?", id);
            "ASC"
        }
    };
    let sql = c.sql();
    let limit = c.value(i64::try_from(rows).unwrap_or(1) + 1);
    let sql = format!(
        "SELECT v.id, v.reference, v.source, v.kind, v.about, v.service_id, v.channel, v.capacity, \
         v.said_on, v.received_at, v.language, v.needs_translation, \
         SUBSTR(COALESCE(v.redacted_words, v.words), 1, 1000) AS words, \
         COALESCE(LENGTH(COALESCE(v.redacted_words, v.words)), 0) > 1000 AS longer, v.publishable, \
         v.question, v.score, v.state, v.state_reason, v.themes, v.answered_at \
         FROM thread_heard v WHERE {sql} ORDER BY v.id {order} LIMIT ${limit}"
    );
    let mut found: Vec<Listed> = tx.all(&sql, c.values).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = more.then(|| found.last().map(|row| row.id)).flatten();
    Ok(Page { rows: found, next })
}

/// Ids of voices, oldest first, for work in batches.
pub(crate) async fn ids(
    tx: &Tx,
    filter: &Filter,
    after: Option<Uuid>,
    most: usize,
) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut c = filter.clauses(tx);
    c.maybe("v.id > ?", after);
    let sql = c.sql();
    let limit = c.value(i64::try_from(most).unwrap_or(i64::MAX));
    let sql = format!("SELECT v.id FROM thread_heard v WHERE {sql} ORDER BY v.id LIMIT ${limit}");
    let rows: Vec<Row> = tx.all(&sql, c.values).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// How many voices there are, counted up to so many: a page says 'more than 10,000' beyond.
pub(crate) async fn count_up_to(tx: &Tx, filter: &Filter, most: i64) -> Result<i64> {
    let mut c = filter.clauses(tx);
    let sql = c.sql();
    let limit = c.value(most + 1);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM thread_heard v WHERE {sql} LIMIT ${limit}) x"
    );
    tx.count(&sql, c.values).await
}
