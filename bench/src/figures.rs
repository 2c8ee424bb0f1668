//! The table of figures: each beside its floor, measured in the same run.

use std::fmt::Write as _;
use std::time::Duration;

/// What a figure is aimed at.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// None is set.
    None,
    /// The figure itself.
    AtLeast(f64),
    /// The figure itself.
    AtMost(f64),
    /// The figure divided by its floor.
    RatioAtLeast(f64),
}

/// One figure.
#[derive(Debug, Clone)]
pub struct Line {
    what: String,
    figure: f64,
    unit: &'static str,
    more: String,
    floor: Option<(String, f64)>,
    goal: Goal,
}

impl Line {
    /// A figure and its unit.
    pub fn new(what: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        let what = what.into();
        Self { what, figure, unit, more: String::new(), floor: None, goal: Goal::None }
    }

    /// More to say of it.
    #[must_use]
    pub fn more(mut self, more: impl Into<String>) -> Self {
        self.more = more.into();
        self
    }

    /// The floor that it stands on.
    #[must_use]
    pub fn against(mut self, name: impl Into<String>, floor: f64) -> Self {
        self.floor = Some((name.into(), floor));
        self
    }

    /// What it is aimed at.
    #[must_use]
    pub fn goal(mut self, goal: Goal) -> Self {
        self.goal = goal;
        self
    }

    fn ratio(&self) -> Option<f64> {
        self.floor.as_ref().filter(|f| f.1 > 0.0).map(|f| self.figure / f.1)
    }

    fn cells(&self) -> [String; 6] {
        let ratio = self.ratio();
        let (aim, met) = match self.goal {
            Goal::None => (String::new(), None),
            Goal::AtLeast(n) => (format!("≥ {} {}", plain(n), self.unit), Some(self.figure >= n)),
            Goal::AtMost(n) => (format!("≤ {} {}", plain(n), self.unit), Some(self.figure <= n)),
            Goal::RatioAtLeast(n) => {
                (format!("ratio ≥ {}", plain(n)), ratio.map(|ratio| ratio >= n))
            }
        };
        let met = met.map_or("", |met| if met { "met" } else { "not met" });
        [
            self.what.clone(),
            format!("{} {}", plain(self.figure), self.unit),
            self.more.clone(),
            self.floor.as_ref().map_or(String::new(), |(name, n)| format!("{name}: {}", plain(*n))),
            ratio.map_or(String::new(), plain),
            if met.is_empty() { aim } else { format!("{aim}: {met}") },
        ]
    }
}

/// A number that a person can take in: three figures that matter.
pub fn plain(n: f64) -> String {
    if n >= 1000.0 {
        let mut text = format!("{n:.0}");
        let mut at = text.len();
        while at > 3 {
            at -= 3;
            text.insert(at, ',');
        }
        text
    } else if n >= 100.0 {
        format!("{n:.0}")
    } else if n >= 10.0 {
        format!("{n:.1}")
    } else {
        format!("{n:.2}")
    }
}

/// A length of time in milliseconds.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// `p50 1.2 ms, p99 3.4 ms`.
pub fn percentiles(p50: Duration, p99: Duration) -> String {
    format!("p50 {} ms, p99 {} ms", plain(millis(p50)), plain(millis(p99)))
}

const HEADINGS: [&str; 6] = ["what", "figure", "more", "floor", "ratio", "goal"];

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Table {
    sections: Vec<(String, Vec<Line>)>,
}

impl Table {
    /// Begins a section.
    pub fn section(&mut self, name: impl Into<String>) {
        let name = name.into();
        eprintln!("\n{name}");
        self.sections.push((name, Vec::new()));
    }

    /// Adds a figure, and says it at once.
    pub fn add(&mut self, line: Line) {
        let [what, figure, more, floor, ratio, goal] = line.cells();
        eprintln!("  {what}: {figure}  {more}  [{floor}] {ratio} {goal}");
        if let Some((_, lines)) = self.sections.last_mut() {
            lines.push(line);
        }
    }

    /// As a page.
    pub fn markdown(&self) -> String {
        let mut page = String::new();
        for (name, lines) in &self.sections {
            let _ = write!(page, "\n### {name}\n\n| {} |\n|", HEADINGS.join(" | "));
            page.push_str(&" --- |".repeat(HEADINGS.len()));
            page.push('\n');
            for line in lines {
                let _ = writeln!(page, "| {} |", line.cells().join(" | "));
            }
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain() {
        assert_eq!(plain(1_234_567.8), "1,234,568");
        assert_eq!(plain(999.4), "999");
        assert_eq!(plain(12.34), "12.3");
        assert_eq!(plain(0.123), "0.12");
    }

    #[test]
    fn a_goal_is_held_against_its_figure_or_its_ratio() {
        let line = Line::new("a page", 50.0, "/s").against("ok", 200.0);
        assert!(line.clone().goal(Goal::RatioAtLeast(0.2)).cells()[5].ends_with(": met"));
        assert!(line.clone().goal(Goal::RatioAtLeast(0.5)).cells()[5].ends_with("not met"));
        assert!(line.goal(Goal::AtMost(49.0)).cells()[5].ends_with("not met"));
    }
}
