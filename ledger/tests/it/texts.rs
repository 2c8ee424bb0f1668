//! Notes and receipts: what is accepted, and that both verifiers refuse the same.

use data_encoding::BASE64;
use ledger::{Checkpoint, Entry, FormatError, KeyError, NoteError, Receipt, VerifyingKey};

use crate::both::{check_with, codes, outside};
use crate::world::{Row, World, key};

/// What both verifiers say of a witnessed note next to a good record.
fn note_code(note: &str) -> Option<&'static str> {
    let report = check_with(&World::good().bundle(), &outside(&[note], &[]));
    codes(&report).first().map(|(_, code)| *code)
}

fn receipt_code(receipt: &str) -> Option<&'static str> {
    let report = check_with(&World::good().bundle(), &outside(&[], &[receipt]));
    codes(&report).first().map(|(_, code)| *code)
}

#[test]
fn notes_come_back_as_signed() {
    let state = World::good().state(20, "close:12");
    let note = state.sign(&key(7));
    let keys = [key(9).verifying_key(), key(7).verifying_key()];
    assert_eq!(Checkpoint::open(&note, &keys).unwrap(), state);
    assert_eq!(Checkpoint::open(&note, &keys[..1]), Err(NoteError::UnknownKey));
    assert_eq!(Checkpoint::open(&note, &[]), Err(NoteError::UnknownKey));
}

#[test]
fn notes_that_are_refused() {
    let note = World::good().notes[2].clone();
    let (body, signature) = note.split_once("\n\n").unwrap();
    assert_eq!(note_code(&note), None);
    assert_eq!(note_code(&note.replace("close:12", "close:13")), Some("note-signature"));
    assert_eq!(note_code(&World::good().state(20, "daily").sign(&key(9))), Some("note-key"));
    let mut elsewhere = World::good().state(20, "daily");
    elsewhere.origin = "elsewhere.example".to_owned();
    assert_eq!(note_code(&elsewhere.sign(&key(7))), Some("note-origin"));
    for broken in [
        note.replace("\n20\n", "\n020\n"),
        note.replace("\n20\n", "\n18446744073709551616\n"),
        note.replace("time ", "time +"),
        note.replace("time 1", "time 99999999999991"),
        note.replace("reason ", "reason  "),
        note.replace('\u{2014}', "-"),
        note.replace('\n', "\r\n"),
        note.trim_end().to_owned(),
        format!("{note}\n"),
        format!("{note}x"),
        format!("{note}\u{2014} elsewhere\n"),
        format!("{note}{}\u{2014} other {}\n", "", "x".repeat(4096)),
        format!("{body}\nmore\n\n{signature}"),
        format!("{body}\n\n"),
        body.to_owned(),
        format!("{body}\n\n{}", signature.replace('\n', "A\n")),
        String::new(),
    ] {
        assert_eq!(note_code(&broken), Some("note-format"), "{broken:?}");
    }
    assert_eq!(note_code(&format!("{body}\n\n\u{2014} other AAAA\n")), Some("note-key"));
}

/// S and S plus the group's order satisfy the same equation; only the smaller is a signature.
#[test]
fn a_signature_has_one_form() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let note = World::good().notes[0].clone();
    let stamp = note.trim_end().rsplit(' ').next().unwrap();
    let mut bytes = BASE64.decode(stamp.as_bytes()).unwrap();
    let mut carry = 0;
    for (byte, add) in bytes[36..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    let other = note.replace(stamp, &BASE64.encode(&bytes));
    assert_ne!(other, note);
    assert_eq!(note_code(&other), Some("note-signature"));
    // R as the neutral element, which is of small order.
    bytes[4..36].fill(0);
    bytes[4] = 1;
    assert_eq!(note_code(&note.replace(stamp, &BASE64.encode(&bytes))), Some("note-signature"));
}

#[test]
fn receipts() {
    let text = World::good().receipt(3);
    let keys = [key(7).verifying_key()];
    let receipt = Receipt::open(&text, &keys).unwrap();
    assert_eq!(receipt.sequence, 3);
    assert_eq!(receipt.sign(&key(7)), text);
    let digits = data_encoding::HEXLOWER.encode(&receipt.leaf[..8]);
    assert_eq!(receipt.short_digest().replace(' ', ""), digits);
    assert_eq!(receipt.short_digest().len(), 19);
    assert_eq!(receipt_code(&text), None);
    assert_eq!(receipt_code(&format!("\n {} \t\r\n", text.replace(' ', " \n "))), None);
    assert_eq!(receipt_code(&text.replace(" 3 ", " 4 ")), Some("receipt-signature"));
    assert_eq!(receipt_code(&receipt.sign(&key(9))), Some("receipt-key"));
    let elsewhere = Receipt { origin: "elsewhere.example".to_owned(), ..receipt.clone() };
    assert_eq!(receipt_code(&elsewhere.sign(&key(7))), Some("receipt-origin"));
    let later = Receipt { time_micros: 0, ..receipt };
    assert_eq!(receipt_code(&later.sign(&key(7))), Some("receipt"));
    for broken in [
        text.replace(" 3 ", " 03 "),
        text.replace("receipt-1", "receipt-2"),
        text.replace(' ', "\u{a0}"),
        format!("{text} more"),
        format!("{text}{}", " ".repeat(1024)),
        text[..text.len() - 4].to_owned(),
    ] {
        assert_eq!(receipt_code(&broken), Some("receipt-format"), "{broken:?}");
    }
}

#[test]
fn entries_come_back_as_written() {
    let row = Row::new(3, "voice.received", b"");
    let entry = Entry::decode(&row.bytes).unwrap();
    assert_eq!(entry.encode(), row.bytes);
    assert!(entry.validate().is_ok());
    for kind in ["", "with space", "café", &"x".repeat(65), &"x".repeat(300)] {
        let wrong = Entry { kind: kind.to_owned(), ..entry.clone() };
        assert_eq!(wrong.validate(), Err(FormatError::Name("kind")));
        assert!(Entry::decode(&wrong.encode()).is_err(), "{kind}");
    }
    for length in 0..row.bytes.len() {
        assert!(Entry::decode(&row.bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn keys() {
    let public = key(7).verifying_key();
    assert_eq!(public.to_string().parse::<VerifyingKey>().unwrap(), public);
    assert_eq!(VerifyingKey::from_bytes(&public.to_bytes()).unwrap(), public);
    assert_eq!("12".parse::<VerifyingKey>(), Err(KeyError::Text));
    assert_eq!(VerifyingKey::from_bytes(&[0; 32]), Err(KeyError::Point));
    assert!(!format!("{:?}", key(7)).contains("0707"), "a private key is never printed");
}
