//! The tables of the thread, in order.

mod m20261121_100001_thread_voice;
mod m20261121_100002_thread_theme;
mod m20261121_100003_thread_decision;
mod m20261121_100004_thread_reply;

use kernel::db::migrate::Migration;
use kernel::migration;
use sea_orm_migration::prelude::*;

/// The migrations of this capability.
pub(crate) fn all() -> Vec<Migration> {
    vec![
        migration!(m20261121_100001_thread_voice),
        migration!(m20261121_100002_thread_theme),
        migration!(m20261121_100003_thread_decision),
        migration!(m20261121_100004_thread_reply),
    ]
}

/// Makes a table; its key is on these columns.
async fn table(
    manager: &SchemaManager<'_>,
    name: &'static str,
    key: &[&'static str],
    columns: Vec<ColumnDef>,
    belongs_to: &[(&'static str, &'static str)],
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
    for (column, other) in belongs_to {
        table.foreign_key(ForeignKey::create().from(name, *column).to(*other, "id"));
    }
    manager.create_table(table).await
}

/// Makes an index, named after its table and columns.
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
