//! The verifiable record: head, entries, full blocks and checkpoints of each body.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, blob_null, text, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [head(), entry(), block(), checkpoint()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            ("record_entry_by_subject", "record_entry", ["subject_id"].as_slice()),
            ("record_entry_by_leaf", "record_entry", &["leaf"]),
            ("record_checkpoint_by_body", "record_checkpoint", &["body_id", "id"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn head() -> TableCreateStatement {
    Table::create()
        .table("record_head")
        .col(uuid("body_id").primary_key())
        .col(big_integer("size"))
        .col(blob("frontier"))
        .col(blob("root"))
        .col(big_integer("last_micros"))
        .to_owned()
}

fn entry() -> TableCreateStatement {
    Table::create()
        .table("record_entry")
        .col(uuid("body_id"))
        .col(big_integer("sequence"))
        .col(text("kind"))
        .col(text("subject_kind"))
        .col(uuid("subject_id"))
        .col(big_integer("micros"))
        .col(blob("bytes"))
        .col(blob("leaf"))
        .col(blob_null("salt"))
        .col(blob_null("content"))
        .primary_key(Index::create().col("body_id").col("sequence"))
        .to_owned()
}

fn block() -> TableCreateStatement {
    Table::create()
        .table("record_block")
        .col(uuid("body_id"))
        .col(big_integer("idx"))
        .col(blob("hash"))
        .primary_key(Index::create().col("body_id").col("idx"))
        .to_owned()
}

fn checkpoint() -> TableCreateStatement {
    Table::create()
        .table("record_checkpoint")
        .col(uuid("id").primary_key())
        .col(uuid("body_id"))
        .col(big_integer("size"))
        .col(text("reason"))
        .col(timestamp_with_time_zone("at"))
        .col(text("note"))
        .to_owned()
}
