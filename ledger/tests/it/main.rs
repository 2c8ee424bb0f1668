//! The record's tests: the tree against another implementation, the vectors in the format's
//! page, and both verifiers against the same good and mutated bundles.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "test code: the lint knows only functions marked as tests, not what they call"
)]

mod both;
mod flips;
mod good;
mod guard;
mod mutations;
mod texts;
mod tree;
mod vectors;
mod world;
