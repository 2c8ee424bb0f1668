//! The verbs of this capability, and who has them.

use kernel::capability::Permission;
use kernel::capability::Role::{
    Administrator, DataProtection, DecisionMaker, Lead, Observer, Officer,
};

/// See Friends and Family figures and reviews.
pub const READ: &str = "feedback.read";
/// Enter what came by letter, telephone or otherwise.
pub const ENTER: &str = "feedback.enter";
/// Bring files in.
pub const IMPORT: &str = "feedback.import";
/// Record reviews.
pub const REVIEW: &str = "feedback.review";

/// Every verb.
pub(crate) const ALL: &[Permission] = &[
    Permission {
        verb: READ,
        says: "See Friends and Family figures, and when feedback was reviewed",
        roles: &[Administrator, Lead, Officer, DataProtection, DecisionMaker, Observer],
    },
    Permission {
        verb: ENTER,
        says: "Enter what people said by letter, telephone, e-mail, at events or on social media",
        roles: &[Lead, Officer],
    },
    Permission {
        verb: IMPORT,
        says: "Bring many comments in from a file, and see which rows were refused",
        roles: &[Lead, Officer],
    },
    Permission {
        verb: REVIEW,
        says: "Record that comments, compliments and complaints were reviewed, and what changed",
        roles: &[Lead, DecisionMaker],
    },
];
