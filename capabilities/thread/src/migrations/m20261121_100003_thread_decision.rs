//! Decisions, the themes they weighed, the actions that follow and what difference they made.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, date_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::{index, table};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        decisions(manager).await?;
        actions(manager).await
    }
}

async fn decisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("title"),
        date_null("decided_on"),
        text("taken_by"),
        text("meeting"),
        text("person"),
        text("person_role"),
        text("decided"),
        text("reasons"),
        text("outcome"),
        text_null("learned_from"),
        text("state"),
        uuid_null("supersedes"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("recorded_at"),
        timestamp_with_time_zone_null("published_at"),
    ];
    table(manager, "thread_decision", &["id"], columns, &[("body_id", "body")]).await?;
    index(manager, "thread_decision", &["body_id", "state", "id"], false).await?;
    let columns = vec![
        uuid("decision_id"),
        uuid("theme_id"),
        text("weighed"),
        text("influence"),
        text("why"),
        big_integer("voices"),
    ];
    let key = &["decision_id", "theme_id"];
    let belongs = &[("decision_id", "thread_decision"), ("theme_id", "thread_theme")];
    table(manager, "thread_decision_theme", key, columns, belongs).await?;
    index(manager, "thread_decision_theme", &["theme_id"], false).await?;
    let columns = vec![
        uuid("id"),
        uuid("decision_id"),
        uuid("body_id"),
        text("difference"),
        text("evidence"),
        uuid_null("account_id"),
        text("actor"),
        timestamp_with_time_zone("at"),
    ];
    let belongs = &[("decision_id", "thread_decision")];
    table(manager, "thread_impact", &["id"], columns, belongs).await?;
    index(manager, "thread_impact", &["decision_id", "id"], false).await
}

async fn actions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        uuid_null("decision_id"),
        uuid_null("theme_id"),
        text("title"),
        text("owner"),
        uuid_null("owner_id"),
        date("due_on"),
        text("measure"),
        text("state"),
        text_null("outcome"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("closed_at"),
    ];
    let belongs =
        &[("body_id", "body"), ("decision_id", "thread_decision"), ("theme_id", "thread_theme")];
    table(manager, "thread_action", &["id"], columns, belongs).await?;
    index(manager, "thread_action", &["body_id", "state", "due_on"], false).await?;
    index(manager, "thread_action", &["decision_id"], false).await?;
    index(manager, "thread_action", &["theme_id"], false).await?;
    let columns = vec![
        uuid("id"),
        uuid("action_id"),
        timestamp_with_time_zone("at"),
        uuid_null("account_id"),
        text("actor"),
        text("state"),
        text("words"),
    ];
    let belongs = &[("action_id", "thread_action")];
    table(manager, "thread_progress", &["id"], columns, belongs).await?;
    index(manager, "thread_progress", &["action_id", "id"], false).await
}
