//! Decisions and actions of the thread that a review can point to.

use kernel::Tx;
use kernel::error::{Error, Result};
use uuid::Uuid;

/// Decisions and actions offered to choose from.
const OFFERED: usize = 100;

fn maybe<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The title of a decision of the body.
pub(crate) async fn decision(tx: &Tx, body: Uuid, id: Option<Uuid>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let found = maybe(thread::queries::decision(tx, body, id).await)?;
    Ok(found.map(|view| view.decision.title))
}

/// The title of an action of the body.
pub(crate) async fn action(tx: &Tx, body: Uuid, id: Option<Uuid>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    let found = maybe(thread::queries::action(tx, body, id).await)?;
    Ok(found.map(|(action, _)| action.title))
}

/// The newest decisions of a body, to choose from.
pub(crate) async fn decisions(tx: &Tx, body: Uuid) -> Result<Vec<(Uuid, String)>> {
    let page = thread::queries::decisions(tx, body, None, None, OFFERED).await?;
    Ok(page.rows.into_iter().map(|d| (d.id, d.title)).collect())
}

/// Actions of a body, to choose from.
pub(crate) async fn actions(tx: &Tx, body: Uuid) -> Result<Vec<(Uuid, String)>> {
    let which = thread::store::acts::Which::default();
    let (rows, _) = thread::queries::actions(tx, body, &which, OFFERED, 0).await?;
    Ok(rows.into_iter().map(|a| (a.id, a.title)).collect())
}
