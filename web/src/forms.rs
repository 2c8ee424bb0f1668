//! What came with a form: read once by the guard, within the route's limit, as text that is kept
//! whatever happens next.

use std::collections::BTreeMap;

use axum::RequestPartsExt as _;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Multipart, RawPathParams, Request};
use chrono::NaiveDate;
use http::request::Parts;
use kernel::error::{Error, Message, Problems, Result};
use uuid::Uuid;

use crate::problems::Failed;

/// The token's field.
pub const TOKEN: &str = "csrf";

/// A file that came with a form.
#[derive(Debug, Clone)]
pub struct File {
    /// The field.
    pub field: String,
    /// Its name on the sender's machine; to be shown, never trusted.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// The fields of a form, as typed.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    values: BTreeMap<String, Vec<String>>,
    files: Vec<File>,
}

impl Fields {
    /// From names and values.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            fields.values.entry(name).or_default().push(value);
        }
        fields
    }

    /// Reads a form, URL-encoded or multipart.
    pub(crate) async fn read(request: Request) -> Result<Self> {
        let kind = request
            .headers()
            .get(http::header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.starts_with("application/x-www-form-urlencoded") {
            let bytes = Bytes::from_request(request, &())
                .await
                .map_err(|e| Error::Refused(too_big_or_broken(e.status())))?;
            let pairs = form_urlencoded::parse(&bytes).into_owned();
            Ok(Self::from_pairs(pairs))
        } else if kind.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, &())
                .await
                .map_err(|e| Error::Refused(too_big_or_broken(e.status())))?;
            Self::read_parts(parts).await
        } else {
            Err(Error::refused("form-not-a-form"))
        }
    }

    async fn read_parts(mut parts: Multipart) -> Result<Self> {
        let mut fields = Self::default();
        let broken = |e: axum::extract::multipart::MultipartError| {
            Error::Refused(too_big_or_broken(e.status()))
        };
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            if let Some(file) = part.file_name().map(ToOwned::to_owned) {
                let bytes = part.bytes().await.map_err(broken)?;
                if !file.is_empty() || !bytes.is_empty() {
                    fields.files.push(File { field: name, name: file, bytes });
                }
            } else {
                let value = part.text().await.map_err(broken)?;
                fields.values.entry(name).or_default().push(value);
            }
        }
        Ok(fields)
    }

    /// Refuses a form with fields that it does not have, or with a field twice that it has once
    /// (abuse case A25). `single` come once at most, `many` any number of times.
    pub fn expect(&self, single: &[&str], many: &[&str]) -> Result<()> {
        for (name, values) in &self.values {
            let name = name.as_str();
            let once = name == TOKEN || single.contains(&name);
            if !(once && values.len() == 1 || many.contains(&name)) {
                return Err(Error::refused("form-unknown-field"));
            }
        }
        Ok(())
    }

    /// A field as typed; empty when it did not come. Line ends are one newline.
    pub fn raw(&self, name: &str) -> String {
        let typed = self.values.get(name).and_then(|v| v.first()).map_or("", String::as_str);
        typed.replace("\r\n", "\n")
    }

    /// A field without the spaces around it.
    pub fn text(&self, name: &str) -> String {
        self.raw(name).trim().to_owned()
    }

    /// A field without the spaces around it, `None` when empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|t| !t.is_empty())
    }

    /// All values of a field.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The file of a field.
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|f| f.field == name)
    }

    /// A day from the three boxes `name-day`, `name-month`, `name-year`, or one ISO date in
    /// `name`. `Ok(None)` when all are empty.
    pub fn day(&self, name: &str, problems: &mut Problems) -> Option<NaiveDate> {
        let whole = self.text(name);
        if !whole.is_empty() {
            let day = whole.parse().ok();
            if day.is_none() {
                problems.add(name, Message::new("form-date-not-real"));
            }
            return day;
        }
        let [day, month, year] =
            ["day", "month", "year"].map(|p| self.text(&format!("{name}-{p}")));
        if [&day, &month, &year].iter().all(|part| part.is_empty()) {
            return None;
        }
        let real = (|| {
            let year: i32 = year.parse().ok().filter(|y| (1000..=9999).contains(y))?;
            NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
        })();
        if real.is_none() {
            problems.add(name, Message::new("form-date-not-real"));
        }
        real
    }

    /// Names and values in order, without the token, for a form that comes back.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .filter(|(name, _)| name.as_str() != TOKEN)
            .flat_map(|(name, values)| values.iter().map(move |v| (name.as_str(), v.as_str())))
    }

    /// The values by name for the template's `form.values`: text, or a list where a name came
    /// more than once.
    pub fn values(&self) -> BTreeMap<String, serde_json::Value> {
        self.values
            .iter()
            .filter(|(name, _)| name.as_str() != TOKEN)
            .map(|(name, values)| {
                let value = match values.as_slice() {
                    [one] => serde_json::Value::from(one.as_str()),
                    many => serde_json::Value::from(many.to_vec()),
                };
                (name.clone(), value)
            })
            .collect()
    }
}

/// The `{id}` of an address. What cannot be one is not found.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub Uuid);

/// The `{id}` and the `{part}` of an address.
#[derive(Debug, Clone, Copy)]
pub struct Ids(pub (Uuid, Uuid));

async fn parameter(parts: &mut Parts, name: &str) -> Result<Uuid, Failed> {
    let parameters = parts.extract::<RawPathParams>().await;
    let parameters = parameters.map_err(|_| Failed(Error::NotFound))?;
    let found = parameters.iter().find(|(n, _)| *n == name);
    let id = found.and_then(|(_, value)| value.parse().ok());
    id.ok_or(Failed(Error::NotFound))
}

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        Ok(Self(parameter(parts, "id").await?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ids {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        Ok(Self((parameter(parts, "id").await?, parameter(parts, "part").await?)))
    }
}

fn too_big_or_broken(status: http::StatusCode) -> Message {
    if status == http::StatusCode::PAYLOAD_TOO_LARGE {
        Message::new("form-too-big")
    } else {
        Message::new("form-broken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn unknown_and_doubled_fields_are_refused() {
        let ok = fields(&[("words", "a"), ("theme", "1"), ("theme", "2"), (TOKEN, "t")]);
        assert!(ok.expect(&["words"], &["theme"]).is_ok());
        assert!(fields(&[("role", "admin")]).expect(&["words"], &[]).is_err());
        assert!(fields(&[("words", "a"), ("words", "b")]).expect(&["words"], &[]).is_err());
    }

    #[test]
    fn a_day_comes_from_three_boxes_or_is_told_to_be_wrong() {
        let mut problems = Problems::new();
        let three = fields(&[("on-day", "29"), ("on-month", " 2 "), ("on-year", "2028")]);
        assert_eq!(three.day("on", &mut problems), NaiveDate::from_ymd_opt(2028, 2, 29));
        assert_eq!(fields(&[]).day("on", &mut problems), None);
        assert!(problems.is_empty());
        for bad in [("31", "2", "2026"), ("1", "1", "26"), ("x", "1", "2026"), ("", "1", "2026")] {
            let mut problems = Problems::new();
            let typed = fields(&[("on-day", bad.0), ("on-month", bad.1), ("on-year", bad.2)]);
            assert_eq!(typed.day("on", &mut problems), None);
            assert!(!problems.is_empty(), "{bad:?}");
        }
    }
}
