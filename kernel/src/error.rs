//! The small, closed set of things that can go wrong. Capabilities own their refusal codes;
//! `web` alone turns an error into a status and a page.

use std::fmt;

/// The result of anything the kernel or an action does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Words for a person, named by a key of the message catalogue and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Key in the catalogue, such as `tell-us-words-missing`.
    pub key: &'static str,
    /// Values that the words need, by name.
    pub values: Vec<(&'static str, String)>,
}

impl Message {
    /// Words without values.
    pub fn new(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// Adds one value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)?;
        for (name, value) in &self.values {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

/// One thing wrong with what was typed, tied to the field that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the form field; empty when the whole form is meant.
    pub field: String,
    /// What to tell the person.
    pub message: Message,
}

/// Gathers what is wrong with a form, so that all of it is told at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem with a field.
    pub fn add(&mut self, field: impl Into<String>, message: Message) {
        self.0.push(Problem { field: field.into(), message });
    }

    /// Adds a problem when the condition does not hold.
    pub fn require(&mut self, holds: bool, field: &str, key: &'static str) {
        if !holds {
            self.add(field, Message::new(key));
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Err(Invalid)` when anything was found.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

/// Everything that can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    /// The actor knows that it exists but may not do this. Shown as not found.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// What was typed cannot be taken; the form comes back with it.
    #[error("invalid: {0:?}")]
    Invalid(Vec<Problem>),
    /// A rule says no; the code belongs to the capability (`thread.decision-needs-reason`).
    #[error("refused: {0}")]
    Refused(Message),
    /// Somebody else changed it first.
    #[error("conflict: {0}")]
    Conflict(Message),
    /// Too many attempts; try again after so many seconds.
    #[error("too many attempts; retry after {retry_after} s")]
    TooMany {
        /// Seconds.
        retry_after: u64,
    },
    /// The database cannot take it now (disk full, lock held, connection lost). Nothing was kept.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A refusal by a rule.
    pub fn refused(key: &'static str) -> Self {
        Self::Refused(Message::new(key))
    }

    /// One problem with one field.
    pub fn invalid(field: &str, key: &'static str) -> Self {
        Self::Invalid(vec![Problem { field: field.into(), message: Message::new(key) }])
    }

    /// A fault of ours, from anything that can be shown.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// Whether running the same work again may succeed: a serialisation failure, a deadlock or a
    /// busy database.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict(m) if m.key == "conflict-database")
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(cause: sea_orm::DbErr) -> Self {
        crate::db::read_error(&cause)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::internal(cause)
    }
}
