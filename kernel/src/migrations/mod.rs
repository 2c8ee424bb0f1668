//! The kernel's own tables.

mod m20261121_000001_audit;
mod m20261121_000002_record;
mod m20261121_000003_bodies;
mod m20261121_000010_jobs;
mod m20261121_000011_mail;
mod m20261121_000012_search;
mod m20261121_000013_documents;
mod m20261121_000020_limits;

use crate::db::migrate::Migration;
use crate::migration;

/// The kernel's migrations, in order.
pub(crate) fn all() -> Vec<Migration> {
    vec![
        migration!(m20261121_000001_audit),
        migration!(m20261121_000002_record),
        migration!(m20261121_000003_bodies),
        migration!(m20261121_000010_jobs),
        migration!(m20261121_000011_mail),
        migration!(m20261121_000012_search),
        migration!(m20261121_000013_documents),
        migration!(m20261121_000020_limits),
    ]
}
