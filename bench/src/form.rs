//! The public form, filled in as a browser would: the page is opened, its token and hidden
//! fields are taken along.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};

use crate::http::{self, Connection, Reply};

/// A form as it stands on a page.
#[derive(Debug, Clone)]
pub struct Form {
    /// Token and hidden fields.
    pub hidden: Vec<(String, String)>,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[from..].split('"').next()
}

impl Form {
    /// Reads the hidden fields of the form that carries the token.
    pub fn read(html: &str) -> Result<Self> {
        let form = html
            .split("<form")
            .skip(1)
            .map(|form| form.split("</form>").next().unwrap_or_default())
            .find(|form| form.contains("name=\"csrf\""))
            .context("no form with a token on the page")?;
        let hidden = form
            .split("<input")
            .skip(1)
            .map(|input| input.split('>').next().unwrap_or_default())
            .filter(|tag| attribute(tag, "type") == Some("hidden"))
            .filter_map(|tag| {
                let value = attribute(tag, "value").unwrap_or_default();
                Some((attribute(tag, "name")?.to_owned(), value.to_owned()))
            })
            .collect();
        Ok(Self { hidden })
    }

    /// What is sent: the hidden fields and these.
    pub fn filled(&self, fields: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.hidden {
            if fields.iter().all(|(field, _)| field != name) {
                query.append_pair(name, value);
            }
        }
        query.extend_pairs(fields);
        query.finish()
    }
}

/// Where the public form is.
pub fn path() -> String {
    format!("/{}/tell-us", crate::world::SLUG)
}

/// The last page of 'Tell us' as a person would send it, with these words and, when there is an
/// address, a wish for a receipt by e-mail.
pub fn answers<'a>(words: &'a str, email: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut answers = vec![
        ("step", "check"),
        ("kind", "comment"),
        ("about", "commissioner"),
        ("who", "individual"),
        ("publish", "yes"),
        ("words", words),
    ];
    if let Some(email) = email {
        answers.extend([("email", email), ("receipt", "yes")]);
    }
    answers
}

/// Opens a page and reads its form.
pub async fn open(connection: &mut Connection, host: SocketAddr, path: &str) -> Result<Form> {
    let reply = connection.send(&http::get(host, path, "")).await?;
    Form::read(&reply.text()).with_context(|| format!("{path} answers {}", reply.status))
}

/// The first reference in an answer: in the address that it leads to, or on the page itself.
pub fn reference(reply: &Reply) -> Option<String> {
    find_reference(reply.header("location").unwrap_or_default())
        .or_else(|| find_reference(&reply.text()))
}

fn find_reference(text: &str) -> Option<String> {
    let plain = |c: u8| c.is_ascii_digit() || c.is_ascii_uppercase();
    text.as_bytes()
        .windows(19)
        .find(|w| {
            w.iter().enumerate().all(|(n, c)| if n % 5 == 4 { *c == b'-' } else { plain(*c) })
        })
        .map(|w| String::from_utf8_lossy(w).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_and_filled() {
        let html = r#"<form action="/search"><input name="q"></form><form method="post">
            <input type="hidden" name="csrf" value="abc"><input type="hidden" name="step" value="2">
            <input type="text" name="words" value="x"></form>"#;
        let form = Form::read(html).unwrap();
        assert_eq!(form.filled(&[("words", "a b"), ("step", "3")]), "csrf=abc&words=a+b&step=3");
        assert!(Form::read("<form></form>").is_err());
    }

    #[test]
    fn a_reference_is_found() {
        assert_eq!(
            find_reference("/b/thanks/7K3M-9QXT-4B2D-W8PA?x").as_deref(),
            Some("7K3M-9QXT-4B2D-W8PA")
        );
        assert_eq!(find_reference("7K3M-9QXT-4B2D"), None);
    }
}
