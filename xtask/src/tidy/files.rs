//! Length, names, and what may stand where.

use super::Source;

/// Lines after which a file can no longer be read in one sitting.
const LONGEST: usize = 400;

/// Names under which anything could be hidden.
const DRAWERS: &[&str] = &[
    "utils", "util", "common", "helpers", "helper", "services", "manager", "types", "context",
    "misc",
];

pub fn check(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let path = source.path.display();
        let code = ["rs", "py", "mjs", "njk"].iter().any(|e| source.is(e));
        let lines = source.text.lines().count();
        if code && lines > LONGEST {
            wrong.push(format!("{path}: {lines} lines; split it below {LONGEST}"));
        }
        let stem = source.path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        // A story may be about the services that people use.
        let story = source.path.components().any(|part| part.as_os_str() == "tests");
        if source.is("rs") && !story && DRAWERS.contains(&stem) {
            wrong.push(format!("{path}: name it after what it holds"));
        }
        if source.is("rs") {
            wrong.extend(in_their_place(source));
        }
    }
    wrong
}

/// SQL in `store`, HTTP in `pages` and `api`, the database library in neither of the others.
fn in_their_place(source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    let path = source.path.display().to_string();
    let in_room = source.under("capabilities") && path.contains("/src/");
    let part = |name: &str| path.contains(&format!("/src/{name}"));
    let sql = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    let quoted = |needle: &str| source.text.contains(&format!("\"{needle}"));
    if in_room && !part("store") && !part("migrations") && sql.iter().any(|s| quoted(s)) {
        wrong.push(format!("{path}: SQL belongs in store.rs"));
    }
    let speaks_http = source.text.contains("use axum::") || source.text.contains("use http::");
    if in_room && speaks_http && !part("pages") && !part("api") {
        wrong.push(format!("{path}: HTTP belongs in pages and api"));
    }
    for left in ["todo!(", "unimplemented!(", "dbg!("] {
        if source.text.contains(left) && !path.starts_with("xtask") {
            wrong.push(format!("{path}: {left}) is left in it"));
        }
    }
    wrong
}
