use kernel::error::{Error, Result};
use kernel::{Audited, Event, WriteTx};
use uuid::Uuid;

use super::subject;
use crate::model::{Details, Service};
use crate::permissions::EDIT;
use crate::store;

/// Lists a service.
pub async fn add_service(tx: &WriteTx, body: Uuid, details: Details) -> Result<Audited<Service>> {
    tx.actor().require(body, EDIT)?;
    let details = details.prepare()?;
    // Looked up before the insert: on PostgreSQL a refused statement ends the transaction.
    if let Some(code) = &details.ods_code
        && store::by_code(tx, body, code).await?.is_some()
    {
        return Err(Error::invalid("ods_code", "places-code-taken"));
    }
    super::known_area(tx, &details).await?;
    let id = tx.id();
    store::insert(tx, id, body, &details).await?;
    let service = store::find_service(tx, body, id).await?.ok_or(Error::NotFound)?;
    Ok(Audited::new(service, Event::new("places.service.added", body, subject(id))))
}
