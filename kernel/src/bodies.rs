//! Bodies: the commissioners and other organisations that own records. They change name and law,
//! so each has dates, predecessors and successors (R-BODY-01); their records stay readable
//! through the successor.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::audit::{Audited, Event};
use crate::db::{Tx, WriteTx};
use crate::error::{Message, Problems, Result};
use crate::subject::Subject;
use crate::values;

/// Kinds of body that can be chosen, as message keys `body-kind-…` name them (domain.md 18).
pub const KINDS: &[&str] = &["icb", "ccg", "place", "trust", "council", "healthwatch", "other"];

/// How two bodies can stand to one another (R-BODY-02, REQ-323).
pub const RELATIONS: &[&str] = &[
    "commissions",
    "provides-to",
    "scrutinises",
    "regulates",
    "represents",
    "hosts",
    "funds",
    "member-of",
    "reports-to",
    "sits-on",
    "partner-in",
];

/// First parts of addresses that a body cannot have as its own.
const RESERVED: &[&str] = &[
    "staff",
    "follow",
    "check",
    "sign-in",
    "sign-out",
    "assets",
    "health",
    "ready",
    "metrics",
    "accessibility",
    "privacy",
    "cookies",
    "invitation",
    "reset",
    "unsubscribe",
    "api",
    "account",
    "admin",
    "administration",
    "duties",
    "help",
    "about",
    "language",
    "robots.txt",
    "favicon.ico",
    "security.txt",
];

/// A body.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Body {
    /// Its id.
    pub id: Uuid,
    /// Its part of addresses: `havering`.
    pub slug: String,
    /// Its full name.
    pub name: String,
    /// The name that pages use after the first mention.
    pub short_name: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// ODS code, when it has one.
    pub ods_code: Option<String>,
    /// The area it serves, in words.
    pub area: String,
    /// What it does, in a sentence or two for the public.
    pub about: String,
    /// Where to write by e-mail.
    pub email: String,
    /// Where to telephone.
    pub telephone: String,
    /// Where to write by post.
    pub address: String,
    /// How to complain: words for the public (REQ-268).
    pub complaints: String,
    /// Days within which a voice should be answered; past it, it is overdue (REQ-304).
    pub reply_within_days: i64,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, once known.
    pub ends_on: Option<NaiveDate>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl Body {
    /// Whether it exists on a day.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| day <= end)
    }

    /// As a subject.
    pub fn subject(&self) -> Subject {
        Subject::new("kernel.body", self.id)
    }
}

/// What is entered about a body.
#[derive(Debug, Clone)]
pub struct Details {
    /// See [`Body::slug`].
    pub slug: String,
    /// See [`Body::name`].
    pub name: String,
    /// See [`Body::short_name`].
    pub short_name: String,
    /// See [`Body::kind`].
    pub kind: String,
    /// See [`Body::ods_code`].
    pub ods_code: Option<String>,
    /// See [`Body::area`].
    pub area: String,
    /// See [`Body::about`].
    pub about: String,
    /// See [`Body::email`].
    pub email: String,
    /// See [`Body::telephone`].
    pub telephone: String,
    /// See [`Body::address`].
    pub address: String,
    /// See [`Body::complaints`].
    pub complaints: String,
    /// See [`Body::reply_within_days`].
    pub reply_within_days: i64,
    /// See [`Body::starts_on`].
    pub starts_on: NaiveDate,
    /// See [`Body::ends_on`].
    pub ends_on: Option<NaiveDate>,
}

