//! Lists to download: CSV that no spreadsheet takes for a formula (abuse case A07).

use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::{Error, Result};

/// A cell that a spreadsheet shows as it is. One that begins like a formula gets an apostrophe
/// in front; reading the file back takes it off again ([`as_typed`]).
pub fn cell(text: &str) -> String {
    if is_risky(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// What was given to [`cell`].
pub fn as_typed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_risky(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A CSV file to download: UTF-8 without a mark, a header row, ISO dates.
pub fn csv(
    name: &str,
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Response> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(Error::internal)?;
    for row in rows {
        writer.write_record(row.iter().map(|c| cell(c))).map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(Error::internal)?;
    Ok(download(name, "text/csv; charset=utf-8", bytes))
}

/// Bytes to download under a name of our own.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_read_back() {
        for text in ["=1+1", "+x", "-3", "@a", "\tx", "＝x", "'=x", "''=x", "plain", "", "'tis"] {
            let safe = cell(text);
            assert!(!is_risky(&safe), "{text}");
            assert_eq!(as_typed(&safe), text);
        }
    }
}
