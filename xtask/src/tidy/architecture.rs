//! ARCHITECTURE.md is true: its map names every folder, and its table of who may use whom is
//! compared with every Cargo.toml.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};

use super::Source;

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
    let packages: BTreeSet<String> = sources
        .iter()
        .filter(|s| s.path.ends_with("Cargo.toml"))
        .map(package)
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let gone = allowed.keys().filter(|name| !packages.contains(*name));
    wrong.extend(gone.map(|name| format!("ARCHITECTURE.md: there is no crate {name}")));
    wrong.extend(folders(sources, &map.text));
    Ok(wrong)
}

/// Every folder has its line in the map, and every line its folder.
fn folders(sources: &[Source], text: &str) -> Vec<String> {
    let there: BTreeSet<String> = sources
        .iter()
        .filter(|s| s.path.components().count() > 1)
        .filter_map(|s| Some(s.path.iter().next()?.to_str()?.to_owned()))
        .filter(|name| !name.starts_with('.'))
        .collect();
    let from = text.find("## The map").map_or("", |at| &text[at..]);
    let drawn: BTreeSet<String> = from
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once("/`")?.0.to_owned()))
        .collect();
    let missing = there.difference(&drawn);
    let mut wrong: Vec<String> =
        missing.map(|name| format!("ARCHITECTURE.md: {name}/ is not in the map")).collect();
    wrong.extend(drawn.difference(&there).map(|n| format!("ARCHITECTURE.md: there is no {n}/")));
    wrong
}

/// Rows of the form `| thread | kernel, web, places |` under the heading 'Who may use whom'.
fn table(text: &str) -> BTreeMap<String, Vec<String>> {
    let from = text.find("## Who may use whom").map_or("", |at| &text[at..]);
    from.lines()
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
            let name = cells.next()?.strip_prefix('`')?.trim_end_matches('`').to_owned();
            let uses = cells.next()?;
            let uses = uses.split(',').map(|u| u.trim().trim_matches('`').to_owned());
            Some((name, uses.filter(|u| !u.is_empty()).collect()))
        })
        .collect()
}

/// The name of a manifest's package; a workspace has none.
fn package(source: &Source) -> Result<Option<String>> {
    let manifest = parsed(source)?;
    let name = manifest.get("package").and_then(|p| p.get("name")).and_then(|n| n.as_str());
    Ok(name.map(str::to_owned))
}

fn parsed(source: &Source) -> Result<toml::Table> {
    source.text.parse().with_context(|| source.path.display().to_string())
}

fn edges(source: &Source, allowed: &BTreeMap<String, Vec<String>>) -> Result<Vec<String>> {
    let path = source.path.display();
    let manifest = parsed(source)?;
    let Some(name) = package(source)? else {
        return Ok(Vec::new());
    };
    let Some(row) = allowed.get(&name) else {
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
