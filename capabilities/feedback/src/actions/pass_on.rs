use chrono::{DateTime, Utc};
use kernel::error::Result;
use kernel::record::Pending;
use kernel::{Audited, Event, Subject, WriteTx};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::model::RouteKind;
use crate::store::routes;

/// That something was passed on.
#[derive(Debug, Clone, Serialize)]
pub struct Routed {
    /// The reference that acknowledges it.
    pub reference: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the same form was sent before.
    pub again: bool,
}

/// Acknowledges that somebody was sent on to the complaints or the safeguarding team (REQ-278).
/// What they have to say is theirs to tell there: nothing of it is kept here.
pub async fn pass_on(
    tx: &WriteTx,
    body: Uuid,
    kind: RouteKind,
    once: &str,
) -> Result<Audited<Routed>> {
    let reference = kernel::ids::reference(&*tx.core().chance);
    let key = kernel::ids::token_digest(&format!("{once}\0{}\0{body}", kind.key()));
    let (id, reference, new) =
        routes::insert(tx, tx.id(), body, kind.key(), &reference, &key).await?;
    let subject = Subject::new("feedback.route", id);
    if new {
        let content = json!({ "kind": kind.key(), "reference": reference });
        tx.record(Pending::json(body, "feedback.passed-on", subject.clone(), &content)?).await;
    }
    let event = Event::new("feedback.passed-on", body, subject)
        .with(json!({ "kind": kind.key(), "again": !new }));
    Ok(Audited::new(Routed { reference, at: tx.now(), again: !new }, event))
}
