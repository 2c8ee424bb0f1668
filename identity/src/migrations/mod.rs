//! The tables of identity.

mod m20261121_000004_identity;

use kernel::db::migrate::Migration;
use kernel::migration;

/// Its migrations, in order.
pub(crate) fn all() -> Vec<Migration> {
    vec![migration!(m20261121_000004_identity)]
}
