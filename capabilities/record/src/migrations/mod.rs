//! What verifications found.

mod m20261121_000100_record_verification;

use kernel::db::migrate::Migration;

pub(crate) fn all() -> Vec<Migration> {
    vec![kernel::migration!(m20261121_000100_record_verification)]
}
