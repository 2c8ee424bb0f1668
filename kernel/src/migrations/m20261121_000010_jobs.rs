//! Work that is done later.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("job")
                    .col(uuid("id").primary_key())
                    .col(text("kind"))
                    .col(uuid_null("body_id"))
                    .col(text("payload"))
                    .col(text("state"))
                    .col(timestamp_with_time_zone("run_at"))
                    // When a worker may next take it: `run_at` while it waits, the end of the
                    // lease while it runs, nothing once it is done or has failed.
                    .col(timestamp_with_time_zone_null("next_at"))
                    .col(big_integer("attempts"))
                    .col(uuid_null("lease"))
                    .col(text_null("last_error"))
                    .col(text_null("dedupe_key").unique_key())
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("finished_at"))
                    .to_owned(),
            )
            .await?;
        for (name, columns) in
            [("job_by_next", ["next_at", "id"]), ("job_by_state", ["state", "id"])]
        {
            let mut index = Index::create();
            index.name(name).table("job");
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
