//! The NHS design system's own Nunjucks macros, run by minijinja.
//!
//! The templates come from the npm package, embedded by the build script; nothing is written by
//! hand, and every official fixture must come out byte for byte equal (`tests/it/fixtures.rs`).
//! An upgrade is: change the lock file, run the tests.

mod attributes;
mod filters;
mod loops;
mod rewrite;
mod tokens;

pub(crate) use filters::{escape, to_text};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

/// The official templates: (name, source).
static OFFICIAL: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/nhsuk_templates.rs"));

/// How an undefined name that is printed is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undefined {
    /// Nothing is printed, as the official macros need.
    Lenient,
    /// An error, unless the macro of the design system prints it: for the tests of our own pages.
    Refused,
}

/// An environment that speaks the Nunjucks dialect and knows the official templates.
/// `ours` finds the source of any other template.
pub fn environment(
    ours: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    undefined: Undefined,
) -> Environment<'static> {
    let mut env = Environment::new();
    let white_space = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    // The builder can only refuse odd delimiters, and none are given.
    env.set_syntax(white_space.unwrap_or_default());
    env.set_undefined_behavior(UndefinedBehavior::Chainable);
    // Everything is HTML and escaped, but for the plain-text half of mails.
    env.set_auto_escape_callback(|name| {
        if name.ends_with(".txt.njk") { AutoEscape::None } else { AutoEscape::Html }
    });
    env.set_formatter(move |out, state, value| print(out, state, value, undefined));
    env.add_function("nhsukAttributes", |value: Value| attributes::attributes(&value));
    filters::add(&mut env);
    env.set_loader(move |name| Ok(source(name, &ours)));
    env
}

fn source(name: &str, ours: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let text = find(name, ours)?;
    Some(rewrite::rewrite(&text, &|inner| find(inner, ours)))
}

fn find(name: &str, ours: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let official = OFFICIAL.iter().find(|(known, _)| *known == name);
    match official {
        Some((_, text)) if name == "nhsuk/template.njk" => Some(without_inline_script(text)),
        Some((_, text)) => Some((*text).to_owned()),
        None => ours(name),
    }
}

/// The page template marks the body with an inline script; ours does it from a file, so that the
/// content security policy can forbid inline script altogether.
fn without_inline_script(text: &str) -> String {
    match (text.find("<script"), text.find("</script>")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", &text[..start].trim_end(), &text[end + "</script>".len()..])
        }
        _ => text.to_owned(),
    }
}

fn print(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
    undefined: Undefined,
) -> Result<(), Error> {
    if value.is_undefined()
        && undefined == Undefined::Refused
        && !state.name().starts_with("nhsuk/")
    {
        return Err(Error::new(ErrorKind::UndefinedError, "an unknown name is printed"));
    }
    let text = to_text(value);
    let html = !matches!(state.auto_escape(), AutoEscape::None);
    let escaped = html && !value.is_safe() && value.kind() != ValueKind::Number;
    out.write_str(&if escaped { escape(&text) } else { text }).map_err(Error::from)
}
