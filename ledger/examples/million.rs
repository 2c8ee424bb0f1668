//! Times the verification of a large bundle: `cargo run --release -p ledger --example million`.
//! The number of entries may be given; the bundle is written to the system's temporary folder.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::time::Instant;

use ledger::bundle::{Header, Writer, verify};
use ledger::{
    Checkpoint, Entry, EntryRow, Frontier, SigningKey, VerifyOptions, commitment, leaf_hash,
};

fn entry(sequence: u64, salt: &[u8; 32], content: &[u8]) -> Vec<u8> {
    Entry {
        kind: "voice.received".to_owned(),
        version: 1,
        body: [0x11; 16],
        sequence,
        time_micros: 1_767_323_045_000_000 + i64::try_from(sequence).unwrap_or_default(),
        role: "public".to_owned(),
        subject_kind: "voice".to_owned(),
        subject_id: [0x22; 16],
        commitment: commitment(salt, content),
    }
    .encode()
}

fn main() -> io::Result<()> {
    let entries: u64 =
        std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let key = SigningKey::from_seed([7; 32]);
    let origin = "yousaid.example/body/one".to_owned();
    let keys = vec![key.verifying_key()];
    let path = std::env::temp_dir().join(format!("record-of-{entries}.jsonl"));
    let header = Header { origin: origin.clone(), body: [0x11; 16], keys: keys.clone() };
    let mut writer = Writer::new(BufWriter::new(File::create(&path)?), &header)?;
    let mut tree = Frontier::new();
    for sequence in 0..entries {
        let salt = leaf_hash(&sequence.to_be_bytes());
        // About as long as a comment: 200 bytes.
        let content = format!("{{\"said\":\"{sequence:0>189}\"}}");
        let bytes = entry(sequence, &salt, content.as_bytes());
        tree.append(leaf_hash(&bytes));
        let content = Some(content.as_bytes());
        writer.entry(EntryRow { bytes: &bytes, salt: Some(&salt), content })?;
    }
    let reason = "export".to_owned();
    let state = Checkpoint { origin, size: entries, root: tree.root(), time_micros: 0, reason };
    writer.checkpoint(&state.sign(&key))?;
    writer.finish()?;
    let options = VerifyOptions { trusted_keys: keys, ..VerifyOptions::default() };
    let started = Instant::now();
    let report = verify(BufReader::with_capacity(1 << 16, File::open(&path)?), &options);
    let seconds = started.elapsed().as_secs_f64();
    let size = fs::metadata(&path)?.len() / 1_000_000;
    fs::remove_file(&path)?;
    println!("{entries} entries, {size} MB: good {}, {seconds:.2} s", report.is_good());
    Ok(())
}
