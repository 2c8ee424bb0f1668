//! The checks themselves, fed one entry at a time: a live database and an exported bundle go
//! through the same code.

use std::collections::{BTreeMap, BTreeSet};

use crate::entry::Entry;
use crate::hash::{Hash, commitment, leaf_hash};
use crate::key::VerifyingKey;
use crate::note::{Checkpoint, NoteError};
use crate::receipt::Receipt;
use crate::report::Report;
use crate::text::unsigned;
use crate::tree::Frontier;

/// The kind of the entry that says that an earlier entry's content was erased.
pub const ERASED_KIND: &str = "record.erased";
/// How the reason of a closing checkpoint starts.
const CLOSE_REASON: &str = "close:";

/// What a verification is checked against, all of it held outside the record.
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    /// The keys whose signatures count.
    pub trusted_keys: Vec<VerifyingKey>,
    /// Checkpoint notes that someone else kept.
    pub witnessed: Vec<String>,
    /// Receipts that people kept.
    pub receipts: Vec<String>,
}

/// An entry as it is stored: its bytes, and salt and content unless they were erased.
#[derive(Debug, Clone, Copy)]
pub struct EntryRow<'a> {
    /// The canonical bytes.
    pub bytes: &'a [u8],
    /// The salt of the commitment.
    pub salt: Option<&'a [u8]>,
    /// The content as it was committed to.
    pub content: Option<&'a [u8]>,
}

/// Checks a record entry by entry, in memory that does not grow with the entries (only with the
/// erased ones and with the checkpoints and receipts still waiting for theirs).
pub struct Verifier {
    keys: Vec<VerifyingKey>,
    origin: Option<String>,
    body: Option<[u8; 16]>,
    tree: Frontier,
    expected: u64,
    last_time: Option<i64>,
    /// The roots of signed checkpoints, by size, waiting for their entries.
    held: BTreeMap<u64, Vec<Hash>>,
    receipts: BTreeMap<u64, Vec<Receipt>>,
    missing: BTreeSet<u64>,
    explained: BTreeSet<u64>,
    /// The first entry since the last agreeing checkpoint that is at fault in itself.
    suspect: Option<u64>,
    /// The size at which checkpoints were last compared.
    compared: Option<u64>,
    report: Report,
}

impl Verifier {
    /// A verifier for one body's record. The origin is that of the first trusted note or
    /// receipt, the body that of the first entry.
    pub fn new(options: &VerifyOptions) -> Self {
        Self::of(options, None, None)
    }

    /// A verifier for the record of this origin and body.
    pub fn of(options: &VerifyOptions, origin: Option<String>, body: Option<[u8; 16]>) -> Self {
        let mut verifier = Self {
            keys: options.trusted_keys.clone(),
            origin,
            body,
            tree: Frontier::new(),
            expected: 0,
            last_time: None,
            held: BTreeMap::new(),
            receipts: BTreeMap::new(),
            missing: BTreeSet::new(),
            explained: BTreeSet::new(),
            suspect: None,
            compared: None,
            report: Report::new(),
        };
        for note in &options.witnessed {
            verifier.hold(note, "witnessed checkpoint");
        }
        for receipt in &options.receipts {
            verifier.keep(receipt);
        }
        verifier
    }

    /// Takes a checkpoint of the record's own. It must come before the entries that follow it:
    /// either all checkpoints first, or each in its place.
    pub fn checkpoint(&mut self, note: &str) {
        self.hold(note, "checkpoint");
    }

    /// Takes the next entry.
    pub fn entry(&mut self, row: EntryRow<'_>) {
        self.entry_at(row, None);
    }

    /// Ends the verification.
    pub fn finish(mut self) -> Report {
        self.compare();
        let size = self.tree.size();
        for at in std::mem::take(&mut self.missing) {
            self.report.add(
                at,
                "content-missing",
                format!("the content of entry {at} is gone and no later entry records its erasure"),
            );
        }
        for (wanted, _) in std::mem::take(&mut self.held) {
            self.report.add(
                size,
                "truncated",
                format!("a checkpoint was signed over {wanted} entries; there are {size}"),
            );
        }
        for (at, _) in std::mem::take(&mut self.receipts) {
            self.report.add(
                size,
                "truncated",
                format!("a receipt was given for entry {at}; there are {size} entries"),
            );
        }
        self.stop()
    }

