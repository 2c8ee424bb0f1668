//! Signing in and looking after an installation, through its pages, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod browser;
mod entering;
mod pages;
mod people;
mod public;
mod samples;
