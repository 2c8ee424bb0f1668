//! `yousaid insight`: files in, words out; no installation.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::program::run_in;

const COMMENTS: &str = "asked,said\n\
    What was good?,The nurses were so kind and caring\n\
    Could we improve?,\"The staff were lovely, but I waited four hours to be seen\"\n\
    Could we improve?,I feel so low that I want to kill myself\n\
    Could we improve?,Das Personal war sehr freundlich und ich musste nicht lange warten\n\
    Could we improve?,\"👍 …\"\n";

fn write(folder: &Path, name: &str, words: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, words).unwrap();
    path.display().to_string()
}

#[test]
fn every_comment_is_counted_once_and_risk_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "said.csv", COMMENTS);
    let out = folder.path().join("out.csv").display().to_string();
    let words = ["insight", "read", &file, "--words", "said", "--question", "asked"];
    let ended = run_in(folder.path(), &[&words[..], &["--out", &out, "--json"]].concat());
    assert_eq!(ended.code, 0, "{}", ended.err);
    let found: Value = serde_json::from_str(&ended.out).unwrap();
    let sum = |name: &str| found["sums"][name].as_u64().unwrap();
    assert_eq!(found["comments"], 5);
    let all = ["labelled", "not_assigned", "needs_translation", "no_words"].map(sum);
    assert_eq!((all.iter().sum::<u64>(), all[2], all[3]), (5, 1, 1));
    assert_eq!(found["look_first"][0]["line"], 4);
    let why = found["look_first"][0]["why"].as_str().unwrap();
    assert!(why.contains("kill myself"), "{why}");
    let rows: Vec<String> =
        std::fs::read_to_string(out).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(rows.len(), 6);
    assert!(rows[1].contains("Staff manner") && rows[1].contains("positive"), "{}", rows[1]);
    // What is not English is left for a translator, and not labelled.
    assert!(rows[4].starts_with("5,Das Personal") && rows[4].contains(",deu,,,"), "{}", rows[4]);
}

#[test]
fn what_may_be_personal_is_shown_or_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let said = "Please ring Mrs Jane Porter on 07700 900123 about her mother.\n";
    let file = write(folder.path(), "said.txt", said);
    let ended = run_in(folder.path(), &["insight", "redact", &file, "--json"]);
    let found: Value = serde_json::from_str(&ended.out).unwrap();
    let words: Vec<&str> =
        found["found"].as_array().unwrap().iter().filter_map(|f| f["words"].as_str()).collect();
    assert!(words.contains(&"07700 900123"), "{words:?}");
    let applied = run_in(folder.path(), &["insight", "redact", &file, "--apply"]).out;
    assert!(!applied.contains("Porter") && !applied.contains("07700"), "{applied}");
    assert!(applied.contains("about her mother"), "{applied}");
}

#[test]
fn two_camps_are_found_and_a_handful_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let camps = |people: u32| {
        let mut csv = "voter-id,comment-id,vote\n".to_owned();
        for person in 0..people {
            for statement in 0u32..10 {
                let side = if (person % 2 == 0) == (statement < 5) { 1 } else { -1 };
                // Now and then someone sees it otherwise than their side.
                let odd = person.wrapping_mul(2_654_435_761) ^ statement.wrapping_mul(40_503);
                let side = if odd.wrapping_mul(0x9e37_79b1) >> 29 == 0 { -side } else { side };
                let _ = writeln!(csv, "p{person},s{statement},{side}");
            }
        }
        csv
    };
    let look = |name: &str, people: u32| -> Value {
        let file = write(folder.path(), name, &camps(people));
        let ended = run_in(folder.path(), &["insight", "groups", &file, "--json"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
        serde_json::from_str(&ended.out).unwrap()
    };
    let many = look("many.csv", 60);
    assert_eq!((&many["people"], &many["answer"]["groups"]), (&60.into(), &2.into()), "{many}");
    let few = look("few.csv", 8);
    assert_eq!(few["answer"]["groups"], 0);
    assert!(few["answer"]["because"].as_str().unwrap().contains("are needed"), "{few}");
}

#[test]
fn what_cannot_be_read_is_said_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "said.csv", COMMENTS);
    let bad = write(folder.path(), "bad.model", "no model");
    let votes = write(folder.path(), "votes.csv", "voter-id,comment-id,vote\na,b,perhaps\n");
    for (words, code, says) in [
        (vec!["read", &file, "--words", "words"], 2, "it has: asked, said"),
        (vec!["read", "nowhere.csv", "--words", "said"], 1, "nowhere.csv"),
        (vec!["read", &file, "--words", "said", "--model", &bad], 1, "bad.model"),
        (vec!["groups", &votes], 1, "line 2: 'perhaps' is no vote"),
    ] {
        let ended = run_in(folder.path(), &[&["insight"], &words[..]].concat());
        assert!(ended.code == code && ended.err.contains(says), "{words:?}: {}", ended.err);
    }
    let model = run_in(folder.path(), &["insight", "model"]);
    assert!(model.out.contains("NHS England") && model.out.contains("Parking"), "{}", model.out);
}
