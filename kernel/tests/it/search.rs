use kernel::search::{self, Entry};
use kernel::{Actor, Audited, Event, Subject};
use testing::Installation;
use uuid::Uuid;

fn entry(n: u128, title: &str, text: &str) -> Entry {
    Entry {
        subject: Subject::new("test.voice", Uuid::from_u128(n)),
        body: None,
        title: title.into(),
        text: text.into(),
        language: "en".into(),
    }
}

fn done() -> Audited<()> {
    Audited::new((), Event::of_installation("test.put", Subject::new("test", Uuid::nil())))
}

async fn put(it: &Installation, entries: Vec<Entry>) {
    let tx = it.core.write(&Actor::system("test")).await.unwrap();
    search::put_many(&tx, entries).await.unwrap();
    tx.commit(done()).await.unwrap();
}

/// The numbers of what is found, in order of their ids.
async fn found(it: &Installation, query: &str) -> Vec<u128> {
    let tx = it.core.read().await.unwrap();
    let (hits, count) = search::find(&tx, None, &["test.voice"], query, 100, 0).await.unwrap();
    assert_eq!(i64::try_from(hits.len()).unwrap(), count);
    let mut numbers: Vec<u128> = hits.iter().map(|hit| hit.subject.id.as_u128()).collect();
    numbers.sort_unstable();
    numbers
}

