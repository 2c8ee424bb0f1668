use kernel::record::{self, Pending};
use kernel::{Actor, Audited, Event, Subject};
use uuid::Uuid;

async fn say(it: &testing::Installation, body: Uuid, words: &str) -> record::Receipt {
    let tx = it.core.write(&Actor::public()).await.unwrap();
    let subject = Subject::new("test.voice", tx.id());
    let content = serde_json::json!({ "words": words });
    tx.record(Pending::json(body, "test.said", subject.clone(), &content).unwrap()).await;
    let done = Audited::new((), Event::new("test.said", body, subject));
    tx.commit(done).await.unwrap().receipts.remove(0)
}

testing::both! {
    async fn entries_are_gapless_and_each_can_be_proved(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await;
        for n in 0..600u64 {
            let receipt = say(&it, body.id, &format!("words {n}")).await;
            assert_eq!(receipt.sequence, n);
        }
        let tx = it.core.read().await.unwrap();
        for sequence in [0, 1, 255, 256, 257, 511, 512, 599] {
            for size in [sequence + 1, 600] {
                let proof = record::prove_inclusion(&tx, body.id, sequence, size).await.unwrap();
                assert_eq!(proof.size, size);
            }
        }
        assert!(record::prove_inclusion(&tx, body.id, 600, 600).await.is_err());
    }

    async fn time_never_runs_back_within_a_record(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await;
        let first = say(&it, body.id, "one").await;
        it.clock.advance(chrono::TimeDelta::hours(-1));
        let second = say(&it, body.id, "two").await;
        assert_eq!(second.at, first.at);
    }

    async fn a_receipt_can_be_made_again_and_found_by_its_digest(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await;
        let receipt = say(&it, body.id, "one").await;
        let tx = it.core.read().await.unwrap();
        let again = record::receipt_of(&tx, &it.core.secrets, body.id, "test.said", &receipt.subject)
            .await.unwrap().unwrap();
        assert_eq!(again.signed, receipt.signed);
        let leaf: ledger::Hash = data_encoding::HEXLOWER
            .decode(receipt.digest.as_bytes()).unwrap().try_into().unwrap();
        assert_eq!(record::find_leaf(&tx, &leaf).await.unwrap(), Some((body.id, 0)));
    }

    async fn nothing_is_kept_of_a_write_that_is_not_committed(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await;
        let tx = it.core.write(&Actor::public()).await.unwrap();
        let subject = Subject::new("test.voice", tx.id());
        tx.record(Pending::json(body.id, "test.said", subject, &"x").unwrap()).await;
        drop(tx);
        let receipt = say(&it, body.id, "one").await;
        assert_eq!(receipt.sequence, 0);
    }
}
