//! The bundle's own frame, and what an erasing entry may say.

use std::process::Command;

use crate::both::{check, check_with, codes, outside, run, script, write};
use crate::world::{Row, World, key};

fn lines(bundle: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bundle).unwrap();
    text.split_inclusive('\n').map(str::to_owned).collect()
}

#[test]
fn the_frame() {
    let bundle = World::good().bundle();
    let whole = lines(&bundle);
    let without = whole[..whole.len() - 1].concat();
    assert_eq!(codes(&check(without.as_bytes())), [(Some(24), "trailer")]);
    let more = [whole.concat(), "\n".to_owned()].concat();
    assert_eq!(codes(&check(more.as_bytes())), [(Some(24), "line")]);
    assert_eq!(codes(&check(b"")), [(None, "header")]);
    let unended = &bundle[..bundle.len() - 1];
    assert_eq!(codes(&check(unended)), [(Some(24), "line")]);
    let windows = whole.concat().replace('\n', "\r\n");
    assert_eq!(codes(&check(windows.as_bytes())), [(None, "header")]);
    let spaced = whole.concat().replace("\"salt\":", "\"salt\": ");
    assert_eq!(codes(&check(spaced.as_bytes())), [(Some(0), "line")]);
}

#[test]
fn the_header() {
    let bundle = String::from_utf8(World::good().bundle()).unwrap();
    let own = key(7).verifying_key().to_string();
    let head = |from: &str, to: &str| codes(&check(bundle.replacen(from, to, 1).as_bytes()));
    assert_eq!(head("\"version\":1", "\"version\":2"), [(None, "header")]);
    assert_eq!(head(&own, &own.to_uppercase()), [(None, "header")]);
    // y = 2 is on no point of the curve; y = 1 is the neutral element; y = p is not canonical.
    for y in ["02".to_owned(), "01".to_owned(), format!("ed{}7f", "f".repeat(60))] {
        assert_eq!(head(&own, &format!("{y:0<64}")), [(None, "header")]);
    }
    let many = vec![own.as_str(); 64].join("\",\"");
    assert_eq!(head(&own, &many), [(None, "checksum")]);
    assert_eq!(head(&own, &format!("{many}\",\"{own}")), [(None, "header")]);
    assert_eq!(head(&format!("\"{own}\""), ""), [(None, "checksum")]);
    let other = head("example/body/one", "example/body/two");
    assert_eq!(other[0], (None, "note-origin"));
}

/// A checkpoint that follows more entries than it covers: something was put in before it.
#[test]
fn a_late_checkpoint() {
    let mut whole = lines(&World::good().bundle_in_place());
    whole.swap(9, 10);
    let found = codes(&check(whole.concat().as_bytes()));
    assert_eq!(found, [(Some(0), "note-late"), (None, "checksum")]);
}

#[test]
fn the_lines_own_number() {
    let bundle = String::from_utf8(World::good().bundle()).unwrap();
    let found = codes(&check(bundle.replace("\"sequence\":9,", "\"sequence\":8,").as_bytes()));
    assert_eq!(found, [(Some(9), "sequence"), (None, "checksum")]);
}

#[test]
fn the_trailer() {
    let bundle = String::from_utf8(World::good().bundle()).unwrap();
    let found = codes(&check(bundle.replace("{\"size\":24,", "{\"size\":25,").as_bytes()));
    assert_eq!(found, [(Some(24), "trailer")]);
    let mut other = World::good();
    other.rows.truncate(23);
    let shorter = String::from_utf8(other.bundle()).unwrap();
    let trailer = lines(shorter.as_bytes()).pop().unwrap().replace(":23,", ":24,");
    let mut whole = lines(bundle.as_bytes());
    *whole.last_mut().unwrap() = trailer;
    let found = codes(&check(whole.concat().as_bytes()));
    assert_eq!(found, [(Some(24), "trailer"), (None, "checksum")]);
}

