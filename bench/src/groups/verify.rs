//! Verifying a record of a million entries.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};
use bench::figures::{Goal, Line, Table, plain};
use bench::machine;
use bench::site::root;
use bench::words::{Dice, sentences};
use bench::world::World;
use kernel::record::{self, Pending};
use kernel::{Actor, Audited, Event, Subject, values};
use serde_json::json;

use super::Extent;

/// Entries appended in one transaction.
const CHUNK: u64 = 5_000;
/// Entries for the verifier in Python.
const FEW: u64 = 100_000;

/// Appends entries as voices make them.
pub async fn append(world: &World, many: u64) -> Result<()> {
    let mut dice = Dice::new(13);
    let mut left = many;
    while left > 0 {
        let tx = world.core.write(&Actor::system("bench")).await?;
        for _ in 0..left.min(CHUNK) {
            let subject = Subject::new("thread.voice", tx.id());
            let content = json!({ "words": sentences(&mut dice), "kind": "comment" });
            let kind = "thread.voice.received";
            tx.record(Pending::json(world.body.id, kind, subject, &content)?).await;
        }
        left -= left.min(CHUNK);
        let event = Event::new("bench.appended", world.body.id, world.body.subject());
        tx.commit(Audited::new((), event)).await?;
    }
    let tx = world.core.write(&Actor::system("bench")).await?;
    record::checkpoint(&tx, world.body.id, "daily").await?;
    let event = Event::new("bench.signed", world.body.id, world.body.subject());
    tx.commit(Audited::new((), event)).await?;
    Ok(())
}

fn floor(many: u64) -> f64 {
    let began = Instant::now();
    let mut tree = ledger::Frontier::new();
    let entry = [7u8; 150];
    for _ in 0..many {
        tree.append(ledger::leaf_hash(&entry));
    }
    std::hint::black_box(tree.root());
    many as f64 / began.elapsed().as_secs_f64()
}

async fn python(table: &mut Table, extent: &Extent, rust: f64) -> Result<()> {
    let folder = tempfile::tempdir_in(&extent.folder)?;
    let world = World::in_folder(folder.path()).await?;
    let few = FEW.min(extent.many);
    append(&world, few).await?;
    let file = folder.path().join("bundle.jsonl");
    let tx = world.core.read().await?;
    let out = BufWriter::new(File::create(&file)?);
    record::export_bundle(&tx, &world.core.secrets, world.body.id, out).await?;
    drop(tx);
    let began = Instant::now();
    let script = root().join("ledger/verify.py");
    let out = Command::new("python3").arg(script).arg(&file).output()?;
    if !out.status.success() {
        bail!("verify.py: {}", String::from_utf8_lossy(&out.stdout));
    }
    let rate = few as f64 / began.elapsed().as_secs_f64();
    let says = format!("bundle of {} entries, verify.py", plain(few as f64));
    table.add(Line::new(says, rate, "entries/s").against("Rust, bundle", rust));
    Ok(())
}

/// Measures all three ways of verifying.
pub async fn run(table: &mut Table, extent: &Extent) -> Result<()> {
    table.section(format!("Verifying {} entries of the record", plain(extent.many as f64)));
    let hashing = floor(extent.many);
    table.add(Line::new("floor: leaves hashed and added to the tree", hashing, "entries/s"));
    let folder = tempfile::tempdir_in(&extent.folder)?;
    let world = World::in_folder(folder.path()).await?;
    let began = Instant::now();
    append(&world, extent.many).await?;
    let rate = extent.many as f64 / began.elapsed().as_secs_f64();
    table.add(Line::new("appended, 5,000 in a transaction", rate, "entries/s"));
    let tx = world.core.read().await?;
    let began = Instant::now();
    tx.count("SELECT SUM(LENGTH(bytes) + LENGTH(content)) FROM record_entry", values![]).await?;
    let scan = began.elapsed().as_secs_f64();
    table.add(Line::new("floor: the rows read by the database alone", scan, "s"));
    let me = std::process::id();
    let (began, before) = (Instant::now(), machine::processor_seconds(me)?);
    let found = record::verify_body(&tx, &world.core.secrets, world.body.id, &[]).await?;
    let took = began.elapsed().as_secs_f64();
    if !found.is_good() {
        bail!("a good record is said to be bad");
    }
    let whole = Goal::AtMost(5.0 * extent.many as f64 / 1e6);
    let used = machine::processor_seconds(me)? - before;
    table.add(Line::new("in the database", took, "s").against("rows read", scan));
    table.add(Line::new("in the database, processor time", used, "s").goal(whole));
    let file = folder.path().join("bundle.jsonl");
    let out = BufWriter::new(File::create(&file)?);
    let began = Instant::now();
    record::export_bundle(&tx, &world.core.secrets, world.body.id, out).await?;
    table.add(Line::new("exported as a bundle", began.elapsed().as_secs_f64(), "s"));
    let (began, before) = (Instant::now(), machine::processor_seconds(me)?);
    let read = BufReader::with_capacity(1 << 20, File::open(&file)?);
    let report = ledger::bundle::verify(read, &ledger::VerifyOptions::default());
    let took = began.elapsed().as_secs_f64();
    if !report.findings.is_empty() {
        bail!("a good bundle is said to be bad: {:?}", report.findings.first());
    }
    let used = machine::processor_seconds(me)? - before;
    table.add(Line::new("bundle, Rust", took, "s"));
    table.add(Line::new("bundle, Rust, processor time", used, "s").goal(whole));
    python(table, extent, extent.many as f64 / took).await
}
