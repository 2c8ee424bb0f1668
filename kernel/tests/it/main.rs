//! The kernel's stories, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]

mod bodies;
mod jobs;
mod record;
mod writer;
