//! Files attached as evidence: what they are, and their bytes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
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
                    .table("document")
                    .col(uuid("id").primary_key())
                    .col(text("subject_kind"))
                    .col(uuid("subject_id"))
                    .col(uuid("body_id"))
                    .col(text("name"))
                    .col(big_integer("size"))
                    .col(text("media_type"))
                    .col(text("sha256"))
                    .col(uuid_null("uploaded_by"))
                    .col(timestamp_with_time_zone("at"))
                    .col(timestamp_with_time_zone_null("withdrawn_at"))
                    .col(text_null("reason"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("document_by_subject")
                    .table("document")
                    .col("subject_id")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("document_blob")
                    .col(uuid("document_id"))
                    .col(big_integer("part"))
                    .col(blob("bytes"))
                    .primary_key(Index::create().col("document_id").col("part"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("document_blob", "document_id")
                            .to("document", "id"),
                    )
                    .to_owned(),
            )
            .await
    }
}
