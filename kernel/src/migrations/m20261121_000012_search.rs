//! What can be searched for, and its words: the one place where the two engines' schemas differ.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, timestamp_with_time_zone, uuid, uuid_null};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

/// Words are cut, folded and cleaned before they come here; the tokenizer does the stems.
/// `secure-delete` takes what is removed out of the index at once (abuse case A38).
const SQLITE: &[&str] = &[
    "CREATE VIRTUAL TABLE search_words USING fts5(title, words, \
     tokenize = 'porter unicode61 remove_diacritics 2')",
    "INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1)",
];

/// English stems without stop words: on both engines a search for 'the who' finds 'the who'.
const POSTGRES: &[&str] = &[
    "ALTER TABLE search_entry ADD COLUMN words tsvector NOT NULL",
    "CREATE INDEX search_entry_words ON search_entry USING gin (words)",
    "CREATE TEXT SEARCH DICTIONARY search_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION search_words (COPY = pg_catalog.english)",
    "ALTER TEXT SEARCH CONFIGURATION search_words ALTER MAPPING FOR asciiword, asciihword, \
     hword_asciipart, word, hword, hword_part WITH search_stem",
];

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("search_entry")
                    .col(big_integer("number").auto_increment().primary_key())
                    .col(text("kind"))
                    .col(uuid("subject_id"))
                    .col(uuid_null("body_id"))
                    .col(text("title"))
                    .col(text("language"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("search_entry_by_subject")
                    .table("search_entry")
                    .col("kind")
                    .col("subject_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        let statements = match manager.get_database_backend() {
            DbBackend::Sqlite => SQLITE,
            _ => POSTGRES,
        };
        for sql in statements {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
