//! The stories of feedback, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod imports;
mod pages;
mod reviews;
mod tell_us;
