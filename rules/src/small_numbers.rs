//! The first rule for small counts of people (R-SDC-01), and only the first.
//!
//! A single figure is safe after this rule. A table is not: a hidden cell can be worked out from
//! its row, its column or another table, so tables need complementary suppression (R-SDC-03), which
//! is not done here. The rule is for people; counts of organisations or meetings are shown as they
//! are (R-SDC-04).

use std::fmt;

use serde::{Deserialize, Serialize};

/// The largest count of people that is hidden.
pub const LARGEST_HIDDEN: u64 = 7;

/// The step to which larger counts are rounded.
pub const ROUNDED_TO: u64 = 5;

/// A count of people as the public may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "shown", content = "count")]
pub enum Shown {
    /// Nobody: shown as 0.
    Zero,
    /// From 1 to 7 people: shown as '*'.
    Hidden,
    /// 8 people or more, rounded to the nearest 5.
    Rounded(u64),
}

impl fmt::Display for Shown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zero => out.pad("0"),
            Self::Hidden => out.pad("*"),
            Self::Rounded(count) => fmt::Display::fmt(count, out),
        }
    }
}

/// How a single count of people is shown by the primary rule alone: 0 stays 0, 1 to 7 become '*',
/// all others are rounded to the nearest 5. The name is long so that nobody takes it for the whole
/// of disclosure control.
pub fn shown_by_primary_rule_only(people: u64) -> Shown {
    match people {
        0 => Shown::Zero,
        1..=LARGEST_HIDDEN => Shown::Hidden,
        _ => {
            let down = people - people % ROUNDED_TO;
            let up = if people % ROUNDED_TO > ROUNDED_TO / 2 { ROUNDED_TO } else { 0 };
            Shown::Rounded(down.saturating_add(up))
        }
    }
}

/// Whether a mean or percentage that rests on so many people may be shown (R-SDC-01).
pub fn may_show_figure_about(people: u64) -> bool {
    people > LARGEST_HIDDEN
}
