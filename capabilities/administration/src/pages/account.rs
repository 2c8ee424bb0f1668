//! `/account`: one's own password, second step, recovery codes and sessions.

use axum::extract::Path;
use axum::http::HeaderMap;
use identity::{self, Checked, NewPassword, Secret, SignedIn, Stage};
use kernel::error::Error;
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::{Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::{caller, passwords, proved, same, session, signed_in, with_session};

const PASSWORD: &str = "administration/password.njk";
const SECOND_STEP: &str = "administration/second-step.njk";
const RECOVERY: &str = "administration/recovery.njk";

/// What one's account is, and the sessions that are open.
pub async fn show(visit: Visit) -> Answer {
    let signed_in = signed_in(&visit).await?;
    let account = &signed_in.account;
    let tx = visit.read().await?;
    let open: Vec<_> = identity::sessions_of(visit.core(), &tx, account.id)
        .await?
        .into_iter()
        .map(|open| {
            json!({
                "id": open.id, "agent": open.agent, "since": open.created_at,
                "seen": open.seen_at, "mine": open.id == signed_in.session.id,
            })
        })
        .collect();
    visit.page(
        "administration/account.njk",
        &json!({
            "name": account.name, "email": account.email, "second_step": account.second_step,
            "recovery_left": identity::recovery_left(&tx, account.id).await?, "sessions": open,
        }),
    )
}

/// A form to change the password.
pub async fn show_password(visit: Visit) -> Answer {
    visit.form(PASSWORD, &json!({}), Value::Null)
}

async fn prove(
    visit: &Visit,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    typed: &str,
) -> kernel::Result<Checked> {
    let email = &signed_in.account.email;
    identity::check_password(visit.core(), &caller(visit, headers), email, typed).await
}

/// Changes the password. Every other session ends.
pub async fn change_password(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&[], &["password"])?;
    let signed_in = signed_in(&visit).await?;
    let account = &signed_in.account;
    let done = async {
        let [now, password, again] = passwords(&fields)?;
        same(&password, &again)?;
        let new =
            NewPassword::choose(visit.core(), &password, &account.email, &account.name).await?;
        let checked = prove(&visit, &headers, &signed_in, &now).await?;
        let tx = visit.write().await?;
        let done = identity::change_password(&tx, &signed_in.session, &checked, &new).await?;
        proved(tx.commit(done).await?.value, "password-now", "account-password-wrong")
    };
    match done.await {
        Ok(token) => {
            let answer = visit.see("/account", Some("password-changed"))?;
            Ok(with_session(&visit, answer, &token))
        }
        Err(error) => visit.again(PASSWORD, &json!({}), &fields, error),
    }
}

fn picture(secret: &Secret) -> kernel::Result<String> {
    let code = QrCode::new(secret.address.as_bytes()).map_err(Error::internal)?;
    let drawn = code.render::<svg::Color>().min_dimensions(220, 220).build();
    // The page is HTML: a declaration of XML has no place in it.
    let from = drawn.find("<svg").unwrap_or(0);
    Ok(drawn[from..].to_owned())
}

fn in_fours(typed: &str) -> String {
    let letters: Vec<char> = typed.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

async fn second_step_context(visit: &Visit, signed_in: &SignedIn) -> kernel::Result<Value> {
    let tx = visit.read().await?;
    let offered = identity::pending_second_step(visit.core(), &tx, &signed_in.session).await?;
    let secret = match &offered {
        Some(secret) => json!({ "picture": picture(secret)?, "typed": in_fours(&secret.typed) }),
        None => Value::Null,
    };
    Ok(json!({ "secret": secret, "has_one": signed_in.account.second_step }))
}

/// The session, if it may set up or replace the second step.
async fn may_enrol(visit: &Visit) -> kernel::Result<SignedIn> {
    let signed_in = signed_in(visit).await?;
    if signed_in.session.stage == Stage::Password && signed_in.account.second_step {
        return Err(Error::Forbidden("sign-in"));
    }
    Ok(signed_in)
}

/// How to set up the second step, and the secret once it was asked for.
pub async fn second_step(visit: Visit) -> Answer {
    let signed_in = may_enrol(&visit).await?;
    visit.form(SECOND_STEP, &second_step_context(&visit, &signed_in).await?, Value::Null)
}

/// Makes a secret to show. Whoever has a second step already gives the password again.
pub async fn begin(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&["password"], &[])?;
    let signed_in = may_enrol(&visit).await?;
    let done = async {
        let again = if signed_in.account.second_step {
            Some(prove(&visit, &headers, &signed_in, &fields.raw("password")).await?)
        } else {
            None
        };
        let tx = visit.write().await?;
        let done = identity::offer_second_step(&tx, &signed_in.session, again.as_ref()).await?;
        proved(tx.commit(done).await?.value, "password", "account-password-wrong")
    };
    match done.await {
        Ok(_) => visit.see("/account/second-step", None),
        Err(error) => {
            let context = second_step_context(&visit, &signed_in).await?;
            visit.again(SECOND_STEP, &context, &fields, error)
        }
    }
}

/// A first code confirms the second step; the recovery codes are shown this once.
pub async fn confirm(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&["code"], &[])?;
    let signed_in = may_enrol(&visit).await?;
    let caller = caller(&visit, &headers);
    let done = async {
        let tx = visit.write().await?;
        let code = fields.text("code");
        let done = identity::confirm_second_step(&tx, &signed_in.session, &caller, &code).await?;
        proved(tx.commit(done).await?.value, "code", "sign-in-code-wrong")
    };
    match done.await {
        Ok(enrolled) => {
            let context = json!({ "codes": enrolled.recovery_codes });
            let answer = visit.form(RECOVERY, &context, Value::Null)?;
            Ok(with_session(&visit, answer, &enrolled.token))
        }
        Err(error) => {
            let context = second_step_context(&visit, &signed_in).await?;
            visit.again(SECOND_STEP, &context, &fields, error)
        }
    }
}

/// A form to get new recovery codes.
pub async fn show_recovery(visit: Visit) -> Answer {
    visit.form(RECOVERY, &json!({ "codes": [] }), Value::Null)
}

/// New recovery codes; the old ones are dead.
pub async fn renew_recovery(visit: Visit, headers: HeaderMap, fields: Fields) -> Answer {
    fields.expect(&["password"], &[])?;
    let signed_in = signed_in(&visit).await?;
    let done = async {
        let checked = prove(&visit, &headers, &signed_in, &fields.raw("password")).await?;
        let tx = visit.write().await?;
        let done = identity::renew_recovery(&tx, &signed_in.session, &checked).await?;
        proved(tx.commit(done).await?.value, "password", "account-password-wrong")
    };
    match done.await {
        Ok(codes) => visit.form(RECOVERY, &json!({ "codes": codes }), Value::Null),
        Err(error) => visit.again(RECOVERY, &json!({ "codes": [] }), &fields, error),
    }
}

/// Ends one of one's own sessions.
pub async fn end_session(visit: Visit, Path(id): Path<Uuid>, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let tx = visit.write().await?;
    let done = identity::end_session(&tx, id).await?;
    tx.commit(done).await?;
    visit.see("/account", Some("session-ended"))
}

/// Ends all of one's own sessions, this one too.
pub async fn end_sessions(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&[], &[])?;
    let account = session(&visit).await?.account;
    let tx = visit.write().await?;
    let done = identity::end_sessions(&tx, account).await?;
    tx.commit(done).await?;
    Ok(with_session(&visit, visit.see("/sign-in", Some("signed-out"))?, ""))
}