testing::both! {
    async fn words_phrases_and_words_to_leave_out_are_found(on: Both) {
        let it = on.install(&[]).await;
        put(&it, vec![
            entry(1, "Parking", "I waited two hours at the GP surgery in Romford."),
            entry(2, "Waiting times", "The surgery was lovely; the GP called at once."),
            entry(3, "Café", "Siân's café by the hospital is to be or not to be."),
            entry(4, "Arabic", "المستشفى بعيد جدا"),
            entry(5, "Bengali", "হাসপাতাল অনেক দূরে"),
            entry(6, "Japanese", "病院はとても遠いです"),
        ]).await;
        for (query, expected) in [
            ("surgery", vec![1, 2]),
            ("SURGERY wait", vec![1, 2]),
            ("waits", vec![1, 2]),
            ("\"gp surgery\"", vec![1]),
            ("surgery -romford", vec![2]),
            ("surgery -\"called at once\"", vec![1]),
            ("surgery helicopter", vec![]),
            ("cafe", vec![3]),
            ("CAFÉ", vec![3]),
            ("sian", vec![3]),
            ("\"to be or not to be\"", vec![3]),
            ("the", vec![1, 2, 3]),
            ("المستشفى", vec![4]),
            ("হাসপাতাল", vec![5]),
            ("病院", vec![6]),
            ("院病", vec![]),
            ("", vec![]),
            ("?!", vec![]),
        ] {
            assert_eq!(found(&it, query).await, expected, "{query}");
        }
    }

    async fn the_title_counts_for_more(on: Both) {
        let it = on.install(&[]).await;
        put(&it, vec![
            entry(1, "Other things", "We spoke of parking once, and of much else besides that."),
            entry(2, "Parking", "We spoke of this once, and of much else besides that."),
            entry(3, "Other matters", "We spoke of parking once, and of much else besides that."),
        ]).await;
        let tx = it.core.read().await.unwrap();
        let (hits, count) = search::find(&tx, None, &["test.voice"], "parking", 1, 0).await.unwrap();
        assert_eq!((hits[0].title.as_str(), count), ("Parking", 3));
        let (rest, _) = search::find(&tx, None, &["test.voice"], "parking", 9, 1).await.unwrap();
        assert_eq!(rest.len(), 2);
    }

    async fn nothing_that_is_typed_is_an_error(on: Both) {
        let it = on.install(&[]).await;
        put(&it, vec![entry(1, "Parking", "word")]).await;
        let nasty = [
            "\"", "\"\"", "'", "''; DROP TABLE search_entry; --", "a AND", "NOT", "OR OR", "NEAR(a b)",
            "title:word", "^word", "word*", "*", "(", "((word", "a\0b", "\\", "-", "--", "-\"", "- -a",
            "word:*", "word & | !", "<->", "$1", "%", "_", "{a b}: c", "\u{202e}", "💬", "ﷺ", "'a' 'b",
            "a\nb\r\nc\t", "\u{feff}word", "½", "ↀ", "\u{301}", "-word", "+word", "word -word",
        ];
        for query in nasty {
            found(&it, query).await;
            let engine = it.core.db.engine;
            let clause = search::clause(engine, "s.subject_id", "test.voice", query, 1);
            let Some((sql, values)) = clause else { continue };
            let tx = it.core.read().await.unwrap();
            let sql = format!("SELECT COUNT(*) FROM search_entry s WHERE {sql}");
            tx.count(&sql, values).await.expect(query);
        }
        for query in ["word ".repeat(20_000), "x".repeat(100_000), "\"".repeat(100_000), "-a ".repeat(33_000)] {
            found(&it, &query).await;
        }
    }

    async fn what_is_put_again_replaces_and_what_is_removed_is_gone(on: Both) {
        let it = on.install(&[]).await;
        put(&it, vec![entry(1, "Before", "canary"), entry(2, "Another", "sparrow")]).await;
        put(&it, vec![entry(1, "Lost", "linnet"), entry(1, "After", "finch")]).await;
        assert_eq!(found(&it, "canary").await, Vec::<u128>::new());
        assert_eq!(found(&it, "linnet").await, Vec::<u128>::new());
        assert_eq!(found(&it, "finch").await, vec![1]);
        let tx = it.core.write(&Actor::system("test")).await.unwrap();
        search::remove(&tx, &entry(1, "", "").subject).await.unwrap();
        search::remove(&tx, &entry(9, "", "").subject).await.unwrap();
        tx.commit(done()).await.unwrap();
        assert_eq!(found(&it, "finch").await, Vec::<u128>::new());
        assert_eq!(found(&it, "sparrow").await, vec![2]);
        if it.on == testing::Both::Sqlite {
            // Gone from the index's own pages too, not only from the answers.
            let tx = it.core.read().await.unwrap();
            for word in ["canari", "canary", "finch"] {
                let left = tx.count(
                    "SELECT COUNT(*) FROM search_words_data WHERE instr(block, CAST($1 AS BLOB)) > 0",
                    kernel::values![word],
                ).await.unwrap();
                assert_eq!(left, 0, "{word}");
            }
        }
    }

    async fn a_store_joins_it_to_its_own_query(on: Both) {
        let it = on.install(&[]).await;
        let body = it.body("havering").await.id;
        let mut mine = entry(1, "Parking", "Romford");
        mine.subject = Subject::new("kernel.body", body);
        let mut other = mine.clone();
        other.subject.kind = "test.other".into();
        put(&it, vec![mine, other]).await;
        let tx = it.core.read().await.unwrap();
        let ask = |query| search::clause(tx.engine(), "b.id", "kernel.body", query, 2);
        let (clause, more) = ask("romford").unwrap();
        let sql = format!("SELECT COUNT(*) FROM body b WHERE b.slug = $1 AND {clause}");
        let mut values = kernel::values!["havering"];
        values.extend(more);
        assert_eq!(tx.count(&sql, values).await.unwrap(), 1);
        assert!(ask(" -\"\" ").is_none());
    }

    async fn one_body_does_not_find_what_is_anothers(on: Both) {
        let it = on.install(&[]).await;
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        put(&it, vec![Entry { body: Some(a), ..entry(1, "Parking", "") }]).await;
        let tx = it.core.read().await.unwrap();
        for (body, expected) in [(Some(a), 1), (Some(b), 0), (None, 1)] {
            let found = search::find(&tx, body, &["test.voice"], "parking", 9, 0).await.unwrap();
            assert_eq!(found.1, expected);
        }
        assert_eq!(search::find(&tx, None, &["test.other"], "parking", 9, 0).await.unwrap().1, 0);
        assert_eq!(search::find(&tx, None, &[], "parking", 9, 0).await.unwrap().1, 0);
    }

    async fn thousands_are_put_in_a_few_statements(on: Both) {
        let it = on.install(&[]).await;
        let text = "We waited a long time for an appointment and then for the bus home again";
        put(&it, (0..3000).map(|n| entry(n, &format!("Voice {n}"), &format!("{text} on route {n}"))).collect()).await;
        let tx = it.core.read().await.unwrap();
        let (hits, count) = search::find(&tx, None, &["test.voice"], "appointments", 10, 0).await.unwrap();
        assert_eq!((hits.len(), count), (10, 3000));
        assert_eq!(search::find(&tx, None, &["test.voice"], "\"route 2999\"", 9, 0).await.unwrap().1, 1);
    }

    async fn a_text_of_any_length_and_script_is_taken(on: Both) {
        let it = on.install(&[]).await;
        put(&it, vec![
            entry(1, "Long", &"waiting ".repeat(100_000)),
            entry(2, "One word", &"x".repeat(1_000_000)),
            entry(3, "Many words", &(0..100_000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ")),
            entry(4, "\0\u{feff}", "\0 a\0b \u{1F4AC}\u{301}"),
            entry(5, "Wide", &"病".repeat(100_000)),
        ]).await;
        assert_eq!(found(&it, "waiting").await, vec![1]);
        assert_eq!(found(&it, "w777").await, vec![3]);
    }
}
