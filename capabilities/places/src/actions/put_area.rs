use kernel::error::Result;
use kernel::{Audited, Event, Subject, WriteTx};
use uuid::Uuid;

use crate::model::Area;
use crate::store;

/// Enters an area, or puts it right. Areas belong to nobody: bodies share them.
pub async fn put_area(tx: &WriteTx, area: Area) -> Result<Audited<()>> {
    tx.actor().require_administrator()?;
    area.check()?;
    store::put_area(tx, &area).await?;
    // Areas have codes, not ids; the code is in the detail.
    let event = Event::of_installation("places.area.put", Subject::new("places.area", Uuid::nil()))
        .with(serde_json::json!({ "code": area.code, "population": area.population }));
    Ok(Audited::new((), event))
}
