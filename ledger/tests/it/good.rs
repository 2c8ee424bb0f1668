//! Whole records pass in both verifiers.

use ledger::{EntryRow, Verifier, bundle};

use crate::both::{check, check_with, outside};
use crate::world::{Row, World, key};

#[test]
fn a_record_with_erased_content_passes() {
    let world = World::good();
    for bundle in [world.bundle(), world.bundle_in_place()] {
        let report = check(&bundle);
        assert!(report.is_good(), "{report:#?}");
        assert_eq!((report.size, report.vouched, report.first_bad), (24, 24, None));
        assert_eq!(report.root, world.root(24));
    }
}

#[test]
fn witnesses_and_receipts_that_agree_pass() {
    let world = World::good();
    let receipts: Vec<String> = (0..24).map(|i| world.receipt(i)).collect();
    let wrapped = world.receipt(3).replace(' ', "\r\n  ");
    let mut texts: Vec<&str> = receipts.iter().map(String::as_str).collect();
    texts.push(&wrapped);
    let notes: Vec<String> = [0, 1, 13, 24].map(|size| world.sign(size, "daily")).into();
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    let report = check_with(&world.bundle(), &outside(&notes, &texts));
    assert!(report.is_good(), "{report:#?}");
}

#[test]
fn an_empty_record_passes_signed_or_not() {
    let mut world = World::of(Vec::new());
    assert!(check(&world.bundle()).is_good());
    world.notes.clear();
    assert!(check(&world.bundle()).is_good());
}

#[test]
fn records_of_every_small_size_pass() {
    for size in 1..10 {
        let rows = (0..size).map(|i| Row::new(i, "voice.received", b"")).collect();
        assert!(check(&World::of(rows).bundle()).is_good(), "{size}");
    }
}

#[test]
fn without_a_trusted_key_the_report_says_so() {
    let mut options = outside(&[], &[]);
    options.trusted_keys.clear();
    let report = check_with(&World::good().bundle(), &options);
    assert!(report.is_good() && report.self_certified);
}

#[test]
fn keys_change_and_witnesses_sign_too() {
    let mut world = World::good();
    let later = world.state(24, "export").sign(&key(8));
    let cosigned = format!("{}\u{2014} w\u{fc}rzburg AAAA BBBB\n", world.notes[1]);
    world.notes[3] = later;
    world.notes[1] = cosigned;
    let mut options = outside(&[], &[]);
    options.trusted_keys.push(key(8).verifying_key());
    assert!(check_with(&world.bundle(), &options).is_good());
}

/// A live database may have entries since its last checkpoint.
#[test]
fn a_live_record_need_not_be_signed_to_its_end() {
    let world = World::good();
    let mut verifier = Verifier::new(&outside(&[], &[]));
    world.notes[..3].iter().for_each(|note| verifier.checkpoint(note));
    for row in &world.rows {
        verifier.entry(row.as_row());
    }
    let report = verifier.finish();
    assert!(report.is_good(), "{report:#?}");
    assert_eq!((report.size, report.vouched), (24, 20));
}

#[test]
fn the_writer_refuses_what_could_not_be_read() {
    let world = World::good();
    let mut writer = bundle::Writer::new(Vec::new(), &world.header).unwrap();
    let row = world.rows[0].as_row();
    assert!(writer.entry(EntryRow { salt: None, ..row }).is_err());
    let huge = vec![0; bundle::MAX_LINE];
    assert!(writer.entry(EntryRow { content: Some(&huge), ..row }).is_err());
    writer.entry(row).unwrap();
    assert!(writer.checkpoint(&world.sign(0, "daily")).is_err(), "late");
    assert!(writer.checkpoint("a\n9\n\"").is_err(), "needs an escape");
    let mut header = world.header.clone();
    header.origin = "with space".to_owned();
    assert!(bundle::Writer::new(Vec::new(), &header).is_err());
}
