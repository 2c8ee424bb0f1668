//! One row for each time that a whole record was checked.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, text, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("record_verification")
                    .col(uuid("id").primary_key())
                    .col(uuid("body_id"))
                    .col(timestamp_with_time_zone("at"))
                    .col(big_integer("size"))
                    .col(boolean("sound"))
                    .col(big_integer_null("first_bad"))
                    .col(text("findings"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("record_verification_by_body")
                    .table("record_verification")
                    .col("body_id")
                    .col("id")
                    .to_owned(),
            )
            .await
    }
}
