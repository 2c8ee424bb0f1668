//! Words in the reader's language: Fluent catalogues, choice of language, pseudo-languages.
//!
//! Each capability hands in `locales/en/*.ftl` and whatever else it has; what is missing in a
//! language is shown in English and marked as English.

mod catalogue;
mod choice;
mod lang;
mod pseudo;

pub use catalogue::{Argument, Catalogue, CatalogueBuilder, CatalogueError, Words};
pub use choice::{COOKIE, choose, from_accept_language};
pub use lang::{Direction, Lang};
