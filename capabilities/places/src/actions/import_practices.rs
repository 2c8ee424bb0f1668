use kernel::error::Result;
use kernel::{Audited, Event, Subject, WriteTx};
use serde::Serialize;
use uuid::Uuid;

use crate::model::{Details, Service};
use crate::permissions::EDIT;
use crate::practices::Practice;
use crate::store;

/// What an import of practices did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Practices that were not listed before.
    pub added: i64,
    /// Practices whose entry changed.
    pub changed: i64,
    /// Practices that are listed as they are in the file.
    pub same: i64,
}

/// Lists the practices of a national file. What staff wrote about a practice stays; name, address
/// and dates are taken from the file. Running it again changes nothing.
pub async fn import_practices(
    tx: &WriteTx,
    body: Uuid,
    practices: &[Practice],
) -> Result<Audited<Imported>> {
    tx.actor().require(body, EDIT)?;
    let mut done = Imported::default();
    for practice in practices {
        match store::by_code(tx, body, &practice.code).await? {
            None => {
                let details = practice.details(None).prepare()?;
                store::insert(tx, tx.id(), body, &details).await?;
                done.added += 1;
            }
            Some(service) => {
                let before = of(&service);
                let after = practice.details(Some(before.clone())).prepare()?;
                if after == before {
                    done.same += 1;
                } else {
                    store::update(tx, body, service.id, &after).await?;
                    done.changed += 1;
                }
            }
        }
    }
    let event = Event::new("places.practices.imported", body, Subject::new("kernel.body", body))
        .with(serde_json::to_value(done)?);
    Ok(Audited::new(done, event))
}

fn of(service: &Service) -> Details {
    let service = service.clone();
    Details {
        name: service.name,
        kind: service.kind,
        provider: service.provider,
        ods_code: service.ods_code,
        address: service.address,
        postcode: service.postcode,
        area: service.area,
        telephone: service.telephone,
        about: service.about,
        feedback: service.feedback,
        opened_on: service.opened_on,
        closed_on: service.closed_on,
    }
}
