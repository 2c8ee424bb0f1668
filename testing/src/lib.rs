//! What tests share: both databases, a stopped clock, chance that repeats itself.
//!
//! Every database test runs on SQLite and on a real PostgreSQL; without the latter it fails, and
//! says how to start one. A test is written once, within [`both!`].

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "what tests stand on may stop at the first surprise"
)]

mod app;
mod engines;

pub use app::{Person, Reply, TestApp};
pub use engines::{Both, Installation, START};
pub use tokio;

/// Writes each test twice, once for each database:
///
/// ```ignore
/// testing::both! {
///     async fn a_body_keeps_its_slug(on: Both) { let it = on.install(&[my::capability]).await; /* … */ }
/// }
/// ```
#[macro_export]
macro_rules! both {
    ($($(#[$attr:meta])* async fn $name:ident($on:ident: Both) $body:block)*) => { $(
        $(#[$attr])*
        mod $name {
            #[allow(unused_imports, reason = "a test may need nothing from around it")]
            use super::*;
            async fn story($on: $crate::Both) $body
            #[$crate::tokio::test(crate = "testing::tokio")]
            async fn sqlite() { story($crate::Both::Sqlite).await }
            #[$crate::tokio::test(crate = "testing::tokio")]
            async fn postgres() { story($crate::Both::Postgres).await }
        }
    )* };
}
