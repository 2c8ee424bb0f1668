//! Links that were sent: `/invitation/…` and `/reset/…`. At its first use the secret goes from
//! the address into a cookie, so that it stays in no history and no log (abuse case A10).

use axum::extract::Path;
use axum::http::HeaderMap;
use identity::{self, Account, NewPassword, Purpose};
use kernel::error::{Error, Problems};
use kernel::mail;
use serde_json::{Value, json};
use web::{Answer, Fields, Visit};

use super::{caller, cookie, passwords, same, with_cookie};
use crate::letters;

const COOKIE: &str = "yousaid-link";
const INVITATION: &str = "administration/invitation.njk";
const ASK: &str = "administration/reset-ask.njk";
const RESET: &str = "administration/reset.njk";

async fn whose(
    visit: &Visit,
    headers: &HeaderMap,
    purpose: Purpose,
) -> kernel::Result<(String, Account)> {
    let dead = || Error::refused("identity-link-dead");
    let token = cookie(headers, COOKIE).ok_or_else(dead)?;
    let tx = visit.read().await?;
    let now = visit.core().clock.now();
    let account = identity::look_up(&tx, purpose, &token, now).await?.ok_or_else(dead)?;
    Ok((token, account))
}

/// Keeps the secret and goes on without it.
pub async fn invitation_link(visit: Visit, Path(token): Path<String>) -> Answer {
    Ok(with_cookie(&visit, visit.see("/invitation", None)?, COOKIE, &plain(&token)))
}

/// Keeps the secret and goes on without it.
pub async fn reset_link(visit: Visit, Path(token): Path<String>) -> Answer {
    Ok(with_cookie(&visit, visit.see("/reset/new", None)?, COOKIE, &plain(&token)))
}

/// A secret has letters, digits, hyphens and underscores; nothing else belongs in a cookie.
fn plain(token: &str) -> String {
    token.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}

fn context(account: &Account) -> Value {
    json!({ "email": account.email })
}

/// Who was invited chooses a password.
pub async fn invitation(visit: Visit, headers: HeaderMap) -> Answer {
    let (_, account) = whose(&visit, &headers, Purpose::Invitation).await?;
    visit.form(INVITATION, &context(&account), json!({ "name": account.name }))
}

/// Takes up the invitation.
pub async fn accept(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&["name"], &["password"])?;
    let (token, account) = whose(&visit, &headers, Purpose::Invitation).await?;
    let name = fields.text("name");
    let done = async {
        let mut problems = Problems::new();
        problems.require(!name.is_empty(), "name", "identity-name-missing");
        problems.check()?;
        let [password, again] = passwords(&fields)?;
        same(&password, &again)?;
        let new = NewPassword::choose(visit.core(), &password, &account.email, &name).await?;
        let tx = visit.write().await?;
        let done = identity::accept_invitation(&tx, &token, &name, &new).await?;
        tx.commit(done).await
    };
    match done.await {
        Ok(_) => Ok(with_cookie(&visit, visit.see("/sign-in", Some("account-ready"))?, COOKIE, "")),
        Err(error) => visit.again(INVITATION, &context(&account), &fields, error),
    }
}

/// Asks for an address.
pub async fn ask(visit: Visit) -> Answer {
    visit.form(ASK, &json!({ "asked": false }), Value::Null)
}

/// Sends a link, if there is an account, and says the same if there is none (abuse case A12).
pub async fn request(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&["email"], &[])?;
    let email = fields.text("email");
    let mut problems = Problems::new();
    problems.require(email.contains('@'), "email", "identity-email-form");
    if let Err(error) = problems.check() {
        return visit.again(ASK, &json!({ "asked": false }), &fields, error);
    }
    let caller = caller(&visit, &headers);
    let tx = visit.write().await?;
    let done = identity::request_reset(&tx, &email, &caller).await?;
    if let Some(issued) = done.value() {
        mail::send(&tx, letters::reset(&visit, issued)?).await?;
    }
    tx.commit(done).await?;
    visit.form(ASK, &json!({ "asked": true }), Value::Null)
}

/// Whoever has a link chooses a new password.
pub async fn reset(visit: Visit, headers: HeaderMap) -> Answer {
    let (_, account) = whose(&visit, &headers, Purpose::Reset).await?;
    visit.form(RESET, &context(&account), Value::Null)
}

/// Sets the new password.
pub async fn choose(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&[], &["password"])?;
    let (token, account) = whose(&visit, &headers, Purpose::Reset).await?;
    let done = async {
        let [password, again] = passwords(&fields)?;
        same(&password, &again)?;
        let new =
            NewPassword::choose(visit.core(), &password, &account.email, &account.name).await?;
        let tx = visit.write().await?;
        let done = identity::reset_password(&tx, &token, &new).await?;
        tx.commit(done).await
    };
    match done.await {
        Ok(_) => {
            let answer = visit.see("/sign-in", Some("password-changed"))?;
            Ok(with_cookie(&visit, answer, COOKIE, ""))
        }
        Err(error) => visit.again(RESET, &context(&account), &fields, error),
    }
}
