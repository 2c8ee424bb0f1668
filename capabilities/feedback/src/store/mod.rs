//! SQL and nothing but. Reads take a `Tx`, changes a `WriteTx`.

pub(crate) mod fft;
pub(crate) mod imports;
pub(crate) mod reviews;
pub(crate) mod routes;

/// Rows in one statement.
pub(crate) const BATCH: usize = 200;

/// `($1, $2), ($3, $4)` for rows of so many columns.
pub(crate) fn marks(columns: usize, count: usize) -> String {
    (0..count)
        .map(|row| {
            let cells: Vec<String> =
                (0..columns).map(|n| format!("${}", row * columns + n + 1)).collect();
            format!("({})", cells.join(", "))
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// Every constant statement, to be prepared on both engines in a test.
pub(crate) fn statements() -> Vec<(&'static str, &'static str)> {
    [fft::STATEMENTS, imports::STATEMENTS, reviews::STATEMENTS, routes::STATEMENTS].concat()
}
