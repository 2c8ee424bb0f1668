//! How YouSaid speaks HTTP and HTML.

pub mod nhsuk;
