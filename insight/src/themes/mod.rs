//! Themes: comments that speak of the same thing, found without being told what to look for.
//!
//! Near-duplicates are collapsed for reading and counted both ways; comments become directions by
//! the pieces of their words; like directions are brought together; each theme gets a name from
//! its own words and its three most typical comments. Every comment has a place: a theme, or the
//! residue, where it is plain to see that it has none yet. Unsupervised themes match a human
//! framework only loosely: all of it is a suggestion that people merge, split and rename.

pub mod clusters;
pub mod decomposition;
pub mod duplicates;
pub mod finding;
pub mod lineage;
pub mod naming;
pub mod pieces;
pub mod space;
mod stop_words;

pub use duplicates::{Families, collapse};
pub use finding::{Found, Place, Settings, Theme, Themes, find};
pub use lineage::Change;
