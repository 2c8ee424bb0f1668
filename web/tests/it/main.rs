//! The tests of `web`: one program, a file a subject.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod assets;
mod charts;
mod fixtures;
mod guard;
mod pages;
