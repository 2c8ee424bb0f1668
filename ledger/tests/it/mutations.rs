//! Everything that trust asks to be detected, is, by both verifiers, at the same first entry.
//! The one who mutates can write anything but has no signing key.

use ledger::{SigningKey, commitment};

use crate::both::{check, check_with, codes, outside};
use crate::world::{Row, World, key, said};

/// Damages the good record and gives back what both verifiers found.
fn mutated(change: impl FnOnce(&mut World)) -> Vec<(Option<u64>, &'static str)> {
    let mut world = World::good();
    change(&mut world);
    let report = check(&world.bundle());
    assert_eq!(report.first_bad, codes(&report).iter().filter_map(|(at, _)| *at).min());
    codes(&report)
}

/// Renumbers the entries, so that only the signatures can tell.
fn renumber(world: &mut World) {
    for (i, row) in world.rows.iter_mut().enumerate() {
        row.edit(|entry| entry.sequence = i as u64);
    }
}

#[test]
fn delete() {
    let found = mutated(|world| drop(world.rows.remove(11)));
    assert_eq!(found[0], (Some(11), "sequence"));
    assert!(found.contains(&(Some(23), "truncated")));
}

#[test]
fn delete_and_renumber() {
    let found = mutated(|world| {
        world.rows.remove(5);
        renumber(world);
    });
    assert_eq!(found[0], (Some(0), "root"), "nothing vouches for entries 0 to 7");
}

#[test]
fn duplicate() {
    let found = mutated(|world| world.rows.insert(12, world.rows[11].clone()));
    assert_eq!(found[0], (Some(12), "sequence"));
    assert!(found.contains(&(Some(12), "root")));
}

#[test]
fn swap() {
    let found = mutated(|world| world.rows.swap(11, 12));
    assert_eq!(found[0], (Some(11), "sequence"));
    assert!(found.contains(&(Some(12), "time")));
}

#[test]
fn edit_an_entry() {
    let change = |world: &mut World| world.rows[11].edit(|entry| entry.role = "nobody".into());
    assert_eq!(mutated(change)[0], (Some(8), "root"), "8 is the last size that agrees");
    // With the receipt of the entry its very place is named.
    let mut world = World::good();
    let receipt = world.receipt(11);
    change(&mut world);
    let report = check_with(&world.bundle(), &outside(&[], &[&receipt]));
    assert_eq!(report.first_bad, Some(11));
    assert_eq!(codes(&report)[0], (Some(11), "receipt"));
}

#[test]
fn edit_content_or_salt() {
    let content = mutated(|world| world.rows[11].content = Some(b"something else".to_vec()));
    assert_eq!(content, [(Some(11), "commitment")]);
    let salt = mutated(|world| world.rows[11].salt[0] ^= 1);
    assert_eq!(salt, [(Some(11), "commitment")]);
    let short = mutated(|world| world.rows[11].salt.truncate(31));
    assert_eq!(short, [(Some(11), "commitment")]);
}

#[test]
fn edit_content_with_a_new_commitment() {
    let found = mutated(|world| world.rows[17] = Row::new(17, "voice.received", b"other words"));
    assert_eq!(found[0], (Some(16), "root"));
}

#[test]
fn truncate() {
    let found = mutated(|world| world.rows.truncate(22));
    assert_eq!(found, [(Some(20), "unclosed"), (Some(22), "truncated")]);
}

/// Cut back to an earlier checkpoint the bundle is whole in itself: what others hold tells.
#[test]
fn truncate_to_an_earlier_checkpoint() {
    let whole = World::good();
    let mut world = whole.clone();
    world.rows.truncate(20);
    world.notes.truncate(3);
    let bundle = world.bundle();
    assert!(check(&bundle).is_good());
    let witnessed = check_with(&bundle, &outside(&[&whole.notes[3]], &[]));
    assert_eq!(codes(&witnessed), [(Some(20), "truncated")]);
    let receipt = check_with(&bundle, &outside(&[], &[&whole.receipt(22)]));
    assert_eq!(codes(&receipt), [(Some(20), "truncated")]);
}

#[test]
fn back_date() {
    let found = mutated(|world| world.rows[11].edit(|entry| entry.time_micros -= 5_000_000));
    assert_eq!(found[0], (Some(11), "time"));
    assert!(found[1..].iter().all(|finding| *finding == (Some(11), "root")));
}

fn resign(world: &mut World, by: &SigningKey) {
    let sign = |(size, reason): (u64, &str)| world.state(size, reason).sign(by);
    world.notes = crate::world::SIGNED.map(sign).into();
}

#[test]
fn re_key() {
    let mut world = World::good();
    let witness = world.notes[1].clone();
    world.rows[11].edit(|entry| entry.role = "nobody".into());
    resign(&mut world, &key(66));
    world.header.keys = vec![key(66).verifying_key()];
    let report = check(&world.bundle());
    let mut expected = vec![(None, "note-key"); 4];
    expected.push((Some(0), "unclosed"));
    assert_eq!(codes(&report), expected);
    assert_eq!(report.first_bad, Some(0));
    let witnessed = check_with(&world.bundle(), &outside(&[&witness], &[]));
    assert!(codes(&witnessed).contains(&(Some(0), "root")));
}