impl Details {
    fn check(&self) -> Result<()> {
        let mut problems = Problems::new();
        let slug_ok = !self.slug.is_empty()
            && self.slug.len() <= 60
            && self.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !self.slug.starts_with('-');
        problems.require(slug_ok, "slug", "body-slug-form");
        problems.require(!RESERVED.contains(&self.slug.as_str()), "slug", "body-slug-reserved");
        problems.require(!self.name.trim().is_empty(), "name", "body-name-missing");
        problems.require(!self.short_name.trim().is_empty(), "short_name", "body-name-missing");
        problems.require(KINDS.contains(&self.kind.as_str()), "kind", "body-kind-missing");
        problems.require(
            (1..=365).contains(&self.reply_within_days),
            "reply_within_days",
            "body-reply-within-range",
        );
        problems.require(
            self.ends_on.is_none_or(|end| end >= self.starts_on),
            "ends_on",
            "body-ends-before-it-starts",
        );
        problems.check()
    }
}

const COLUMNS: &str = "id, slug, name, short_name, kind, ods_code, area, about, email, telephone, \
                       address, complaints, reply_within_days, starts_on, ends_on, created_at";

/// All bodies, by name.
pub async fn list(tx: &Tx) -> Result<Vec<Body>> {
    tx.all(&format!("SELECT {COLUMNS} FROM body ORDER BY name"), values![]).await
}

/// The body of that slug.
pub async fn by_slug(tx: &Tx, slug: &str) -> Result<Option<Body>> {
    tx.one(&format!("SELECT {COLUMNS} FROM body WHERE slug = $1"), values![slug]).await
}

/// The body of that id.
pub async fn by_id(tx: &Tx, id: Uuid) -> Result<Option<Body>> {
    tx.one(&format!("SELECT {COLUMNS} FROM body WHERE id = $1"), values![id]).await
}

/// Enters a body.
pub async fn add(tx: &WriteTx, details: Details) -> Result<Audited<Body>> {
    tx.actor().require_administrator()?;
    details.check()?;
    if by_slug(tx, &details.slug).await?.is_some() {
        return Err(crate::Error::invalid("slug", "body-slug-taken"));
    }
    let id = tx.id();
    tx.exec(
        &format!(
            "INSERT INTO body ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
             $12, $13, $14, $15, $16)"
        ),
        values![
            id,
            details.slug.as_str(),
            details.name.trim(),
            details.short_name.trim(),
            details.kind.as_str(),
            details.ods_code,
            details.area,
            details.about,
            details.email,
            details.telephone,
            details.address,
            details.complaints,
            details.reply_within_days,
            details.starts_on,
            details.ends_on,
            tx.now()
        ],
    )
    .await?;
    let body = by_id(tx, id).await?.ok_or(crate::Error::NotFound)?;
    let event = Event::new("kernel.body.added", id, body.subject());
    Ok(Audited::new(body, event))
}

/// Changes what is entered about a body. Its slug stays: addresses that were given out must work.
pub async fn change(tx: &WriteTx, id: Uuid, details: Details) -> Result<Audited<Body>> {
    let before = by_id(tx, id).await?.ok_or(crate::Error::NotFound)?;
    details.check()?;
    if details.slug != before.slug {
        return Err(crate::Error::Refused(Message::new("body-slug-stays")));
    }
    tx.exec(
        "UPDATE body SET name = $2, short_name = $3, kind = $4, ods_code = $5, area = $6, \
         about = $7, email = $8, telephone = $9, address = $10, complaints = $11, \
         reply_within_days = $12, starts_on = $13, ends_on = $14 WHERE id = $1",
        values![
            id,
            details.name.trim(),
            details.short_name.trim(),
            details.kind,
            details.ods_code,
            details.area,
            details.about,
            details.email,
            details.telephone,
            details.address,
            details.complaints,
            details.reply_within_days,
            details.starts_on,
            details.ends_on
        ],
    )
    .await?;
    let body = by_id(tx, id).await?.ok_or(crate::Error::NotFound)?;
    let event = Event::new("kernel.body.changed", id, body.subject());
    Ok(Audited::new(body, event))
}

/// That one body took over from another on a day.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Succession {
    /// The body that went.
    pub predecessor_id: Uuid,
    /// The body that came.
    pub successor_id: Uuid,
    /// The day it took over.
    pub on_date: NaiveDate,
    /// Why, in words.
    pub note: String,
}

