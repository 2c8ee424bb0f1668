//! A small record to export, and to damage.

use ledger::bundle::{Header, Writer};
use ledger::{
    Checkpoint, Entry, EntryRow, Hash, Receipt, SigningKey, commitment, leaf_hash, root_of_range,
};

pub(crate) const ORIGIN: &str = "yousaid.example/body/one";
pub(crate) const BODY: [u8; 16] = [0x11; 16];
/// The sizes at which the record was signed, and why.
pub(crate) const SIGNED: [(u64, &str); 4] =
    [(8, "daily"), (16, "publication"), (20, "close:12"), (24, "export")];

/// An entry as stored.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) bytes: Vec<u8>,
    pub(crate) salt: Vec<u8>,
    pub(crate) content: Option<Vec<u8>>,
}

impl Row {
    pub(crate) fn new(sequence: u64, kind: &str, content: &[u8]) -> Self {
        let salt = leaf_hash(&sequence.to_be_bytes());
        let entry = Entry {
            kind: kind.to_owned(),
            version: 1,
            body: BODY,
            sequence,
            time_micros: 1_767_323_045_000_000 + i64::try_from(sequence).unwrap() * 1000,
            role: "public".to_owned(),
            subject_kind: "voice".to_owned(),
            subject_id: [0x22; 16],
            commitment: commitment(&salt, content),
        };
        Self { bytes: entry.encode(), salt: salt.to_vec(), content: Some(content.to_vec()) }
    }

    /// Rewrites the entry, as someone who can write to the database would.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Entry)) {
        let mut entry = Entry::decode(&self.bytes).unwrap();
        change(&mut entry);
        self.bytes = entry.encode();
    }
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) header: Header,
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<String>,
}

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed([seed; 32])
}

impl World {
    /// 24 entries: 10 is erased by 14, 19 closes; signed four times.
    pub(crate) fn good() -> Self {
        let mut rows: Vec<Row> = (0..24).map(|i| Row::new(i, "voice.received", &said(i))).collect();
        rows[14] = Row::new(14, "record.erased", br#"{"erases":10,"ground":"request"}"#);
        rows[19] = Row::new(19, "consultation.closed", br#"{"count":12}"#);
        rows[10].content = None;
        let mut world = Self::of(rows);
        world.notes = SIGNED.iter().map(|(size, reason)| world.sign(*size, reason)).collect();
        world
    }

    /// These entries, signed once over all of them.
    pub(crate) fn of(rows: Vec<Row>) -> Self {
        let keys = vec![key(7).verifying_key()];
        let header = Header { origin: ORIGIN.to_owned(), body: BODY, keys };
        let mut world = Self { header, rows, notes: Vec::new() };
        world.notes.push(world.sign(world.rows.len() as u64, "export"));
        world
    }

    pub(crate) fn root(&self, size: u64) -> Hash {
        let leaves: Vec<Hash> = self.rows.iter().map(|row| leaf_hash(&row.bytes)).collect();
        root_of_range(&leaves[..usize::try_from(size).unwrap()])
    }

    pub(crate) fn state(&self, size: u64, reason: &str) -> Checkpoint {
        Checkpoint {
            origin: ORIGIN.to_owned(),
            size,
            root: self.root(size),
            time_micros: 1_767_400_000_000_000,
            reason: reason.to_owned(),
        }
    }

    pub(crate) fn sign(&self, size: u64, reason: &str) -> String {
        self.state(size, reason).sign(&key(7))
    }

    pub(crate) fn receipt(&self, sequence: usize) -> String {
        let entry = Entry::decode(&self.rows[sequence].bytes).unwrap();
        Receipt {
            origin: ORIGIN.to_owned(),
            sequence: entry.sequence,
            leaf: entry.leaf(),
            time_micros: entry.time_micros,
        }
        .sign(&key(7))
    }

    /// The bundle with all checkpoints at the start. Its trailer fits whatever the rows are:
    /// who can change the file can sum it up anew.
    pub(crate) fn bundle(&self) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), &self.header).unwrap();
        for note in &self.notes {
            writer.checkpoint(note).unwrap();
        }
        for row in &self.rows {
            writer.entry(row.as_row()).unwrap();
        }
        writer.finish().unwrap()
    }

    /// The bundle with each checkpoint in its place.
    pub(crate) fn bundle_in_place(&self) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), &self.header).unwrap();
        for (at, row) in self.rows.iter().enumerate() {
            self.notes_of(at).for_each(|note| writer.checkpoint(note).unwrap());
            writer.entry(row.as_row()).unwrap();
        }
        self.notes_of(self.rows.len()).for_each(|note| writer.checkpoint(note).unwrap());
        writer.finish().unwrap()
    }

    fn notes_of(&self, size: usize) -> impl Iterator<Item = &String> {
        let size = size.to_string();
        self.notes.iter().filter(move |note| note.split('\n').nth(1) == Some(size.as_str()))
    }
}

impl Row {
    pub(crate) fn as_row(&self) -> EntryRow<'_> {
        let salt = self.content.is_some().then_some(self.salt.as_slice());
        EntryRow { bytes: &self.bytes, salt, content: self.content.as_deref() }
    }
}

pub(crate) fn said(i: u64) -> Vec<u8> {
    format!("{{\"said\":\"the bus stop is too far, number {i}\"}}").into_bytes()
}
