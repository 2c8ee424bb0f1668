//! Who may depend on whom: the table in ARCHITECTURE.md is compared with every Cargo.toml, and
//! the kernel's modules keep to the order that its `lib.rs` gives.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use super::Source;

/// Sections that a capability's README has.
const SECTIONS: &[&str] = &["## Words", "## States", "## Who may do what", "## Events"];

pub fn check(sources: &[Source]) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let map = sources
        .iter()
        .find(|s| s.path.as_os_str() == "ARCHITECTURE.md")
        .context("there is no ARCHITECTURE.md")?;
    let allowed = table(&map.text);
    for source in sources.iter().filter(|s| s.path.ends_with("Cargo.toml")) {
        wrong.extend(edges(source, &allowed)?);
    }
    for source in sources.iter().filter(|s| s.path.ends_with("README.md")) {
        let path = source.path.display().to_string();
        if path.starts_with("capabilities/") {
            let missing = SECTIONS.iter().filter(|section| !source.text.contains(*section));
            wrong.extend(missing.map(|section| format!("{path}: has no section '{section}'")));
        }
    }
    Ok(wrong)
}

/// Rows of the form `| thread | kernel, web, places |` under the heading 'Who may use whom'.
fn table(text: &str) -> BTreeMap<String, Vec<String>> {
    let from = text.find("## Who may use whom").map_or("", |at| &text[at..]);
    from.lines()
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
            let name = cells.next()?.trim_matches('`').to_owned();
            let uses = cells.next()?;
            let uses = uses.split(',').map(|u| u.trim().trim_matches('`').to_owned());
            Some((name, uses.filter(|u| !u.is_empty()).collect()))
        })
        .collect()
}

fn edges(source: &Source, allowed: &BTreeMap<String, Vec<String>>) -> Result<Vec<String>> {
    let path = source.path.display();
    let manifest: toml::Table = source.text.parse().with_context(|| format!("{path}"))?;
    let Some(name) = manifest.get("package").and_then(|p| p.get("name")).and_then(|n| n.as_str())
    else {
        return Ok(Vec::new());
    };
    let Some(row) = allowed.get(name) else {
        return Ok(vec![format!("{path}: {name} is not in the table of ARCHITECTURE.md")]);
    };
    let used = manifest.get("dependencies").and_then(toml::Value::as_table);
    let ours =
        used.into_iter().flat_map(toml::Table::keys).filter(|key| allowed.contains_key(*key));
    let new = ours.filter(|key| !row.contains(key));
    Ok(new
        .map(|key| format!("{path}: {name} may not use {key}; a new arrow is a decision, written in ARCHITECTURE.md"))
        .collect())
}
