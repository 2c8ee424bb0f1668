//! What is said about a body, and how it stands to others.

use axum::extract::Path;
use chrono::NaiveDate;
use kernel::bodies::{self, Body, Details, KINDS, RELATIONS, Relation, Succession};
use kernel::error::{Error, Message, Problems};
use kernel::{ReadTx, Result};
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Visit};

const EDIT: &str = "administration/body.njk";
const RELATED: &str = "administration/relations.njk";

/// The fields of a body's details.
pub const FIELDS: &[&str] = &[
    "slug",
    "name",
    "short_name",
    "kind",
    "ods_code",
    "area",
    "about",
    "email",
    "telephone",
    "address",
    "complaints",
    "reply_within_days",
    "starts_on",
    "starts_on-day",
    "starts_on-month",
    "starts_on-year",
    "ends_on",
    "ends_on-day",
    "ends_on-month",
    "ends_on-year",
];

/// The details as typed.
pub fn details(fields: &Fields, slug: String) -> Result<Details> {
    let mut problems = Problems::new();
    let starts_on = fields.day("starts_on", &mut problems);
    let ends_on = fields.day("ends_on", &mut problems);
    if starts_on.is_none() && problems.is_empty() {
        problems.add("starts_on", Message::new("body-start-missing"));
    }
    let reply = fields.text("reply_within_days").parse();
    problems.require(reply.is_ok(), "reply_within_days", "body-reply-within-range");
    problems.check()?;
    Ok(Details {
        slug,
        name: fields.text("name"),
        short_name: fields.text("short_name"),
        kind: fields.text("kind"),
        ods_code: fields.optional("ods_code"),
        area: fields.text("area"),
        about: fields.text("about"),
        email: fields.text("email"),
        telephone: fields.text("telephone"),
        address: fields.text("address"),
        complaints: fields.text("complaints"),
        reply_within_days: reply.unwrap_or(0),
        starts_on: starts_on.ok_or_else(|| Error::invalid("starts_on", "body-start-missing"))?,
        ends_on,
    })
}

fn parts(values: &mut serde_json::Map<String, Value>, name: &str, day: Option<NaiveDate>) {
    use chrono::Datelike as _;
    let Some(day) = day else { return };
    for (part, value) in [
        ("day", i64::from(day.day())),
        ("month", i64::from(day.month())),
        ("year", i64::from(day.year())),
    ] {
        values.insert(format!("{name}-{part}"), json!(value.to_string()));
    }
}

fn values(body: &Body) -> Value {
    let mut values = serde_json::Map::new();
    for (name, value) in [
        ("name", body.name.clone()),
        ("short_name", body.short_name.clone()),
        ("kind", body.kind.clone()),
        ("ods_code", body.ods_code.clone().unwrap_or_default()),
        ("area", body.area.clone()),
        ("about", body.about.clone()),
        ("email", body.email.clone()),
        ("telephone", body.telephone.clone()),
        ("address", body.address.clone()),
        ("complaints", body.complaints.clone()),
        ("reply_within_days", body.reply_within_days.to_string()),
    ] {
        values.insert(name.to_owned(), json!(value));
    }
    parts(&mut values, "starts_on", Some(body.starts_on));
    parts(&mut values, "ends_on", body.ends_on);
    Value::Object(values)
}

/// The details of a body, in a form.
pub async fn show(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    // The guard may know the body as it was a second ago, before it was saved.
    let body = bodies::by_id(&tx, visit.body()?.id).await?.ok_or(Error::NotFound)?;
    visit.form(EDIT, &json!({ "kinds": KINDS }), values(&body))
}

/// Changes them.
pub async fn change(visit: Visit, fields: Fields) -> Answer {
    fields.expect(FIELDS, &[])?;
    let body = visit.body()?;
    let done = async {
        let details = details(&fields, body.slug.clone())?;
        let tx = visit.write().await?;
        let done = bodies::change(&tx, body.id, details).await?;
        tx.commit(done).await
    };
    match done.await {
        Ok(_) => visit.see(visit.path(), Some("body-changed")),
        Err(error) => visit.again(EDIT, &json!({ "kinds": KINDS }), &fields, error),
    }
}

/// Every other body, to choose from.
fn others(all: &[Body], body: &Body) -> Vec<Value> {
    let others = all.iter().filter(|other| other.id != body.id);
    others.map(|other| json!({ "value": other.id, "text": other.name })).collect()
}

fn name_of(all: &[Body], id: Uuid) -> (&str, &str) {
    let found = all.iter().find(|body| body.id == id);
    found.map_or(("", ""), |body| (body.name.as_str(), body.slug.as_str()))
}

