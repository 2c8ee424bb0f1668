//! What someone who can write to the database might do to a record, and that it is seen.

use kernel::record::{self, Pending, Verification};
use kernel::{Actor, Audited, Event, Subject};
use testing::Installation;
use uuid::Uuid;

/// Entries in the record of these tests: one block is full, one checkpoint stands at 270.
const ENTRIES: u64 = 300;
const SIGNED: u64 = 270;

async fn say(
    it: &Installation,
    body: Uuid,
    kind: &'static str,
    count: u64,
) -> Vec<record::Receipt> {
    let tx = it.core.write(&Actor::public()).await.unwrap();
    let subject = Subject::new("test.voice", tx.id());
    for n in 0..count {
        let content = serde_json::json!({ "words": n });
        tx.record(Pending::json(body, kind, subject.clone(), &content).unwrap()).await;
    }
    tx.commit(Audited::new((), Event::new("test.said", body, subject))).await.unwrap().receipts
}

/// A record with a checkpoint: its body, the receipts, and the checkpoint's note.
async fn a_record(it: &Installation) -> (Uuid, Vec<record::Receipt>, String) {
    let body = it.body("havering").await.id;
    let mut receipts = say(it, body, "test.said", SIGNED).await;
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    let note = record::checkpoint(&tx, body, "daily").await.unwrap().note;
    let subject = Subject::new("kernel.body", body);
    tx.commit(Audited::new((), Event::new("test.signed", body, subject))).await.unwrap();
    it.clock.advance(chrono::TimeDelta::minutes(5));
    receipts.extend(say(it, body, "test.said", ENTRIES - SIGNED).await);
    (body, receipts, note)
}

async fn verify(it: &Installation, body: Uuid) -> Verification {
    let tx = it.core.read().await.unwrap();
    record::verify_body(&tx, &it.core.secrets, body, &[]).await.unwrap()
}

/// Changes rows behind the product's back.
async fn tamper(it: &Installation, statements: &[(&str, Vec<kernel::sql::Value>)]) {
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    for (sql, values) in statements {
        assert!(tx.exec(sql, values.clone()).await.unwrap() > 0, "{sql} changed nothing");
    }
    let event = Event::of_installation("test.tampered", Subject::new("test", Uuid::nil()));
    tx.commit(Audited::new((), event)).await.unwrap();
}

fn codes(verification: &Verification) -> Vec<&'static str> {
    verification.findings().map(|finding| finding.code).collect()
}

async fn bytes_of(it: &Installation, body: Uuid, sequence: i64) -> ledger::Entry {
    let tx = it.core.read().await.unwrap();
    let sql = "SELECT bytes FROM record_entry WHERE body_id = $1 AND sequence = $2";
    let bytes: Option<Vec<u8>> = tx.scalar(sql, kernel::values![body, sequence]).await.unwrap();
    ledger::Entry::decode(&bytes.unwrap()).unwrap()
}

/// Rewrites an entry, its digest and its columns: as thorough as a forger can be with one row.
async fn rewrite(
    it: &Installation,
    body: Uuid,
    sequence: i64,
    change: impl Fn(&mut ledger::Entry),
) {
    let mut entry = bytes_of(it, body, sequence).await;
    change(&mut entry);
    tamper(
        it,
        &[(
            "UPDATE record_entry SET bytes = $3, leaf = $4, micros = $5 \
         WHERE body_id = $1 AND sequence = $2",
            kernel::values![
                body,
                sequence,
                entry.encode(),
                entry.leaf().to_vec(),
                entry.time_micros
            ],
        )],
    )
    .await;
}

/// Cuts the end off and makes the head fit what is left.
async fn cut(it: &Installation, body: Uuid, from: u64) {
    let tx = it.core.read().await.unwrap();
    let mut tree = ledger::Frontier::new();
    for n in 0..from {
        let sql = "SELECT leaf FROM record_entry WHERE body_id = $1 AND sequence = $2";
        let n = i64::try_from(n).unwrap();
        let leaf: Option<Vec<u8>> = tx.scalar(sql, kernel::values![body, n]).await.unwrap();
        tree.append(leaf.unwrap().try_into().unwrap());
    }
    drop(tx);
    let from = i64::try_from(from).unwrap();
    let micros = bytes_of(it, body, from - 1).await.time_micros;
    tamper(
        it,
        &[
            (
                "DELETE FROM record_entry WHERE body_id = $1 AND sequence >= $2",
                kernel::values![body, from],
            ),
            (
                "UPDATE record_head SET size = $2, root = $3, frontier = $4, last_micros = $5 \
             WHERE body_id = $1",
                kernel::values![body, from, tree.root().to_vec(), tree.to_bytes(), micros],
            ),
        ],
    )
    .await;
}

