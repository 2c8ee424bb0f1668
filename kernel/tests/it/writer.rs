use std::sync::Arc;

use kernel::record::Pending;
use kernel::writer::Writer;
use kernel::{Audited, Error, Event, Subject};

testing::both! {
    async fn many_at_once_share_commits_and_each_has_its_receipt(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await.id;
        let writer = Writer::start(Arc::clone(&it.core), None);
        let mut tasks = Vec::new();
        for n in 0..200 {
            let writer = writer.clone();
            tasks.push(tokio::spawn(async move {
                writer.submit(Box::new(move |tx| Box::pin(async move {
                    // Every tenth is refused, and takes nobody with it.
                    if n % 10 == 3 {
                        return Err(Error::refused("test-refused"));
                    }
                    let subject = Subject::new("test.voice", tx.id());
                    tx.record(Pending::json(body, "test.said", subject.clone(), &n)?).await;
                    Ok(Audited::new(n, Event::new("test.said", body, subject)))
                }))).await
            }));
        }
        let mut sequences = Vec::new();
        for (n, task) in tasks.into_iter().enumerate() {
            match task.await.unwrap() {
                Ok(kept) => {
                    assert_eq!(kept.value, n);
                    assert_eq!(kept.receipts.len(), 1);
                    sequences.push(kept.receipts[0].sequence);
                }
                Err(error) => {
                    assert_eq!(n % 10, 3);
                    assert!(matches!(error, Error::Refused(_)));
                }
            }
        }
        sequences.sort_unstable();
        assert_eq!(sequences, (0..180).collect::<Vec<u64>>());
    }
}

testing::both! {
    async fn a_transaction_that_the_database_ended_itself_takes_no_later_one_with_it(on: Both) {
        let it = on.install(&[]).await;
        it.body("havering").await;
        // On a full disk SQLite rolls back by itself, and the driver does not know.
        let tx = it.core.write(&kernel::Actor::system("test")).await.unwrap();
        tx.exec("ROLLBACK", kernel::values![]).await.unwrap();
        drop(tx);
        // One that is given up, which would leave the lock behind; one that is kept, which would
        // be lost.
        let tx = it.core.write(&kernel::Actor::system("test")).await.unwrap();
        tx.rollback().await.unwrap();
        it.body("redbridge").await;
        let elsewhere = match on {
            testing::Both::Sqlite => {
                let file = it.folder.path().join("test.db");
                kernel::db::Db::open(&format!("sqlite:{}", file.display())).await.unwrap()
            }
            testing::Both::Postgres => it.core.db.clone(),
        };
        let tx = elsewhere.read().await.unwrap();
        assert_eq!(tx.count("SELECT COUNT(*) FROM body", kernel::values![]).await.unwrap(), 2);
    }
}
