//! Reading a file of rows: its delimiter, its header, its rows one at a time, whatever is wrong
//! with them.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::error::{Error, Message, Result};

use super::decode::{Allowance, Decoding, Encoding, ROW_TOO_LONG, Scan, scan};

/// Rows in one file at most.
pub const MOST_ROWS: u64 = 1_000_000;
/// Columns at most.
pub const MOST_COLUMNS: usize = 500;
/// Bytes of one row at most, besides what is read ahead.
const MOST_ROW: u64 = 1024 * 1024;
/// What the reader reads ahead.
const AHEAD: usize = 64 * 1024;
/// Letters of a column's name that are kept.
const MOST_NAME: usize = 200;

/// A file that can be opened again and again.
#[derive(Debug, Clone)]
pub enum Source {
    /// On the machine where the command runs.
    File(PathBuf),
    /// Uploaded.
    Bytes(Arc<[u8]>),
}

impl Source {
    /// Opens it at its beginning.
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        match self {
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(cause) => {
                    let says = Message::new("feedback-file-absent").with("file", path.display());
                    tracing::debug!(%cause, "a file to import");
                    Err(Error::Refused(says))
                }
            },
            Self::Bytes(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }

    /// Reads it through once.
    pub fn scan(&self) -> Result<Scan> {
        scan(self.open()?).map_err(broken)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn broken(cause: io::Error) -> Error {
    Error::Unavailable(format!("the file cannot be read: {cause}"))
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row, counted from 1, the header not among them.
    pub number: u64,
    /// The line on which it begins, as an editor counts.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A file of rows, being read.
pub struct Table {
    rows: csv::Reader<Decoding<Box<dyn Read + Send>>>,
    header: Vec<String>,
    delimiter: u8,
    record: csv::StringRecord,
    number: u64,
    allowance: Allowance,
}

impl Table {
    /// Opens a file and reads its header.
    pub fn open(source: &Source, encoding: Encoding) -> Result<Self> {
        let delimiter = sniff(&beginning(source, encoding)?);
        let allowance: Allowance = Arc::new(AtomicU64::new(MOST_ROW));
        let decoding = Decoding::new(source.open()?, encoding, Arc::clone(&allowance));
        let rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(AHEAD)
            .from_reader(decoding);
        let record = csv::StringRecord::new();
        let mut table = Self { rows, header: Vec::new(), delimiter, record, number: 0, allowance };
        let Some(header) = table.read()? else {
            return Err(Error::refused("feedback-file-empty"));
        };
        table.header = named(&header.cells);
        table.number = 0;
        if table.header.len() > MOST_COLUMNS {
            let says = Message::new("feedback-file-columns").with("most", MOST_COLUMNS);
            return Err(Error::Refused(says));
        }
        Ok(table)
    }

    /// The names of the columns; a name that stands twice is numbered.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What stands between cells.
    pub fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// The next row; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Row>> {
        let row = self.read()?;
        if self.number > MOST_ROWS {
            return Err(Error::Refused(Message::new("feedback-file-rows").with("most", MOST_ROWS)));
        }
        Ok(row)
    }

    /// Passes over rows that were dealt with before.
    pub fn skip(&mut self, rows: u64) -> Result<()> {
        while self.number < rows && self.read()?.is_some() {}
        Ok(())
    }

    fn read(&mut self) -> Result<Option<Row>> {
        self.allowance.store(MOST_ROW, Ordering::Relaxed);
        let line = self.rows.position().line();
        match self.rows.read_record(&mut self.record) {
            Ok(false) => Ok(None),
            Ok(true) => {
                self.number += 1;
                // Where it began: behind blank lines, and before the lines within its cells.
                let within =
                    self.record.iter().flat_map(str::bytes).filter(|b| *b == b'\n').count();
                let ended = self.rows.position().line().saturating_sub(1);
                let line = ended.saturating_sub(within as u64).max(1);
                let cells = self.record.iter().map(str::to_owned).collect();
                Ok(Some(Row { number: self.number, line, cells }))
            }
            Err(error) => Err(unreadable(error, line)),
        }
    }
}

fn unreadable(error: csv::Error, line: u64) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) if cause.to_string() == ROW_TOO_LONG => {
            Error::Refused(Message::new("feedback-file-row-long").with("line", line))
        }
        csv::ErrorKind::Io(cause) => broken(cause),
        _ => Error::Refused(Message::new("feedback-file-broken").with("line", line)),
    }
}

