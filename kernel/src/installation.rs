//! What an installation knows of itself: a few names and values, in the database so that every
//! server knows the same and a restored copy can be told that it is one.

use crate::db::{Tx, WriteTx};
use crate::error::Result;
use crate::values;

/// Set while no mail may leave, to the reason: a restored copy must not write to people again.
pub const MAIL_HOLD: &str = "mail_hold";

crate::statements! {
    GET = "SELECT value FROM installation WHERE name = $1";
    SET = "INSERT INTO installation (name, value, changed_at) VALUES ($1, $2, $3) \
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, \
           changed_at = excluded.changed_at";
    UNSET = "DELETE FROM installation WHERE name = $1";
}

/// The value of a name, when it is set.
pub async fn get(tx: &Tx, name: &str) -> Result<Option<String>> {
    tx.scalar(GET, values![name]).await
}

/// Sets a name, or with no value unsets it.
pub async fn set(tx: &WriteTx, name: &'static str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => tx.exec(SET, values![name, value, tx.now()]).await?,
        None => tx.exec(UNSET, values![name]).await?,
    };
    Ok(())
}
