//! The bodies of the installation.

use kernel::bodies::{self, KINDS};
use serde_json::{Value, json};
use web::{Answer, Fields, Visit};

use super::body::{FIELDS, details};

const NEW: &str = "administration/body-new.njk";

/// All bodies.
pub async fn bodies(visit: Visit) -> Answer {
    let tx = visit.read().await?;
    let today = visit.core().clock.today();
    let listed: Vec<Value> = bodies::list(&tx)
        .await?
        .into_iter()
        .map(|body| {
            json!({ "slug": body.slug, "name": body.name, "kind": body.kind,
                "from": body.starts_on, "to": body.ends_on, "ended": !body.exists_on(today) })
        })
        .collect();
    visit.page("administration/bodies.njk", &json!({ "bodies": listed }))
}

/// A form to enter one.
pub async fn show_new(visit: Visit) -> Answer {
    visit.form(NEW, &json!({ "kinds": KINDS }), json!({ "reply_within_days": "84" }))
}

/// Enters it. Its people are invited next.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    fields.expect(FIELDS, &[])?;
    let done = async {
        let details = details(&fields, fields.text("slug"))?;
        let tx = visit.write().await?;
        let done = bodies::add(&tx, details).await?;
        tx.commit(done).await
    };
    match done.await {
        Ok(_) => visit.see("/staff/administration/bodies", Some("body-added")),
        Err(error) => visit.again(NEW, &json!({ "kinds": KINDS }), &fields, error),
    }
}
