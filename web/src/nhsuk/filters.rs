//! The filters and tests of Nunjucks, with its ideas of text, emptiness and escaping.

use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};

/// A value as Nunjucks prints it: nothing for null and undefined, `true` and `false` in lower case.
pub(crate) fn to_text(value: &Value) -> String {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => String::new(),
        ValueKind::Bool => if value.is_true() { "true" } else { "false" }.to_owned(),
        ValueKind::Seq => {
            let items = value.try_iter().map(|items| items.map(|item| to_text(&item)).collect());
            items.unwrap_or_else(|_| Vec::new()).join(",")
        }
        _ => value.to_string(),
    }
}

/// Escapes the characters Nunjucks escapes, as it writes them.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' => out.push_str("&#92;"),
            other => out.push(other),
        }
    }
    out
}

/// A result that is as safe as what it was made from.
fn as_safe_as(source: &Value, text: String) -> Value {
    if source.is_safe() { Value::from_safe_string(text) } else { Value::from(text) }
}

fn absent(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

/// Whether JavaScript would take the value for true: an empty list or map is.
fn truthy(value: &Value) -> bool {
    match value.kind() {
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => true,
        _ => value.is_true(),
    }
}

/// Adds everything to an environment.
pub(super) fn add(env: &mut Environment<'static>) {
    env.add_filter("default", |value: Value, other: Option<Value>, empty_too: Option<bool>| {
        let missing =
            if empty_too.unwrap_or(false) { !truthy(&value) } else { value.is_undefined() };
        if missing { other.unwrap_or_default() } else { value }
    });
    env.add_filter("trim", |value: Value| as_safe_as(&value, to_text(&value).trim().to_owned()));
    env.add_filter("indent", indent);
    env.add_filter("length", |value: Value| match value.as_str() {
        Some(text) => text.encode_utf16().count(),
        None => value.len().unwrap_or(0),
    });
    env.add_filter("safe", |value: Value| Value::from_safe_string(to_text(&value)));
    env.add_filter("escape", |value: Value| {
        let text = to_text(&value);
        Value::from_safe_string(if value.is_safe() { text } else { escape(&text) })
    });
    env.add_filter("string", |value: Value| as_safe_as(&value, to_text(&value)));
    env.add_filter("lower", |value: Value| as_safe_as(&value, to_text(&value).to_lowercase()));
    env.add_filter("select", select);
    env.add_filter("truncate", truncate);
    env.add_filter("replace", |value: Value, from: String, to: Value| {
        if absent(&value) {
            value
        } else {
            as_safe_as(&value, to_text(&value).replace(&from, &to_text(&to)))
        }
    });
    env.add_filter("nj_pairs", pairs);
    env.add_function("nj_unshift", |list: Value, item: Value| {
        let rest = list.try_iter().map_or_else(|_| Vec::new(), Iterator::collect);
        std::iter::once(item).chain(rest).collect::<Vec<Value>>()
    });
    env.add_test("escaped", |value: Value| value.is_safe());
    env.add_test("string", |value: Value| value.as_str().is_some() && !value.is_safe());
    env.add_test("mapping", |value: Value| is_mapping(&value));
    env.add_test("iterable", |value: Value| is_iterable(&value));
}

// In Nunjucks a 'safe' string is an object: a mapping as well as something to iterate over.
fn is_mapping(value: &Value) -> bool {
    value.kind() == ValueKind::Map || value.is_safe()
}

fn is_iterable(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable | ValueKind::String)
}

fn indent(value: &Value, width: Option<usize>, first_too: Option<bool>) -> Value {
    let text = to_text(value);
    if text.is_empty() {
        return as_safe_as(value, text);
    }
    let space = " ".repeat(width.unwrap_or(4));
    let lines: Vec<String> = text
        .split('\n')
        .enumerate()
        .map(|(index, line)| {
            if index == 0 && !first_too.unwrap_or(false) {
                line.to_owned()
            } else {
                format!("{space}{line}")
            }
        })
        .collect();
    as_safe_as(value, lines.join("\n"))
}

fn select(list: &Value, test: Option<&str>) -> Result<Vec<Value>, Error> {
    let Ok(items) = list.try_iter() else { return Ok(Vec::new()) };
    let keep: fn(&Value) -> bool = match test {
        None => truthy,
        Some("mapping") => is_mapping,
        Some("iterable") => is_iterable,
        Some("string") => |value| value.as_str().is_some() && !value.is_safe(),
        Some(other) => {
            let message = format!("select knows mapping, iterable and string, not {other}");
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
    };
    Ok(items.filter(keep).collect())
}

fn truncate(
    value: &Value,
    length: Option<usize>,
    cut_words: Option<bool>,
    end: Option<&str>,
) -> Value {
    let text = to_text(value);
    let length = length.unwrap_or(255);
    if text.chars().count() <= length {
        return as_safe_as(value, text);
    }
    let mut kept: String = text.chars().take(length).collect();
    if !cut_words.unwrap_or(false)
        && let Some(at) = kept.rfind(' ')
    {
        kept.truncate(at);
    }
    kept.push_str(end.unwrap_or("..."));
    as_safe_as(value, kept)
}

/// What `for a, b in …` walks over: the entries of a map, or a list of pairs.
fn pairs(value: &Value) -> Vec<Value> {
    let Ok(items) = value.try_iter() else { return Vec::new() };
    if value.kind() != ValueKind::Map {
        return items.collect();
    }
    items
        .map(|key| {
            let item = value.get_item(&key).unwrap_or_default();
            Value::from(vec![key, item])
        })
        .collect()
}
