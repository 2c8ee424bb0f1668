//! Bodies, what they became, and how they stand to one another.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, date_null, text, text_null, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [body(), succession(), relation()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }
}

fn body() -> TableCreateStatement {
    Table::create()
        .table("body")
        .col(uuid("id").primary_key())
        .col(text("slug").unique_key())
        .col(text("name"))
        .col(text("short_name"))
        .col(text("kind"))
        .col(text_null("ods_code"))
        .col(text("area"))
        .col(text("about"))
        .col(text("email"))
        .col(text("telephone"))
        .col(text("address"))
        .col(text("complaints"))
        .col(big_integer("reply_within_days"))
        .col(date("starts_on"))
        .col(date_null("ends_on"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn to_body(table: &'static str, column: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to("body", "id").to_owned()
}

fn succession() -> TableCreateStatement {
    Table::create()
        .table("body_succession")
        .col(uuid("predecessor_id"))
        .col(uuid("successor_id"))
        .col(date("on_date"))
        .col(text("note"))
        .primary_key(Index::create().col("predecessor_id").col("successor_id"))
        .foreign_key(&mut to_body("body_succession", "predecessor_id"))
        .foreign_key(&mut to_body("body_succession", "successor_id"))
        .to_owned()
}

fn relation() -> TableCreateStatement {
    Table::create()
        .table("body_relation")
        .col(uuid("id").primary_key())
        .col(uuid("from_id"))
        .col(uuid("to_id"))
        .col(text("kind"))
        .col(text("note"))
        .col(date("starts_on"))
        .col(date_null("ends_on"))
        .foreign_key(&mut to_body("body_relation", "from_id"))
        .foreign_key(&mut to_body("body_relation", "to_id"))
        .to_owned()
}
