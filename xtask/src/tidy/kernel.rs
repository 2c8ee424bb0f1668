//! The modules of the kernel keep to the order that its `lib.rs` prints: a module may use those of
//! its own line and of the lines above. The compiler would not say so.

use std::collections::BTreeMap;

use super::Source;

const LIB: &str = "kernel/src/lib.rs";

pub fn check(sources: &[Source]) -> Vec<String> {
    let Some(lib) = sources.iter().find(|s| s.path.as_os_str() == LIB) else {
        return vec![format!("there is no {LIB}")];
    };
    let order = order(&lib.text);
    let doors = doors(&lib.text);
    let mut wrong = Vec::new();
    for name in modules(&lib.text).filter(|name| !order.contains_key(*name)) {
        wrong.push(format!("{LIB}: {name} has no place in the order it prints"));
    }
    for source in sources.iter().filter(|s| s.is("rs") && s.under("kernel/src")) {
        let Some(own) = module_of(source) else { continue };
        let Some(line) = order.get(own) else { continue };
        for name in named(&source.text) {
            let used = doors.get(name).copied().unwrap_or(name);
            if order.get(used).is_some_and(|other| other > line) {
                let path = source.path.display();
                wrong.push(format!("{path}: {own} stands above {used} and may not use it"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

/// Lines `//! 2. error, db, audit`: the number of each module's line.
fn order(lib: &str) -> BTreeMap<&str, usize> {
    let numbered = lib.lines().filter_map(|line| {
        let (number, names) = line.strip_prefix("//! ")?.split_once(". ")?;
        Some((number.parse::<usize>().ok()?, names))
    });
    numbered
        .flat_map(|(n, names)| names.split(',').map(move |name| (name.trim(), n)))
        .filter(|(name, _)| is_name(name))
        .collect()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn modules(lib: &str) -> impl Iterator<Item = &str> {
    lib.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    })
}

/// `pub use audit::{Audited, Event};` makes `crate::Event` a use of `audit`.
fn doors(lib: &str) -> BTreeMap<&str, &str> {
    let mut doors = BTreeMap::new();
    for line in lib.lines().filter_map(|l| l.strip_prefix("pub use ")?.strip_suffix(';')) {
        if let Some((module, names)) = line.split_once("::") {
            let names = names.trim_start_matches('{').trim_end_matches('}');
            doors.extend(names.split(',').map(|name| (name.trim(), module)));
        }
    }
    doors
}

fn module_of(source: &Source) -> Option<&str> {
    let rest = source.path.strip_prefix("kernel/src").ok()?;
    let first = rest.components().next()?.as_os_str().to_str()?;
    Some(first.strip_suffix(".rs").unwrap_or(first))
}

/// What follows `crate::` outside of comments, and the first names within `crate::{…}`.
fn named(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("crate::") {
        let before = rest[..at].rsplit('\n').next().unwrap_or_default();
        rest = &rest[at + "crate::".len()..];
        if before.trim_start().starts_with("//") {
            continue;
        }
        match rest.strip_prefix('{') {
            Some(group) => found.extend(first_names(group)),
            None => found.extend(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()),
        }
    }
    found
}

fn first_names(group: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut begin = 0;
    let mut parts = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[begin..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.iter().filter_map(|part| part.trim().split("::").next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    const ORDERED: &str = "//! 1. ids, error\n//! 2. db\n//! 3. mail\npub mod ids;\npub mod error;\n\
                           mod db;\npub mod mail;\npub use mail::{Letter, Outbox};\n";

    #[test]
    fn a_module_below_is_not_used() {
        let lib = source(LIB, ORDERED);
        let good = source("kernel/src/mail/send.rs", "use crate::{db::Tx, ids};");
        let bad = source("kernel/src/db/tx.rs", "use crate::{ids, mail::{self, send}};\n");
        let door = source("kernel/src/ids.rs", "// crate::db\nfn f(l: crate::Letter) {}");
        let found = check(&[lib, good, bad, door]);
        assert_eq!(
            found,
            [
                "kernel/src/db/tx.rs: db stands above mail and may not use it",
                "kernel/src/ids.rs: ids stands above mail and may not use it",
            ]
        );
    }

    #[test]
    fn every_module_has_its_place() {
        let lib = source(LIB, &format!("{ORDERED}pub mod limits;\n"));
        assert_eq!(
            check(&[lib]),
            ["kernel/src/lib.rs: limits has no place in the order it prints"]
        );
    }
}
