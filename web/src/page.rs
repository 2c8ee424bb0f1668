//! What every page is told beside its own content: who is reading, where, in which language.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::languages::Lang;

/// The shell around a page.
#[derive(Debug, Clone, Serialize)]
pub struct PageContext {
    /// The language of the page.
    pub lang: Lang,
    /// The body whose page this is; none on pages of the whole installation.
    pub body: Option<BodyShell>,
    /// Who is signed in.
    pub actor: Option<ActorShell>,
    /// The path of the address, without query: `/havering/tell-us`.
    pub path: String,
    /// The anti-forgery token for the forms on the page.
    pub csrf: String,
    /// The moment the page is made, for ages.
    pub now: DateTime<Utc>,
    /// A line over the page, such as 'Demonstration'.
    pub banner: Option<String>,
    /// The links of the header, or of the staff navigation.
    pub navigation: Vec<NavLink>,
    /// What is wrong with the form on the page, in the order of its fields.
    pub errors: Vec<FieldError>,
    /// What to tell the reader first: 'Saved', say.
    pub notices: Vec<Notice>,
}

impl PageContext {
    /// A page of the whole installation for a signed-out reader.
    pub fn new(lang: Lang, path: impl Into<String>, now: DateTime<Utc>) -> Self {
        Self {
            lang,
            body: None,
            actor: None,
            path: path.into(),
            csrf: String::new(),
            now,
            banner: None,
            navigation: Vec::new(),
            errors: Vec::new(),
            notices: Vec::new(),
        }
    }
}

/// The body in the header and footer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BodyShell {
    /// Its part of the address: `havering`.
    pub slug: String,
    /// Its full name.
    pub name: String,
    /// The name where room is short.
    pub short_name: String,
    /// Where questions go that the page does not answer.
    pub email: Option<String>,
    /// And by telephone.
    pub telephone: Option<String>,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActorShell {
    /// The name shown in the header.
    pub name: String,
    /// Whether they may see the staff pages.
    pub is_staff: bool,
}

/// A link of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavLink {
    /// Where it leads.
    pub href: String,
    /// The key of its words.
    pub label_key: String,
    /// Whether the reader is there.
    pub current: bool,
}

/// Something wrong with a field, in words the reader can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name; empty for the form as a whole.
    pub field: String,
    /// What to do about it.
    pub message: String,
}

/// A message at the top of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// How it is meant.
    pub kind: NoticeKind,
    /// The words, already in the reader's language.
    pub text: String,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// Something was done.
    Success,
    /// Something to know.
    Information,
    /// Something to be careful about.
    Warning,
}

/// A form as the macros of `forms.njk` take it: what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FormView {
    /// What was typed, by field; a list where a field has several values.
    pub values: Map<String, Value>,
    /// The first error of each field.
    pub errors: Map<String, Value>,
}

impl FormView {
    /// A form with what was typed and what is wrong with it.
    pub fn new(values: Map<String, Value>, errors: &[FieldError]) -> Self {
        let mut by_field = Map::new();
        for error in errors {
            let message = || Value::from(error.message.clone());
            by_field.entry(error.field.clone()).or_insert_with(message);
        }
        Self { values, errors: by_field }
    }
}

/// The links between the pages of a list, as the `paginator` macro takes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PageLinks {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Numbered pages; empty where a list is read by key and has no numbers.
    pub items: Vec<PageLink>,
}

/// A numbered page, or the gap between two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageLink {
    /// The number; none for a gap.
    pub number: Option<u64>,
    /// Where it leads.
    pub href: String,
    /// Whether the reader is there.
    pub current: bool,
}

impl PageLinks {
    /// Links to the first and last page and those around the current one.
    pub fn numbered(current: u64, last: u64, href: impl Fn(u64) -> String) -> Self {
        if last <= 1 {
            return Self::default();
        }
        let current = current.clamp(1, last);
        let mut items = Vec::new();
        let mut before = 0;
        for number in 1..=last {
            if number != 1 && number != last && number.abs_diff(current) > 1 {
                continue;
            }
            if number > before + 1 {
                items.push(PageLink { number: None, href: String::new(), current: false });
            }
            items.push(PageLink {
                number: Some(number),
                href: href(number),
                current: number == current,
            });
            before = number;
        }
        Self {
            previous: (current > 1).then(|| href(current - 1)),
            next: (current < last).then(|| href(current + 1)),
            items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_pages_are_a_gap() {
        let links = PageLinks::numbered(5, 20, |number| format!("?page={number}"));
        let numbers: Vec<_> = links.items.iter().map(|item| item.number).collect();
        assert_eq!(numbers, [Some(1), None, Some(4), Some(5), Some(6), None, Some(20)]);
        assert_eq!(links.previous.as_deref(), Some("?page=4"));
        assert_eq!(links.next.as_deref(), Some("?page=6"));
    }

    #[test]
    fn one_page_needs_no_links() {
        assert_eq!(PageLinks::numbered(1, 1, |_| String::new()), PageLinks::default());
    }

    #[test]
    fn a_field_shows_its_first_error() {
        let error = |message: &str| FieldError { field: "email".into(), message: message.into() };
        let form = FormView::new(Map::new(), &[error("Enter an address"), error("Too long")]);
        assert_eq!(form.errors["email"], "Enter an address");
    }
}
