//! A million voices from a file: rows a second, and the memory it takes.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use bench::figures::{Goal, Line, Table, plain};
use bench::machine;
use bench::site::Plan;
use bench::words::{Dice, sentences};
use bench::world::{SLUG, World};
use chrono::{Days, NaiveDate};
use thread::actions::import::{Staged, activate_import, begin_import, stage};

use super::Extent;

/// Brings voices into a world, without a file.
pub async fn fill(world: &World, many: u64, chunk: u64, seed: Option<u64>) -> Result<()> {
    let lead = world.lead();
    let mut dice = Dice::new(seed.unwrap_or(7));
    let tx = world.core.write(&lead).await?;
    let done = begin_import(&tx, world.body.id, "feedback.import").await?;
    let import = tx.commit(done).await?.value;
    let mut left = many;
    while left > 0 {
        let mut some = Vec::new();
        for _ in 0..left.min(chunk) {
            let mut voice = world.voice(sentences(&mut dice));
            voice.said_on = voice.said_on - Days::new(dice.below(700));
            voice.idempotency = Some(format!("{:x}", dice.roll()));
            some.push(Staged { voice, themes: Vec::new() });
        }
        left -= left.min(chunk);
        let tx = world.core.write(&lead).await?;
        let done = stage(&tx, world.body.id, import, some).await?;
        tx.commit(done).await?;
    }
    let tx = world.core.write(&lead).await?;
    let done = activate_import(&tx, world.body.id, import).await?;
    tx.commit(done).await?;
    Ok(())
}

/// The columns of the file that is made when none is given: the form in which comments of the
/// Friends and Family Test are published.
const HEADER: [&str; 14] = [
    "Comment ID",
    "Trust",
    "Date",
    "Service type 1",
    "Service type 2",
    "FFT categorical answer",
    "FFT question",
    "FFT answer",
    "Person identifiable info?",
    "Comment sentiment",
    "Staff manner",
    "Waiting",
    "Parking",
    "Information",
];

fn made_up() -> (Vec<String>, Vec<Vec<String>>) {
    let mut dice = Dice::new(11);
    let rows = (0..6_000).map(|n| {
        let mut row = vec![format!("made up {n}"), format!("Trust {}", dice.below(2))];
        row.push(format!("{:02}/{:02}/2021", 1 + dice.below(28), 1 + dice.below(12)));
        row.push(format!("Service {}", dice.below(12)));
        row.push(String::new());
        row.push((1 + dice.below(5)).to_string());
        row.push("What was good?".to_owned());
        row.push(sentences(&mut dice));
        row.extend([String::new(), String::new()]);
        row.extend((0..4).map(|_| if dice.below(3) == 0 { "1".into() } else { String::new() }));
        row
    });
    (HEADER.map(str::to_owned).to_vec(), rows.collect())
}

fn given(file: &Path) -> Result<(Vec<String>, Vec<Vec<String>>)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file)?;
    let strings = |record: &csv::ByteRecord| -> Vec<String> {
        record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
    };
    let header = strings(reader.byte_headers()?);
    let rows: csv::Result<Vec<_>> = reader.byte_records().map(|r| Ok(strings(&r?))).collect();
    Ok((header, rows?))
}

/// Repeats the rows with new ids and earlier dates until there are enough.
fn write_file(file: &Path, many: u64, comments: Option<&Path>) -> Result<()> {
    let (header, rows) = comments.map_or_else(|| Ok(made_up()), given)?;
    let column = |name: &str| header.iter().position(|h| h == name);
    let id = column("Comment ID").context("a column 'Comment ID'")?;
    let date = column("Date").context("a column 'Date'")?;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_path(file)?;
    writer.write_record(&header)?;
    for n in 0..usize::try_from(many)? {
        let pass = n / rows.len();
        let mut row = rows[n % rows.len()].clone();
        row[id] = format!("{} pass {pass}", row[id]);
        if let Ok(day) = NaiveDate::parse_from_str(&row[date], "%d/%m/%Y") {
            let back = Days::new(u64::try_from(pass)? * 7 % 1400);
            row[date] = (day - back).format("%d/%m/%Y").to_string();
        }
        writer.write_record(&row)?;
    }
    writer.flush()?;
    Ok(())
}

/// Reads the file through as a list of cells and does nothing with them.
fn bare_read(file: &Path) -> Result<(u64, f64)> {
    let began = Instant::now();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file)?;
    let mut row = csv::ByteRecord::new();
    let mut rows = 0u64;
    while reader.read_byte_record(&mut row)? {
        rows += 1;
    }
    Ok((rows, rows as f64 / began.elapsed().as_secs_f64()))
}

/// Runs a command of the product to its end: how long it took, and the most memory it held.
pub fn watched(plan: &Plan, words: &[&str]) -> Result<(Duration, u64)> {
    let mut command = plan.command(words)?;
    let log = std::fs::File::create(plan.folder.join("command.log"))?;
    let mut child =
        command.stdout(Stdio::from(log.try_clone()?)).stderr(Stdio::from(log)).spawn()?;
    let began = Instant::now();
    let mut peak = 0;
    let status = loop {
        if let Ok(memory) = machine::memory(child.id()) {
            peak = peak.max(memory.peak);
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    if !status.success() {
        let says = std::fs::read_to_string(plan.folder.join("command.log"))?;
        bail!("yousaid {} ended with {status}: {says}", words.join(" "));
    }
    Ok((began.elapsed(), peak))
}

/// Measures the command, and leaves the voices in the folder for the groups that ask questions of
/// them.
pub async fn run(table: &mut Table, extent: &Extent) -> Result<()> {
    table.section(format!("Import of {} rows from a file", plain(extent.many as f64)));
    let plan = million(extent)?;
    let file = plan.folder.join("voices.csv");
    write_file(&file, extent.many, extent.comments.as_deref())?;
    let (rows, bare) = bare_read(&file)?;
    let size = machine::size(&file) / 1024 / 1024;
    let says = "floor: the rows read as cells and forgotten";
    table.add(Line::new(says, bare, "rows/s").more(format!("{rows} rows, {size} MB")));
    let world = World::open(&plan.url()).await?;
    world.core.db.clone().close().await?;
    let path = file.display().to_string();
    let (took, peak) = watched(&plan, &["import", "voices", &path, "--body", SLUG])?;
    let rate = rows as f64 / took.as_secs_f64();
    let says = "stored, with themes, figures, search and commitments, then made visible at once";
    let more = format!("{} s in all", plain(took.as_secs_f64()));
    table.add(Line::new(says, rate, "rows/s").more(more).against("bare read", bare));
    let peak = peak as f64 / 1024.0 / 1024.0;
    table.add(Line::new("memory at most", peak, "MB").goal(Goal::AtMost(256.0)));
    let kept = machine::size(&plan.folder.join("yousaid.db")) as f64;
    table.add(Line::new("disk for a row", kept / rows as f64, "bytes"));
    std::fs::remove_file(&file)?;
    writeln!(std::fs::File::create(plan.folder.join("done"))?, "{rows}")?;
    Ok(())
}

/// The installation with many voices.
pub fn million(extent: &Extent) -> Result<Plan> {
    let folder = extent.folder.join("many");
    std::fs::create_dir_all(&folder)?;
    Plan::new(&folder)
}