/// Relations of a body as pages show them, from its side: `kind` with `-by` behind it when the
/// other body is the one that does it.
pub async fn relations_shown(tx: &ReadTx, body: &Body, on: NaiveDate) -> Result<Vec<Value>> {
    let all = bodies::list(tx).await?;
    let shown = |relation: Relation| {
        let ours = relation.from_id == body.id;
        let (name, slug) = name_of(&all, if ours { relation.to_id } else { relation.from_id });
        let kind = if ours { relation.kind.clone() } else { format!("{}-by", relation.kind) };
        json!({
            "id": relation.id, "kind": kind, "name": name, "slug": slug, "note": relation.note,
            "from": relation.starts_on, "to": relation.ends_on,
            "ended": relation.ends_on.is_some_and(|end| end < on),
        })
    };
    Ok(bodies::relations(tx, body.id).await?.into_iter().map(shown).collect())
}

/// Predecessors and successors as pages show them.
pub async fn successions_shown(tx: &ReadTx, body: &Body) -> Result<Vec<Value>> {
    let all = bodies::list(tx).await?;
    let shown = |succession: Succession| {
        let before = succession.successor_id == body.id;
        let other = if before { succession.predecessor_id } else { succession.successor_id };
        let (name, slug) = name_of(&all, other);
        json!({ "before": before, "name": name, "slug": slug, "on": succession.on_date,
            "note": succession.note })
    };
    Ok(bodies::successions(tx, body.id).await?.into_iter().map(shown).collect())
}

async fn context(visit: &Visit) -> Result<Value> {
    let body = visit.body()?;
    let tx = visit.read().await?;
    let today = visit.core().clock.today();
    let all = bodies::list(&tx).await?;
    Ok(json!({
        "relations": relations_shown(&tx, body, today).await?,
        "successions": successions_shown(&tx, body).await?,
        "others": others(&all, body),
        "kinds": RELATIONS,
        "administrator": visit.actor().is_administrator(),
    }))
}

/// Partners, predecessors and successors, past and present.
pub async fn relations(visit: Visit) -> Answer {
    visit.form(RELATED, &context(&visit).await?, Value::Null)
}

fn chosen(fields: &Fields, name: &str) -> Result<Uuid> {
    fields.text(name).parse().map_err(|_| Error::invalid(name, "body-other-missing"))
}

fn day(fields: &Fields, name: &str) -> Result<NaiveDate> {
    let mut problems = Problems::new();
    let day = fields.day(name, &mut problems);
    problems.check()?;
    day.ok_or_else(|| Error::invalid(name, "body-day-missing"))
}

/// Records how the body stands to another.
pub async fn relate(visit: Visit, fields: Fields) -> Answer {
    let days = ["starts_on", "starts_on-day", "starts_on-month", "starts_on-year"];
    fields.expect(&[&["other", "kind", "note"], &days[..]].concat(), &[])?;
    let body = visit.body()?;
    let done = async {
        let what = Relation {
            id: Uuid::nil(),
            from_id: body.id,
            to_id: chosen(&fields, "other")?,
            kind: fields.text("kind"),
            note: fields.text("note"),
            starts_on: day(&fields, "starts_on")?,
            ends_on: None,
        };
        let tx = visit.write().await?;
        if what.to_id == body.id || bodies::by_id(&tx, what.to_id).await?.is_none() {
            return Err(Error::invalid("other", "body-other-missing"));
        }
        let done = bodies::relate(&tx, what).await?;
        tx.commit(done).await
    };
    match done.await {
        Ok(_) => visit.see(visit.path(), Some("relation-added")),
        Err(error) => visit.again(RELATED, &context(&visit).await?, &fields, error),
    }
}

/// Ends a relation today; it stays in the history.
pub async fn end_relation(
    visit: Visit,
    Path(ids): Path<Vec<(String, String)>>,
    fields: Fields,
) -> Answer {
    fields.expect(&[], &[])?;
    let id = ids.iter().find(|(name, _)| name == "id").and_then(|(_, id)| id.parse().ok());
    let id = id.ok_or(Error::NotFound)?;
    let body = visit.body()?;
    let tx = visit.write().await?;
    let done = bodies::end_relation(&tx, body.id, id, visit.core().clock.today()).await?;
    tx.commit(done).await?;
    visit.see(&format!("/staff/{}/administration/relations", body.slug), Some("relation-ended"))
}

/// Records that another body took over from this one. By whoever looks after the installation.
pub async fn succeed(visit: Visit, fields: Fields) -> Answer {
    let days = ["on", "on-day", "on-month", "on-year"];
    fields.expect(&[&["successor", "why"], &days[..]].concat(), &[])?;
    let body = visit.body()?;
    let done = async {
        let what = Succession {
            predecessor_id: body.id,
            successor_id: chosen(&fields, "successor")?,
            on_date: day(&fields, "on")?,
            note: fields.text("why"),
        };
        let tx = visit.write().await?;
        let done = bodies::succeed(&tx, what).await?;
        tx.commit(done).await
    };
    let page = format!("/staff/{}/administration/relations", body.slug);
    match done.await {
        Ok(_) => visit.see(&page, Some("succession-added")),
        Err(error) => visit.again(RELATED, &context(&visit).await?, &fields, error),
    }
}
