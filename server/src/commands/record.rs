//! `yousaid record`.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _};
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, HEXLOWER};
use kernel::record::{self, Verification};
use kernel::{Audited, Event, Subject, bodies};
use ledger::{Report, VerifyOptions, VerifyingKey};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::setup::Setup;
use crate::show::{columns, show};

/// What to do with the record.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Verify the record in the database, or in an exported bundle; exit with 3 when it is at fault
    Verify(Verify),
    /// Sign the record as it is now, and print what was signed
    Checkpoint {
        /// The body's slug
        body: String,
        /// Why, as the checkpoint says
        #[arg(long, default_value = "asked-for")]
        reason: String,
    },
    /// Prove that the entry of a receipt is in the record
    Proof {
        /// A file with the receipt; `-` reads it from standard input
        receipt: PathBuf,
    },
    /// Write a body's record as a file that anyone can verify
    ExportBundle {
        /// The body's slug
        body: String,
        /// The file, which must not be there yet
        file: PathBuf,
    },
}

/// What to verify, and against what.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Only this body's (default: every body's)
    #[arg(long, value_name = "SLUG")]
    body: Option<String>,
    /// A bundle rather than the database; needs no installation
    #[arg(long, value_name = "FILE", conflicts_with = "body")]
    bundle: Option<PathBuf>,
    /// The public key that must have signed the bundle, 64 hexadecimal digits; may be given again
    #[arg(long = "key", value_name = "KEY", requires = "bundle")]
    keys: Vec<String>,
    /// A checkpoint that somebody else kept; may be given again
    #[arg(long = "witness", value_name = "FILE")]
    witnessed: Vec<PathBuf>,
    /// A receipt that somebody kept; may be given again
    #[arg(long = "receipt", value_name = "FILE")]
    receipts: Vec<PathBuf>,
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    match command {
        Command::Verify(args) => match &args.bundle {
            Some(bundle) => verify_bundle(told, bundle, &args),
            None => verify(told, &args).await,
        },
        Command::Checkpoint { body, reason } => checkpoint(told, &body, &reason).await,
        Command::Proof { receipt } => proof(told, &receipt).await,
        Command::ExportBundle { body, file } => export(told, &body, &file).await,
    }
}

fn read_all(files: &[PathBuf]) -> Outcome<Vec<String>> {
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Outcome<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|e| Failed::because(format!("{}: {e}", file.display())))
}

fn report(report: &Report) -> Value {
    json!({
        "good": report.is_good(), "entries": report.size, "root": BASE64.encode(&report.root),
        "vouched": report.vouched, "self_certified": report.self_certified,
        "first_bad": report.first_bad, "findings": report.findings,
        "findings_total": report.findings_total,
    })
}

fn verify_bundle(told: &Told, bundle: &Path, args: &Verify) -> Outcome {
    let trusted_keys = args
        .keys
        .iter()
        .map(|key| key.parse::<VerifyingKey>().map_err(|e| Failed::usage(format!("{key}: {e}"))))
        .collect::<Outcome<Vec<_>>>()?;
    let options = VerifyOptions {
        trusted_keys,
        witnessed: read_all(&args.witnessed)?,
        receipts: read_all(&args.receipts)?,
    };
    let file =
        File::open(bundle).map_err(|e| Failed::because(format!("{}: {e}", bundle.display())))?;
    let found = ledger::bundle::verify(BufReader::new(file), &options);
    show(told.json, &report(&found), |_| {
        let mut text = one_line("the bundle", &found, found.is_good(), found.first_bad);
        if found.self_certified {
            text.push_str(
                "\nSignatures were checked against the key in the bundle itself: that shows \
                 damage, not forgery. Give --key to be sure whose it is.",
            );
        }
        for finding in &found.findings {
            text = format!("{text}\n  {}: {}", finding.code, finding.says);
        }
        text
    })?;
    if found.is_good() { Ok(()) } else { Err(at_fault(found.first_bad)) }
}

fn one_line(what: &str, report: &Report, good: bool, first_bad: Option<u64>) -> String {
    if good {
        return format!(
            "{what}: good; {} entries, {} of them under a signed checkpoint",
            report.size, report.vouched
        );
    }
    let at = first_bad.map_or("with no place".to_owned(), |at| format!("first at entry {at}"));
    format!("{what}: AT FAULT, {at}; {} entries", report.size)
}

fn at_fault(first_bad: Option<u64>) -> Failed {
    Failed::Integrity(match first_bad {
        Some(at) => format!("the record does not verify; the first bad entry is {at}"),
        None => "the record does not verify".to_owned(),
    })
}

async fn verify(told: &Told, args: &Verify) -> Outcome {
    let setup = told.open().await?;
    let (witnessed, receipts) = (read_all(&args.witnessed)?, read_all(&args.receipts)?);
    let tx = setup.core.read().await?;
    let which = match &args.body {
        Some(slug) => vec![super::body(&tx, slug).await?.id],
        None => record::bodies_with_record(&tx).await?,
    };
    if which.len() != 1 && !(witnessed.is_empty() && receipts.is_empty()) {
        return Err(Failed::usage("a witness or a receipt is of one body: name it with --body"));
    }
    let secrets = &setup.core.secrets;
    let mut found = Vec::new();
    for body in which {
        let verified = record::verify_body_with(&tx, secrets, body, &witnessed, &receipts).await?;
        let slug = bodies::by_id(&tx, body).await?.map_or(body.to_string(), |b| b.slug);
        found.push((slug, verified));
    }
    drop(tx);
    note(&setup, &found).await?;
    let value: Vec<Value> = found.iter().map(|(slug, v)| verification(slug, v)).collect();
    show(told.json, &value, |_| {
        let mut lines = Vec::new();
        for (slug, v) in &found {
            lines.push(one_line(slug, &v.report, v.is_good(), v.first_bad));
            lines.extend(v.findings().map(|f| format!("  {}: {}", f.code, f.says)));
        }
        if lines.is_empty() { "there is no record yet".to_owned() } else { lines.join("\n") }
    })?;
    match found.iter().find(|(_, v)| !v.is_good()) {
        None => Ok(()),
        Some((_, v)) => Err(at_fault(v.first_bad)),
    }
}

