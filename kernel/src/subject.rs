//! A pointer to anything, so that audit, the record, documents and search can speak of a thing
//! without knowing what it is.

use uuid::Uuid;

/// A thing of some capability, such as `thread.voice`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Capability and kind: `thread.voice`.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

impl Subject {
    /// Points at a thing.
    pub fn new(kind: impl Into<String>, id: Uuid) -> Self {
        Self { kind: kind.into(), id }
    }
}
