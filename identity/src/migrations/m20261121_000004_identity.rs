//! Accounts, their roles in bodies, sessions, links that were sent, and limits on attempts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob_null, boolean, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(account()).await?;
        manager.create_table(roles()).await?;
        manager.create_table(recovery_codes()).await?;
        manager.create_table(sessions()).await?;
        manager.create_table(links()).await?;
        manager.create_table(limits()).await?;
        for (name, table, column) in [
            ("account_role_by_body", "account_role", "body_id"),
            ("account_session_by_account", "account_session", "account_id"),
            ("account_link_by_account", "account_link", "account_id"),
        ] {
            let mut index = Index::create();
            index.name(name).table(table).col(column);
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn account() -> TableCreateStatement {
    Table::create()
        .table("account")
        .col(uuid("id").primary_key())
        .col(text("email"))
        .col(text("email_key").unique_key())
        .col(text("name"))
        .col(text_null("password"))
        .col(blob_null("totp"))
        .col(blob_null("totp_pending"))
        .col(big_integer_null("totp_step"))
        .col(text("state"))
        .col(boolean("administrator"))
        .col(big_integer("generation"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("changed_at"))
        .to_owned()
}

fn roles() -> TableCreateStatement {
    Table::create()
        .table("account_role")
        .col(uuid("account_id"))
        .col(uuid("body_id"))
        .col(text("role"))
        .col(timestamp_with_time_zone("granted_at"))
        .col(uuid_null("granted_by"))
        .primary_key(Index::create().col("account_id").col("body_id").col("role"))
        .foreign_key(ForeignKey::create().from("account_role", "account_id").to("account", "id"))
        .foreign_key(ForeignKey::create().from("account_role", "body_id").to("body", "id"))
        .to_owned()
}

fn recovery_codes() -> TableCreateStatement {
    Table::create()
        .table("account_recovery")
        .col(uuid("account_id"))
        .col(text("digest"))
        .col(timestamp_with_time_zone_null("used_at"))
        .primary_key(Index::create().col("account_id").col("digest"))
        .foreign_key(
            ForeignKey::create().from("account_recovery", "account_id").to("account", "id"),
        )
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("account_session")
        .col(text("digest").primary_key())
        .col(uuid("id").unique_key())
        .col(uuid("account_id"))
        .col(big_integer("generation"))
        .col(text("stage"))
        .col(text("agent"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("seen_at"))
        .foreign_key(ForeignKey::create().from("account_session", "account_id").to("account", "id"))
        .to_owned()
}

fn links() -> TableCreateStatement {
    Table::create()
        .table("account_link")
        .col(text("digest").primary_key())
        .col(uuid("account_id"))
        .col(text("purpose"))
        .col(big_integer("generation"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(ForeignKey::create().from("account_link", "account_id").to("account", "id"))
        .to_owned()
}

fn limits() -> TableCreateStatement {
    Table::create()
        .table("attempt_limit")
        .col(text("key").primary_key())
        .col(big_integer("failures"))
        .col(timestamp_with_time_zone("last_at"))
        .to_owned()
}
