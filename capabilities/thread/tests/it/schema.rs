testing::both! {
    async fn every_statement_can_be_prepared(on: Both) {
        let it = on.install(&[thread::capability]).await;
        let statements = thread::capability().statements;
        assert!(statements.len() > 40);
        for (n, (name, sql)) in statements.into_iter().enumerate() {
            let prepared = it.core.db.prepare(&format!("{name}_{n}"), sql).await;
            assert!(prepared.is_ok(), "{name}: {prepared:?}");
        }
    }
}
