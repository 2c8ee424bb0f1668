//! `nhsukAttributes`: the design system's macro for HTML attributes, in Rust, because the original
//! leans on JavaScript's idea of strings (`value.val`) and is called several times a component.

use std::fmt::Write;

use minijinja::value::{Value, ValueKind};

use super::filters::{escape, to_text};

/// ` name="value"` for each attribute of a map; a string passes as it is.
pub(super) fn attributes(attributes: &Value) -> Value {
    if attributes.as_str().is_some() {
        return Value::from_safe_string(to_text(attributes));
    }
    let mut html = String::new();
    let mut held = Held::default();
    if attributes.kind() == ValueKind::Map
        && let Ok(names) = attributes.try_iter()
    {
        for name in names {
            let item = attributes.get_item(&name).unwrap_or_default();
            one(&mut html, &name, &item, &mut held);
        }
    }
    Value::from_safe_string(html)
}

/// The loop variables of the original, which keep their values from turn to turn.
#[derive(Default)]
struct Held {
    value: Value,
    escaped: String,
}

fn one(html: &mut String, name: &Value, item: &Value, held: &mut Held) {
    let (value, kind, optional) = if item.kind() == ValueKind::Map {
        let part = |key: &str| item.get_attr(key).unwrap_or_default();
        (part("value"), part("type"), part("optional") == Value::from(true))
    } else {
        (item.clone(), Value::from("string"), false)
    };
    let absent = value.is_undefined() || value.is_none();
    if absent {
        held.value = Value::from(());
        held.escaped = String::new();
    } else if value.is_safe() {
        held.escaped = to_text(&value);
        held.value = Value::from(held.escaped.clone());
    } else if kind.as_str() == Some("array") && value.try_iter().is_ok() {
        held.escaped = json(&value);
    } else {
        held.escaped = escape(&to_text(&value));
        held.value = value;
    }
    let is =
        |wanted: bool| held.value.kind() == ValueKind::Bool && held.value == Value::from(wanted);
    let name = escape(&to_text(name));
    if optional && is(true) {
        let _ = write!(html, " {name}");
    } else if !optional || !(held.value.is_none() || held.value.is_undefined() || is(false)) {
        let quote = if held.escaped.contains('"') { '\'' } else { '"' };
        let _ = write!(html, " {name}={quote}{}{quote}", held.escaped);
    }
}

fn json(value: &Value) -> String {
    serde_json::to_string(value)
        .unwrap_or_default()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\'', "\\u0027")
}
