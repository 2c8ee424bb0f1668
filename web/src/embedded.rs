//! Files handed in by `web` and by each capability: read from disk while developing, embedded in a
//! release.

use std::borrow::Cow;

use rust_embed::RustEmbed;

/// The files of one folder, wherever they come from.
#[derive(Clone, Copy)]
pub struct Embedded {
    list: fn() -> Vec<String>,
    read: fn(&str) -> Option<Cow<'static, [u8]>>,
}

impl Embedded {
    /// The files of a folder that `RustEmbed` was derived for.
    pub fn of<Folder: RustEmbed>() -> Self {
        Self {
            list: || Folder::iter().map(Cow::into_owned).collect(),
            read: |name| Folder::get(name).map(|file| file.data),
        }
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Option<String> {
        (self.read)(name).map(|data| String::from_utf8_lossy(&data).into_owned())
    }

    /// The names of the files.
    pub fn names(&self) -> Vec<String> {
        (self.list)()
    }

    /// All files: (name, text).
    pub fn texts(&self) -> Vec<(String, String)> {
        let named = |name: String| self.text(&name).map(|text| (name, text));
        self.names().into_iter().filter_map(named).collect()
    }
}

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Pages;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// The layouts and macros of `web`.
pub(crate) fn pages() -> Embedded {
    Embedded::of::<Pages>()
}

/// The words of `web`.
pub(crate) fn words() -> Embedded {
    Embedded::of::<Locales>()
}