/// Two histories of the same size, both signed by the true key.
#[test]
fn fork() {
    let honest = World::good();
    let mut other = honest.clone();
    other.rows[17] = Row::new(17, "voice.received", b"what was said in the other history");
    resign(&mut other, &key(7));
    assert!(check(&other.bundle()).is_good(), "whole in itself");
    let report = check_with(&other.bundle(), &outside(&[&honest.notes[2], &honest.notes[3]], &[]));
    let found = codes(&report);
    assert_eq!(found[..2], [(None, "fork"), (None, "fork")]);
    assert_eq!(found[2], (Some(16), "root"));
    assert_eq!(report.first_bad, Some(16));
}

#[test]
fn replay_of_an_older_backup() {
    let newer = World::good();
    let mut older = newer.clone();
    older.rows.truncate(16);
    older.notes.truncate(2);
    let report = check_with(&older.bundle(), &outside(&[&newer.notes[3]], &[]));
    assert_eq!(codes(&report), [(Some(16), "truncated")]);
}

#[test]
fn erase_without_an_erasure_entry() {
    assert_eq!(mutated(|world| world.rows[5].content = None), [(Some(5), "content-missing")]);
}

#[test]
fn erased_content_comes_back() {
    let found = mutated(|world| world.rows[10].content = Some(said(10)));
    assert_eq!(found, [(Some(10), "erasure-undone")]);
}

#[test]
fn erase_the_erasing_entry_too() {
    let found = mutated(|world| world.rows[14].content = None);
    assert_eq!(found, [(Some(10), "content-missing"), (Some(14), "content-missing")]);
}

#[test]
fn an_entry_of_another_body() {
    let found = mutated(|world| world.rows[11].edit(|entry| entry.body = [9; 16]));
    assert_eq!(found[0], (Some(11), "body"));
}

#[test]
fn an_entry_that_cannot_be_read() {
    let found = mutated(|world| world.rows[10].bytes.push(0));
    assert_eq!(found[0], (Some(10), "entry-format"));
    for change in [
        (|bytes| bytes.truncate(50)) as fn(&mut Vec<u8>),
        Vec::clear,
        |bytes| bytes[0] = 0,
        |bytes| bytes[86] = 0,
        |bytes| bytes[86] = 255,
        |bytes| bytes[87] = b' ',
        |bytes| bytes.truncate(bytes.len() - 1),
    ] {
        let found = mutated(|world| change(&mut world.rows[12].bytes));
        assert_eq!(found[0], (Some(12), "entry-format"));
    }
}

#[test]
fn insert_and_renumber() {
    let found = mutated(|world| {
        world.rows.insert(18, Row::new(18, "voice.received", b"never said"));
        renumber(world);
    });
    // The time of what now stands in place 18 is that of the next: only the roots tell.
    assert_eq!(found[0], (Some(16), "root"));
}

#[test]
fn a_counterfeit_count() {
    let lower = |count: &str| {
        let mut world = World::good();
        world.notes[2] = world.sign(20, count);
        codes(&check(&world.bundle()))
    };
    assert_eq!(lower("close:"), [(None, "close-count")]);
    let changed = |world: &mut World| world.notes[2] = world.notes[2].replace(":12", ":11");
    assert_eq!(mutated(changed), [(None, "note-signature")]);
    assert_eq!(lower("close:012"), [(None, "close-count")]);
    assert_eq!(lower("close:18446744073709551616"), [(None, "close-count")]);
    assert_eq!(lower("close:12"), []);
}

/// All findings are counted, the first hundred listed.
#[test]
fn very_many_faults() {
    let mut rows: Vec<Row> = (0..150).map(|i| Row::new(i, "voice.received", b"x")).collect();
    let signed = World::of(rows.clone());
    for row in &mut rows {
        row.content = Some(b"y".to_vec());
    }
    let report = check(&World { rows, ..signed }.bundle());
    assert_eq!((report.findings.len(), report.findings_total), (100, 150));
    assert_eq!(report.first_bad, Some(0));
}

/// Someone with the key who makes a commitment to other words still contradicts the receipt.
#[test]
fn the_operator_himself_rewrites() {
    let honest = World::good();
    let mut world = honest.clone();
    world.rows[9].edit(|entry| entry.commitment = commitment(&[1; 32], b"kinder words"));
    world.rows[9].salt = vec![1; 32];
    world.rows[9].content = Some(b"kinder words".to_vec());
    resign(&mut world, &key(7));
    assert!(check(&world.bundle()).is_good());
    let report = check_with(&world.bundle(), &outside(&[], &[&honest.receipt(9)]));
    assert_eq!(codes(&report), [(Some(9), "receipt")]);
    let report = check_with(&world.bundle(), &outside(&[&honest.notes[1]], &[]));
    assert_eq!(report.first_bad, Some(8));
}
