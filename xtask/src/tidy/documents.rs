//! What the documents promise: links lead somewhere, decisions are numbered and dated, a
//! capability explains itself, and no text for people claims a result in law.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::Source;
use crate::run;

/// Sections that a capability's README has.
const SECTIONS: &[&str] = &["## Words", "## States", "## Who may do what", "## Events"];

/// Parts of a decision, and words of its second line.
const PARTS: &[&str] = &["\nDate: 20", "\nStatus: ", "## Why", "## What follows"];

/// What the product never says of itself or of anybody: that is for a court.
const CLAIMS: &[&str] = &["lawful", "compliant"];

pub fn check(sources: &[Source]) -> Vec<String> {
    let mut wrong = links(sources, |path| run::root().join(path).exists());
    wrong.extend(decisions(sources));
    wrong.extend(capabilities(sources));
    wrong.extend(claims(sources));
    wrong
}

/// Links of every page to other files of the repository.
fn links(sources: &[Source], exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|s| s.is("md")) {
        let folder = source.path.parent().unwrap_or(Path::new(""));
        for target in targets(&source.text) {
            let file = target.split('#').next().unwrap_or_default();
            let elsewhere = file.contains("://") || file.starts_with("mailto:");
            if !file.is_empty() && !elsewhere && !exists(&flat(&folder.join(file))) {
                let path = source.path.display();
                wrong.push(format!("{path}: there is no {file} to link to"));
            }
        }
    }
    wrong
}

/// Targets of `[…](target)` and `![…](target)` outside of code.
fn targets(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        }
        if code {
            continue;
        }
        let linked = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        found.extend(linked.map(|(target, _)| target));
    }
    found
}

fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(flat.pop()),
            Component::CurDir => {}
            other => flat.push(other),
        }
    }
    flat
}

/// `docs/decisions/0001-name.md`: each number once, none left out, with a date and reasons.
fn decisions(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut numbers: BTreeMap<usize, String> = BTreeMap::new();
    for source in sources.iter().filter(|s| s.is("md") && s.under("docs/decisions")) {
        let path = source.path.display().to_string();
        let name = source.path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let number = name.split_once('-').filter(|(n, _)| n.len() == 4);
        let Some(number) = number.and_then(|(n, _)| n.parse().ok()) else {
            wrong.push(format!("{path}: its name does not begin with four figures and a dash"));
            continue;
        };
        if let Some(other) = numbers.insert(number, path.clone()) {
            wrong.push(format!("{path}: has the number of {other}"));
        }
        let missing = PARTS.iter().filter(|part| !source.text.contains(*part));
        wrong.extend(missing.map(|part| format!("{path}: has no '{}'", part.trim())));
    }
    for (expected, (number, path)) in (1..).zip(&numbers) {
        if *number != expected {
            wrong.push(format!("{path}: number {expected:04} comes before it and is not there"));
            break;
        }
    }
    wrong
}

fn capabilities(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for manifest in sources.iter().filter(|s| s.path.ends_with("Cargo.toml")) {
        let folder = manifest.path.parent().unwrap_or(Path::new(""));
        if !manifest.under("capabilities") {
            continue;
        }
        let path = folder.join("README.md");
        match sources.iter().find(|s| s.path == path) {
            None => wrong.push(format!("{}: there is none", path.display())),
            Some(readme) => {
                let has = |section: &str| readme.text.lines().any(|l| l.trim_end() == section);
                let missing = SECTIONS.iter().filter(|section| !has(section));
                wrong.extend(missing.map(|s| format!("{}: has no section '{s}'", path.display())));
            }
        }
    }
    wrong
}

/// Catalogues of messages and the pages that people read first.
fn claims(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let words = source.is("ftl");
        if !words && source.path != Path::new("README.md") && !source.under("docs/using") {
            continue;
        }
        for (number, line) in (1..).zip(source.text.lines()) {
            let value = if words { line.split_once(" = ").map_or(line, |(_, v)| v) } else { line };
            let said = value.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
            for word in said.filter(|word| CLAIMS.contains(&word.as_str())) {
                let path = source.path.display();
                wrong.push(format!("{path}:{number}: says '{word}'"));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn a_link_leads_somewhere() {
        let text = "[a](b.md#c) ![d](../e.png) [f](https://g.example) [h](#i)\n```\n[j](k)\n```\n";
        let seen = std::cell::RefCell::new(Vec::new());
        let wrong = links(&[source("docs/x/a.md", text)], |path| {
            seen.borrow_mut().push(path.display().to_string());
            path.ends_with("b.md")
        });
        assert_eq!(*seen.borrow(), ["docs/x/b.md", "docs/e.png"]);
        assert_eq!(wrong, ["docs/x/a.md: there is no ../e.png to link to"]);
    }

    #[test]
    fn decisions_are_numbered_without_a_gap_and_dated() {
        let whole = "# A\n\nDate: 2026-11-21\nStatus: taken\n\n## Why\n\n## What follows\n";
        let one = source("docs/decisions/0001-a.md", whole);
        let again = source("docs/decisions/0001-b.md", whole);
        let late =
            source("docs/decisions/0003-c.md", "# C\n\nStatus: taken\n## Why\n## What follows");
        assert_eq!(
            decisions(&[one, again, late]),
            [
                "docs/decisions/0001-b.md: has the number of docs/decisions/0001-a.md",
                "docs/decisions/0003-c.md: has no 'Date: 20'",
                "docs/decisions/0003-c.md: number 0002 comes before it and is not there",
            ]
        );
    }

    #[test]
    fn a_capability_explains_itself() {
        let manifest = source("capabilities/a/Cargo.toml", "");
        assert_eq!(capabilities(&[manifest]), ["capabilities/a/README.md: there is none"]);
        let manifest = source("capabilities/a/Cargo.toml", "");
        let readme = source(
            "capabilities/a/README.md",
            "## Words\n## States\n## Events raised\n## Events\n",
        );
        assert_eq!(
            capabilities(&[manifest, readme]),
            ["capabilities/a/README.md: has no section '## Who may do what'"]
        );
    }

    #[test]
    fn nothing_claims_a_result_in_law() {
        let words = source("web/locales/en/a.ftl", "a-lawful-key = Kept\nb = This is Lawful.\n");
        let ours = source("docs/building/a.md", "lawful");
        assert_eq!(claims(&[words, ours]), ["web/locales/en/a.ftl:2: says 'lawful'"]);
    }
}
