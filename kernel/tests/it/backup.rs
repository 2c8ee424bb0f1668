//! Backups: from either engine to either, whole or not at all, and never quietly.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::backup::{self, Failure};
use kernel::mail::{self, Letter, Recipient, Waiting};
use kernel::record::{self, Pending};
use kernel::{Actor, Audited, Error, Event, Subject, installation, search};
use testing::{Both, Installation};

/// Two bodies with records, a succession between them, an account with a role, a queued job, and
/// words that a careless format would break.
async fn lived_in(on: Both) -> Installation {
    let it = on.install(&[]).await;
    let (old, new) = (it.body("havering").await, it.body("north-east").await);
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    let mut done = kernel::bodies::succeed(
        &tx,
        kernel::bodies::Succession {
            predecessor_id: old.id,
            successor_id: new.id,
            on_date: "2022-07-01".parse().unwrap(),
            note: "words\n\"quoted\" \\ and \u{1f600} \u{5d0}\u{5d1} \u{1}\t=1+1".into(),
        },
    )
    .await
    .unwrap();
    let later = kernel::jobs::Options { body: Some(new.id), ..Default::default() };
    kernel::jobs::enqueue(&tx, "test.later", &serde_json::json!({ "n": 1 }), later).await.unwrap();
    let letter = Letter {
        to: Recipient::new("amina@example.org", "Amina").unwrap(),
        body: Some(new.id),
        subject: "Your reference".into(),
        text: "Thank you.".into(),
        html: None,
        headers: Vec::new(),
        unsubscribe_url: None,
        purpose: "test.receipt",
        about: new.subject(),
        dedupe_key: None,
        opens: false,
    };
    mail::send(&tx, letter).await.unwrap();
    let found = |title: &str, text: &str| search::Entry {
        subject: Subject::new("test.voice", tx.id()),
        body: Some(old.id),
        title: title.into(),
        text: text.into(),
        language: "en".into(),
    };
    let entries =
        vec![found("The bus stops", "can't wait for buses"), found("Parking", "Cafe's car park")];
    search::put_many(&tx, entries).await.unwrap();
    record::checkpoint(&tx, old.id, "daily").await.unwrap();
    for n in 0..420 {
        // Every other entry to the other body; 210 rows are more than a page.
        let body = if n % 2 == 0 { old.id } else { new.id };
        let subject = Subject::new("test.voice", tx.id());
        let content = serde_json::json!({ "words": format!("number {n}") });
        tx.record(Pending::json(body, "test.said", subject, &content).unwrap()).await;
    }
    done.absorb(Audited::new((), Event::new("test.lived", old.id, old.subject())));
    tx.commit(done).await.unwrap();
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    record::checkpoint(&tx, new.id, "daily").await.unwrap();
    tx.commit(Audited::new((), Event::new("test.signed", new.id, new.subject()))).await.unwrap();
    it
}

async fn made(it: &Installation) -> PathBuf {
    backup::create(&it.core, &it.folder.path().join("backups")).await.unwrap().file
}