/// Tells the audit that the record was verified, and how that went.
async fn note(setup: &Setup, found: &[(String, Verification)]) -> Outcome {
    let mut events = found.iter().map(|(_, v)| {
        Event::new("record.verified", v.body, Subject::new("kernel.body", v.body)).with(json!({
            "size": v.report.size, "sound": v.is_good(), "first_bad": v.first_bad,
        }))
    });
    let Some(first) = events.next() else { return Ok(()) };
    let tx = setup.core.write(&super::actor()).await?;
    tx.commit(events.fold(Audited::new((), first), Audited::and)).await?;
    Ok(())
}

fn verification(slug: &str, found: &Verification) -> Value {
    let mut value = report(&found.report);
    value["good"] = found.is_good().into();
    value["body"] = slug.into();
    value["first_bad"] = found.first_bad.into();
    value["beside"] = json!(found.beside);
    value
}

async fn checkpoint(told: &Told, slug: &str, reason: &str) -> Outcome {
    let setup = told.open().await?;
    if reason.starts_with("close:") {
        return Err(Failed::usage("a closing checkpoint is made by what closes"));
    }
    let tx = setup.core.write(&super::actor()).await?;
    let body = super::body(&tx, slug).await?;
    let made = record::checkpoint(&tx, body.id, reason).await?;
    let key = setup.core.secrets.record_key(body.id).verifying_key();
    if ledger::Checkpoint::open(&made.note, &[key]).is_err() {
        return Err(Failed::usage(format!("'{reason}' cannot stand in a checkpoint")));
    }
    let event = Event::new("kernel.record.signed", body.id, body.subject())
        .with(json!({ "size": made.size, "reason": reason }));
    tx.commit(Audited::new((), event)).await?;
    let value = json!({ "size": made.size, "at": made.at, "note": made.note });
    show(told.json, &value, |_| made.note.clone())
}

async fn proof(told: &Told, receipt: &Path) -> Outcome {
    let text = read(receipt)?;
    let origin = text.split_whitespace().nth(1).unwrap_or_default();
    let body = origin.strip_prefix("yousaid/").and_then(|id| id.parse::<Uuid>().ok());
    let body = body.ok_or_else(|| Failed::usage("this is not a receipt of YouSaid"))?;
    let setup = told.open().await?;
    let key = setup.core.secrets.record_key(body).verifying_key();
    let receipt = ledger::Receipt::open(&text, &[key])
        .map_err(|error| Failed::Integrity(format!("the receipt is not good: {error}")))?;
    let tx = setup.core.read().await?;
    let missing = || {
        Failed::Integrity(format!(
            "the receipt is good, and entry {} is not in the record",
            receipt.sequence
        ))
    };
    let found = record::find_leaf(&tx, &receipt.leaf).await?;
    if found != Some((body, receipt.sequence)) {
        return Err(missing());
    }
    let (rows, _) = record::checkpoints(&tx, body, 1, 0).await?;
    let signed = rows.first().and_then(|c| u64::try_from(c.size).ok()).unwrap_or(0);
    let size = signed.max(receipt.sequence + 1);
    let proof = record::prove_inclusion(&tx, body, receipt.sequence, size)
        .await
        .map_err(|error| Failed::Integrity(crate::words::of_error(&error)))?;
    let path: Vec<String> = proof.path.iter().map(|hash| HEXLOWER.encode(hash)).collect();
    let note = rows.first().filter(|_| signed == size).map(|c| c.note.clone());
    let value = json!({
        "sequence": proof.sequence, "leaf": HEXLOWER.encode(&proof.leaf), "size": proof.size,
        "root": HEXLOWER.encode(&proof.root), "path": path, "checkpoint": note,
    });
    show(told.json, &value, |_| {
        let rows: Vec<Vec<String>> =
            path.iter().enumerate().map(|(n, hash)| vec![n.to_string(), hash.clone()]).collect();
        format!(
            "entry {} is in the record: proved up to {} entries with root\n{}\n{}",
            proof.sequence,
            proof.size,
            HEXLOWER.encode(&proof.root),
            columns(&["PATH", "HASH"], &rows)
        )
    })
}

async fn export(told: &Told, slug: &str, file: &Path) -> Outcome {
    let setup = told.open().await?;
    let tx = setup.core.read().await?;
    let body = super::body(&tx, slug).await?;
    let fault = |e: std::io::Error| Failed::because(format!("{}: {e}", file.display()));
    let mut out = BufWriter::new(File::create_new(file).map_err(fault)?);
    let exported = record::export_bundle(&tx, &setup.core.secrets, body.id, &mut out).await?;
    out.into_inner().map_err(|e| fault(e.into_error()))?.sync_all().map_err(fault)?;
    let key = setup.core.secrets.record_key(body.id).verifying_key();
    let value = json!({
        "file": file, "entries": exported.entries, "root": exported.root, "key": key.to_string(),
        "good": exported.verification.is_good(), "first_bad": exported.verification.first_bad,
    });
    show(told.json, &value, |_| {
        format!("{}: {} entries\nkey {key}", file.display(), exported.entries)
    })?;
    if exported.verification.is_good() {
        Ok(())
    } else {
        Err(at_fault(exported.verification.first_bad))
    }
}
