//! Samples of the contexts that templates are given: one test renders every template with every
//! sample in every language, and finds unknown names and missing words.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::page::PageContext;
use crate::templates::{TemplateError, Templates, TemplatesBuilder};

/// One context a template must be able to show.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The template: `thread/follow.njk`.
    pub template: &'static str,
    /// What the sample shows: 'no replies yet'.
    pub name: &'static str,
    /// The context; best made from the page's own typed context with `Sample::of`.
    pub context: Value,
}

impl Sample {
    /// A sample from a page's typed context.
    pub fn of(
        template: &'static str,
        name: &'static str,
        context: &impl serde::Serialize,
    ) -> Result<Self, serde_json::Error> {
        Ok(Self { template, name, context: serde_json::to_value(context)? })
    }
}

/// Something wrong with a template, found by its samples.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The template.
    pub template: String,
    /// The sample and the language, where it matters.
    pub sample: String,
    /// What is wrong.
    pub reason: String,
}

/// Renders each sample in each language, and gives back everything that is wrong: a page without a
/// sample, a name that is in no context, a printed value that is undefined, a missing message or
/// argument, unbalanced output. `page` makes the shell for a language.
pub fn check(
    builder: TemplatesBuilder,
    samples: &[Sample],
    page: impl Fn(crate::languages::Lang) -> PageContext,
) -> Result<Vec<Problem>, TemplateError> {
    let templates = builder.strict().build()?;
    let mut problems = BTreeSet::new();
    for name in templates.names() {
        if is_page(&name) && !samples.iter().any(|sample| sample.template == name) {
            problems.insert(problem(&name, "", "the template has no sample"));
        }
    }
    problems.extend(unknown_attributes(&templates, samples)?);
    for sample in samples {
        for name in unknown_names(&templates, sample)? {
            let reason = format!("'{name}' is not in the context");
            problems.insert(problem(sample.template, sample.name, &reason));
        }
        for lang in templates.catalogue().offered() {
            let at = format!("{} [{}]", sample.name, lang.tag());
            match templates.render(sample.template, &sample.context, &page(*lang)) {
                Err(error) => {
                    problems.insert(problem(sample.template, &at, &error.reason));
                }
                Ok(html) => {
                    for reason in faults(sample.template, &html) {
                        problems.insert(problem(sample.template, &at, &reason));
                    }
                }
            }
        }
    }
    Ok(problems.into_iter().collect())
}

/// Layouts and files of macros are rendered through the pages that use them. A capability keeps
/// its own under `<capability>/parts/` or `<capability>/parts.njk`.
fn is_page(name: &str) -> bool {
    name.contains('/') && !name.starts_with("layout/") && !name.contains("/parts")
}

fn problem(template: &str, sample: &str, reason: &str) -> Problem {
    Problem { template: template.into(), sample: sample.into(), reason: reason.into() }
}

fn unknown_names(templates: &Templates, sample: &Sample) -> Result<Vec<String>, TemplateError> {
    let given = |name: &str| {
        name == "page"
            || name == "undefined"
            || name == "self"
            || sample.context.get(name).is_some()
    };
    let used = templates.names_used(sample.template)?;
    Ok(used.into_iter().filter(|name| !given(name)).collect())
}

/// Attributes that no sample of their template has, though a sample has what they hang on: what
/// only stands in a condition is never printed, so printing does not find it. What was typed into
/// a form may be absent.
fn unknown_attributes(
    templates: &Templates,
    samples: &[Sample],
) -> Result<Vec<Problem>, TemplateError> {
    let mut found = Vec::new();
    let names: BTreeSet<_> = samples.iter().map(|sample| sample.template).collect();
    for name in names {
        let contexts: Vec<_> =
            samples.iter().filter(|sample| sample.template == name).map(|s| &s.context).collect();
        for path in templates.paths_used(name)? {
            let seen: Vec<_> = contexts.iter().map(|context| reach(context, &path)).collect();
            let somewhere = seen.contains(&Reach::There) || !seen.contains(&Reach::Missing);
            if !somewhere && !path.starts_with("form.") {
                let reason = format!("'{path}' is in no sample's context");
                found.push(problem(name, "", &reason));
            }
        }
    }
    Ok(found)
}

#[derive(PartialEq)]
enum Reach {
    /// The context has it.
    There,
    /// The map it should be in lacks it.
    Missing,
    /// What it hangs on is null or a list: this sample cannot tell.
    Unknown,
}

fn reach(context: &Value, path: &str) -> Reach {
    let mut at = context;
    for (depth, part) in path.split('.').enumerate() {
        match at {
            Value::Object(map) => match map.get(part) {
                Some(inner) => at = inner,
                // Names at the top are found by `unknown_names`.
                None if depth == 0 => return Reach::Unknown,
                None => return Reach::Missing,
            },
            _ => return Reach::Unknown,
        }
    }
    Reach::There
}

/// What no page may have, whatever it shows.
fn faults(template: &str, html: &str) -> Vec<String> {
    let mut found = Vec::new();
    if template.contains(".txt.") {
        return found;
    }
    for (mark, reason) in [
        ("{{", "an unrendered expression"),
        ("[object", "an object printed as text"),
        (" style=\"", "an inline style, which the content security policy forbids"),
        (" onclick=", "an inline script, which the content security policy forbids"),
        ("<script>", "an inline script, which the content security policy forbids"),
    ] {
        if html.contains(mark) {
            found.push(reason.to_owned());
        }
    }
    found.extend(repeated_ids(html).map(|id| format!("the id '{id}' stands twice")));
    found
}

fn repeated_ids(html: &str) -> impl Iterator<Item = String> {
    let mut seen = BTreeSet::new();
    let ids: Vec<_> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| !seen.insert(*id))
        .map(str::to_owned)
        .collect();
    ids.into_iter()
}
