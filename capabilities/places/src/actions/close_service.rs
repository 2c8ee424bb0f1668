use chrono::NaiveDate;
use kernel::error::{Error, Result};
use kernel::{Audited, Event, WriteTx};
use uuid::Uuid;

use super::subject;
use crate::permissions::EDIT;
use crate::store;

/// Says on which day a service closed, or will. What was said about it stays.
pub async fn close_service(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    on: NaiveDate,
) -> Result<Audited<()>> {
    tx.actor().require(body, EDIT)?;
    store::find_service(tx, body, id).await?.ok_or(Error::NotFound)?;
    if store::close(tx, body, id, on).await? == 0 {
        return Err(Error::invalid("closes_on", "places-closed-before-opened"));
    }
    let event = Event::new("places.service.closed", body, subject(id))
        .with(serde_json::json!({ "on": on }));
    Ok(Audited::new((), event))
}
