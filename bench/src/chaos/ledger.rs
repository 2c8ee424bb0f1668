//! What the clients saw, line by line, in a file that only grows. It is written by another
//! process than the one that is killed.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use bench::words::{Dice, sentences};

/// The file, open for writing.
pub struct Ledger(Mutex<File>);

impl Ledger {
    /// Opens it, at its end.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(path)?;
        Ok(Self(Mutex::new(file)))
    }

    /// Adds a line in one piece.
    pub fn add(&self, what: &str, mark: &str, more: &str) -> Result<()> {
        let line = format!("{what}\t{}\t{mark}\t{more}\n", now());
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(line.as_bytes())?;
        Ok(())
    }
}

/// Milliseconds of the machine's clock.
pub fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(0)
}

/// What a mark said: the words of a submission follow from its mark, so that they can be compared
/// without being kept.
pub fn words_of(mark: &str) -> String {
    let seed = mark.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("{mark} {}", sentences(&mut Dice::new(seed)))
}

/// The file, read.
#[derive(Debug, Default)]
pub struct Told {
    /// Mark and reference of what was acknowledged, and when.
    pub acknowledged: Vec<(String, String, u64)>,
    /// Refusals that gave the words back.
    pub kept: u64,
    /// Refusals that did not.
    pub lost: Vec<String>,
    /// Answers that should not be.
    pub odd: Vec<String>,
    /// When a refusal was seen last.
    pub refused_at: u64,
}

impl Told {
    /// Reads it.
    pub fn read(path: &Path) -> Result<Self> {
        let mut told = Self::default();
        for line in std::fs::read_to_string(path)?.lines() {
            let mut parts = line.split('\t');
            let mut next = || parts.next().context("a whole line");
            let (what, at, mark, more) = (next()?, next()?.parse()?, next()?, next()?);
            match what {
                "ack" => told.acknowledged.push((mark.to_owned(), more.to_owned(), at)),
                "kept" => told.kept += 1,
                "lost" => told.lost.push(format!("{mark}: {more}")),
                _ => told.odd.push(format!("{mark}: {more}")),
            }
            if matches!(what, "kept" | "lost") {
                told.refused_at = at;
            }
        }
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let ledger = Ledger::open(&path).unwrap();
        ledger.add("ack", "m1", "7K3M-9QXT-4B2D-W8PA").unwrap();
        ledger.add("kept", "m2", "503").unwrap();
        ledger.add("lost", "m3", "503").unwrap();
        let told = Told::read(&path).unwrap();
        assert_eq!(told.acknowledged.len(), 1);
        assert_eq!((told.kept, told.lost.len(), told.odd.len()), (1, 1, 0));
        assert_eq!(words_of("m1"), words_of("m1"));
        assert!(words_of("m1").starts_with("m1 "));
    }
}
