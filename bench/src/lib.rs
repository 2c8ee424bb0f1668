//! What the benchmarks and the chaos harness share: a client for HTTP, a driver for many clients,
//! a site started as people start it, and a world within the process.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people to read"
)]

pub mod drive;
pub mod figures;
pub mod form;
pub mod http;
pub mod machine;
pub mod site;
pub mod words;
pub mod world;
