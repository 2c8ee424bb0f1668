//! Pictures drawn by the server: SVG with a title that states the finding, a description, values
//! written beside the marks, bars from zero, and the same figures as a table. No script, no inline
//! style. What is suppressed to protect people is handed in without a value and drawn without one:
//! disclosure control comes before drawing.

mod bars;
mod line;
mod stack;
mod svg;

pub use bars::{Bar, bars};
pub use line::{Point, run_chart};
use serde::Serialize;
pub use stack::{Stack, stacked};

/// What every chart says in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// An id that stands once on the page: `chart-themes`.
    pub id: String,
    /// The finding: 'Waiting times is the most raised theme, in 412 of 5,092 voices'.
    pub finding: String,
    /// What the picture shows: 'Bars of the number of voices in each theme, largest first'.
    pub description: String,
    /// The caption of the table.
    pub title: String,
    /// The heading of the first column: 'Theme'.
    pub label_heading: String,
    /// The heading of the value column: 'Voices'.
    pub value_heading: String,
}

/// A picture and its figures, for the `chart` macro of `parts.njk`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// The picture.
    pub svg: String,
    /// The caption of the table.
    pub title: String,
    /// The headings of the table.
    pub head: Vec<Cell>,
    /// The rows of the table.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of the table, as the design system takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// `numeric` for figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
}

impl Cell {
    fn words(text: &str) -> Self {
        Self { text: text.to_owned(), format: None }
    }

    fn figure(text: &str) -> Self {
        Self { text: text.to_owned(), format: Some("numeric") }
    }
}
