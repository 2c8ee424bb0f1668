//! Reading a backup back, a line at a time, and checking it as it passes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use flate2::read::GzDecoder;
use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::record_rows::RecordRows;
use super::{FORMAT, Failure, Header, Heading, Summary, Trailer, VERSION};
use crate::record::Verification;
use crate::secrets::Secrets;

/// The longest line that is read: more than any row can be.
const LONGEST: u64 = 256 * 1024 * 1024;

/// What comes next in a backup.
pub(super) enum Part {
    /// A table begins.
    Table(Heading),
    /// A row of it.
    Row(Vec<Json>),
    /// The end, and everything was as its last line says.
    End(Summary),
}

/// A backup being read.
pub(super) struct Reader<R: Read> {
    lines: BufReader<GzDecoder<R>>,
    buffer: Vec<u8>,
    sum: Sha256,
    header: Header,
    table: Option<(String, usize)>,
    rows: BTreeMap<String, u64>,
}

impl Reader<File> {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|e| Failure::File(path.to_owned(), e))?;
        Self::new(file)
    }
}

impl<R: Read> Reader<R> {
    /// Reads the first line.
    pub(super) fn new(input: R) -> Result<Self, Failure> {
        let mut reader = Self {
            lines: BufReader::with_capacity(64 * 1024, GzDecoder::new(input)),
            buffer: Vec::new(),
            sum: Sha256::new(),
            header: Header {
                format: String::new(),
                version: 0,
                made_at: chrono::DateTime::UNIX_EPOCH,
                engine: String::new(),
                migrations: Vec::new(),
            },
            table: None,
            rows: BTreeMap::new(),
        };
        reader.line().map_err(|_| Failure::NotABackup)?;
        reader.header = serde_json::from_slice(&reader.buffer).map_err(|_| Failure::NotABackup)?;
        if reader.header.format != FORMAT {
            return Err(Failure::NotABackup);
        }
        if reader.header.version != VERSION {
            return Err(Failure::Newer(format!("format version {}", reader.header.version)));
        }
        reader.sum.update(&reader.buffer);
        Ok(reader)
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The next part.
    pub(super) fn next(&mut self) -> Result<Part, Failure> {
        self.line()?;
        // A row is a list, all else are objects: the first byte tells.
        if self.buffer.first() == Some(&b'[') {
            let row: Vec<Json> = serde_json::from_slice(&self.buffer).map_err(|_| no_line())?;
            let Some((table, columns)) = &self.table else { return Err(no_line()) };
            if row.len() != *columns {
                return Err(Failure::Damaged(format!("a row of {table} has another length")));
            }
            *self.rows.entry(table.clone()).or_default() += 1;
            self.sum.update(&self.buffer);
            return Ok(Part::Row(row));
        }
        if let Ok(heading) = serde_json::from_slice::<Heading>(&self.buffer) {
            self.sum.update(&self.buffer);
            if self.rows.insert(heading.table.clone(), 0).is_some() {
                return Err(Failure::Damaged(format!("table {} comes twice", heading.table)));
            }
            self.table = Some((heading.table.clone(), heading.columns.len()));
            return Ok(Part::Table(heading));
        }
        let trailer: Trailer = serde_json::from_slice(&self.buffer).map_err(|_| no_line())?;
        self.end(trailer).map(Part::End)
    }

    fn end(&mut self, trailer: Trailer) -> Result<Summary, Failure> {
        if trailer.rows != self.rows {
            return Err(Failure::Damaged("there are more or fewer rows than it says".into()));
        }
        let sum = HEXLOWER.encode(&self.sum.clone().finalize());
        if sum != trailer.sha256 {
            return Err(Failure::Damaged("its digest is another than it says".into()));
        }
        // Reading on to the end also checks the sum of the compressed file.
        let mut rest = [0u8; 1];
        match self.lines.read(&mut rest) {
            Ok(0) => {}
            Ok(_) => return Err(Failure::Damaged("there is more after its end".into())),
            Err(error) => return Err(Failure::Damaged(error.to_string())),
        }
        Ok(Summary { header: self.header.clone(), rows: trailer.rows, sha256: sum })
    }

    fn line(&mut self) -> Result<(), Failure> {
        self.buffer.clear();
        let read = (&mut self.lines).take(LONGEST).read_until(b'\n', &mut self.buffer);
        match read {
            Ok(0) => Err(Failure::Damaged("it ends too soon".into())),
            Ok(_) if self.buffer.last() != Some(&b'\n') => {
                Err(Failure::Damaged("it ends within a line".into()))
            }
            Ok(_) => Ok(()),
            Err(error) => Err(Failure::Damaged(error.to_string())),
        }
    }
}

fn no_line() -> Failure {
    Failure::Damaged("a line is in none of the forms".into())
}

/// A backup that was read to its end.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// What it holds.
    #[serde(flatten)]
    pub summary: Summary,
    /// The records in it, verified.
    pub records: Vec<Verification>,
}

/// Reads a backup to its end without a database: that its bytes are those that were written, that
/// every value has its type, and that the records in it verify.
pub fn verify(path: &Path, secrets: &Secrets) -> Result<Checked, Failure> {
    let mut reader = Reader::open(path)?;
    let mut records = RecordRows::new(secrets.clone());
    let mut columns = Vec::new();
    loop {
        match reader.next()? {
            Part::Table(heading) => {
                records.table(&heading);
                columns = heading.columns;
            }
            Part::Row(row) => {
                for (column, value) in columns.iter().zip(&row) {
                    column.kind.bind(value)?;
                }
                records.row(&row)?;
            }
            Part::End(summary) => {
                let records = records.finish();
                if records.iter().any(|v| !v.is_good()) {
                    return Err(Failure::Record(records));
                }
                return Ok(Checked { summary, records });
            }
        }
    }
}
