//! Turns the Nunjucks dialect into what minijinja reads. Done once, when a template is loaded; the
//! official templates and our own pages go the same way, so examples from the NHS service manual
//! paste in unchanged.

use std::fmt::Write;

use super::loops;
use super::tokens::{Piece, Tag, Word, pieces};

/// Rewrites one template. `find` gives the source of a template to be inlined.
pub(super) fn rewrite(source: &str, find: &dyn Fn(&str) -> Option<String>) -> String {
    let inlined = inline(source, find);
    let found = pieces(&inlined);
    let mut out = String::with_capacity(inlined.len() + inlined.len() / 8);
    let plan = loops::plan(&found);
    for (index, piece) in found.iter().enumerate() {
        match piece {
            Piece::Text(text) => out.push_str(comment(text).unwrap_or(text)),
            Piece::Tag(tag) if imports_attributes(tag) => {}
            Piece::Tag(tag) => write_tag(&mut out, tag, &plan.at(index)),
        }
    }
    out
}

/// A comment becomes an empty expression with the same rule for white space: Nunjucks keeps the
/// spaces before a comment, minijinja would strip them.
fn comment(text: &str) -> Option<&'static str> {
    if !text.starts_with("{#") {
        return None;
    }
    Some(match (text.starts_with("{#-"), text.ends_with("-#}")) {
        (false, false) => "{{ '' }}",
        (true, false) => "{{- '' }}",
        (false, true) => "{{ '' -}}",
        (true, true) => "{{- '' -}}",
    })
}

/// `nhsukAttributes` is a function in Rust (see `attributes`), so it is not imported.
fn imports_attributes(tag: &Tag<'_>) -> bool {
    tag.keyword() == Some("from")
        && tag.words.iter().any(|word| word.text() == "\"nhsuk/macros/attributes.njk\"")
}

/// Puts the text of `{%- include "…" -%}` in its place. The official macros are one include each,
/// and only inlined does the text see the `caller()` of its macro.
fn inline(source: &str, find: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut eat_space = false;
    for piece in pieces(source) {
        match piece {
            Piece::Text(text) => {
                out.push_str(if eat_space { text.trim_start() } else { text });
                eat_space = false;
            }
            Piece::Tag(tag) => {
                let name = tag.words.iter().find_map(|word| match word {
                    Word::Quoted(text) => Some(text.trim_matches(['"', '\''])),
                    _ => None,
                });
                let target = if tag.keyword() == Some("include") { name } else { None };
                if let Some(text) = target.and_then(find) {
                    if tag.open.ends_with('-') {
                        out.truncate(out.trim_end().len());
                    }
                    out.push_str(&text);
                    eat_space = tag.close.starts_with('-');
                } else {
                    out.push_str(tag.open);
                    tag.words.iter().for_each(|word| out.push_str(word.text()));
                    out.push_str(tag.close);
                    eat_space = false;
                }
            }
        }
    }
    out
}

fn write_tag(out: &mut String, tag: &Tag<'_>, change: &loops::Change) {
    let mut open = tag.open;
    if !change.before.is_empty() {
        // The inserted tag takes over the white-space rule of the one it precedes.
        out.push_str(tag.open);
        out.push_str(&change.before);
        out.push_str("%}");
        open = "{%";
    }
    let close = if change.after.is_empty() { tag.close } else { "%}" };
    out.push_str(open);
    out.push_str(&expression(tag, &change.held));
    out.push_str(close);
    if !change.after.is_empty() {
        out.push_str("{%");
        out.push_str(&change.after);
        out.push_str(tag.close);
    }
}

/// Rewrites the words of a tag.
fn expression(tag: &Tag<'_>, held: &[(String, String)]) -> String {
    let words = unshift(&tag.words);
    let mut out = String::new();
    let mut brackets: Vec<&str> = Vec::new();
    let in_map_loop = tag.keyword() == Some("for")
        && words.iter().take_while(|word| word.text() != "in").any(|word| word.text() == ",");
    for (index, word) in words.iter().enumerate() {
        let before = neighbour(words[..index].iter().rev());
        let after = neighbour(words[index + 1..].iter());
        match *word {
            Word::Sign(sign) => {
                match sign {
                    "{" | "(" | "[" => brackets.push(sign),
                    "}" | ")" | "]" => drop(brackets.pop()),
                    _ => {}
                }
                out.push_str(match sign {
                    "===" => "==",
                    "!==" => "!=",
                    other => other,
                });
            }
            Word::Name(name) => {
                let key = after == Some(":")
                    && brackets.last() == Some(&"{")
                    && matches!(before, Some("{" | ","));
                let attribute = before == Some(".");
                let keyword_argument =
                    after == Some("=") && brackets.last() == Some(&"(") && before != Some("set");
                let replaced = held.iter().find(|(from, _)| from == name).map(|(_, to)| to);
                if key {
                    let _ = write!(out, "\"{name}\"");
                } else if attribute || keyword_argument {
                    out.push_str(name);
                } else if name == "null" {
                    out.push_str("none");
                } else if let Some(to) = replaced {
                    out.push_str(to);
                } else {
                    out.push_str(name);
                }
            }
            other => out.push_str(other.text()),
        }
    }
    if in_map_loop { format!("{}|nj_pairs ", out.trim_end()) } else { out }
}

fn neighbour<'w, 'a: 'w>(mut words: impl Iterator<Item = &'w Word<'a>>) -> Option<&'a str> {
    words.find(|word| !matches!(word, Word::Space(_))).map(|word| word.text())
}

/// `(rows.unshift(x), rows)`, JavaScript for 'x, then rows', becomes `nj_unshift(rows, x)`.
fn unshift<'a>(words: &[Word<'a>]) -> Vec<Word<'a>> {
    let Some(at) = words.iter().position(|word| word.text() == "unshift") else {
        return words.to_vec();
    };
    // `(`, the list, `.`, `unshift`, `(` … `)`, `,`, the list, `)`
    let (Some(list), Some(start)) = (at.checked_sub(2), at.checked_sub(3)) else {
        return words.to_vec();
    };
    let mut depth = 0_i32;
    let mut end = at + 1;
    for (index, word) in words.iter().enumerate().skip(at + 1) {
        match word.text() {
            "(" | "{" | "[" => depth += 1,
            ")" | "}" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = index;
            break;
        }
    }
    let mut out = words[..start].to_vec();
    out.extend([Word::Name("nj_unshift"), Word::Sign("("), words[list], Word::Sign(",")]);
    out.extend_from_slice(&words[at + 2..=end]);
    let rest = &words[end + 1..];
    let close = rest.iter().position(|word| word.text() == ")").map_or(rest.len(), |at| at + 1);
    out.extend_from_slice(&rest[close..]);
    out
}
