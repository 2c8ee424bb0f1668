//! The product as a whole: its commands, as the binary runs them, and what must hold of all
//! capabilities together.
#![allow(missing_docs, reason = "tests name themselves")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it fails")]

mod commands;
mod insight;
mod matrix;
mod migrations;
mod pages;
mod postgres;
mod program;
mod routes;
mod schemas;
mod serving;
mod statements;
