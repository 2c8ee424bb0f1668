//! A demonstration that one can walk through: three neighbouring commissioners with shared staff
//! and a shared programme, threads at every stage, the figures of the real area and no real
//! person.
//!
//! [`content`] is what was written by hand, [`plan`] makes eighteen months of it that end today,
//! and [`mod@build`] carries the plan out through the product's own actions, day by day, with a clock
//! that is moved along: the audit and the record come to be as they would in real use.

pub mod build;
mod chance;
pub mod content;
pub mod plan;
mod sign_ins;
mod words;

pub use build::{Built, build};
pub use content::Content;
pub use sign_ins::SignIn;
