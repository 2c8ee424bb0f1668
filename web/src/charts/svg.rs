//! Writing SVG.

use std::fmt::Write;

use super::Saying;
use crate::nhsuk::escape;

/// The width of the drawing in its own units. A phone shows it at about two thirds, so letters of
/// 16 stay readable.
pub(super) const WIDTH: f64 = 400.0;

/// A drawing with its title and description.
pub(super) fn drawing(saying: &Saying, height: f64, marks: &str) -> String {
    let id = escape(&saying.id);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {WIDTH} {height}\" direction=\"ltr\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n{marks}</svg>",
        escape(&saying.finding),
        escape(&saying.description),
        height = short(height),
    )
}

/// A number with at most one decimal, without a needless zero.
pub(super) fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A rectangle.
pub(super) fn rect(out: &mut String, class: &str, at: (f64, f64), size: (f64, f64)) {
    let (x, y, width, height) = (short(at.0), short(at.1), short(size.0), short(size.1));
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
    );
}

/// A straight line.
pub(super) fn rule(out: &mut String, class: &str, from: (f64, f64), to: (f64, f64)) {
    let (x1, y1, x2, y2) = (short(from.0), short(from.1), short(to.0), short(to.1));
    let _ =
        writeln!(out, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
}

/// Words; `anchor` is `start`, `middle` or `end`.
pub(super) fn words(out: &mut String, at: (f64, f64), anchor: &str, text: &str) {
    let (x, y) = (short(at.0), short(at.1));
    let _ =
        writeln!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>", escape(text));
}

/// Words that fit a number of letters; the table has them in full.
pub(super) fn fitted(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{}\u{2026}", kept.trim_end())
}
