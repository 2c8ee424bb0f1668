//! `/sign-in`, its second step, and `/sign-out`.

use axum::http::HeaderMap;
use identity::{self, Stage};
use kernel::error::Problems;
use serde_json::{Value, json};
use web::{Answer, Fields, Visit};

use super::{caller, proved, session, signed_in, with_session};
use crate::model::next_page;

const PAGE: &str = "administration/sign-in.njk";
const CODE_PAGE: &str = "administration/code.njk";

fn context(next: Option<&str>) -> Value {
    json!({ "next": next_page(next) })
}

fn towards(path: &str, next: &str) -> String {
    if next == "/staff" {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("{path}?{query}")
}

/// The first step.
pub async fn show(visit: Visit) -> Answer {
    if visit.is_signed_in() {
        return visit.see(next_page(visit.query("next")), None);
    }
    visit.form(PAGE, &context(visit.query("next")), Value::Null)
}

/// A password. A wrong one and an address that nobody has are answered alike, and take alike.
pub async fn password(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&["email", "password", "next"], &[])?;
    let next = fields.text("next");
    let next = next_page(Some(&next));
    let again = |error| visit.again(PAGE, &json!({ "next": next }), &fields, error);
    let (email, password) = (fields.text("email"), fields.raw("password"));
    let mut problems = Problems::new();
    problems.require(!email.is_empty(), "email", "sign-in-email-missing");
    problems.require(!password.is_empty(), "password", "sign-in-password-missing");
    if let Err(error) = problems.check() {
        return again(error);
    }
    let caller = caller(&visit, &headers);
    let checked = identity::check_password(visit.core(), &caller, &email, &password).await?;
    let tx = visit.write().await?;
    let done = identity::sign_in(&tx, &checked).await?;
    let tried = tx.commit(done).await?.value;
    let entered = match proved(tried, "password", "sign-in-wrong") {
        Ok(entered) => entered,
        Err(error) => return again(error),
    };
    let path = match (entered.stage, entered.must_enrol) {
        (Stage::Full, _) => next.to_owned(),
        (Stage::Password, true) => "/account/second-step".to_owned(),
        (Stage::Password, false) => towards("/sign-in/code", next),
    };
    let answer = visit.see(&path, None)?;
    Ok(with_session(&visit, answer, &entered.token))
}

/// The second step.
pub async fn show_code(visit: Visit) -> Answer {
    let signed_in = signed_in(&visit).await?;
    if signed_in.session.stage == Stage::Full {
        return visit.see(next_page(visit.query("next")), None);
    }
    if !signed_in.account.second_step {
        return visit.see("/account/second-step", None);
    }
    visit.form(CODE_PAGE, &context(visit.query("next")), Value::Null)
}

/// A code from the app, or a recovery code.
pub async fn code(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&["code", "next"], &[])?;
    let next = fields.text("next");
    let next = next_page(Some(&next));
    let again = |error| visit.again(CODE_PAGE, &json!({ "next": next }), &fields, error);
    let session = session(&visit).await?;
    let caller = caller(&visit, &headers);
    let tx = visit.write().await?;
    let done = identity::check_code(&tx, &session, &caller, &fields.text("code")).await?;
    let tried = tx.commit(done).await?.value;
    match proved(tried, "code", "sign-in-code-wrong") {
        Ok(entered) => Ok(with_session(&visit, visit.see(next, None)?, &entered.token)),
        Err(error) => again(error),
    }
}

/// The button to sign out: a form, so that no other site can press it.
pub async fn show_sign_out(visit: Visit) -> Answer {
    visit.page("administration/sign-out.njk", &json!({}))
}

/// Signs out.
pub async fn sign_out(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    if let Ok(session) = session(&visit).await {
        let tx = visit.write().await?;
        let done = identity::sign_out(&tx, &session).await?;
        tx.commit(done).await?;
    }
    Ok(with_session(&visit, visit.see("/sign-in", Some("signed-out"))?, ""))
}
