//! The tables of this capability, in order.

mod m20261121_200001_feedback;

use kernel::db::migrate::Migration;
use kernel::migration;

/// Its migrations.
pub(crate) fn all() -> Vec<Migration> {
    vec![migration!(m20261121_200001_feedback)]
}
