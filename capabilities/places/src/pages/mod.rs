//! The pages: what the public sees, and what staff keep.

pub(crate) mod public;
pub(crate) mod staff;
