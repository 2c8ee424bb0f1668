//! The thread's stories, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]

mod care;
mod laws;
mod replies;
mod schema;
mod stage;
mod steps;
mod themes;
mod voices;
mod world;
