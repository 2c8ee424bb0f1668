//! The form that says which column is what.

use chrono::Datelike as _;
use kernel::error::{Problems, Result};
use serde_json::{Value, json};
use web::Fields;

use crate::import::Mapping;

/// Columns that together may name the service.
pub(crate) const SERVICE_PARTS: usize = 3;

/// Fields that come once.
pub(crate) const SINGLE: &[&str] = &[
    "date",
    "date_order",
    "fixed_date",
    "fixed_date-day",
    "fixed_date-month",
    "fixed_date-year",
    "service-1",
    "service-2",
    "service-3",
    "question",
    "words",
    "score",
    "id",
    "identifiable",
    "channel",
    "kind",
    "no_words",
    "new_services",
    "save_as",
    "go",
];

/// The mapping that the form says.
pub(crate) fn read(fields: &Fields) -> Result<Mapping> {
    fields.expect(SINGLE, &["labels"])?;
    let mut problems = Problems::new();
    let fixed_date = fields.day("fixed_date", &mut problems);
    problems.check()?;
    let service =
        (1..=SERVICE_PARTS).filter_map(|n| fields.optional(&format!("service-{n}"))).collect();
    let no_words = fields.raw("no_words");
    Ok(Mapping {
        date: fields.optional("date"),
        fixed_date,
        date_order: fields.text("date_order"),
        service,
        question: fields.optional("question"),
        words: fields.optional("words"),
        score: fields.optional("score"),
        id: fields.optional("id"),
        identifiable: fields.optional("identifiable"),
        labels: fields.all("labels"),
        channel: fields.text("channel"),
        kind: fields.text("kind"),
        no_words: no_words
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .take(50)
            .collect(),
        new_services: fields.ticked("new_services"),
    })
}

/// The form filled in with a mapping.
pub(crate) fn values(mapping: &Mapping) -> Value {
    let mut values = json!({
        "date": mapping.date,
        "date_order": mapping.date_order,
        "question": mapping.question,
        "words": mapping.words,
        "score": mapping.score,
        "id": mapping.id,
        "identifiable": mapping.identifiable,
        "labels": mapping.labels,
        "channel": mapping.channel,
        "kind": mapping.kind,
        "no_words": mapping.no_words.join("\n"),
        "new_services": if mapping.new_services { "yes" } else { "" },
    });
    for (n, column) in mapping.service.iter().enumerate().take(SERVICE_PARTS) {
        values[format!("service-{}", n + 1)] = json!(column);
    }
    if let Some(day) = mapping.fixed_date {
        values["fixed_date-day"] = json!(day.day().to_string());
        values["fixed_date-month"] = json!(day.month().to_string());
        values["fixed_date-year"] = json!(day.year().to_string());
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_shows_it_reads_back() {
        let mapping = Mapping {
            date: Some("Date".into()),
            fixed_date: "2021-09-30".parse().ok(),
            date_order: "mixed".into(),
            service: vec!["Trust".into(), "Ward".into()],
            words: Some("Comment".into()),
            labels: vec!["Parking".into(), "Food".into()],
            channel: "import".into(),
            kind: "comment".into(),
            no_words: vec!["Did not answer".into(), "None".into()],
            new_services: true,
            ..Mapping::default()
        };
        let Value::Object(values) = values(&mapping) else { panic!("no values") };
        let mut pairs = Vec::new();
        for (name, value) in values {
            match value {
                Value::Array(many) => pairs.extend(
                    many.iter().filter_map(Value::as_str).map(|v| (name.clone(), v.to_owned())),
                ),
                Value::String(text) if !text.is_empty() => pairs.push((name, text)),
                _ => {}
            }
        }
        assert_eq!(read(&Fields::from_pairs(pairs)).unwrap(), mapping);
    }
}
