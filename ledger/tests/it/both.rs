//! Runs the two verifiers on the same file and holds them to the same answer.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ledger::bundle;
use ledger::{Report, VerifyOptions};

use crate::world::key;

/// What is held outside: the trusted key unless said otherwise, notes and receipts.
pub(crate) fn outside(witnessed: &[&str], receipts: &[&str]) -> VerifyOptions {
    VerifyOptions {
        trusted_keys: vec![key(7).verifying_key()],
        witnessed: witnessed.iter().map(ToString::to_string).collect(),
        receipts: receipts.iter().map(ToString::to_string).collect(),
    }
}

/// The report both verifiers agree on, with the trusted key and nothing else.
pub(crate) fn check(bundle: &[u8]) -> Report {
    check_with(bundle, &outside(&[], &[]))
}

/// The report both verifiers agree on.
pub(crate) fn check_with(bundle: &[u8], options: &VerifyOptions) -> Report {
    let report = bundle::verify(bundle, options);
    let output = python(bundle, options);
    let text = String::from_utf8(output.stdout).unwrap();
    let shown = String::from_utf8_lossy(&output.stderr);
    let expected = if report.is_good() { 0 } else { 3 };
    assert_eq!(output.status.code(), Some(expected), "{report:#?}\n{text}\n{shown}");
    assert_eq!(summary(&text), own_summary(&report), "{report:#?}\n{text}");
    report
}

/// The lines of the script's answer without the explanations.
fn summary(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| match line.split(' ').collect::<Vec<_>>()[..] {
            ["finding", place, code, ..] => format!("finding {place} {code}"),
            _ => line.to_owned(),
        })
        .collect()
}

fn own_summary(report: &Report) -> Vec<String> {
    let place = |at: Option<u64>, none: &str| at.map_or(none.to_owned(), |at| at.to_string());
    let root = data_encoding::HEXLOWER.encode(&report.root);
    let mut lines = Vec::new();
    if report.self_certified {
        lines.push(
            "no key was given: signatures were checked with the bundle's own keys only".into(),
        );
    }
    lines.push(format!("entries {}", report.size));
    lines.push(format!("root {root}"));
    lines.push(format!("vouched {}", report.vouched));
    lines.push(format!("first bad {}", place(report.first_bad, "none")));
    for finding in &report.findings {
        lines.push(format!("finding {} {}", place(finding.sequence, "-"), finding.code));
    }
    lines.push(format!("findings {}", report.findings_total));
    lines
}

pub(crate) fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("verify.py")
}

fn python(bundle: &[u8], options: &VerifyOptions) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "bundle", bundle);
    let mut command = Command::new("python3");
    command.arg(script()).arg(path);
    for key in &options.trusted_keys {
        command.arg("--key").arg(key.to_string());
    }
    for (i, note) in options.witnessed.iter().enumerate() {
        let path = write(folder.path(), &format!("witness-{i}"), note.as_bytes());
        command.arg("--witness").arg(path);
    }
    for receipt in &options.receipts {
        command.arg("--receipt").arg(receipt);
    }
    run(&mut command)
}

pub(crate) fn run(command: &mut Command) -> Output {
    command.output().expect(
        "python3 could not be started: the second verifier is part of this test, \
         install Python 3.11 or later",
    )
}

pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    path
}

/// The findings as (place, code).
pub(crate) fn codes(report: &Report) -> Vec<(Option<u64>, &'static str)> {
    report.findings.iter().map(|finding| (finding.sequence, finding.code)).collect()
}
