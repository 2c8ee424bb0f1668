use kernel::error::{Error, Result};
use kernel::{Audited, Event, WriteTx};
use uuid::Uuid;

use super::subject;
use crate::model::{Details, Service};
use crate::permissions::EDIT;
use crate::store;

/// Changes what is known of a service.
pub async fn change_service(
    tx: &WriteTx,
    body: Uuid,
    id: Uuid,
    details: Details,
) -> Result<Audited<Service>> {
    tx.actor().require(body, EDIT)?;
    let details = details.prepare()?;
    if let Some(code) = &details.ods_code
        && store::by_code(tx, body, code).await?.is_some_and(|other| other.id != id)
    {
        return Err(Error::invalid("ods_code", "places-code-taken"));
    }
    super::known_area(tx, &details).await?;
    if store::update(tx, body, id, &details).await? == 0 {
        return Err(Error::NotFound);
    }
    let service = store::find_service(tx, body, id).await?.ok_or(Error::NotFound)?;
    Ok(Audited::new(service, Event::new("places.service.changed", body, subject(id))))
}