    /// Takes the next entry, which a bundle's line says has this sequence.
    pub(crate) fn entry_at(&mut self, row: EntryRow<'_>, stated: Option<u64>) {
        self.compare();
        let at = self.tree.size();
        let leaf = leaf_hash(row.bytes);
        match Entry::decode(row.bytes) {
            Ok(entry) => {
                self.place(&entry, at, stated);
                self.receipted(at, &leaf, Some(entry.time_micros));
                self.content(&entry, at, row);
            }
            Err(error) => {
                self.fault(at, "entry-format", format!("entry {at} cannot be read: {error}"));
                self.receipted(at, &leaf, None);
                self.expected = self.expected.saturating_add(1);
                if row.content.is_none() {
                    self.missing.insert(at);
                }
            }
        }
        self.tree.append(leaf);
    }

    /// Reports what was found so far, without the checks that need the whole record.
    pub(crate) fn stop(mut self) -> Report {
        self.report.size = self.tree.size();
        self.report.root = self.tree.root();
        self.report
    }

    /// The number of entries so far.
    pub(crate) fn size(&self) -> u64 {
        self.tree.size()
    }

    pub(crate) fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    /// Demands that a trusted checkpoint commits to exactly the entries there are. Asked of a
    /// bundle at its end; a live record may have entries since its last checkpoint.
    pub(crate) fn demand_closing(&mut self) {
        self.compare();
        let size = self.tree.size();
        if size > 0 && self.compared != Some(size) {
            self.report.add(
                self.report.vouched,
                "unclosed",
                format!("no trusted checkpoint commits to all {size} entries"),
            );
        }
    }

    /// Compares size and root with those a bundle's trailer states.
    pub(crate) fn trailer(&mut self, size: u64, root: &Hash) {
        self.compare();
        let read = self.tree.size();
        if size != read {
            self.report.add(
                size.min(read),
                "trailer",
                format!("the trailer says {size} entries; there are {read}"),
            );
        } else if *root != self.tree.root() {
            let at = self.blame();
            self.report.add(at, "trailer", "the trailer has another root".to_owned());
        }
    }

    /// Sequence, body and time.
    fn place(&mut self, entry: &Entry, at: u64, stated: Option<u64>) {
        let own = entry.sequence;
        if own != self.expected || stated.is_some_and(|stated| stated != own) {
            let says = format!("in place {at} stands entry {own}, expected {}", self.expected);
            self.fault(at, "sequence", says);
        }
        self.expected = own.saturating_add(1);
        if *self.body.get_or_insert(entry.body) != entry.body {
            self.fault(at, "body", format!("entry {at} belongs to another body"));
        }
        if self.last_time.is_some_and(|last| entry.time_micros < last) {
            self.fault(at, "time", format!("entry {at} is earlier than the one before it"));
        }
        self.last_time = Some(entry.time_micros);
    }

    /// The receipts for this place.
    fn receipted(&mut self, at: u64, leaf: &Hash, time: Option<i64>) {
        for receipt in self.receipts.remove(&at).unwrap_or_default() {
            if receipt.leaf != *leaf || time.is_some_and(|time| time != receipt.time_micros) {
                let says = format!("entry {at} is not the one a receipt was given for");
                self.fault(at, "receipt", says);
            }
        }
    }

    /// The commitment, and what the content says where the record itself must know.
    fn content(&mut self, entry: &Entry, at: u64, row: EntryRow<'_>) {
        let Some(content) = row.content else {
            self.missing.insert(entry.sequence);
            return;
        };
        let salt = row.salt.and_then(|salt| salt.try_into().ok());
        if salt.is_none_or(|salt| commitment(salt, content) != entry.commitment) {
            let says = format!("salt and content of entry {at} are not what it commits to");
            self.report.add(at, "commitment", says);
        } else if entry.kind == ERASED_KIND {
            self.erasing(entry, at, content);
        }
    }

