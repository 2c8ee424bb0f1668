//! The published comments as they are supplied in a folder: see docs/insight/model-card.md.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use insight::classify::framework::{COULD_IMPROVE, WHAT_GOOD, category_of};
use insight::learn::Example;
use insight::text::words;

/// One row of `fft_comments.csv` that has words and a text of its own.
#[derive(Debug, Clone)]
pub struct Comment {
    pub trust: String,
    /// `what_good`, `could_improve`, or nothing for a question that asks for neither.
    pub question: Option<&'static str>,
    pub text: String,
    /// Labels of the framework.
    pub labels: Vec<&'static str>,
    /// 1 (very positive) to 5 (very negative).
    pub sentiment: Option<u8>,
}

impl Comment {
    pub fn example(&self) -> Example {
        Example {
            text: self.text.clone(),
            question: self.question.map(str::to_owned),
            labels: self.labels.iter().map(|label| (*label).to_owned()).collect(),
        }
    }
}

/// Rows of `fft_comments.csv` with words once figures and punctuation are gone.
pub fn comments(folder: &Path) -> Result<Vec<Comment>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(folder.join("fft_comments.csv"))?;
    let head: Vec<String> = reader
        .headers()?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_owned())
        .collect();
    let column = |name: &str| {
        head.iter().position(|known| known == name).ok_or_else(|| format!("no column '{name}'"))
    };
    let (trust, asked, text) = (column("Trust")?, column("FFT question")?, column("FFT answer")?);
    let sentiment = column("Comment sentiment")?;
    let mut comments = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        if !words(cell(text)).any(|word| word.text.contains(char::is_alphabetic)) {
            continue;
        }
        let labels: BTreeSet<&'static str> = head
            .iter()
            .zip(row.iter())
            .filter(|(_, cell)| *cell == "1")
            .filter_map(|(name, _)| category_of(name).map(|category| category.name))
            .collect();
        comments.push(Comment {
            trust: cell(trust).to_owned(),
            question: question(cell(asked)),
            text: cell(text).to_owned(),
            labels: labels.into_iter().collect(),
            sentiment: cell(sentiment).parse().ok().filter(|value| (1..=5).contains(value)),
        });
    }
    Ok(comments)
}

fn question(asked: &str) -> Option<&'static str> {
    match asked.trim() {
        "What was good?" => Some(WHAT_GOOD),
        "How could we improve?" | "What could we do better?" => Some(COULD_IMPROVE),
        _ => None,
    }
}

/// One row of `fft_comments_criticality.csv` that has words and a value on the scale.
#[derive(Debug, Clone)]
pub struct Rated {
    pub trust: String,
    pub text: String,
    /// −4 (severe) to 4 (praise).
    pub value: i8,
}

/// Rows of `fft_comments_criticality.csv` whose value is on the scale.
pub fn criticality(folder: &Path) -> Result<Vec<Rated>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(folder.join("fft_comments_criticality.csv"))?;
    let head = reader.headers()?.clone();
    let column = |name: &str| {
        head.iter().position(|known| known == name).ok_or_else(|| format!("no column '{name}'"))
    };
    let (trust, text, value) =
        (column("organization")?, column("feedback")?, column("criticality")?);
    let mut found = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let on_scale = cell(value).parse::<i8>().ok().filter(|value| (-4..=4).contains(value));
        let has_words = words(cell(text)).next().is_some();
        if let Some(value) = on_scale.filter(|_| has_words) {
            let (trust, text) = (cell(trust).to_owned(), cell(text).to_owned());
            found.push(Rated { trust, text, value });
        }
    }
    Ok(found)
}
