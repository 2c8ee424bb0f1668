//! The thread's stories, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod care;
mod laws;
mod pages_code;
mod pages_follow;
mod pages_inbox;
mod pages_samples;
mod pages_steps;
mod pages_voice;
mod pages_world;
mod replies;
mod schema;
mod stage;
mod steps;
mod themes;
mod voices;
mod world;
