//! Places for values in long statements.

/// Below so many values the numbered places cost nothing.
const MANY: usize = 64;

/// The statement with `?` for `$1`, `$2` …, for SQLite, when there are many values and each is used
/// once and in order, as in an insert of many rows. SQLite takes `$1` for a name, and finding
/// each name among thousands takes longer than the insert itself.
pub(super) fn unnamed(sql: &str, values: usize) -> Option<String> {
    if values < MANY {
        return None;
    }
    let mut out = String::with_capacity(sql.len());
    let (mut quoted, mut next) = (false, 1usize);
    let mut rest = sql;
    while let Some(at) = rest.find(['$', '\'']) {
        out.push_str(&rest[..at]);
        let found = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if found == b'\'' || quoted {
            quoted ^= found == b'\'';
            out.push(char::from(found));
            continue;
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if rest[..digits].parse() != Ok(next) {
            return None;
        }
        next += 1;
        out.push('?');
        rest = &rest[digits..];
    }
    out.push_str(rest);
    (next == values + 1).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(from: usize, to: usize) -> String {
        (from..=to).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn only_places_that_are_used_once_and_in_order_lose_their_names() {
        let sql = format!("INSERT INTO t VALUES ({}, 'it''s $1')", places(1, 70));
        let marks = ["?"; 70].join(", ");
        let expected = format!("INSERT INTO t VALUES ({marks}, 'it''s $1')");
        assert_eq!(unnamed(&sql, 70), Some(expected));
        assert_eq!(unnamed(&sql, 71), None);
        assert_eq!(unnamed("SELECT $1", 1), None);
        assert_eq!(unnamed(&format!("SELECT $1, {}", places(1, 69)), 70), None);
        assert_eq!(unnamed(&format!("SELECT $2, {}", places(2, 70)), 70), None);
    }
}