    /// An erasing entry explains that an earlier entry's content is gone.
    fn erasing(&mut self, entry: &Entry, at: u64, content: &[u8]) {
        match erased_sequence(content) {
            Some(erased) if erased < entry.sequence => {
                if self.missing.remove(&erased) {
                    self.explained.insert(erased);
                } else if !self.explained.contains(&erased) {
                    let says = format!("entry {at} erased entry {erased}, whose content is here");
                    self.report.add(erased, "erasure-undone", says);
                }
            }
            _ => {
                let says = format!("entry {at} does not name an earlier entry that it erases");
                self.report.add(at, "erasure", says);
            }
        }
    }

    /// Opens a checkpoint and keeps it until its size is reached.
    fn hold(&mut self, note: &str, what: &str) {
        let checkpoint = match Checkpoint::open(note, &self.keys) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                let code = match error {
                    NoteError::Format => "note-format",
                    NoteError::Signature => "note-signature",
                    NoteError::UnknownKey => "note-key",
                };
                self.report.add(None, code, format!("a {what} was not accepted: {error}"));
                return;
            }
        };
        if *self.origin.get_or_insert_with(|| checkpoint.origin.clone()) != checkpoint.origin {
            let says = format!("a {what} is for another record: {}", checkpoint.origin);
            self.report.add(None, "note-origin", says);
            return;
        }
        let count = checkpoint.reason.strip_prefix(CLOSE_REASON);
        if let Some(count) = count.filter(|count| unsigned(count).is_none()) {
            let says = format!("a closing {what} commits to no count: {count}");
            self.report.add(None, "close-count", says);
        }
        let (size, root) = (checkpoint.size, checkpoint.root);
        if size < self.tree.size() {
            let at = self.blame();
            let says = format!("a {what} of {size} entries comes after more entries than that");
            self.report.add(at, "note-late", says);
            return;
        }
        let roots = self.held.entry(size).or_default();
        if roots.iter().any(|other| *other != root) {
            let says = format!("two signed checkpoints of {size} entries have different roots");
            self.report.add(None, "fork", says);
        }
        roots.push(root);
    }

    /// Opens a receipt and keeps it until its place is reached.
    fn keep(&mut self, text: &str) {
        let receipt = match Receipt::open(text, &self.keys) {
            Ok(receipt) => receipt,
            Err(error) => {
                let code = match error {
                    NoteError::Format => "receipt-format",
                    NoteError::Signature => "receipt-signature",
                    NoteError::UnknownKey => "receipt-key",
                };
                self.report.add(None, code, format!("a receipt was not accepted: {error}"));
                return;
            }
        };
        if *self.origin.get_or_insert_with(|| receipt.origin.clone()) == receipt.origin {
            self.receipts.entry(receipt.sequence).or_default().push(receipt);
        } else {
            let says = format!("a receipt is for another record: {}", receipt.origin);
            self.report.add(None, "receipt-origin", says);
        }
    }

    /// Compares the checkpoints of exactly the entries so far.
    fn compare(&mut self) {
        let size = self.tree.size();
        let Some(signed) = self.held.remove(&size) else { return };
        let (root, at, from) = (self.tree.root(), self.blame(), self.report.vouched);
        self.compared = Some(size);
        for signed_root in signed {
            if signed_root == root {
                self.report.vouched = size;
                self.suspect = None;
            } else {
                let says = format!(
                    "the first {size} entries are not those that were signed; \
                     the fault is at or after entry {from}"
                );
                self.report.add(at, "root", says);
            }
        }
    }

    /// A fault that also explains why the root will differ.
    fn fault(&mut self, at: u64, code: &'static str, says: String) {
        self.suspect.get_or_insert(at);
        self.report.add(at, code, says);
    }

    /// Where the fault is when the root differs: the first entry already found at fault since
    /// the last agreeing checkpoint, or else the first entry that checkpoint does not cover.
    fn blame(&self) -> u64 {
        self.suspect.unwrap_or(self.report.vouched)
    }
}

/// The member `erases` of a JSON object, if it is an unsigned number.
fn erased_sequence(content: &[u8]) -> Option<u64> {
    serde_json::from_slice::<serde_json::Value>(content).ok()?.get("erases")?.as_u64()
}
