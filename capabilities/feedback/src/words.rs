//! This capability's words, for where no page is: the command line.

use std::sync::OnceLock;

use kernel::error::{Error, Message, Result};
use web::embedded::Embedded;
use web::languages::{Argument, Catalogue, Lang};

/// The words, read once.
fn catalogue() -> Result<&'static Catalogue> {
    static CATALOGUE: OnceLock<Option<Catalogue>> = OnceLock::new();
    CATALOGUE
        .get_or_init(|| Catalogue::builder().folder(Embedded::of::<crate::Locales>()).build().ok())
        .as_ref()
        .ok_or_else(|| Error::internal("the words of feedback cannot be read"))
}

/// A message in English, for the command line.
pub fn explain(says: &Message) -> String {
    let values: Vec<(&str, Argument)> =
        says.values.iter().map(|(n, v)| (*n, Argument::from(v.clone()))).collect();
    match catalogue() {
        Ok(catalogue) => catalogue.text(Lang::ENGLISH, says.key, &values),
        Err(_) => says.to_string(),
    }
}
