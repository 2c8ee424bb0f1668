//! The kernel's stories, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod backup;
mod backup_files;
mod bodies;
mod documents;
mod jobs;
mod mail;
mod mail_forgotten;
mod post_office;
mod record;
mod search;
mod verify;
mod writer;
