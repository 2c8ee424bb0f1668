//! The shell's lists, in the form the design system's macros take them.

use minijinja::value::Value;
use minijinja::{Environment, context};

/// Adds the filters. `words` gives a message by its key.
pub(super) fn add(
    env: &mut Environment<'static>,
    words: impl Fn(&str) -> Result<String, minijinja::Error> + Clone + Send + Sync + 'static,
) {
    env.add_filter("error_links", |errors: Value| error_links(&errors));
    let say = words.clone();
    env.add_filter("header_menu", move |page: Value| -> Result<Value, minijinja::Error> {
        let mut items = Vec::new();
        for link in part(&page, "navigation").try_iter()? {
            let key = part(&link, "label_key");
            items.push(context! {
                href => part(&link, "href"),
                text => say(key.as_str().unwrap_or_default())?,
                current => part(&link, "current"),
            });
        }
        if items.is_empty() {
            return Ok(Value::UNDEFINED);
        }
        Ok(context! {
            ariaLabel => say("menu-label")?,
            toggleMenuText => say("menu-more")?,
            toggleMenuVisuallyHiddenText => say("menu-browse")?,
            items => items,
        })
    });
    let say = words.clone();
    env.add_filter("account_menu", move |page: Value| -> Result<Value, minijinja::Error> {
        let actor = part(&page, "actor");
        if !actor.is_true() {
            return Ok(Value::UNDEFINED);
        }
        let mut items = vec![context! { text => part(&actor, "name"), icon => true }];
        let on_staff_pages =
            part(&page, "path").as_str().is_some_and(|at| at.starts_with("/staff"));
        if part(&actor, "is_staff").is_true() && !on_staff_pages {
            items.push(context! { href => "/staff", text => say("staff-link")? });
        }
        // A link to a page with the button: signing out is a form with a token.
        items.push(context! { href => "/sign-out", text => say("sign-out")? });
        Ok(context! { ariaLabel => say("account-label")?, items => items })
    });
    let say = words;
    env.add_filter("pagination", move |links: Value| pagination(&links, &say));
}

fn part(value: &Value, name: &str) -> Value {
    value.get_attr(name).unwrap_or_default()
}

fn error_links(errors: &Value) -> Vec<Value> {
    let Ok(errors) = errors.try_iter() else { return Vec::new() };
    errors
        .map(|error| {
            let field = part(&error, "field");
            let href = match field.as_str() {
                Some(name) if !name.is_empty() => Value::from(format!("#{name}")),
                _ => Value::UNDEFINED,
            };
            context! { text => part(&error, "message"), href => href }
        })
        .collect()
}

fn pagination(
    links: &Value,
    say: &impl Fn(&str) -> Result<String, minijinja::Error>,
) -> Result<Value, minijinja::Error> {
    let numbered: Vec<Value> =
        part(links, "items").try_iter().map(Iterator::collect).unwrap_or_default();
    let items: Vec<Value> = numbered
        .iter()
        .map(|item| {
            let number = part(item, "number");
            if number.is_none() {
                return context! { ellipsis => true };
            }
            context! { number => number, href => part(item, "href"), current => part(item, "current") }
        })
        .collect();
    let side = |name: &str, key: &str| -> Result<Value, minijinja::Error> {
        let href = part(links, name);
        if href.is_none() || href.is_undefined() {
            return Ok(Value::UNDEFINED);
        }
        Ok(context! { href => href, text => say(key)? })
    };
    Ok(context! {
        ariaLabel => say("paging-label")?,
        previous => side("previous", "paging-previous")?,
        next => side("next", "paging-next")?,
        items => items,
    })
}