/// Erases entry 0 with these words and says whether that was accepted.
fn erases(content: &[u8]) -> bool {
    let mut rows = vec![Row::new(0, "voice.received", b"a")];
    rows[0].content = None;
    rows.push(Row::new(1, "record.erased", content));
    let found = codes(&check(&World::of(rows).bundle()));
    assert!(found.is_empty() || found == [(Some(1), "erasure"), (Some(0), "content-missing")]);
    found.is_empty()
}

#[test]
fn what_an_erasing_entry_says() {
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!("{{\"erases\":0,\"x\":{open}{close}}}").into_bytes()
    };
    assert!(erases(br#"{"erases":0}"#));
    assert!(erases(
        br#" { "erases" : 0 , "why" : "caf\u00e9 \ud83d\ude00", "n":-1.5e3, "x":[null] } "#
    ));
    assert!(erases(br#"{"erases":7,"erases":0}"#), "the last counts");
    assert!(erases(br#"{"erases":0,"x":99999999999999999999999}"#));
    assert!(erases(&nested(126)));
    assert!(!erases(&nested(127)));
    assert!(!erases(&nested(5000)));
    for content in [
        r#"{"erases":1}"#,
        r#"{"erases":2}"#,
        r#"{"erases":"0"}"#,
        r#"{"erases":0.0}"#,
        r#"{"erases":-0}"#,
        r#"{"erases":0e0}"#,
        r#"{"erases":true}"#,
        r#"{"erases":null}"#,
        r#"{"erases":[0]}"#,
        r#"{"erases":18446744073709551616}"#,
        "{}",
        "[]",
        "0",
        "",
        r#"{"erases":00}"#,
        r#"{"erases":0,}"#,
        r#"{"erases":0} x"#,
        r#"{"erases":0,"x":NaN}"#,
        r#"{"erases":0,"x":Infinity}"#,
        r#"{"erases":0,"x":1e999}"#,
        r#"{"erases":0,"x":"\ud800"}"#,
        "{\"erases\":0,\"x\":\"\t\"}",
        "\u{feff}{\"erases\":0}",
        "{'erases':0}",
    ] {
        assert!(!erases(content.as_bytes()), "{content}");
    }
    assert!(!erases(format!("{{\"erases\":0,\"x\":{}}}", "9".repeat(400)).as_bytes()));
    assert!(!erases(b"{\"erases\":0,\"x\":\"\xff\"}"));
    assert!(!erases(
        &"{\"erases\":0}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()
    ));
}

/// Erasing the same entry twice is odd, not wrong.
#[test]
fn erased_twice() {
    let mut rows = vec![Row::new(0, "voice.received", b"a")];
    rows[0].content = None;
    rows.push(Row::new(1, "record.erased", br#"{"erases":0}"#));
    rows.push(Row::new(2, "record.erased", br#"{"erases":0}"#));
    assert!(check(&World::of(rows).bundle()).is_good());
}

#[test]
fn the_scripts_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "good", &World::good().bundle());
    let code = |arguments: &[&str]| {
        run(Command::new("python3").arg(script()).args(arguments)).status.code()
    };
    let good = good.to_str().unwrap();
    assert_eq!(code(&[good]), Some(0));
    assert_eq!(code(&[good, "--receipt", "nonsense"]), Some(3));
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&["no such file"]), Some(2));
    assert_eq!(code(&[good, "--key", "12"]), Some(2));
    assert_eq!(code(&[good, "--key", &format!("{:0<64}", "01")]), Some(2));
    assert_eq!(code(&[good, "--witness", "no such file"]), Some(2));
    let length = std::fs::read_to_string(script()).unwrap().lines().count();
    assert!(length <= 300, "the second verifier is to be read in one sitting: {length} lines");
}

/// With no receipts or notes given, none are asked for.
#[test]
fn unknown_notes_from_outside_are_reported() {
    let bundle = World::good().bundle();
    let report = check_with(&bundle, &outside(&["nonsense"], &["nonsense"]));
    assert_eq!(codes(&report), [(None, "note-format"), (None, "receipt-format")]);
}
