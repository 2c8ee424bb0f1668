//! Voices, who spoke (kept apart), notes, imports, and the figures that are kept as they change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, blob_null, boolean, date, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::{index, table};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        imports(manager).await?;
        voices(manager).await?;
        contact_and_notes(manager).await?;
        counts(manager).await
    }
}

async fn imports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("source"),
        text("state"),
        big_integer("voices"),
        blob("frontier"),
        timestamp_with_time_zone("created_at"),
        timestamp_with_time_zone_null("activated_at"),
    ];
    table(manager, "thread_import", &["id"], columns, &[("body_id", "body")]).await?;
    let columns = vec![
        uuid("import_id"),
        big_integer("position"),
        uuid("voice_id"),
        blob("commitment"),
        blob_null("salt"),
        blob_null("content"),
    ];
    let key = &["import_id", "position"];
    table(manager, "thread_import_leaf", key, columns, &[("import_id", "thread_import")]).await?;
    index(manager, "thread_import_leaf", &["voice_id"], true).await
}

async fn voices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("id"),
        uuid("body_id"),
        text("reference"),
        text_null("idempotency"),
        text("source"),
        text("kind"),
        text("about"),
        uuid_null("service_id"),
        text("channel"),
        date("said_on"),
        timestamp_with_time_zone("received_at"),
        text("capacity"),
        text_null("organisation"),
        text_null("language"),
        boolean("needs_translation"),
        text_null("words"),
        text_null("redacted_words"),
        boolean("publishable"),
        text_null("question"),
        big_integer_null("score"),
        uuid_null("import_id"),
        text("state"),
        text_null("state_reason"),
        big_integer("themes"),
        timestamp_with_time_zone_null("answered_at"),
    ];
    let belongs = &[("body_id", "body"), ("import_id", "thread_import")];
    table(manager, "thread_voice", &["id"], columns, belongs).await?;
    index(manager, "thread_voice", &["reference"], true).await?;
    index(manager, "thread_voice", &["body_id", "idempotency"], true).await?;
    for columns in [
        &["body_id", "state", "id"][..],
        &["body_id", "service_id", "id"],
        &["body_id", "channel", "id"],
        &["body_id", "score", "id"],
        &["body_id", "themes", "id"],
        &["body_id", "answered_at", "said_on"],
        &["import_id", "id"],
    ] {
        index(manager, "thread_voice", columns, false).await?;
    }
    // What has been heard: a voice of an import is there once the import is activated, all at
    // once. Reading goes through this view so that no query can forget it.
    manager
        .get_connection()
        .execute_unprepared(
            "CREATE VIEW thread_heard AS SELECT * FROM thread_voice WHERE import_id IS NULL OR \
             import_id NOT IN (SELECT id FROM thread_import WHERE state <> 'active')",
        )
        .await
        .map(|_| ())
}

async fn contact_and_notes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        uuid("voice_id"),
        uuid("body_id"),
        text("name"),
        text("email"),
        text("email_key"),
        text("telephone"),
        text("address"),
        text("preferred"),
        boolean("wants_receipt"),
        boolean("wants_reply"),
        text("access_needs"),
        timestamp_with_time_zone_null("unsubscribed_at"),
    ];
    let key = &["voice_id"];
    table(manager, "thread_contact", key, columns, &[("voice_id", "thread_voice")]).await?;
    index(manager, "thread_contact", &["body_id", "email_key"], false).await?;
    let columns = vec![
        uuid("id"),
        uuid("voice_id"),
        uuid("body_id"),
        uuid_null("account_id"),
        text("actor"),
        timestamp_with_time_zone("at"),
        text("words"),
    ];
    table(manager, "thread_note", &["id"], columns, &[("voice_id", "thread_voice")]).await?;
    index(manager, "thread_note", &["voice_id", "id"], false).await?;
    let columns = vec![
        uuid("id"),
        uuid("voice_id"),
        uuid("body_id"),
        uuid_null("account_id"),
        text("actor"),
        timestamp_with_time_zone("at"),
        text("reason"),
    ];
    table(manager, "thread_redaction", &["id"], columns, &[("voice_id", "thread_voice")]).await?;
    index(manager, "thread_redaction", &["voice_id", "id"], false).await
}

async fn counts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns =
        vec![uuid("body_id"), uuid("scope_id"), text("facet"), text("key"), big_integer("n")];
    let key = &["body_id", "scope_id", "facet", "key"];
    table(manager, "thread_count", key, columns, &[]).await?;
    let columns =
        vec![uuid("import_id"), uuid("scope_id"), text("facet"), text("key"), big_integer("n")];
    let key = &["import_id", "scope_id", "facet", "key"];
    table(manager, "thread_import_count", key, columns, &[("import_id", "thread_import")]).await
}
