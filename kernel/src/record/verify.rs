//! Verifying a live record, and taking it out as one file that anyone can verify.

use std::io::Write;

use chrono::{DateTime, TimeZone as _, Utc};
use ledger::bundle::{Header, Writer};
use ledger::{Entry, EntryRow, Finding, Frontier, Hash, MAX_FINDINGS, Report, Verifier};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use super::append::BLOCK;
use super::origin;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::secrets::Secrets;
use crate::values;

crate::statements! {
    HEAD = "SELECT size, frontier, root, last_micros FROM record_head WHERE body_id = $1";
    BLOCKS = "SELECT idx, hash FROM record_block WHERE body_id = $1 ORDER BY idx";
    NOTES = "SELECT size, reason, note AS text FROM record_checkpoint WHERE body_id = $1 ORDER BY size, id";
    ENTRIES = "SELECT sequence, kind, subject_kind, subject_id, micros, bytes, leaf, salt, content \
               FROM record_entry WHERE body_id = $1 ORDER BY sequence";
    BODIES = "SELECT body_id FROM record_head UNION SELECT body_id FROM record_entry \
              UNION SELECT body_id FROM record_checkpoint ORDER BY body_id";
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Whose record.
    pub body: Uuid,
    /// What the record itself shows: the same checks as those of an exported bundle.
    pub report: Report,
    /// What the database keeps beside the entries (head, blocks, columns) and should not say.
    pub beside: Vec<Finding>,
    /// How many of those there were in all.
    pub beside_total: u64,
    /// The first entry at fault, when the fault has a place. Where only a signature over many
    /// entries fails to fit, and none of them is at fault in itself, the first of those many.
    pub first_bad: Option<u64>,
}

impl Verification {
    /// Whether everything is as it should be.
    pub fn is_good(&self) -> bool {
        self.report.is_good() && self.beside_total == 0
    }

    /// Everything that was found, what the record itself shows first.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter().chain(&self.beside)
    }
}

/// The first entry at fault. A root or a block that does not fit says only that the fault is
/// somewhere below the next one that would; an entry found at fault in itself is more exact.
fn first_bad(findings: &[&Finding], ends: &[u64]) -> Option<u64> {
    let is_bound = |finding: &Finding| matches!(finding.code, "root" | "block");
    let lowest = findings.iter().filter_map(|f| f.sequence).min()?;
    if findings.iter().any(|f| f.sequence == Some(lowest) && !is_bound(f)) {
        return Some(lowest);
    }
    let end = ends.iter().copied().filter(|end| *end > lowest).min().unwrap_or(u64::MAX);
    let exact = findings.iter().filter(|f| !is_bound(f)).filter_map(|f| f.sequence);
    Some(exact.filter(|at| *at < end).min().unwrap_or(lowest))
}

/// The row that says how far a record has got.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Head {
    pub(crate) size: i64,
    pub(crate) frontier: Vec<u8>,
    pub(crate) root: Vec<u8>,
    pub(crate) last_micros: i64,
}

/// A stored node over a full block of leaves.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Block {
    pub(crate) idx: i64,
    pub(crate) hash: Vec<u8>,
}

/// A stored checkpoint.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Note {
    pub(crate) size: i64,
    pub(crate) reason: String,
    pub(crate) text: String,
}

/// An entry as the database has it, with the columns that it is found by.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Stored {
    pub(crate) sequence: i64,
    pub(crate) kind: String,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: Uuid,
    pub(crate) micros: i64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) leaf: Vec<u8>,
    pub(crate) salt: Option<Vec<u8>>,
    pub(crate) content: Option<Vec<u8>>,
}

impl Stored {
    fn row(&self) -> EntryRow<'_> {
        EntryRow {
            bytes: &self.bytes,
            salt: self.salt.as_deref(),
            content: self.content.as_deref(),
        }
    }
}

/// What stands beside the entries of one body, read before them. It grows with the checkpoints
/// and with one hash for each 256 entries, not with the entries.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) head: Option<Head>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) notes: Vec<Note>,
}

/// Checks the entries of one body against one another and against what stands beside them.
pub(crate) struct Check {
    body: Uuid,
    verifier: Verifier,
    head: Option<Head>,
    blocks: Vec<Block>,
    /// Where signatures end.
    signed: Vec<u64>,
    tree: Frontier,
    block: Frontier,
    found: Vec<Finding>,
    total: u64,
    last_micros: i64,
}