const DELETE: &str = "DELETE FROM record_entry WHERE body_id = $1 AND sequence = $2";

testing::both! {
    async fn a_whole_record_is_good_and_vouched_for(on: Both) {
        let it = on.install(&[]).await;
        let (body, receipts, note) = a_record(&it).await;
        let tx = it.core.read().await.unwrap();
        let receipts: Vec<String> = receipts.into_iter().map(|r| r.signed).collect();
        let found =
            record::verify_body_with(&tx, &it.core.secrets, body, &[note], &receipts).await.unwrap();
        assert!(found.is_good(), "{found:?}");
        assert_eq!((found.report.size, found.report.vouched), (ENTRIES, SIGNED));
        assert_eq!(record::bodies_with_record(&tx).await.unwrap(), [body]);
        let nobody = record::verify_body(&tx, &it.core.secrets, Uuid::nil(), &[]).await.unwrap();
        assert!(nobody.is_good() && nobody.report.size == 0);
    }

    async fn deleting_an_entry_is_seen(on: Both) {
        let it = on.install(&[]).await;
        let (body, ..) = a_record(&it).await;
        tamper(&it, &[(DELETE, kernel::values![body, 5_i64])]).await;
        let found = verify(&it, body).await;
        assert_eq!(found.first_bad, Some(5), "{found:?}");
        assert!(codes(&found).contains(&"sequence"));
    }

    async fn editing_an_entry_is_seen_where_it_is(on: Both) {
        let it = on.install(&[]).await;
        let (body, receipts, _) = a_record(&it).await;
        let mut entry = bytes_of(&it, body, 7).await;
        entry.role = "staff".into();
        let sql = "UPDATE record_entry SET bytes = $3 WHERE body_id = $1 AND sequence = $2";
        tamper(&it, &[(sql, kernel::values![body, 7_i64, entry.encode()])]).await;
        let found = verify(&it, body).await;
        assert_eq!(found.first_bad, Some(7), "{found:?}");
        assert!(codes(&found).contains(&"root") && codes(&found).contains(&"leaf"));
        // With its digest made to fit, only the signature over all of them tells, or a receipt.
        rewrite(&it, body, 7, |entry| entry.role = "staff".into()).await;
        let found = verify(&it, body).await;
        assert_eq!(found.first_bad, Some(0), "{found:?}");
        let tx = it.core.read().await.unwrap();
        let kept = [receipts[7].signed.clone()];
        let found = record::verify_body_with(&tx, &it.core.secrets, body, &[], &kept).await.unwrap();
        assert_eq!(found.first_bad, Some(7), "{found:?}");
    }

    async fn swapping_two_entries_is_seen(on: Both) {
        let it = on.install(&[]).await;
        let (body, ..) = a_record(&it).await;
        let sql = "UPDATE record_entry SET sequence = $3 WHERE body_id = $1 AND sequence = $2";
        tamper(&it, &[
            (sql, kernel::values![body, 8_i64, -1_i64]),
            (sql, kernel::values![body, 9_i64, 8_i64]),
            (sql, kernel::values![body, -1_i64, 9_i64]),
        ]).await;
        let found = verify(&it, body).await;
        assert_eq!(found.first_bad, Some(8), "{found:?}");
    }

    async fn cutting_off_the_end_is_seen(on: Both) {
        let it = on.install(&[]).await;
        let (body, _, note) = a_record(&it).await;
        let sql = "DELETE FROM record_entry WHERE body_id = $1 AND sequence >= $2";
        tamper(&it, &[(sql, kernel::values![body, 290_i64])]).await;
        let found = verify(&it, body).await;
        assert_eq!((found.first_bad, codes(&found)), (Some(290), vec!["head"]));
        // With a head that fits, the checkpoint tells; with that gone too, the one others kept.
        cut(&it, body, 260).await;
        let found = verify(&it, body).await;
        assert_eq!((found.first_bad, codes(&found)), (Some(260), vec!["truncated"]));
        let sql = "DELETE FROM record_checkpoint WHERE body_id = $1";
        tamper(&it, &[(sql, kernel::values![body])]).await;
        assert!(verify(&it, body).await.is_good(), "nothing inside can tell");
        let tx = it.core.read().await.unwrap();
        let found = record::verify_body(&tx, &it.core.secrets, body, &[note]).await.unwrap();
        assert_eq!((found.first_bad, codes(&found)), (Some(260), vec!["truncated"]));
    }

    async fn dating_an_entry_back_is_seen(on: Both) {
        let it = on.install(&[]).await;
        let (body, ..) = a_record(&it).await;
        rewrite(&it, body, 280, |entry| entry.time_micros -= 3_600_000_000).await;
        let found = verify(&it, body).await;
        assert_eq!(found.first_bad, Some(280), "{found:?}");
        assert!(codes(&found).contains(&"time"));
    }

    async fn editing_or_removing_content_is_seen(on: Both) {
        let it = on.install(&[]).await;
        let (body, ..) = a_record(&it).await;
        let sql = "UPDATE record_entry SET content = $3 WHERE body_id = $1 AND sequence = $2";
        let other = br#"{"words":"other"}"#.to_vec();
        tamper(&it, &[(sql, kernel::values![body, 31_i64, other])]).await;
        let found = verify(&it, body).await;
        assert_eq!((found.first_bad, codes(&found)), (Some(31), vec!["commitment"]));
        let sql = "UPDATE record_entry SET salt = NULL, content = NULL \
                   WHERE body_id = $1 AND sequence = $2";
        tamper(&it, &[(sql, kernel::values![body, 30_i64])]).await;
        let found = verify(&it, body).await;
        assert_eq!((found.first_bad, codes(&found)), (Some(30), vec!["commitment", "content-missing"]));
    }

    async fn erasing_as_it_should_be_done_is_good(on: Both) {
        let it = on.install(&[]).await;
        let (body, receipts, _) = a_record(&it).await;
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        let erased = record::erase(&tx, body, &receipts[0].subject, "request").await.unwrap();
        assert_eq!(erased as u64, SIGNED);
        let event = Event::new("test.erased", body, receipts[0].subject.clone());
        tx.commit(Audited::new((), event)).await.unwrap();
        let found = verify(&it, body).await;
        assert!(found.is_good(), "{found:?}");
    }

    async fn what_stands_beside_the_entries_is_checked_too(on: Both) {
        let it = on.install(&[]).await;
        let (body, ..) = a_record(&it).await;
        for (sql, code) in [
            ("UPDATE record_block SET hash = root FROM record_head \
              WHERE record_block.body_id = $1 AND record_head.body_id = $1", "block"),
            ("UPDATE record_checkpoint SET reason = 'close:9' WHERE body_id = $1",
             "checkpoint-columns"),
            ("UPDATE record_entry SET kind = 'test.other' WHERE body_id = $1 AND sequence = 3",
             "columns"),
            ("UPDATE record_head SET last_micros = last_micros - 1 WHERE body_id = $1", "head"),
            ("DELETE FROM record_head WHERE body_id = $1", "head"),
        ] {
            tamper(&it, &[(sql, kernel::values![body])]).await;
            let found = verify(&it, body).await;
            assert!(codes(&found).contains(&code), "{sql}: {found:?}");
        }
    }

    async fn a_bundle_is_the_same_each_time_and_verifies(on: Both) {
        let it = on.install(&[]).await;
        let (body, receipts, note) = a_record(&it).await;
        let tx = it.core.read().await.unwrap();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let out = record::export_bundle(&tx, &it.core.secrets, body, &mut first).await.unwrap();
        record::export_bundle(&tx, &it.core.secrets, body, &mut second).await.unwrap();
        assert_eq!((out.entries, out.verification.is_good()), (ENTRIES, true));
        assert_eq!(first, second);
        let options = ledger::VerifyOptions {
            trusted_keys: vec![it.core.secrets.record_key(body).verifying_key()],
            witnessed: vec![note],
            receipts: receipts.into_iter().map(|r| r.signed).collect(),
        };
        let report = ledger::bundle::verify(first.as_slice(), &options);
        assert!(report.is_good(), "{report:?}");
        assert_eq!((report.size, report.vouched), (ENTRIES, ENTRIES));
        drop(tx);

        // A record at fault goes out as it is, and nothing new is signed over it.
        tamper(&it, &[(DELETE, kernel::values![body, 200_i64])]).await;
        let tx = it.core.read().await.unwrap();
        let mut third = Vec::new();
        let out = record::export_bundle(&tx, &it.core.secrets, body, &mut third).await.unwrap();
        assert!(!out.verification.is_good());
        let report = ledger::bundle::verify(third.as_slice(), &options);
        let first = &report.findings[0];
        assert_eq!((first.sequence, first.code), (Some(200), "sequence"), "{report:?}");
        assert!(report.findings.iter().any(|f| f.code == "unclosed") || report.findings_total > 100);
    }
}
