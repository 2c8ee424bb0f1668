//! What the public is told about a body (REQ-042, REQ-268, R-BODY-01) and its duties (REQ-032,
//! REQ-033, REQ-037, REQ-039, REQ-040).

use kernel::{Error, bodies};
use rules::packs::{Packs, Rule};
use serde_json::{Value, json};
use web::{Answer, Visit};

use super::body::{relations_shown, successions_shown};
use crate::model;

/// About the body, and how to hold it to account.
pub async fn about(visit: Visit) -> Answer {
    let today = visit.core().clock.today();
    let tx = visit.read().await?;
    let body = &bodies::by_id(&tx, visit.body()?.id).await?.ok_or(Error::NotFound)?;
    let relations = relations_shown(&tx, body, today).await?;
    let of_now: Vec<_> = relations.into_iter().filter(|r| r["ended"] == json!(false)).collect();
    let paragraphs = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    };
    visit.page(
        "administration/about.njk",
        &json!({
            "about": paragraphs(&body.about), "area": body.area, "kind": body.kind,
            "ods_code": body.ods_code, "from": body.starts_on, "to": body.ends_on,
            "ended": !body.exists_on(today), "email": body.email, "telephone": body.telephone,
            "address": paragraphs(&body.address), "complaints": paragraphs(&body.complaints),
            "reply_within_days": body.reply_within_days,
            "successions": successions_shown(&tx, body).await?, "relations": of_now,
        }),
    )
}

fn shown(rules: &[&Rule]) -> Vec<Value> {
    rules
        .iter()
        .map(|rule| {
            json!({ "id": rule.id, "title": rule.title, "text": rule.text.trim(),
                "source": rule.source, "link": rule.link, "checked": rule.confidence.shown() })
        })
        .collect()
}

/// People's rights to be involved and the body's duties, on the day, or on the last day of a
/// body that has ended.
pub async fn duties(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let body = bodies::by_id(&tx, visit.body()?.id).await?.ok_or(Error::NotFound)?;
    let packs = Packs::bundled().map_err(Error::internal)?;
    let today = visit.core().clock.today();
    let on = body.ends_on.map_or(today, |end| end.min(today));
    let parts = model::duties(&packs, &body.kind, on);
    visit.page(
        "administration/duties.njk",
        &json!({
            "on": on, "ended": on < today,
            "rights": shown(&parts.rights), "individual": shown(&parts.individual),
            "public": shown(&parts.public), "access": shown(&parts.access),
            "outcomes": shown(&parts.outcomes), "fairness": shown(&parts.fairness),
        }),
    )
}
