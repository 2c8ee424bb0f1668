//! Many rows in few statements.

use std::fmt::Write as _;

use sea_orm::Value;

use super::WriteTx;
use crate::error::Result;

/// Rows in one statement: few different numbers, so that the driver prepares each text once and
/// keeps it.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// `INSERT INTO t (a, b)` with places for so many rows.
fn statement(into: &str, columns: usize, rows: usize) -> String {
    let mut sql = String::with_capacity(into.len() + 8 + rows * columns * 5);
    sql.push_str(into);
    sql.push_str(" VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let comma = if column == 1 { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(sql, "{comma}${}", row * columns + column);
        }
        sql.push(')');
    }
    sql
}

impl WriteTx {
    /// Inserts rows of so many columns, their values one after another. `into` is the statement
    /// without its values.
    pub(crate) async fn insert_many(
        &self,
        into: &str,
        columns: usize,
        values: Vec<Value>,
    ) -> Result<()> {
        let mut values = values.into_iter();
        for size in SIZES {
            let many = size * columns;
            if values.len() < many {
                continue;
            }
            let sql = statement(into, columns, size);
            while values.len() >= many {
                self.exec(&sql, values.by_ref().take(many).collect()).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_through() {
        assert_eq!(
            statement("INSERT INTO t (a, b)", 2, 3),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6)"
        );
    }
}
