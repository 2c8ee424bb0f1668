//! The three models that are trained from the published comments, and what each learns from.

use insight::classify::framework::CATEGORIES;
use insight::learn::{Example, Naming, Settings, train};
use insight::model::{Model, Purpose};
use insight::sentiment::{Gravity, SIDES, gravity_labels};

use crate::Failure;
use crate::data::{Comment, Rated};

const SOURCE: &str = "NHS England, pxtextmining";
const LICENCE: &str = "MIT";

fn model(
    name: &str,
    purpose: Purpose,
    labels: &[String],
    examples: &[Example],
    start: Option<&Model>,
    settings: &Settings,
) -> Result<Model, Failure> {
    let naming = Naming { name, purpose, labels, source: SOURCE, licence: LICENCE };
    Ok(train(&naming, examples, start, settings)?)
}

/// Labels of the framework.
pub fn labels(
    comments: &[&Comment],
    start: Option<&Model>,
    settings: &Settings,
) -> Result<Model, Failure> {
    let labels: Vec<_> = CATEGORIES.iter().map(|category| category.name.to_owned()).collect();
    let examples: Vec<_> = comments.iter().map(|comment| comment.example()).collect();
    model("NHS patient experience", Purpose::Labels, &labels, &examples, start, settings)
}

/// How hard the two smaller models try: their labels are frequent, and more of it only learns by
/// heart.
const GENTLE: f32 = 0.3;

/// Pleased (1 and 2 of the published points), displeased (4 and 5) or neither.
pub fn sentiment(comments: &[&Comment], settings: &Settings) -> Result<Model, Failure> {
    let [pleased, displeased] = SIDES;
    let examples = comments.iter().filter_map(|comment| {
        let labels = match comment.sentiment? {
            1 | 2 => vec![pleased.to_owned()],
            3 => Vec::new(),
            _ => vec![displeased.to_owned()],
        };
        Some(Example { labels, ..comment.example() })
    });
    let examples: Vec<_> = examples.collect();
    let labels = SIDES.map(str::to_owned);
    let settings = Settings { cost: GENTLE, ..settings.clone() };
    model("Sentiment", Purpose::Sentiment, &labels, &examples, None, &settings)
}

/// The scale from −4 to 4.
pub fn criticality(rows: &[&Rated], settings: &Settings) -> Result<Model, Failure> {
    let examples = rows.iter().filter_map(|row| {
        let labels = Gravity::new(row.value)?.labels();
        Some(Example { text: row.text.clone(), question: None, labels })
    });
    let examples: Vec<_> = examples.collect();
    let settings = Settings { cost: GENTLE, ..settings.clone() };
    model("Criticality", Purpose::Criticality, &gravity_labels(), &examples, None, &settings)
}
