//! What can be done, a file a verb. What the public tells is `thread::actions::receive` itself;
//! imports have their own module, [`crate::import`].

mod enter;
mod import_file;
mod pass_on;
mod review;

pub use enter::enter;
pub use import_file::{abandon_import, save_mapping, start_import, upload_file};
pub use pass_on::{Routed, pass_on};
pub use review::{NewReview, record_review};
