//! The rows of the record as they pass in a backup, verified on the way.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use uuid::Uuid;

use super::value::bytes;
use super::{Failure, Heading};
use crate::record::{Beside, Block, Check, Head, Note, Stored, Verification};
use crate::secrets::Secrets;

/// Which of the record's tables is passing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passing {
    Checkpoints,
    Heads,
    Blocks,
    Entries,
    Other,
}

/// Verifies every record of a backup. The checkpoints, heads and blocks come before the entries.
pub(super) struct RecordRows {
    secrets: Secrets,
    passing: Passing,
    columns: BTreeMap<String, usize>,
    beside: BTreeMap<Uuid, Beside>,
    now: Option<(Uuid, Check)>,
    done: Vec<Verification>,
}

/// A row and the names of its columns.
struct Row<'a> {
    columns: &'a BTreeMap<String, usize>,
    values: &'a [Json],
}

impl Row<'_> {
    fn json(&self, name: &str) -> Result<&Json, Failure> {
        let found = self.columns.get(name).and_then(|at| self.values.get(*at));
        found.ok_or_else(|| Failure::Damaged(format!("the record has no column {name}")))
    }

    fn text(&self, name: &str) -> Result<String, Failure> {
        self.json(name)?.as_str().map(str::to_owned).ok_or_else(|| wrong(name))
    }

    fn int(&self, name: &str) -> Result<i64, Failure> {
        self.json(name)?.as_i64().ok_or_else(|| wrong(name))
    }

    fn uuid(&self, name: &str) -> Result<Uuid, Failure> {
        self.text(name)?.parse().map_err(|_| wrong(name))
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, Failure> {
        bytes(self.json(name)?).ok_or_else(|| wrong(name))
    }

    fn bytes_or_none(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        if self.json(name)?.is_null() { Ok(None) } else { self.bytes(name).map(Some) }
    }
}

fn wrong(name: &str) -> Failure {
    Failure::Damaged(format!("column {name} of the record has a value of another kind"))
}

impl RecordRows {
    pub(super) fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            passing: Passing::Other,
            columns: BTreeMap::new(),
            beside: BTreeMap::new(),
            now: None,
            done: Vec::new(),
        }
    }

    /// A table begins.
    pub(super) fn table(&mut self, heading: &Heading) {
        self.passing = match heading.table.as_str() {
            "record_checkpoint" => Passing::Checkpoints,
            "record_head" => Passing::Heads,
            "record_block" => Passing::Blocks,
            "record_entry" => Passing::Entries,
            _ => Passing::Other,
        };
        let names = heading.columns.iter().enumerate();
        self.columns = names.map(|(at, column)| (column.name.clone(), at)).collect();
    }

    /// A row of it.
    pub(super) fn row(&mut self, values: &[Json]) -> Result<(), Failure> {
        if self.passing == Passing::Other {
            return Ok(());
        }
        let row = Row { columns: &self.columns, values };
        let body = row.uuid("body_id")?;
        if self.passing == Passing::Entries {
            let stored = stored(&row)?;
            self.check(body).entry(&stored);
            return Ok(());
        }
        let beside = self.beside.entry(body).or_default();
        match self.passing {
            Passing::Checkpoints => beside.notes.push(Note {
                size: row.int("size")?,
                reason: row.text("reason")?,
                text: row.text("note")?,
            }),
            Passing::Heads => {
                beside.head = Some(Head {
                    size: row.int("size")?,
                    frontier: row.bytes("frontier")?,
                    root: row.bytes("root")?,
                    last_micros: row.int("last_micros")?,
                });
            }
            Passing::Blocks => {
                beside.blocks.push(Block { idx: row.int("idx")?, hash: row.bytes("hash")? });
            }
            Passing::Entries | Passing::Other => {}
        }
        Ok(())
    }

    /// The check of the body whose entries are passing.
    fn check(&mut self, body: Uuid) -> &mut Check {
        let now = match self.now.take() {
            Some(now) if now.0 == body => now,
            before => {
                self.done.extend(before.map(|(_, check)| check.finish()));
                let beside = self.beside.remove(&body).unwrap_or_default();
                (body, begin(&self.secrets, body, beside))
            }
        };
        &mut self.now.insert(now).1
    }

    /// Everything has passed.
    pub(super) fn finish(mut self) -> Vec<Verification> {
        self.done.extend(self.now.take().map(|(_, check)| check.finish()));
        // What has a head or a checkpoint and no entries.
        for (body, beside) in std::mem::take(&mut self.beside) {
            self.done.push(begin(&self.secrets, body, beside).finish());
        }
        self.done
    }
}

fn begin(secrets: &Secrets, body: Uuid, mut beside: Beside) -> Check {
    beside.notes.sort_by_key(|note| note.size);
    Check::new(secrets, body, beside, &[], &[])
}

fn stored(row: &Row<'_>) -> Result<Stored, Failure> {
    Ok(Stored {
        sequence: row.int("sequence")?,
        kind: row.text("kind")?,
        subject_kind: row.text("subject_kind")?,
        subject_id: row.uuid("subject_id")?,
        micros: row.int("micros")?,
        bytes: row.bytes("bytes")?,
        leaf: row.bytes("leaf")?,
        salt: row.bytes_or_none("salt")?,
        content: row.bytes_or_none("content")?,
    })
}
