//! The stories of places, on both databases.
#![allow(missing_docs, reason = "tests name themselves")]

mod pages;
mod services;
