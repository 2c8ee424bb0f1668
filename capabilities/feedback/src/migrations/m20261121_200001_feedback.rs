//! Imports with what they refused, Friends and Family figures, things passed on, and reviews.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, date, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        imports(manager).await?;
        rows(manager).await?;
        figures(manager).await?;
        routes_and_reviews(manager).await
    }
}

async fn table(
    manager: &SchemaManager<'_>,
    name: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
    belongs_to: (&'static str, &'static str),
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    table.primary_key(&mut primary);
    table.foreign_key(ForeignKey::create().from(name, belongs_to.0).to(belongs_to.1, "id"));
    manager.create_table(table).await
}

async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_by_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index).await
}

async fn imports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("file_name"),
        text("digest"),
        big_integer("bytes"),
        text("encoding"),
        text("mapping"),
        text_null("once_key"),
        text("state"),
        big_integer("next_row"),
        big_integer("voices"),
        big_integer("scores"),
        big_integer("refused"),
        big_integer("turned"),
        uuid_null("thread_import_id"),
        text("actor"),
        text("problem"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone("changed_at"),
        timestamp_with_time_zone_null("activated_at"),
    ];
    table(manager, "feedback_import", &["id"], columns, ("body_id", "body")).await?;
    index(manager, "feedback_import", &["body_id", "created_at"], false).await?;
    // The same file by the same mapping into the same body comes in once.
    index(manager, "feedback_import", &["once_key"], true).await?;
    let columns = vec![uuid("import_id"), big_integer("position"), blob("bytes")];
    let key = &["import_id", "position"];
    table(manager, "feedback_upload", key, columns, ("import_id", "feedback_import")).await?;
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("name"),
        text("mapping"),
        timestamp_with_time_zone("created_at"),
    ];
    table(manager, "feedback_mapping", &["id"], columns, ("body_id", "body")).await?;
    index(manager, "feedback_mapping", &["body_id", "name"], true).await
}

async fn rows(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![uuid("import_id"), big_integer("line"), text("reason"), text("particulars")];
    let key = &["import_id", "line"];
    table(manager, "feedback_refusal", key, columns, ("import_id", "feedback_import")).await?;
    // A file's own ids, so that two files that overlap bring each row once.
    let columns = vec![uuid("body_id"), text("row_key"), uuid("import_id"), big_integer("line")];
    let key = &["body_id", "row_key"];
    table(manager, "feedback_row", key, columns, ("import_id", "feedback_import")).await?;
    index(manager, "feedback_row", &["import_id"], false).await?;
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        uuid_null("import_id"),
        uuid_null("service_id"),
        date("said_on"),
        big_integer("code"),
    ];
    table(manager, "feedback_score", &["id"], columns, ("body_id", "body")).await?;
    index(manager, "feedback_score", &["body_id", "said_on"], false).await?;
    index(manager, "feedback_score", &["import_id"], false).await
}

async fn figures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Kept as responses come in, never counted on a page. The nil service stands for none.
    let columns = vec![
        uuid("body_id"),
        uuid("service_id"),
        text("month"),
        big_integer("code"),
        big_integer("n"),
    ];
    let key = &["body_id", "service_id", "month", "code"];
    table(manager, "feedback_fft", key, columns, ("body_id", "body")).await?;
    let columns = vec![
        uuid("import_id"),
        uuid("service_id"),
        text("month"),
        big_integer("code"),
        big_integer("n"),
    ];
    let key = &["import_id", "service_id", "month", "code"];
    table(manager, "feedback_import_fft", key, columns, ("import_id", "feedback_import")).await
}

async fn routes_and_reviews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("kind"),
        text("reference"),
        text_null("once_key"),
        timestamp_with_time_zone("at"),
    ];
    table(manager, "feedback_route", &["id"], columns, ("body_id", "body")).await?;
    index(manager, "feedback_route", &["reference"], true).await?;
    index(manager, "feedback_route", &["once_key"], true).await?;
    index(manager, "feedback_route", &["body_id", "at"], false).await?;
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("covers"),
        date("period_from"),
        date("period_to"),
        date("reviewed_on"),
        text("reviewed_by"),
        text("findings"),
        text("actor"),
        timestamp_with_time_zone("created_at"),
    ];
    table(manager, "feedback_review", &["id"], columns, ("body_id", "body")).await?;
    index(manager, "feedback_review", &["body_id", "reviewed_on"], false).await?;
    let columns = vec![
        uuid("review_id"),
        big_integer("position"),
        text("words"),
        uuid_null("decision_id"),
        uuid_null("action_id"),
    ];
    let key = &["review_id", "position"];
    table(manager, "feedback_change", key, columns, ("review_id", "feedback_review")).await
}