/// Records that one body took over from another; the older one ends the day before, unless its
/// end is known already.
pub async fn succeed(tx: &WriteTx, what: Succession) -> Result<Audited<()>> {
    tx.actor().require_administrator()?;
    let old = by_id(tx, what.predecessor_id).await?.ok_or(crate::Error::NotFound)?;
    let new = by_id(tx, what.successor_id).await?.ok_or(crate::Error::NotFound)?;
    if old.id == new.id {
        return Err(crate::Error::invalid("successor", "body-succeeds-itself"));
    }
    tx.exec(
        "INSERT INTO body_succession (predecessor_id, successor_id, on_date, note) \
         VALUES ($1, $2, $3, $4)",
        values![old.id, new.id, what.on_date, what.note],
    )
    .await?;
    tx.exec(
        "UPDATE body SET ends_on = $2 WHERE id = $1 AND ends_on IS NULL",
        values![old.id, what.on_date.pred_opt().unwrap_or(what.on_date)],
    )
    .await?;
    let event = Event::new("kernel.body.succeeded", old.id, old.subject())
        .with(serde_json::json!({ "successor": new.id }));
    Ok(Audited::new((), event))
}

/// Successions in which a body takes part, oldest first.
pub async fn successions(tx: &Tx, body: Uuid) -> Result<Vec<Succession>> {
    tx.all(
        "SELECT predecessor_id, successor_id, on_date, note FROM body_succession \
         WHERE predecessor_id = $1 OR successor_id = $1 ORDER BY on_date",
        values![body],
    )
    .await
}

/// How one body stands to another, between two days.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Relation {
    /// Its id.
    pub id: Uuid,
    /// From whom.
    pub from_id: Uuid,
    /// To whom.
    pub to_id: Uuid,
    /// One of [`RELATIONS`].
    pub kind: String,
    /// More, in words.
    pub note: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, once known.
    pub ends_on: Option<NaiveDate>,
}

/// Records how two bodies stand to one another.
pub async fn relate(tx: &WriteTx, what: Relation) -> Result<Audited<Uuid>> {
    if !RELATIONS.contains(&what.kind.as_str()) {
        return Err(crate::Error::invalid("kind", "body-relation-missing"));
    }
    if what.ends_on.is_some_and(|end| end < what.starts_on) {
        return Err(crate::Error::invalid("ends_on", "body-ends-before-it-starts"));
    }
    let id = tx.id();
    tx.exec(
        "INSERT INTO body_relation (id, from_id, to_id, kind, note, starts_on, ends_on) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![id, what.from_id, what.to_id, what.kind, what.note, what.starts_on, what.ends_on],
    )
    .await?;
    let event =
        Event::new("kernel.body.related", what.from_id, Subject::new("kernel.body-relation", id));
    Ok(Audited::new(id, event))
}

/// Ends a relation on a day; it stays in the history.
pub async fn end_relation(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    on: NaiveDate,
) -> Result<Audited<()>> {
    let ended = tx
        .exec(
            "UPDATE body_relation SET ends_on = $3 WHERE id = $1 AND (from_id = $2 OR to_id = $2) \
             AND starts_on <= $3",
            values![id, body, on],
        )
        .await?;
    if ended == 0 {
        return Err(crate::Error::NotFound);
    }
    Ok(Audited::new(
        (),
        Event::new("kernel.body.relation-ended", body, Subject::new("kernel.body-relation", id)),
    ))
}

/// Relations of a body, either way.
pub async fn relations(tx: &Tx, body: Uuid) -> Result<Vec<Relation>> {
    tx.all(
        "SELECT id, from_id, to_id, kind, note, starts_on, ends_on FROM body_relation \
         WHERE from_id = $1 OR to_id = $1 ORDER BY starts_on, id",
        values![body],
    )
    .await
}
