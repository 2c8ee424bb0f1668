//! What is measured, a file a group.

pub mod floor;
pub mod import;
pub mod pages;
pub mod queries;
pub mod start;
pub mod submit;
pub mod verify;

use std::path::PathBuf;
use std::time::Duration;

/// How much to measure.
#[derive(Debug, Clone)]
pub struct Extent {
    /// How long each load lasts.
    pub time: Duration,
    /// Voices, and entries of the record.
    pub many: u64,
    /// Connections held open.
    pub connections: usize,
    /// A file of comments to repeat, in place of words made up.
    pub comments: Option<PathBuf>,
    /// The folder for what is made; large.
    pub folder: PathBuf,
}
