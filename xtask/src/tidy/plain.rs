//! Words for the public are plain (REQ-345): what the public pages say, by our own measure of
//! readability. Names, dates and what people typed are left out of the reckoning.

use std::collections::{BTreeMap, BTreeSet};

use rules::readability::{Readability, judge};

use super::Source;

/// The highest reading age of a public page's words: the aim of rule R-ACC-04.
const AIM: f64 = 11.0;

/// A page with fewer words is judged with the others alone: a short text is judged too roughly.
const ENOUGH: u32 = 60;

pub fn check(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (page, text) in pages(sources) {
        let Readability::Judged(reading) = judge(&text) else { continue };
        if reading.words < ENOUGH || reading.reading_age <= AIM {
            continue;
        }
        let hard: Vec<_> = reading.hard_words.iter().take(8).map(|w| w.word.as_str()).collect();
        let age = reading.reading_age;
        wrong.push(format!("{page}: reading age {age:.1}, not {AIM}; see {}", hard.join(", ")));
    }
    wrong
}

/// The words of each public page, and of all of them together.
fn pages(sources: &[Source]) -> BTreeMap<String, String> {
    let messages: BTreeMap<String, String> = sources
        .iter()
        .filter(|s| s.is("ftl") && s.path.components().any(|part| part.as_os_str() == "en"))
        .flat_map(|s| messages(&s.text))
        .collect();
    let mut pages = BTreeMap::new();
    let mut all = BTreeSet::new();
    for source in sources.iter().filter(|s| s.is("njk") && !s.under("web/tests")) {
        if !source.text.contains("{% extends \"layout/public.njk\" %}") {
            continue;
        }
        let keys: BTreeSet<&str> = keys(&source.text).collect();
        all.extend(keys.iter().copied());
        pages.insert(source.path.display().to_string(), words(&keys, &messages));
    }
    pages.insert("all public pages".to_owned(), words(&all, &messages));
    pages
}

fn words(keys: &BTreeSet<&str>, messages: &BTreeMap<String, String>) -> String {
    let found: Vec<_> = keys.iter().filter_map(|key| messages.get(*key)).cloned().collect();
    found.join("\n\n")
}

/// The keys in `t("key")` and `th("key")`.
fn keys(template: &str) -> impl Iterator<Item = &str> {
    template.split("t(\"").chain(template.split("th(\"")).filter_map(|rest| rest.split('"').next())
}

/// Messages of a catalogue: each form of a plural is a sentence, and what is put in is `it`.
fn messages(catalogue: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in catalogue.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with(' ')) {
            found.push((key.trim().to_owned(), String::new()));
            add(&mut found, value);
        } else {
            let form = line.trim().trim_start_matches('*');
            let form = form.strip_prefix('[').and_then(|f| f.split_once(']')).map_or(form, |f| f.1);
            add(&mut found, form);
        }
    }
    found
}

fn add(found: &mut [(String, String)], value: &str) {
    let Some((_, text)) = found.last_mut() else { return };
    let mut rest = value;
    let mut said = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let Some((_, after)) = after.split_once('}') else {
            rest = "";
            break;
        };
        said.push_str("it");
        rest = after;
    }
    said.push_str(rest);
    let said = said.trim().trim_end_matches('}').trim();
    if !said.is_empty() {
        text.push_str(said);
        text.push_str(if said.ends_with(['.', '?', '!', ':']) { " " } else { ". " });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn the_words_for_the_public_are_plain() {
        let sources = super::super::sources().expect("the repository can be read");
        assert!(pages(&sources).len() > 10, "too few public pages were found");
        assert_eq!(check(&sources), Vec::<String>::new());
    }

    #[test]
    fn messages_are_read_with_their_plurals() {
        let text = "# c\na-b = Hello, { $name }\nc = { $n ->\n    [one] One voice\n   *[other] { $n } voices\n}\n";
        assert_eq!(
            messages(text),
            [
                ("a-b".to_owned(), "Hello, it. ".to_owned()),
                ("c".to_owned(), "One voice. it voices. ".to_owned()),
            ]
        );
    }

    #[test]
    fn official_words_are_found() {
        let official = "Notification of organisational reconfiguration necessitates appropriate \
                        consideration of proportionate communication, notwithstanding \
                        administrative responsibilities. ";
        let words = source("a/locales/en/a.ftl", &format!("k = {}", official.repeat(8)));
        let page = source("a/p.njk", "{% extends \"layout/public.njk\" %}{{ t(\"k\") }}");
        let found = check(&[words, page]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("a/p.njk: reading age"), "{found:?}");
    }
}
