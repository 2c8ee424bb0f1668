//! The pages: what the public fills in, what staff enter, bring in and look at.

pub(crate) mod entry;
pub(crate) mod friends;
pub(crate) mod import_pages;
pub(crate) mod journey;
pub(crate) mod mapping_form;
pub(crate) mod panels;
pub(crate) mod reviews;
pub(crate) mod tell_us;
