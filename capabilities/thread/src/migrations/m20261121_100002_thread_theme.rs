//! Codebooks, themes with their versions, and which voice makes which point.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use super::{index, table};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        codebooks(manager).await?;
        themes(manager).await?;
        assignments(manager).await
    }
}

async fn codebooks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("title"),
        text("about"),
        text("project"),
        timestamp_with_time_zone("created_at"),
    ];
    table(manager, "thread_codebook", &["id"], columns, &[("body_id", "body")]).await?;
    let columns = vec![uuid("codebook_id"), uuid("body_id")];
    let key = &["codebook_id", "body_id"];
    let belongs = &[("codebook_id", "thread_codebook"), ("body_id", "body")];
    table(manager, "thread_codebook_body", key, columns, belongs).await?;
    index(manager, "thread_codebook_body", &["body_id"], false).await
}

async fn themes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("codebook_id"),
        text("name"),
        text("definition"),
        uuid_null("parent_id"),
        text_null("shortcut"),
        big_integer("position"),
        text("state"),
        uuid_null("merged_into"),
        big_integer("version"),
        timestamp_with_time_zone("created_at"),
    ];
    table(manager, "thread_theme", &["id"], columns, &[("codebook_id", "thread_codebook")]).await?;
    index(manager, "thread_theme", &["codebook_id", "position"], false).await?;
    let columns = vec![
        uuid("theme_id"),
        big_integer("version"),
        text("change"),
        text("name"),
        text("definition"),
        text("state"),
        text("detail"),
        uuid_null("account_id"),
        text("actor"),
        timestamp_with_time_zone("at"),
    ];
    let key = &["theme_id", "version"];
    table(manager, "thread_theme_version", key, columns, &[("theme_id", "thread_theme")]).await
}

async fn assignments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("voice_id"),
        uuid("theme_id"),
        uuid("codebook_id"),
        uuid("body_id"),
        text("state"),
        uuid_null("account_id"),
        text("made_by"),
        timestamp_with_time_zone("made_at"),
        text_null("evidence"),
        uuid_null("from_theme"),
        uuid_null("reviewer_id"),
        text_null("reviewed_by"),
        timestamp_with_time_zone_null("reviewed_at"),
        text_null("review"),
    ];
    let key = &["voice_id", "theme_id"];
    let belongs = &[("voice_id", "thread_voice"), ("theme_id", "thread_theme")];
    table(manager, "thread_assignment", key, columns, belongs).await?;
    index(manager, "thread_assignment", &["theme_id", "state", "voice_id"], false).await?;
    index(manager, "thread_assignment", &["body_id", "state", "reviewed_at"], false).await?;
    // What a merge or a split moved, and from where: the way back.
    let columns = vec![
        uuid("id"),
        uuid("voice_id"),
        uuid("from_theme"),
        uuid("to_theme"),
        timestamp_with_time_zone("at"),
        text("state"),
        text("made_by"),
    ];
    table(manager, "thread_move", &["id"], columns, &[("voice_id", "thread_voice")]).await?;
    index(manager, "thread_move", &["voice_id", "id"], false).await
}
