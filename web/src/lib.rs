//! How YouSaid speaks HTTP and HTML.

pub mod assets;
pub mod dates;
pub mod embedded;
pub mod languages;
pub mod nhsuk;
pub mod page;
pub mod samples;
pub mod templates;
