//! The kernel's stories, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]

mod bodies;
mod identity;
mod identity_model;
mod identity_states;
mod jobs;
mod record;
mod writer;
