//! Every official example of the design system comes out byte for byte equal.

use std::fs;
use std::path::{Path, PathBuf};

use minijinja::Value;
use minijinja::value::ValueKind;
use web::nhsuk::{Undefined, environment};

#[derive(Default)]
struct Score {
    equal: usize,
    different: Vec<String>,
}

fn components() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules/nhsuk-frontend/dist/nhsuk/components");
    let mut folders: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("fixtures.json").exists())
        .collect();
    folders.sort();
    folders
}

fn macro_name(folder: &Path) -> String {
    let source = fs::read_to_string(folder.join("macro.njk")).unwrap();
    let after = source.split("{% macro ").nth(1).unwrap();
    after.split('(').next().unwrap().to_owned()
}

/// Calls the macro as the package's own renderer does: one argument, several, or none.
fn render(folder: &str, name: &str, fixture: &Value) -> Result<String, minijinja::Error> {
    let env = environment(|_| None, Undefined::Lenient);
    let context = fixture.get_attr("context")?;
    let given: Vec<Value> = match context.kind() {
        ValueKind::Seq => context.try_iter()?.collect(),
        _ if context.len() == Some(0) => Vec::new(),
        _ => vec![context],
    };
    let names: Vec<_> = (0..given.len()).map(|index| format!("given[{index}]")).collect();
    let call = format!("{name}({})", names.join(", "));
    let body = match fixture.get_attr("callBlock")?.as_str() {
        Some(inner) => format!("{{% call {call} %}}\n{}\n{{%- endcall %}}", inner.trim()),
        None => format!("{{{{ {call} }}}}"),
    };
    let page =
        format!("{{% from \"nhsuk/components/{folder}/macro.njk\" import {name} -%}}\n\n{body}");
    env.render_str(&page, minijinja::context! { given => given })
}

#[test]
fn every_official_fixture_is_equal() {
    let mut score = Score::default();
    let mut counted = 0;
    for folder in components() {
        let text = fs::read_to_string(folder.join("fixtures.json")).unwrap();
        counted += text.matches("\n      \"html\":").count();
        let file: Value = serde_json::from_str(&text).unwrap();
        let name = macro_name(&folder);
        let folder = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for fixture in file.get_attr("fixtures").unwrap().try_iter().unwrap() {
            let html = fixture.get_attr("html").unwrap();
            let wanted = html.as_str().unwrap();
            let label = format!("{folder}: {}", fixture.get_attr("name").unwrap());
            match render(&folder, &name, &fixture) {
                Ok(found) if found.trim() == wanted => score.equal += 1,
                Ok(found) => {
                    score.different.push(format!(
                        "{label}\n--- wanted\n{wanted}\n--- found\n{}",
                        found.trim()
                    ));
                }
                Err(error) => score.different.push(format!("{label}\n{error:#}")),
            }
        }
    }
    println!("{} official fixtures equal, {} different", score.equal, score.different.len());
    let shown: Vec<_> = score.different.iter().take(8).map(String::as_str).collect();
    assert!(score.different.is_empty(), "{}", shown.join("\n\n"));
    assert!(counted > 900, "the package's fixtures were not found: {counted}");
    assert_eq!(score.equal, counted, "each fixture in the package's files is compared");
}
