//! How a decision weighed each theme: one theme, one form.

use kernel::Tx;
use kernel::error::{Error, Result};
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::decisions::{found, held, influences};
use super::shown;
use crate::actions::decide;
use crate::model::decision::Influence;
use crate::store::decisions::Weighing;
use crate::store::themes;

const FIELDS: &[&str] = &["theme", "weighed", "influence", "why"];

async fn context(visit: &Visit, tx: &Tx, id: Uuid, theme: Option<Uuid>) -> Result<Value> {
    let body = visit.body()?.id;
    let (decision, weighed) = found(tx, body, id).await?;
    let name = match theme {
        Some(theme) => Some(themes::theme(tx, body, theme).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    let books = shown::codebooks(tx, body).await?;
    let free: Vec<_> = shown::theme_choices(&books)
        .into_iter()
        .filter(|choice| !weighed.iter().any(|w| w.theme_id.to_string() == choice.value))
        .collect();
    Ok(json!({
        "decision": decision,
        "theme": name,
        "themes": free,
        "influences": influences(visit),
    }))
}

pub(crate) async fn new(visit: Visit, id: web::forms::Id) -> Answer {
    let tx = visit.read().await?;
    let context = context(&visit, &tx, id.0, None).await?;
    visit.form("thread/weighing.njk", &context, json!({ "influence": "changed" }))
}

pub(crate) async fn edit(visit: Visit, ids: web::forms::Ids) -> Answer {
    let (id, theme) = ids.0;
    let body = visit.body()?.id;
    let tx = visit.read().await?;
    let (_, weighed) = found(&tx, body, id).await?;
    let this = weighed.into_iter().find(|w| w.theme_id == theme).ok_or(Error::NotFound)?;
    let context = context(&visit, &tx, id, Some(theme)).await?;
    let values = json!({ "weighed": this.weighed, "influence": this.influence, "why": this.why });
    visit.form("thread/weighing.njk", &context, values)
}

fn read(fields: &Fields, theme: Uuid) -> Weighing {
    Weighing {
        theme,
        weighed: fields.text("weighed"),
        influence: Influence::from_key(&fields.text("influence")).unwrap_or(Influence::NotChanged),
        why: fields.text("why"),
    }
}

pub(crate) async fn add(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    let theme =
        fields.text("theme").parse().map_err(|_| Error::invalid("theme", "thread-theme-choose"));
    save(&visit, id.0, None, theme, &fields).await
}

pub(crate) async fn change(visit: Visit, ids: web::forms::Ids, fields: Fields) -> Answer {
    let (id, theme) = ids.0;
    save(&visit, id, Some(theme), Ok(theme), &fields).await
}

async fn save(
    visit: &Visit,
    id: Uuid,
    shown: Option<Uuid>,
    theme: Result<Uuid>,
    fields: &Fields,
) -> Answer {
    let body = visit.body()?;
    let outcome = async {
        fields.expect(FIELDS, &[])?;
        let weighing = read(fields, theme?);
        let mut problems = kernel::error::Problems::new();
        problems.require(!weighing.weighed.is_empty(), "weighed", "thread-weighed-missing");
        problems.check()?;
        let tx = visit.write().await?;
        let mut details = held(&tx, body.id, id).await?;
        match details.themes.iter_mut().find(|w| w.theme == weighing.theme) {
            Some(before) => *before = weighing,
            None => details.themes.push(weighing),
        }
        let done = decide::change_decision(&tx, body.id, id, details).await?;
        tx.commit(done).await
    };
    match outcome.await {
        Ok(_) => visit.see(&format!("/staff/{}/decisions/{id}", body.slug), Some("decision-saved")),
        Err(error) => {
            let tx = visit.read().await?;
            let context = context(visit, &tx, id, shown).await?;
            visit.again("thread/weighing.njk", &context, fields, error)
        }
    }
}

pub(crate) async fn remove(visit: Visit, ids: web::forms::Ids, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let (id, theme) = ids.0;
    let body = visit.body()?;
    let tx = visit.write().await?;
    let mut details = held(&tx, body.id, id).await?;
    details.themes.retain(|w| w.theme != theme);
    let done = decide::change_decision(&tx, body.id, id, details).await?;
    tx.commit(done).await?;
    visit.see(&format!("/staff/{}/decisions/{id}", body.slug), Some("decision-saved"))
}
