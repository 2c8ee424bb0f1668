//! Who did what, when.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, timestamp_with_time_zone, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit")
                    .col(uuid("id").primary_key())
                    .col(timestamp_with_time_zone("at"))
                    .col(uuid_null("account_id"))
                    .col(text("actor"))
                    .col(text("role"))
                    .col(text("name"))
                    .col(uuid_null("body_id"))
                    .col(text("subject_kind"))
                    .col(uuid("subject_id"))
                    .col(text("detail"))
                    .col(text("request"))
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            ("audit_by_body", vec!["body_id", "id"]),
            ("audit_by_subject", vec!["subject_id", "id"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("audit");
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
