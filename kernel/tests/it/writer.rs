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
            tasks.push(testing::tokio::spawn(async move {
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