/// The first letters of a file.
fn beginning(source: &Source, encoding: Encoding) -> Result<String> {
    let unbounded = Arc::new(AtomicU64::new(u64::MAX));
    let mut bytes = Vec::new();
    Decoding::new(source.open()?, encoding, unbounded)
        .take(AHEAD as u64)
        .read_to_end(&mut bytes)
        .map_err(broken)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Which sign stands between cells: the one that gives the most rows as wide as the header, and
/// of those the widest.
fn sniff(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let widths: Vec<usize> =
            rows.records().take(20).map_while(|row| row.ok().map(|row| row.len())).collect();
        let first = widths.first().copied().unwrap_or(1);
        let same = widths.iter().filter(|width| **width == first).count();
        if first > 1 { (same, first) } else { (0, 0) }
    };
    // The comma comes last: of equals the last is taken.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|d| score(*d)).unwrap_or(b',')
}

fn named(cells: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (n, cell) in cells.iter().enumerate() {
        let plain: String = cell
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .filter(|c| !c.is_control())
            .take(MOST_NAME)
            .collect();
        let base = if plain.is_empty() { format!("Column {}", n + 1) } else { plain };
        let mut name = base.clone();
        let mut again = 2;
        while names.contains(&name) {
            name = format!("{base} ({again})");
            again += 1;
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table> {
        let source = Source::Bytes(text.as_bytes().into());
        let encoding = source.scan()?.encoding;
        Table::open(&source, encoding)
    }

    fn rows(text: &str) -> Vec<Row> {
        let mut table = table(text).unwrap();
        std::iter::from_fn(|| table.next_row().unwrap()).collect()
    }

    #[test]
    fn delimiters_are_told_apart() {
        for (text, delimiter) in [
            ("a,b\n1,2\n", ','),
            ("a;b\n\"1,5\";2\n", ';'),
            ("a\tb, c\n1\t2\n", '\t'),
            ("a|b|c\n1|2|3\n", '|'),
            ("words\nJust one column, with a comma\n", ','),
            ("date,words\n1/2/2026,\"a; b; c; d\"\n", ','),
        ] {
            assert_eq!(table(text).unwrap().delimiter(), delimiter, "{text}");
        }
    }

    #[test]
    fn rows_know_their_line() {
        let text = "id,words\r\n1,\"two\r\nlines\"\r\n\r\n2,one\r\n";
        let lines: Vec<_> = rows(text).iter().map(|r| (r.number, r.line)).collect();
        assert_eq!(lines, [(1, 2), (2, 5)]);
    }

    #[test]
    fn names_of_columns_are_made_unique() {
        let table = table("Date, Date ,,words\n").unwrap();
        assert_eq!(table.header(), ["Date", "Date (2)", "Column 3", "words"]);
    }

    #[test]
    fn a_quote_that_never_closes_is_told_and_not_swallowed() {
        let text = format!("id,words\n1,\"open\n{}", "2,more\n".repeat(400_000));
        let mut table = table(&text).unwrap();
        let Err(Error::Refused(says)) = table.next_row() else { panic!("taken") };
        assert_eq!(says, Message::new("feedback-file-row-long").with("line", 2));
    }

    #[test]
    fn an_empty_file_is_refused() {
        assert!(
            matches!(table(""), Err(Error::Refused(says)) if says.key == "feedback-file-empty")
        );
        assert!(rows("id,words\n").is_empty());
    }

    #[test]
    fn reading_goes_on_where_it_stopped() {
        let mut table = table("n\n1\n2\n3\n").unwrap();
        table.skip(2).unwrap();
        let row = table.next_row().unwrap().unwrap();
        assert_eq!((row.number, row.cells), (3, vec!["3".to_owned()]));
    }
}
