//! Signing in, in two steps, and changing one's password.

use serde_json::json;
use uuid::Uuid;

use super::password::{Checked, NewPassword};
use super::sessions::{self, Session, Stage};
use super::{Caller, State, Tried, limits, second_step, store, subject};
use kernel::audit::{Audited, Event};
use kernel::db::WriteTx;
use kernel::error::{Error, Result};

/// What a right password or code opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The secret for the cookie.
    pub token: String,
    /// How far the person has got.
    pub stage: Stage,
    /// Whether the second step must first be set up.
    pub must_enrol: bool,
}

fn failed<T>(name: &'static str, account: Option<Uuid>, tried: Tried<T>) -> Audited<Tried<T>> {
    let locked = matches!(tried, Tried::Locked { .. });
    let event = Event::of_installation(name, subject(account.unwrap_or_default()))
        .with(json!({ "locked": locked }));
    Audited::new(tried, event)
}

/// Whether the password was right and is still the account's. Counts it if not.
async fn settle(tx: &WriteTx, checked: &Checked) -> Result<Tried<(Uuid, i64)>> {
    let (secrets, now) = (&tx.core().secrets, tx.now());
    for (limit, of) in
        [(limits::PASSWORD, &checked.email_key), (limits::CALLER, &checked.caller.address)]
    {
        if let Some(retry_after) = limit.locked(tx, secrets, now, of).await? {
            return Ok(Tried::Locked { retry_after });
        }
    }
    if let (true, Some((id, generation))) = (checked.right, checked.account)
        && let Some(row) = store::by_id(tx, id).await?
        && row.generation == generation
        && row.state() == State::Active
    {
        limits::PASSWORD.clear(tx, &checked.email_key).await?;
        return Ok(Tried::Done((id, generation)));
    }
    limits::PASSWORD.count(tx, &checked.email_key).await?;
    limits::CALLER.count(tx, &checked.caller.address).await?;
    Ok(Tried::Wrong)
}

/// The first step: a password that was compared. Commit the outcome whatever it is.
pub async fn sign_in(tx: &WriteTx, checked: &Checked) -> Result<Audited<Tried<Entered>>> {
    let who = checked.account.map(|(id, _)| id);
    let (id, generation) = match settle(tx, checked).await? {
        Tried::Done(found) => found,
        Tried::Wrong => return Ok(failed("identity.sign-in.failed", who, Tried::Wrong)),
        Tried::Locked { retry_after } => {
            return Ok(failed("identity.sign-in.failed", who, Tried::Locked { retry_after }));
        }
    };
    let row = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let has_second = row.totp.is_some();
    let stage = if has_second || tx.core().settings.sign_in.second_step {
        Stage::Password
    } else {
        Stage::Full
    };
    let token = sessions::begin(tx, id, generation, stage, &checked.caller.agent).await?;
    let name = match stage {
        Stage::Password => "identity.sign-in.password-right",
        Stage::Full => "identity.signed-in",
    };
    let must_enrol = stage == Stage::Password && !has_second;
    let entered = Entered { token, stage, must_enrol };
    Ok(Audited::new(Tried::Done(entered), Event::of_installation(name, subject(id))))
}

/// The second step: a code from the person's app, or one of their recovery codes. The session
/// that the password opened ends and a new one begins.
pub async fn check_code(
    tx: &WriteTx,
    session: &Session,
    caller: &Caller,
    code: &str,
) -> Result<Audited<Tried<Entered>>> {
    let account = session.account;
    let row = store::by_id(tx, account).await?.ok_or(Error::NotFound)?;
    if !sessions::still_open(tx, session, &row).await? || row.totp.is_none() {
        return Err(Error::Forbidden("sign-in"));
    }
    let outcome = second_step::try_code(tx, &row, caller, code).await?;
    let used = match outcome {
        Tried::Done(used) => used,
        Tried::Wrong => {
            return Ok(failed("identity.sign-in.code-wrong", Some(account), Tried::Wrong));
        }
        Tried::Locked { retry_after } => {
            let locked = Tried::Locked { retry_after };
            return Ok(failed("identity.sign-in.code-wrong", Some(account), locked));
        }
    };
    let token = sessions::renew(tx, session, row.generation, &caller.agent).await?;
    let entered = Entered { token, stage: Stage::Full, must_enrol: false };
    let event = Event::of_installation("identity.signed-in", subject(account))
        .with(json!({ "with": used.key() }));
    Ok(Audited::new(Tried::Done(entered), event))
}

/// Changes one's own password, with the present one. All sessions end; the token of a new one
/// comes back.
pub async fn change_password(
    tx: &WriteTx,
    session: &Session,
    checked: &Checked,
    new: &NewPassword,
) -> Result<Audited<Tried<String>>> {
    let account = session.account;
    if session.stage != Stage::Full || checked.account.is_none_or(|(id, _)| id != account) {
        return Err(Error::Forbidden("sign-in"));
    }
    match settle(tx, checked).await? {
        Tried::Done(_) => {}
        Tried::Wrong => {
            return Ok(failed("identity.password.change-refused", Some(account), Tried::Wrong));
        }
        Tried::Locked { retry_after } => {
            let locked = Tried::Locked { retry_after };
            return Ok(failed("identity.password.change-refused", Some(account), locked));
        }
    }
    store::set_password(tx, account, &new.0).await?;
    let generation = store::next_generation(tx, account).await?;
    let agent = &checked.caller.agent;
    let token = sessions::begin(tx, account, generation, Stage::Full, agent).await?;
    let event = Event::of_installation("identity.password.changed", subject(account));
    Ok(Audited::new(Tried::Done(token), event))
}

/// Whether a password that was compared proves the person of this session; counts it if not.
pub(crate) async fn prove(tx: &WriteTx, session: &Session, checked: &Checked) -> Result<Tried<()>> {
    if checked.account.is_none_or(|(id, _)| id != session.account) {
        return Err(Error::Forbidden("sign-in"));
    }
    Ok(match settle(tx, checked).await? {
        Tried::Done(_) => Tried::Done(()),
        Tried::Wrong => Tried::Wrong,
        Tried::Locked { retry_after } => Tried::Locked { retry_after },
    })
}