/// The lines of a backup, as they are.
fn lines(file: &Path) -> Vec<String> {
    use std::io::Read as _;
    let mut text = String::new();
    let file = std::fs::File::open(file).unwrap();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn write_lines(file: &Path, lines: &[String]) {
    use std::io::Write as _;
    let out = std::fs::File::create(file).unwrap();
    let mut out = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
    out.write_all((lines.join("\n") + "\n").as_bytes()).unwrap();
    out.finish().unwrap();
}

/// The lines with the sum made to fit again: what a forger would write.
fn summed_up(mut lines: Vec<String>) -> Vec<String> {
    use sha2::{Digest as _, Sha256};
    let mut trailer: serde_json::Value = serde_json::from_str(&lines.pop().unwrap()).unwrap();
    let sum = Sha256::digest((lines.join("\n") + "\n").as_bytes());
    trailer["sha256"] = data_encoding::HEXLOWER.encode(&sum).into();
    lines.push(trailer.to_string());
    lines
}

fn migrations() -> Vec<kernel::db::migrate::Migration> {
    kernel::capability().migrations
}

/// The rows of a backup but for those that a restore itself writes, each behind its table's name.
fn rows(file: &Path) -> Vec<String> {
    let differs =
        ["installation", "audit", "record_head", "record_entry", "record_block", "search_words"];
    let mut table = String::new();
    let mut rows = Vec::new();
    for line in lines(file).into_iter().skip(1) {
        match serde_json::from_str::<serde_json::Value>(&line).unwrap() {
            serde_json::Value::Object(heading) if heading.contains_key("table") => {
                heading["table"].as_str().unwrap().clone_into(&mut table);
            }
            serde_json::Value::Array(_) if !differs.contains(&table.as_str()) => {
                rows.push(format!("{table} {line}"));
            }
            _ => {}
        }
    }
    rows.sort();
    rows
}

/// What could be found can be found, and what is put in now gets a number of its own.
async fn search_goes_on(it: &Installation) {
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    for (typed, count) in [("bus", 1), ("waiting", 1), ("car parks", 1), ("train", 0)] {
        let (clause, values) =
            search::clause(tx.engine(), "subject_id", "test.voice", typed, 1).unwrap();
        let sql = format!("SELECT COUNT(*) FROM search_entry WHERE {clause}");
        assert_eq!(tx.count(&sql, values).await.unwrap(), count, "{typed}");
    }
    let entry = search::Entry {
        subject: Subject::new("test.voice", tx.id()),
        body: None,
        title: "New".into(),
        text: "words".into(),
        language: "en".into(),
    };
    search::put(&tx, entry).await.unwrap();
    tx.rollback().await.unwrap();
}

/// The records verify, and say that a new epoch began.
async fn records_go_on(it: &Installation) {
    let tx = it.core.read().await.unwrap();
    for body in record::bodies_with_record(&tx).await.unwrap() {
        let found = record::verify_body(&tx, &it.core.secrets, body, &[]).await.unwrap();
        assert!(found.is_good() && found.report.size == 211, "{found:?}");
        let sql = "SELECT content FROM record_entry WHERE body_id = $1 AND kind = $2";
        let content: Option<Vec<u8>> =
            tx.scalar(sql, kernel::values![body, record::RESTORED]).await.unwrap();
        let content: serde_json::Value = serde_json::from_slice(&content.unwrap()).unwrap();
        assert_eq!((content["epoch"].as_u64(), content["entries"].as_u64()), (Some(2), Some(210)));
    }
}

/// Restores what one engine wrote into the other or the same, and compares the rows.
async fn goes_from(from: Both, to: Both) {
    let source = lived_in(from).await;
    let file = made(&source).await;
    let target = to.empty().await;
    let restored = backup::restore(&target.core, &migrations(), &file, false).await.unwrap();
    assert!(restored.summary.total() > 400 && restored.epoch == 2);
    assert_eq!(restored.records.len(), 2);
    // The copy differs in what the restore itself wrote, and in nothing else.
    assert_eq!(rows(&file), rows(&made(&target).await));
    search_goes_on(&target).await;
    records_go_on(&target).await;
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn sqlite_to_sqlite() {
    goes_from(Both::Sqlite, Both::Sqlite).await;
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn postgres_to_postgres() {
    goes_from(Both::Postgres, Both::Postgres).await;
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn sqlite_to_postgres() {
    goes_from(Both::Sqlite, Both::Postgres).await;
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn postgres_to_sqlite() {
    goes_from(Both::Postgres, Both::Sqlite).await;
}

/// F18 for backups: whatever one byte is changed to, either it is refused or it says the same.
#[testing::tokio::test(crate = "testing::tokio")]
async fn a_damaged_byte_is_found_wherever_it_is() {
    let it = lived_in(Both::Sqlite).await;
    let file = made(&it).await;
    let whole = backup::verify(&file, &it.core.secrets).unwrap().summary;
    let bytes = std::fs::read(&file).unwrap();
    let damaged = it.folder.path().join("damaged");
    let mut found = 0;
    for n in 0..400_usize {
        // A stride that meets every part of the file, and its first and last bytes.
        let at = match n {
            0..20 => n,
            20..40 => bytes.len() - 40 + n,
            _ => n * 7919 % bytes.len(),
        };
        let mut other = bytes.clone();
        other[at] ^= 1 << (n % 8);
        std::fs::write(&damaged, &other).unwrap();
        match backup::verify(&damaged, &it.core.secrets) {
            Err(failure) => {
                assert!(failure.is_integrity(), "{at}: {failure}");
                found += 1;
            }
            // A time in the compressed file's own header, or a spare bit of the last byte before
            // its eight of sums, says nothing of ours.
            Ok(checked) => assert!(
                checked.summary == whole && (at < 10 || at == bytes.len() - 9),
                "byte {at} went unseen"
            ),
        }
    }
    assert!(found > 380, "{found}");
    for cut in [0, 1, 9, bytes.len() / 2, bytes.len() - 9, bytes.len() - 1] {
        std::fs::write(&damaged, &bytes[..cut]).unwrap();
        assert!(backup::verify(&damaged, &it.core.secrets).unwrap_err().is_integrity(), "{cut}");
    }
    std::fs::write(&damaged, [bytes.as_slice(), b"more"].concat()).unwrap();
    // Bytes after the end are refused or without effect.
    if let Ok(checked) = backup::verify(&damaged, &it.core.secrets) {
        assert_eq!(checked.summary, whole);
    }
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn a_line_changed_left_out_or_put_in_is_found() {
    let it = lived_in(Both::Sqlite).await;
    let file = made(&it).await;
    let secrets = &it.core.secrets;
    let whole = lines(&file);
    let other = it.folder.path().join("other");
    let says = |lines: &[String]| {
        write_lines(&other, lines);
        backup::verify(&other, secrets).unwrap_err()
    };
    let changed = |from: &str, to: &str| {
        let mut lines = whole.clone();
        let line = lines.iter_mut().find(|line| line.contains(from)).unwrap();
        *line = line.replacen(from, to, 1);
        lines
    };
    assert!(matches!(says(&changed("NHS havering", "NHS Havering")), Failure::Damaged(_)));
    let mut fewer = whole.clone();
    fewer.remove(whole.len() / 2);
    assert!(matches!(says(&fewer), Failure::Damaged(_)));
    assert!(matches!(says(&whole[..whole.len() - 1]), Failure::Damaged(_)));
    assert!(matches!(says(&["{}".to_owned()]), Failure::NotABackup));
    let newer = changed("\"version\":1", "\"version\":2");
    assert!(matches!(says(&newer), Failure::Newer(_)));

    // Summed up anew, the file is whole; what it says of the record is not.
    let entry = whole.iter().position(|line| line.contains("test.said")).unwrap();
    let mut row: Vec<serde_json::Value> = serde_json::from_str(&whole[entry]).unwrap();
    let content = row.last_mut().unwrap();
    *content = data_encoding::BASE64.encode(br#"{"words":"others"}"#).into();
    let mut forged = whole.clone();
    forged[entry] = serde_json::to_string(&row).unwrap();
    let failure = says(&summed_up(forged.clone()));
    assert!(
        matches!(&failure, Failure::Record(found)
        if found.iter().any(|v| v.first_bad == Some(0))),
        "{failure}"
    );

    // Such a backup goes back only when told to, and then all of it.
    write_lines(&other, &summed_up(forged));
    let target = Both::Sqlite.empty().await;
    let refused = backup::restore(&target.core, &migrations(), &other, false).await;
    assert!(matches!(refused, Err(Failure::Record(_))));
    let tx = target.core.read().await.unwrap();
    assert_eq!(tx.count("SELECT COUNT(*) FROM body", vec![]).await.unwrap(), 0);
    drop(tx);
    backup::restore(&target.core, &migrations(), &other, true).await.unwrap();
}

testing::both! {
    async fn nothing_goes_in_when_the_backup_breaks_off(on: Both) {
        let it = lived_in(Both::Sqlite).await;
        let file = made(&it).await;
        let mut lines = lines(&file);
        lines.truncate(lines.len() - 3);
        write_lines(&file, &lines);
        let target = on.empty().await;
        let outcome = backup::restore(&target.core, &migrations(), &file, false).await;
        assert!(matches!(outcome, Err(Failure::Damaged(_))));
        let tx = target.core.read().await.unwrap();
        for table in ["body", "audit", "record_entry", "installation"] {
            let count = tx.count(&format!("SELECT COUNT(*) FROM {table}"), vec![]).await.unwrap();
            assert_eq!(count, 0, "{table}");
        }
    }

    async fn only_an_empty_database_is_restored_into(on: Both) {
        let it = lived_in(on).await;
        let file = made(&it).await;
        let outcome = backup::restore(&it.core, &migrations(), &file, false).await;
        assert!(matches!(outcome, Err(Failure::NotEmpty(_))), "{outcome:?}");
    }

    async fn a_backup_of_a_newer_version_is_refused(on: Both) {
        let it = lived_in(on).await;
        let file = made(&it).await;
        let older: Vec<_> = migrations().into_iter().take(1).collect();
        let target = on.empty().await;
        let outcome = backup::restore(&target.core, &older, &file, false).await;
        assert!(matches!(outcome, Err(Failure::Newer(_))), "{outcome:?}");
    }

    async fn a_restored_copy_is_in_quarantine_until_released(on: Both) {
        let it = lived_in(on).await;
        let file = made(&it).await;
        let target = on.empty().await;
        backup::restore(&target.core, &migrations(), &file, false).await.unwrap();
        let tx = target.core.read().await.unwrap();
        let found = backup::quarantine(&tx).await.unwrap().unwrap();
        assert_eq!(found.epoch, 2);
        assert!(installation::get(&tx, installation::MAIL_HOLD).await.unwrap().is_some());
        drop(tx);
        let tx = target.core.write(&Actor::public()).await.unwrap();
        assert!(matches!(backup::lift(&tx, Waiting::KeepBack, "looked").await, Err(Error::Forbidden(_))));
        drop(tx);
        let tx = target.core.write(&Actor::system("test")).await.unwrap();
        let done = backup::lift(&tx, Waiting::KeepBack, "looked").await.unwrap();
        assert_eq!(tx.commit(done).await.unwrap().value, 1, "the letter is kept back");
        let tx = target.core.read().await.unwrap();
        assert_eq!(backup::quarantine(&tx).await.unwrap(), None);
        assert_eq!(backup::epoch(&tx).await.unwrap(), 2);
        assert_eq!(installation::get(&tx, installation::MAIL_HOLD).await.unwrap(), None);
        drop(tx);
        let tx = target.core.write(&Actor::system("test")).await.unwrap();
        assert!(matches!(backup::lift(&tx, Waiting::Send, "again").await, Err(Error::Refused(_))));
    }

    async fn a_backup_made_while_others_write_shows_one_moment(on: Both) {
        let it = Arc::new(on.install(&[]).await);
        let body = it.body("havering").await.id;
        let say = move |it: Arc<Installation>| async move {
            let tx = it.core.write(&Actor::public()).await.unwrap();
            let subject = Subject::new("test.voice", tx.id());
            tx.record(Pending::json(body, "test.said", subject.clone(), &1).unwrap()).await;
            tx.commit(Audited::new((), Event::new("test.said", body, subject))).await.unwrap();
        };
        for _ in 0..50 {
            say(Arc::clone(&it)).await;
        }
        let writing = {
            let it = Arc::clone(&it);
            tokio::spawn(async move {
                for _ in 0..100 {
                    say(Arc::clone(&it)).await;
                }
            })
        };
        for n in 0..5 {
            it.clock.advance(chrono::TimeDelta::seconds(1));
            let made = backup::create(&it.core, &it.folder.path().join("b")).await.unwrap();
            // Head and entries are of one moment, or the record in it would not verify.
            let checked = backup::verify(&made.file, &it.core.secrets).unwrap();
            assert!(checked.records[0].report.size >= 50, "{n}");
        }
        writing.await.unwrap();
        let tx = it.core.read().await.unwrap();
        let last = installation::get(&tx, backup::LAST_BACKUP).await.unwrap().unwrap();
        assert!(last.contains("sha256"));
    }
}
