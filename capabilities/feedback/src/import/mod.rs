//! Bringing comments in from a file: read by a mapping, staged in chunks, visible all at once or
//! not at all, once however often it is run.

pub mod decode;
pub mod mapping;
pub mod rows;
mod run;
mod stage;
pub mod table;

pub use mapping::Mapping;
pub use rows::{Reader, Refused, Taken};
pub use run::{Options, Report, dry_run, guess, refused, run, saved};
pub(crate) use run::{begin_uploaded, carry_on, words_of};
pub use table::{Row, Source, Table};
