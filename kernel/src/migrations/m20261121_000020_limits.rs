//! Counts that limit guessing, kept where every server sees them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("limit_count")
                    .col(text("key"))
                    .col(big_integer("slot"))
                    .col(big_integer("count"))
                    .primary_key(Index::create().col("key").col("slot"))
                    .to_owned(),
            )
            .await
    }
}