impl Check {
    /// Begins. `witnessed` are checkpoints that others kept; `receipts` are those people kept.
    pub(crate) fn new(
        secrets: &Secrets,
        body: Uuid,
        beside: Beside,
        witnessed: &[String],
        receipts: &[String],
    ) -> Self {
        let options = ledger::VerifyOptions {
            trusted_keys: vec![secrets.record_key(body).verifying_key()],
            witnessed: witnessed.to_vec(),
            receipts: receipts.to_vec(),
        };
        let verifier = Verifier::of(&options, Some(origin(body)), Some(*body.as_bytes()));
        let mut check = Self {
            body,
            verifier,
            head: beside.head,
            blocks: beside.blocks,
            signed: beside.notes.iter().filter_map(|n| u64::try_from(n.size).ok()).collect(),
            tree: Frontier::new(),
            block: Frontier::new(),
            found: Vec::new(),
            total: 0,
            last_micros: 0,
        };
        for note in &beside.notes {
            check.verifier.checkpoint(&note.text);
            check.columns_of_note(note);
        }
        check
    }

    fn columns_of_note(&mut self, note: &Note) {
        let mut lines = note.text.split('\n');
        let size = lines.nth(1).and_then(|line| line.parse::<i64>().ok());
        let reason = lines.nth(2).and_then(|line| line.strip_prefix("reason "));
        if size != Some(note.size) || reason != Some(&note.reason) {
            let says = format!("a checkpoint is filed as '{}' of {}", note.reason, note.size);
            self.add(None, "checkpoint-columns", says);
        }
    }

    /// Takes the next entry.
    pub(crate) fn entry(&mut self, stored: &Stored) {
        let at = self.tree.size();
        self.verifier.entry(stored.row());
        let leaf = ledger::leaf_hash(&stored.bytes);
        if stored.leaf != leaf {
            self.add(at, "leaf", format!("entry {at} is filed under another digest"));
        }
        if let Ok(entry) = Entry::decode(&stored.bytes) {
            let same = u64::try_from(stored.sequence).ok() == Some(entry.sequence)
                && stored.kind == entry.kind
                && stored.subject_kind == entry.subject_kind
                && *stored.subject_id.as_bytes() == entry.subject_id
                && stored.micros == entry.time_micros;
            if !same {
                self.add(at, "columns", format!("entry {at} is filed as something it is not"));
            }
            self.last_micros = entry.time_micros;
        }
        self.tree.append(leaf);
        self.block.append(leaf);
        if self.block.size() == BLOCK {
            self.full_block(at / BLOCK);
        }
    }

    fn full_block(&mut self, index: u64) {
        let root = std::mem::take(&mut self.block).root();
        let stored = usize::try_from(index).ok().and_then(|n| self.blocks.get(n));
        let fits = stored.is_some_and(|block| {
            u64::try_from(block.idx).ok() == Some(index) && block.hash == root
        });
        if !fits {
            let from = index * BLOCK;
            let says =
                format!("the stored node over entries {from} to {} is wrong", from + BLOCK - 1);
            self.add(from, "block", says);
        }
    }

    /// Ends.
    pub(crate) fn finish(mut self) -> Verification {
        let size = self.tree.size();
        if self.blocks.len() as u64 > size / BLOCK {
            let says = format!("{} nodes are stored over {size} entries", self.blocks.len());
            self.add(size, "block", says);
        }
        self.check_head(size);
        let report = self.verifier.finish();
        let all: Vec<&Finding> = report.findings.iter().chain(&self.found).collect();
        let first_bad = first_bad(&all, &self.signed);
        Verification {
            body: self.body,
            report,
            beside: self.found,
            beside_total: self.total,
            first_bad,
        }
    }

    fn check_head(&mut self, size: u64) {
        let Some(head) = self.head.take() else {
            if size > 0 {
                self.add(None, "head", format!("there are {size} entries and no head"));
            }
            return;
        };
        let counted = u64::try_from(head.size).unwrap_or(0);
        if counted != size {
            let says = format!("the head counts {counted} entries; there are {size}");
            self.add(counted.min(size), "head", says);
        } else if head.root != self.tree.root() || head.frontier != self.tree.to_bytes() {
            self.add(None, "head", "the head has another root than the entries".to_owned());
        } else if head.last_micros != self.last_micros {
            self.add(None, "head", "the head has another time than the last entry".to_owned());
        }
    }

