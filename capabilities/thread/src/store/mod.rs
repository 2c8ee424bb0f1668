//! SQL and nothing but. Reads take a `Tx`, changes a `WriteTx`; rules are in `model`, permission
//! and audit in `actions`.

pub mod acts;
pub mod assignments;
pub mod counts;
pub mod coverage;
pub mod decisions;
pub mod deliveries;
pub mod imports;
mod keys;
pub mod listing;
pub mod replies;
pub mod standings;
pub mod themes;
pub mod voices;

use kernel::sql::Value;

/// Rows in one statement of many rows, and ids in one list.
pub const BATCH: usize = 200;

/// `$3, $4, $5` for a list that begins at the third value.
pub(crate) fn list(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// `($1, $2), ($3, $4)` for rows of so many columns.
pub(crate) fn rows(columns: usize, count: usize) -> String {
    (0..count)
        .map(|row| format!("({})", list(row * columns + 1, columns)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Narrows a query clause by clause; `?` in a clause is its value.
#[derive(Default)]
pub(crate) struct Clauses {
    clauses: Vec<String>,
    /// The values, in the order of their numbers.
    pub values: Vec<Value>,
}

impl Clauses {
    /// Adds a clause without a value.
    pub fn plain(&mut self, clause: &str) {
        self.clauses.push(clause.to_owned());
    }

    /// Adds a clause and its value; every `?` is this value.
    pub fn with(&mut self, clause: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.clauses.push(clause.replace('?', &format!("${}", self.values.len())));
    }

    /// Adds a clause when there is a value.
    pub fn maybe<T: Into<Value>>(&mut self, clause: &str, value: Option<T>) {
        if let Some(value) = value {
            self.with(clause, value);
        }
    }

    /// The clauses, joined.
    pub fn sql(&self) -> String {
        if self.clauses.is_empty() { "1 = 1".to_owned() } else { self.clauses.join(" AND ") }
    }

    /// Adds a value that a clause does not hold, such as a limit; its number.
    pub fn value(&mut self, value: impl Into<Value>) -> usize {
        self.values.push(value.into());
        self.values.len()
    }
}

/// Every statement of the thread that is a constant, to be prepared on both engines in a test.
pub(crate) fn statements() -> Vec<(&'static str, &'static str)> {
    [
        acts::STATEMENTS,
        assignments::STATEMENTS,
        counts::STATEMENTS,
        decisions::STATEMENTS,
        deliveries::STATEMENTS,
        imports::STATEMENTS,
        replies::STATEMENTS,
        standings::STATEMENTS,
        themes::STATEMENTS,
        voices::STATEMENTS,
    ]
    .concat()
}
