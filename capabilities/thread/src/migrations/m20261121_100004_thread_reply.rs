//! Replies, the ways by which they were told, who got each, and the letters and calls to do.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, date, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use super::{index, table};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replies(manager).await?;
        deliveries(manager).await
    }
}

async fn replies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        uuid_null("decision_id"),
        text("title"),
        text("you_said"),
        text("we_did"),
        text("because"),
        text("outcome"),
        text("state"),
        uuid_null("drafted_by_id"),
        text("drafted_by"),
        uuid_null("approved_by_id"),
        text_null("approved_by"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("approved_at"),
        timestamp_with_time_zone_null("published_at"),
        boolean("delivering"),
    ];
    let belongs = &[("body_id", "body"), ("decision_id", "thread_decision")];
    table(manager, "thread_reply", &["id"], columns, belongs).await?;
    index(manager, "thread_reply", &["body_id", "state", "published_at"], false).await?;
    index(manager, "thread_reply", &["decision_id"], false).await?;
    index(manager, "thread_reply", &["delivering", "id"], false).await?;
    let columns = vec![uuid("reply_id"), uuid("theme_id")];
    let key = &["reply_id", "theme_id"];
    let belongs = &[("reply_id", "thread_reply"), ("theme_id", "thread_theme")];
    table(manager, "thread_reply_theme", key, columns, belongs).await?;
    index(manager, "thread_reply_theme", &["theme_id"], false).await?;
    let columns = vec![
        uuid("reply_id"),
        text("channel"),
        date("used_on"),
        text("note"),
        text("actor"),
        timestamp_with_time_zone("at"),
    ];
    let key = &["reply_id", "channel", "used_on"];
    table(manager, "thread_reply_channel", key, columns, &[("reply_id", "thread_reply")]).await
}

async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("reply_id"),
        uuid("voice_id"),
        uuid("body_id"),
        text("way"),
        timestamp_with_time_zone("at"),
    ];
    let key = &["reply_id", "voice_id"];
    let belongs = &[("reply_id", "thread_reply"), ("voice_id", "thread_voice")];
    table(manager, "thread_delivery", key, columns, belongs).await?;
    index(manager, "thread_delivery", &["voice_id"], false).await?;
    index(manager, "thread_delivery", &["reply_id", "way"], false).await?;
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        uuid("reply_id"),
        uuid("voice_id"),
        text("way"),
        text("dedupe"),
        text("state"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("done_at"),
        text_null("done_by"),
        text("note"),
    ];
    let belongs = &[("reply_id", "thread_reply"), ("voice_id", "thread_voice")];
    table(manager, "thread_task", &["id"], columns, belongs).await?;
    index(manager, "thread_task", &["reply_id", "dedupe"], true).await?;
    index(manager, "thread_task", &["body_id", "state", "id"], false).await?;
    index(manager, "thread_task", &["voice_id"], false).await
}