    fn add(&mut self, sequence: impl Into<Option<u64>>, code: &'static str, says: String) {
        self.total += 1;
        if self.found.len() < MAX_FINDINGS {
            self.found.push(Finding { sequence: sequence.into(), code, says });
        }
    }
}

async fn beside(tx: &Tx, body: Uuid) -> Result<Beside> {
    Ok(Beside {
        head: tx.one(HEAD, values![body]).await?,
        blocks: tx.all(BLOCKS, values![body]).await?,
        notes: tx.all(NOTES, values![body]).await?,
    })
}

/// Verifies a body's record in the database, and what stands beside it. `witnessed` are checkpoint
/// notes and `receipts` receipts that others kept: without them a whole record that was made
/// anew, or an older one put back, looks right.
///
/// Reads every entry once, one at a time. The transaction must see one moment throughout, as a
/// [`crate::ReadTx`] does.
pub async fn verify_body_with(
    tx: &Tx,
    secrets: &Secrets,
    body: Uuid,
    witnessed: &[String],
    receipts: &[String],
) -> Result<Verification> {
    let mut check = Check::new(secrets, body, beside(tx, body).await?, witnessed, receipts);
    tx.each(ENTRIES, values![body], |stored: Stored| {
        check.entry(&stored);
        Ok(())
    })
    .await?;
    Ok(check.finish())
}

/// [`verify_body_with`], without receipts.
pub async fn verify_body(
    tx: &Tx,
    secrets: &Secrets,
    body: Uuid,
    witnessed: &[String],
) -> Result<Verification> {
    verify_body_with(tx, secrets, body, witnessed, &[]).await
}

/// Every body that has a record.
pub async fn bodies_with_record(tx: &Tx) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Row {
        body_id: Uuid,
    }
    let rows: Vec<Row> = tx.all(BODIES, values![]).await?;
    Ok(rows.into_iter().map(|row| row.body_id).collect())
}

/// What an export held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// Entries written.
    pub entries: u64,
    /// The root over them, 64 hexadecimal digits.
    pub root: String,
    /// When the last entry was made.
    pub last_at: Option<DateTime<Utc>>,
    /// What the verification found on the way. A record at fault is exported as it is, without a
    /// new signature, for others to examine.
    pub verification: Verification,
}

/// Writes a body's record as a bundle: every checkpoint, every entry, and at the end a checkpoint
/// over all of it, unless there is one already or the record is at fault. That last one bears the
/// time of the last entry, so that the same record always gives the same file.
pub async fn export_bundle<W: Write + Send>(
    tx: &Tx,
    secrets: &Secrets,
    body: Uuid,
    out: W,
) -> Result<Exported> {
    let verification = verify_body(tx, secrets, body, &[]).await?;
    let key = secrets.record_key(body);
    let header =
        Header { origin: origin(body), body: *body.as_bytes(), keys: vec![key.verifying_key()] };
    let mut writer = Writer::new(out, &header).map_err(unwritten)?;
    let notes: Vec<Note> = tx.all(NOTES, values![body]).await?;
    for note in &notes {
        writer.checkpoint(&note.text).map_err(unwritten)?;
    }
    let mut tree = Frontier::new();
    let mut last = None;
    tx.each(ENTRIES, values![body], |stored: Stored| {
        writer.entry(stored.row()).map_err(unwritten)?;
        tree.append(ledger::leaf_hash(&stored.bytes));
        last = Some(stored.micros);
        Ok(())
    })
    .await?;
    let root: Hash = tree.root();
    let closed = notes.iter().any(|note| u64::try_from(note.size).ok() == Some(tree.size()));
    if !closed && verification.is_good() {
        let note = ledger::Checkpoint {
            origin: origin(body),
            size: tree.size(),
            root,
            time_micros: last.unwrap_or(0),
            reason: "export".to_owned(),
        };
        writer.checkpoint(&note.sign(&key)).map_err(unwritten)?;
    }
    writer.finish().map_err(unwritten)?;
    Ok(Exported {
        entries: tree.size(),
        root: data_encoding::HEXLOWER.encode(&root),
        last_at: last.and_then(|micros| Utc.timestamp_micros(micros).single()),
        verification,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn unwritten(cause: std::io::Error) -> Error {
    Error::Unavailable(format!("the bundle cannot be written: {cause}"))
}
