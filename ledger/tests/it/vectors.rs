//! The test vectors in the format's page are the code's own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use ledger::bundle::{Header, Writer};
use ledger::{
    Checkpoint, Entry, EntryRow, Frontier, Hash, Receipt, SigningKey, combine, commitment,
    consistency_plan, inclusion_plan, root_of_range,
};

use crate::both::check;

const START: &str = "<!-- vectors: written by the test `vectors`, see the README of ledger -->\n";
const END: &str = "<!-- end of vectors -->\n";
const TIME: i64 = 1_767_323_045_000_000;

fn entry(i: u8) -> Entry {
    Entry {
        kind: "voice.received".to_owned(),
        version: 1,
        body: [0x11; 16],
        sequence: u64::from(i),
        time_micros: TIME + i64::from(i),
        role: "public".to_owned(),
        subject_kind: "voice".to_owned(),
        subject_id: [0x22; 16],
        commitment: commitment(&[i; 32], &content(i)),
    }
}

fn content(i: u8) -> Vec<u8> {
    format!("content {i}").into_bytes()
}

fn proof(leaves: &[Hash], plan: &[Vec<ledger::Subtree>]) -> String {
    let root = |part: &ledger::Subtree| {
        let from = usize::try_from(part.first_leaf()).unwrap();
        root_of_range(&leaves[from..from + usize::try_from(part.leaves()).unwrap()])
    };
    let hashes = plan.iter().map(|parts| combine(&parts.iter().map(root).collect::<Vec<_>>()));
    hashes.map(|hash| HEXLOWER.encode(&hash)).collect::<Vec<_>>().join(" ")
}

fn vectors() -> String {
    let key = SigningKey::from_seed([7; 32]);
    let origin = "yousaid.example/body/one".to_owned();
    let public = key.verifying_key();
    let mut text = format!("public key   {public}\n");
    writeln!(text, "key id       {}", HEXLOWER.encode(&public.id(&origin))).unwrap();
    writeln!(text, "note key     {}", public.note_key(&origin)).unwrap();
    let mut frontier = Frontier::new();
    writeln!(text, "root 0       {}", HEXLOWER.encode(&frontier.root())).unwrap();
    for i in 0..3 {
        let entry = entry(i);
        writeln!(text, "commitment {i} {}", HEXLOWER.encode(&entry.commitment)).unwrap();
        writeln!(text, "entry {i}      {}", HEXLOWER.encode(&entry.encode())).unwrap();
        writeln!(text, "leaf {i}       {}", HEXLOWER.encode(&entry.leaf())).unwrap();
        frontier.append(entry.leaf());
        writeln!(text, "root {}       {}", i + 1, HEXLOWER.encode(&frontier.root())).unwrap();
    }
    let leaves: Vec<Hash> = (0..3).map(|i| entry(i).leaf()).collect();
    writeln!(text, "frontier 3   {}", HEXLOWER.encode(&frontier.to_bytes())).unwrap();
    writeln!(text, "inclusion of 1 in 3:   {}", proof(&leaves, &inclusion_plan(1, 3))).unwrap();
    writeln!(text, "consistency of 2 and 3: {}", proof(&leaves, &consistency_plan(2, 3))).unwrap();
    let reason = "export".to_owned();
    let state = Checkpoint { origin, size: 3, root: frontier.root(), time_micros: TIME, reason };
    let note = state.sign(&key);
    let receipt = Receipt {
        origin: state.origin.clone(),
        sequence: 1,
        leaf: leaves[1],
        time_micros: TIME + 1,
    };
    write!(text, "\nthe checkpoint:\n{note}\nthe receipt of entry 1:\n{}\n", receipt.sign(&key))
        .unwrap();
    writeln!(text, "its short digest: {}\n\nthe bundle:", receipt.short_digest()).unwrap();
    text.push_str(&bundle(state.origin, &key, &note));
    text
}

fn bundle(origin: String, key: &SigningKey, note: &str) -> String {
    let header = Header { origin, body: [0x11; 16], keys: vec![key.verifying_key()] };
    let mut writer = Writer::new(Vec::new(), &header).unwrap();
    writer.checkpoint(note).unwrap();
    for i in 0..3 {
        let (bytes, salt, content) = (entry(i).encode(), [i; 32], content(i));
        let row = EntryRow { bytes: &bytes, salt: Some(&salt), content: Some(&content) };
        writer.entry(row).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

/// The page as it is, and as it would be with the code's vectors.
fn pages() -> (String, String) {
    let page = std::fs::read_to_string(path()).unwrap();
    let (before, rest) = page.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let fresh = format!("{before}{START}```\n{}```\n{END}{after}", vectors());
    (page, fresh)
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/record-format.md")
}

#[test]
fn the_page_has_the_codes_vectors() {
    let (page, fresh) = pages();
    assert!(page == fresh, "write them anew: cargo test -p ledger vectors -- --ignored");
}

/// The bundle in the page is whole, to both verifiers.
#[test]
fn the_pages_bundle_passes() {
    let (page, _) = pages();
    let (_, bundle) = page.split_once("the bundle:\n").unwrap();
    let (bundle, _) = bundle.split_once("```").unwrap();
    assert!(check(bundle.as_bytes()).is_good());
}

#[test]
#[ignore = "writes the page"]
fn write_the_vectors() {
    let (_, fresh) = pages();
    std::fs::write(path(), fresh).unwrap();
}
