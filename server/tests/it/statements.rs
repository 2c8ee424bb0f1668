//! Every statement of every capability is understood by both engines.

testing::both! {
    async fn every_statement_can_be_prepared(on: Both) {
        let (it, registry) = on.install_registered(server::compose::capabilities()).await;
        let mut refused = Vec::new();
        let mut count = 0;
        for capability in &registry.capabilities {
            for (name, sql) in &capability.statements {
                count += 1;
                if let Err(error) = it.core.db.prepare(&name.to_lowercase(), sql).await {
                    refused.push(format!("{}.{name}: {error}", capability.name));
                }
            }
        }
        assert!(refused.is_empty(), "{refused:#?}");
        assert!(count > 100, "only {count} statements were declared");
    }
}
