//! Opinion groups from agree, disagree and pass votes on statements.
//!
//! [`polis`] follows the published method of Polis step by step, so that its figures can be
//! compared with those of a Polis server; [`groups`] goes on from there: components exact at any
//! size, the same answer for the same seed, and a test whether there are groups at all. 'Not
//! enough to say' is one of the answers. Sizes are given as they are: whoever shows them
//! suppresses small ones.

pub mod clusters;
pub mod components;
pub mod groups;
pub mod polis;
pub mod represent;
pub mod spread;
pub mod stability;
pub mod votes;

pub use groups::{Answer, Grouping, Settings};
pub use votes::{Cast, Vote, Votes};
