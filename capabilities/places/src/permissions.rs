//! The verbs of this capability, and who has them.

use kernel::capability::{Permission, Role};

/// See the list of services with what staff know of them.
pub const READ: &str = "places.read";
/// Add, change and close services.
pub const EDIT: &str = "places.edit";

/// Every verb.
pub(crate) const ALL: &[Permission] = &[
    Permission {
        verb: READ,
        says: "See the list of services, open and closed",
        roles: &[
            Role::Administrator,
            Role::Lead,
            Role::Officer,
            Role::DataProtection,
            Role::DecisionMaker,
            Role::Observer,
        ],
    },
    Permission {
        verb: EDIT,
        says: "Add, change and close services in the list",
        roles: &[Role::Administrator, Role::Lead, Role::Officer],
    },
];
