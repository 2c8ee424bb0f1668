//! The one door to the database. One SQL text runs on SQLite and PostgreSQL; the database
//! library appears here and in each `store.rs`, nowhere else.
//!
//! Reads go through a [`ReadTx`], changes through a [`WriteTx`], and a write cannot be committed
//! without saying what happened ([`crate::Audited`]).

mod connect;
mod error;
mod gather;
mod many;
pub mod migrate;
mod places;
mod tx;

pub use connect::{Db, Engine};
pub(crate) use error::read_error;
pub use gather::Gathered;
pub use tx::{Committed, ReadTx, Tx, WriteTx};

/// Values for the `$1`, `$2` … of a statement, in order.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::sql::Value::from($value)),*] };
}

/// Declares the SQL of a store: each statement a constant, and all of them in `STATEMENTS`, so
/// that a test can prepare every one on both engines.
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        /// Every statement of this store, by name.
        pub const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
