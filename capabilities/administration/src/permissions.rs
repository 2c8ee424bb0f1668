//! The verbs, and which roles have them. Looking after people's accounts is the kernel's verb,
//! `identity.accounts`.

use kernel::capability::{Permission, Role};

/// Read and search the audit.
pub const AUDIT: &str = "administration.audit";
/// Change what is said about the body, and how it stands to others.
pub const BODY: &str = "administration.body";

/// The verbs of this room.
pub const ALL: &[Permission] = &[
    Permission {
        verb: AUDIT,
        says: "see and search who did what, and take it out as a list",
        roles: &[Role::Administrator, Role::DataProtection, Role::Observer],
    },
    Permission {
        verb: BODY,
        says: "change what the public is told about the organisation, and its partners",
        roles: &[Role::Administrator],
    },
];
