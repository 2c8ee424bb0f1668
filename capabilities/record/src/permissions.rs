//! The verbs, and which roles have them.

use kernel::capability::{Permission, Role};

/// Sees the outline of the record.
pub const READ: &str = "record.read";
/// Makes checkpoints and starts verifications.
pub const CHECKPOINT: &str = "record.checkpoint";
/// Takes the record out of the building.
pub const EXPORT: &str = "record.export";

/// Every verb of this room.
pub const ALL: &[Permission] = &[
    Permission {
        verb: READ,
        says: "See the outline of the record and the results of checking it",
        roles: &Role::ALL,
    },
    Permission {
        verb: CHECKPOINT,
        says: "Make a signed checkpoint of the record, and check the whole record",
        roles: &[Role::Administrator, Role::Lead],
    },
    Permission {
        verb: EXPORT,
        says: "Download the whole record, with people's words in it",
        roles: &[Role::Administrator, Role::DataProtection],
    },
];
