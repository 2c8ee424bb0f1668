//! HTML in and out.

pub mod account;
pub mod audit;
pub mod body;
pub mod installation;
pub mod links;
pub mod people;
pub mod person;
pub mod public;
pub mod sign_in;

use axum::response::Response;
use cookie::Cookie;
use http::header::{COOKIE, SET_COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use identity::{self, Caller, Session, SignedIn, Tried};
use kernel::error::{Error, Message, Result};
use web::{Fields, Visit, guards};

/// Where the request came from, for limits and for the list of sessions.
pub fn caller(visit: &Visit, headers: &HeaderMap) -> Caller {
    let agent = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Caller { address: visit.address().to_owned(), agent: agent.to_owned() }
}

/// The session behind the request; the guard knows only what it lets do.
pub async fn signed_in(visit: &Visit) -> Result<SignedIn> {
    let registry = &visit.app().registry;
    identity::resolve(visit.core(), visit.session(), &|role| registry.verbs_of(role))
        .await?
        .ok_or(Error::Forbidden("sign-in"))
}

/// As [`signed_in`], the session alone.
pub async fn session(visit: &Visit) -> Result<Session> {
    Ok(signed_in(visit).await?.session)
}

/// The answer, with a cookie. An empty value takes the cookie away.
pub fn with_cookie(
    visit: &Visit,
    mut response: Response,
    name: &'static str,
    value: &str,
) -> Response {
    let days = value.is_empty().then_some(0);
    response.headers_mut().append(SET_COOKIE, guards::set_cookie(visit.app(), name, value, days));
    response
}

/// The answer, with the session's cookie.
pub fn with_session(visit: &Visit, response: Response, token: &str) -> Response {
    with_cookie(visit, response, guards::session_cookie(visit.app()), token)
}

/// A cookie that came with the request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line: &HeaderValue| line.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(std::result::Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| !value.is_empty())
}

/// What was gained, or words for the form: `wrong` on a field, or how long to wait.
pub fn proved<T>(tried: Tried<T>, field: &str, wrong: &'static str) -> Result<T> {
    match tried {
        Tried::Done(value) => Ok(value),
        Tried::Wrong => Err(Error::invalid(field, wrong)),
        Tried::Locked { retry_after } => Err(Error::Refused(
            Message::new("identity-locked").with("minutes", retry_after.div_ceil(60)),
        )),
    }
}

/// The passwords of a form, in their order. They all go by the name `password`, because the page
/// for problems gives back every field but that one.
pub fn passwords<const N: usize>(fields: &Fields) -> Result<[String; N]> {
    let typed: Result<[String; N], _> = fields.all("password").try_into();
    typed.map_err(|_| Error::refused("form-broken"))
}

/// `Invalid` unless both typings of a new password agree.
pub fn same(password: &str, again: &str) -> Result<()> {
    if password == again {
        return Ok(());
    }
    Err(Error::invalid("password-again", "identity-password-differs"))
}
