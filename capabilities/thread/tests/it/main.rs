//! The thread's stories, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]

mod schema;
mod stage;
mod themes;
mod voices;
mod world;
