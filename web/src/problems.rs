//! The one place where an error becomes a status and a page.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use kernel::Error;
use kernel::error::Message;
use serde_json::json;

use crate::csrf;
use crate::forms::Fields;
use crate::page::FieldError;
use crate::visit::Visit;

/// What a handler returns.
pub type Answer = Result<Response, Failed>;

/// An error on its way to the guard, which makes a page of it.
#[derive(Debug)]
pub struct Failed(pub Error);

impl<E: Into<Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The error, carried by the answer until the guard finds it.
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) std::sync::Arc<std::sync::Mutex<Option<Error>>>);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        let carried = std::sync::Arc::new(std::sync::Mutex::new(Some(self.0)));
        response.extensions_mut().insert(Carried(carried));
        response
    }
}

/// Absent and forbidden look the same.
fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound | Error::Forbidden(_) => StatusCode::NOT_FOUND,
        Error::Invalid(_) | Error::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What an error says to a person, field by field; nothing for errors that are not theirs.
pub fn told(visit: &Visit, error: &Error) -> Vec<FieldError> {
    let whole =
        |message: &Message| FieldError { field: String::new(), message: visit.say(message) };
    match error {
        Error::Invalid(problems) => problems
            .iter()
            .map(|p| FieldError { field: p.field.clone(), message: visit.say(&p.message) })
            .collect(),
        Error::Refused(message) | Error::Conflict(message) => vec![whole(message)],
        _ => Vec::new(),
    }
}

fn log(visit: &Visit, error: &Error) {
    let (request, route) = (visit.request_id(), visit.route());
    match error {
        Error::Internal(cause) => tracing::error!(request, route, %cause, "failed"),
        Error::Unavailable(cause) => tracing::warn!(request, route, %cause, "unavailable"),
        _ => {}
    }
}

/// Which words the page has.
fn kind(error: &Error) -> &'static str {
    match error {
        Error::NotFound | Error::Forbidden(_) => "not-found",
        Error::Invalid(_) | Error::Refused(_) => "refused",
        Error::Conflict(_) => "conflict",
        Error::TooMany { .. } => "too-many",
        Error::Unavailable(_) => "unavailable",
        Error::Internal(_) => "internal",
    }
}

/// What was typed, as a form that can be sent again; it is still the same submission.
fn again(visit: &Visit, fields: &Fields) -> serde_json::Value {
    let pairs: Vec<_> =
        fields.pairs().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let token = match csrf::read(visit.core(), &fields.raw(crate::forms::TOKEN), visit.session()) {
        Ok(token) | Err((_, Some(token))) => csrf::reissue(visit.core(), &token, visit.session()),
        Err((_, None)) => visit.token().to_owned(),
    };
    json!({ "fields": pairs, "token": token, "address": visit.path() })
}

/// The page for an error that no form took back. What was typed is on it, to copy or to send
/// again: nothing that someone wrote is thrown away.
pub(crate) fn page(visit: &Visit, error: &Error, typed: Option<&Fields>) -> Response {
    log(visit, error);
    let context = json!({
        "kind": kind(error),
        "says": told(visit, error).iter().map(|e| &e.message).collect::<Vec<_>>(),
        "request": visit.request_id(),
        "again": typed.map(|fields| again(visit, fields)),
    });
    let code = status(error);
    let mut response = match visit.render("problem.njk", &context) {
        Ok(html) => (code, axum::response::Html(html)).into_response(),
        Err(cause) => {
            tracing::error!(%cause, "the page for a problem has one itself");
            (code, "Sorry, there is a problem with the service. Try again later.").into_response()
        }
    };
    let wait = match error {
        Error::TooMany { retry_after } => Some(*retry_after),
        Error::Unavailable(_) => Some(5),
        _ => None,
    };
    if let Some(value) = wait.and_then(|s| HeaderValue::from_str(&s.to_string()).ok()) {
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}
