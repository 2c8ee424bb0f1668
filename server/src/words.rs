//! What the kernel and the capabilities say by key, in words.

use kernel::Error;
use kernel::error::Message;
use web::languages::{Argument, Catalogue, Lang};

/// An error, as a person at a terminal should read it.
pub(crate) fn of_error(error: &Error) -> String {
    match error {
        Error::NotFound => "there is no such thing".to_owned(),
        Error::Forbidden(verb) => format!("not allowed: {verb}"),
        Error::Invalid(problems) => problems
            .iter()
            .map(|p| match p.field.as_str() {
                "" => of(&p.message),
                field => format!("{field}: {}", of(&p.message)),
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Error::Refused(message) | Error::Conflict(message) => of(message),
        Error::TooMany { retry_after } => format!("too many attempts; wait {retry_after} seconds"),
        Error::Unavailable(says) | Error::Internal(says) => says.clone(),
    }
}

/// A message in English; its key when nobody has words for it.
fn of(message: &Message) -> String {
    let mut catalogue = Catalogue::builder();
    for room in crate::compose::rooms() {
        if let Some(files) = room.locales {
            catalogue = catalogue.folder(files);
        }
    }
    let values: Vec<(&str, Argument)> =
        message.values.iter().map(|(name, value)| (*name, Argument::from(value.clone()))).collect();
    let found = catalogue.build().ok().and_then(|catalogue| {
        let words = catalogue.find(Lang::ENGLISH, message.key, &values)?;
        Some(words.text)
    });
    found.unwrap_or_else(|| message.to_string())
}
