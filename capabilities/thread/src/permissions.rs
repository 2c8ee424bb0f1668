//! The verbs of the thread, in plain words, and the roles that have them.

use kernel::capability::Permission;
use kernel::capability::Role::{
    Administrator, DataProtection, DecisionMaker, Lead, Observer, Officer,
};

/// See voices, themes, decisions, actions and replies.
pub const READ: &str = "thread.read";
/// See words as they were written.
pub const ORIGINAL: &str = "thread.original";
/// See who spoke.
pub const CONTACT: &str = "thread.contact";
/// Bring voices in from a file.
pub const IMPORT: &str = "thread.import";
/// Say which points a voice makes.
pub const CODE: &str = "thread.code";
/// Look again at what another said.
pub const REVIEW: &str = "thread.review";
/// Keep codebooks.
pub const CODEBOOK: &str = "thread.codebook";
/// Leave a voice out of the figures.
pub const EXCLUDE: &str = "thread.exclude";
/// Cover words.
pub const REDACT: &str = "thread.redact";
/// Erase words and person.
pub const ERASE: &str = "thread.erase";
/// Record decisions.
pub const DECIDE: &str = "thread.decide";
/// Keep actions.
pub const ACT: &str = "thread.act";
/// Write replies.
pub const DRAFT_REPLY: &str = "thread.draft-reply";
/// Publish replies.
pub const PUBLISH_REPLY: &str = "thread.publish-reply";

/// Every verb.
pub(crate) const ALL: &[Permission] = &[
    Permission {
        verb: READ,
        says: "Read what people said (with personal details covered), themes, decisions, actions \
               and replies, and the figures",
        roles: &[Administrator, Lead, Officer, DataProtection, DecisionMaker, Observer],
    },
    Permission {
        verb: ORIGINAL,
        says: "Read people's words as they were written, before personal details were covered; \
               each look is logged",
        roles: &[DataProtection],
    },
    Permission {
        verb: CONTACT,
        says: "See the names and addresses of people who spoke, to reply to them; each look is \
               logged",
        roles: &[Lead, Officer, DataProtection],
    },
    Permission { verb: IMPORT, says: "Bring many voices in from a file", roles: &[Lead, Officer] },
    Permission {
        verb: CODE,
        says: "Say which themes a voice belongs to, and write notes on it",
        roles: &[Lead, Officer],
    },
    Permission {
        verb: REVIEW,
        says: "Look again at themes that somebody else gave to a voice",
        roles: &[Lead, Officer],
    },
    Permission {
        verb: CODEBOOK,
        says: "Make codebooks; add, rename, merge, split and retire themes",
        roles: &[Lead],
    },
    Permission {
        verb: EXCLUDE,
        says: "Leave a voice out of the figures with a reason, or bring it back",
        roles: &[Lead],
    },
    Permission {
        verb: REDACT,
        says: "Cover personal details in what people said",
        roles: &[Lead, Officer, DataProtection],
    },
    Permission {
        verb: ERASE,
        says: "Erase a person and their words for good, when the law asks for it",
        roles: &[DataProtection],
    },
    Permission {
        verb: DECIDE,
        says: "Record and publish decisions and what difference they made",
        roles: &[Lead, DecisionMaker],
    },
    Permission {
        verb: ACT,
        says: "Enter actions, report progress and close them",
        roles: &[Lead, Officer, DecisionMaker],
    },
    Permission {
        verb: DRAFT_REPLY,
        says: "Write replies, and do the letters and calls that follow from them",
        roles: &[Lead, Officer],
    },
    Permission {
        verb: PUBLISH_REPLY,
        says: "Approve and publish replies: they go to everybody who spoke",
        roles: &[Lead],
    },
];
