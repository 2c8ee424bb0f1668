//! What can be done, a file a verb.

mod add_service;
mod change_service;
mod close_service;
mod import_practices;
mod put_area;

pub use add_service::add_service;
pub use change_service::change_service;
pub use close_service::close_service;
pub use import_practices::{Imported, import_practices};
pub use put_area::put_area;

use kernel::error::{Error, Result};
use kernel::{Subject, Tx};
use uuid::Uuid;

use crate::model::Details;
use crate::store;

fn subject(id: Uuid) -> Subject {
    Subject::new("places.service", id)
}

async fn known_area(tx: &Tx, details: &Details) -> Result<()> {
    match &details.area {
        Some(code) if store::area(tx, code).await?.is_none() => {
            Err(Error::invalid("area", "places-area-unknown"))
        }
        _ => Ok(()),
    }
}
