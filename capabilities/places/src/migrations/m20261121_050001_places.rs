//! Areas with their residents, and services.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer_null, date_null, text, text_null, timestamp_with_time_zone, uuid,
};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("place_area")
                    .col(text("code").primary_key())
                    .col(text("name"))
                    .col(text("kind"))
                    .col(text_null("parent"))
                    .col(big_integer_null("population"))
                    .col(big_integer_null("population_year"))
                    .col(text("population_source"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("place_area_by_parent")
                    .table("place_area")
                    .col("parent")
                    .to_owned(),
            )
            .await?;
        services(manager).await
    }
}

async fn services(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("place_service")
                .col(uuid("id").primary_key())
                .col(uuid("body_id"))
                .col(text("name"))
                .col(text("kind"))
                .col(text("provider"))
                .col(text_null("ods_code"))
                .col(text("address"))
                .col(text("postcode"))
                .col(text_null("area"))
                .col(text("telephone"))
                .col(text("about"))
                .col(text("feedback"))
                .col(date_null("opened_on"))
                .col(date_null("closed_on"))
                .col(text("name_key"))
                .col(text("search_key"))
                .col(timestamp_with_time_zone("created_at"))
                .foreign_key(ForeignKey::create().from("place_service", "body_id").to("body", "id"))
                .foreign_key(
                    ForeignKey::create().from("place_service", "area").to("place_area", "code"),
                )
                .to_owned(),
        )
        .await?;
    for (name, columns, unique) in [
        // One row a code: an import that runs twice changes rows, it adds none.
        ("place_service_by_code", &["body_id", "ods_code"][..], true),
        ("place_service_by_name", &["body_id", "name_key"], false),
    ] {
        let mut index = Index::create();
        index.name(name).table("place_service");
        for column in columns {
            index.col(*column);
        }
        if unique {
            index.unique();
        }
        manager.create_index(index).await?;
    }
    Ok(())
}
