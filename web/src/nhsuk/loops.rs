//! Assignments inside a loop that must outlive it. Nunjucks lets `{% set %}` in a loop change a
//! name of the surrounding scope; minijinja gives each turn of the loop its own. Such a name is
//! carried through the loop in a `namespace`.

use super::tokens::{Piece, Tag, Word};

/// What one tag needs.
#[derive(Debug, Default, Clone)]
pub(super) struct Change {
    /// A statement to insert before the tag, without delimiters.
    pub before: String,
    /// A statement to insert after the tag, without delimiters.
    pub after: String,
    /// Names to be read and written elsewhere: (name, replacement).
    pub held: Vec<(String, String)>,
}

/// Where the loops that carry names begin and end.
#[derive(Debug, Default)]
pub(super) struct Plan {
    loops: Vec<Carrying>,
}

#[derive(Debug)]
struct Carrying {
    start: usize,
    end: usize,
    names: Vec<String>,
}

impl Plan {
    /// The change for the piece at an index.
    pub fn at(&self, index: usize) -> Change {
        let mut change = Change::default();
        for carrying in &self.loops {
            let space = format!("nj_loop_{}", carrying.start);
            if index == carrying.start {
                let pairs: Vec<_> =
                    carrying.names.iter().map(|name| format!("{name}={name}")).collect();
                change.before = format!(" set {space} = namespace({}) ", pairs.join(", "));
            }
            if index == carrying.end {
                let values: Vec<_> =
                    carrying.names.iter().map(|name| format!("{space}.{name}")).collect();
                // One statement a name: minijinja would unpack a tuple, but a list of one is odd.
                change.after = values
                    .iter()
                    .zip(&carrying.names)
                    .map(|(value, name)| format!(" set {name} = {value} "))
                    .collect::<Vec<_>>()
                    .join("%}{%");
            }
            if index > carrying.start && index < carrying.end {
                let held =
                    carrying.names.iter().map(|name| (name.clone(), format!("{space}.{name}")));
                change.held.extend(held);
            }
        }
        change
    }
}

/// Finds the outermost loops that assign to a name set before them in the same macro or template.
pub(super) fn plan(pieces: &[Piece<'_>]) -> Plan {
    let mut plan = Plan::default();
    let mut scopes: Vec<Vec<String>> = vec![Vec::new()];
    let mut open: Option<(usize, usize)> = None;
    let mut inner: Vec<String> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Tag(tag) = piece else { continue };
        match (tag.keyword(), open) {
            (Some("macro"), _) => scopes.push(Vec::new()),
            (Some("endmacro"), _) => drop(scopes.pop()),
            (Some("for"), None) => {
                open = Some((index, 0));
                inner.clear();
            }
            (Some("for"), Some((start, depth))) => open = Some((start, depth + 1)),
            (Some("endfor"), Some((start, 0))) => {
                open = None;
                if !inner.is_empty() {
                    plan.loops.push(Carrying { start, end: index, names: inner.clone() });
                }
            }
            (Some("endfor"), Some((start, depth))) => open = Some((start, depth - 1)),
            (Some("set"), _) => {
                let Some(name) = tag.names().nth(1) else { continue };
                let known = scopes.last().is_some_and(|scope| scope.iter().any(|n| n == name));
                if open.is_none() {
                    if let Some(scope) = scopes.last_mut() {
                        scope.push(name.to_owned());
                    }
                } else if known && assigns(tag) && !inner.iter().any(|n| n == name) {
                    inner.push(name.to_owned());
                }
            }
            _ => {}
        }
    }
    plan
}

fn assigns(tag: &Tag<'_>) -> bool {
    tag.words.contains(&Word::Sign("="))
}
