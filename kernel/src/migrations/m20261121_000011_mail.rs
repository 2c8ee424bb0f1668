//! The outbox, and what the installation knows of itself.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("installation")
                    .col(text("name").primary_key())
                    .col(text("value"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .to_owned(),
            )
            .await?;
        manager.create_table(outbox()).await?;
        for (name, columns) in [
            // What is due; what was being sent when a server died; what the administrator looks
            // at; what was written about a thing.
            ("mail_outbox_by_next", ["next_at", "id"]),
            ("mail_outbox_by_lease", ["leased_until", "id"]),
            ("mail_outbox_by_state", ["state", "id"]),
            ("mail_outbox_by_about", ["about_id", "id"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("mail_outbox");
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn outbox() -> TableCreateStatement {
    Table::create()
        .table("mail_outbox")
        .col(uuid("id").primary_key())
        .col(uuid_null("body_id"))
        .col(text("from_name"))
        .col(text_null("reply_to"))
        .col(text("to_address"))
        .col(text("to_name"))
        // The part after the @: slow ones must not hold up the rest.
        .col(text("domain"))
        .col(text("subject"))
        .col(text("text"))
        .col(text_null("html"))
        .col(text("headers"))
        .col(text_null("unsubscribe_url"))
        .col(text("purpose"))
        .col(text_null("dedupe_key").unique_key())
        .col(text("about_kind"))
        .col(uuid("about_id"))
        .col(text("state"))
        .col(big_integer("attempts"))
        // When it may next be tried; nothing while it is being sent and once it is settled.
        .col(timestamp_with_time_zone_null("next_at"))
        .col(uuid_null("lease"))
        .col(timestamp_with_time_zone_null("leased_until"))
        .col(text("response"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("trying_since"))
        .col(timestamp_with_time_zone_null("sent_at"))
        // Its words are a key to something: forgotten once it is sent.
        .col(boolean("opens"))
        .to_owned()
}
