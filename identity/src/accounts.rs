//! Accounts: made, found, disabled, enabled.

use serde_json::json;
use uuid::Uuid;

use super::roles::{self, Held};
use super::store::{self, Row};
use super::{Account, NewPassword, State, limits, may_manage_account, subject};
use kernel::audit::{Audited, Event};
use kernel::db::{Tx, WriteTx};
use kernel::error::{Error, Problems, Result};
use kernel::mail::Recipient;

/// Most characters of a name.
const LONGEST_NAME: usize = 200;

/// An account.
pub async fn account(tx: &Tx, id: Uuid) -> Result<Option<Account>> {
    Ok(store::by_id(tx, id).await?.map(|row| row.account()))
}

/// The account with an address.
pub async fn account_by_email(tx: &Tx, email: &str) -> Result<Option<Account>> {
    Ok(store::by_email(tx, email).await?.map(|row| row.account()))
}

/// All accounts by address, and how many there are.
pub async fn accounts(tx: &Tx, limit: i64, offset: i64) -> Result<(Vec<Account>, i64)> {
    let (rows, count) = store::all(tx, limit, offset).await?;
    Ok((rows.iter().map(Row::account).collect(), count))
}

/// The people of a body by address, and how many there are.
pub async fn people(tx: &Tx, body: Uuid, limit: i64, offset: i64) -> Result<(Vec<Account>, i64)> {
    let (rows, count) = store::of_body(tx, body, limit, offset).await?;
    Ok((rows.iter().map(Row::account).collect(), count))
}

/// The administrators of the installation.
pub async fn administrators(tx: &Tx) -> Result<Vec<Account>> {
    Ok(store::administrators(tx).await?.iter().map(Row::account).collect())
}

/// Checks what is typed about a person.
pub(crate) fn check(email: &str, name: &str) -> Result<()> {
    let name = name.trim();
    let mut problems = Problems::new();
    problems.require(Recipient::new(email, "").is_ok(), "email", "identity-email-form");
    problems.require(!name.is_empty(), "name", "identity-name-missing");
    let name_ok = name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control);
    problems.require(name_ok, "name", "identity-name-form");
    problems.check()
}

/// An account that is ready to sign in: for commands on the machine and the demonstration.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// Its address.
    pub email: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// Whether they look after the installation.
    pub administrator: bool,
    /// Their roles.
    pub roles: &'a [Held],
    /// Their password.
    pub password: &'a NewPassword,
}

/// Makes an account with a password, without an invitation. By the product itself only.
pub async fn add(tx: &WriteTx, new: &NewAccount<'_>) -> Result<Audited<Account>> {
    if !tx.actor().is_system() {
        return Err(Error::Forbidden("system"));
    }
    check(new.email, new.name)?;
    if store::by_email(tx, new.email).await?.is_some() {
        return Err(Error::invalid("email", "identity-email-taken"));
    }
    let insert = store::Insert {
        email: new.email,
        name: new.name,
        password: Some(&new.password.0),
        state: State::Active,
        administrator: new.administrator,
    };
    let id = store::insert(tx, &insert).await?;
    roles::give(tx, id, new.roles).await?;
    let account = account(tx, id).await?.ok_or(Error::NotFound)?;
    let event = Event::of_installation("identity.account.added", account.subject())
        .with(json!({ "administrator": new.administrator, "roles": new.roles.len() }));
    Ok(Audited::new(account, event))
}

async fn managed(tx: &WriteTx, id: Uuid) -> Result<Row> {
    if !may_manage_account(tx, id).await? {
        return Err(Error::NotFound);
    }
    store::by_id(tx, id).await?.ok_or(Error::NotFound)
}

fn not_oneself(tx: &WriteTx, id: Uuid) -> Result<()> {
    if tx.actor().account() == Some(id) {
        return Err(Error::refused("identity-own-account"));
    }
    Ok(())
}

async fn become_state(tx: &WriteTx, row: &Row, next: State) -> Result<()> {
    if !row.state().can_become(next) {
        return Err(Error::refused("identity-state-stays"));
    }
    store::set_state(tx, row.id, next).await?;
    store::next_generation(tx, row.id).await?;
    Ok(())
}

/// Ends a person's access: sessions and links die at once; what they did stays under their name.
pub async fn disable(tx: &WriteTx, id: Uuid) -> Result<Audited<()>> {
    let row = managed(tx, id).await?;
    not_oneself(tx, id)?;
    roles::spare_last_administrator(tx, &row).await?;
    become_state(tx, &row, State::Disabled).await?;
    Ok(Audited::new((), Event::of_installation("identity.account.disabled", subject(id))))
}

/// Gives access back, as it was: with the password if there was one, else a new invitation is
/// needed.
pub async fn enable(tx: &WriteTx, id: Uuid) -> Result<Audited<State>> {
    let row = managed(tx, id).await?;
    let next = if row.password.is_some() { State::Active } else { State::Invited };
    if row.state() != State::Disabled {
        return Err(Error::refused("identity-state-stays"));
    }
    become_state(tx, &row, next).await?;
    Ok(Audited::new(next, Event::of_installation("identity.account.enabled", subject(id))))
}

/// Changes a person's address. Links that were sent to the old one are dead.
pub async fn change_email(tx: &WriteTx, id: Uuid, email: &str) -> Result<Audited<()>> {
    let row = managed(tx, id).await?;
    check(email, &row.name)?;
    if store::by_email(tx, email).await?.is_some_and(|other| other.id != id) {
        return Err(Error::invalid("email", "identity-email-taken"));
    }
    store::set_email(tx, id, email).await?;
    store::next_generation(tx, id).await?;
    Ok(Audited::new((), Event::of_installation("identity.account.email-changed", subject(id))))
}

/// Lets a person try again at once after too many wrong passwords or codes.
pub async fn unlock(tx: &WriteTx, id: Uuid) -> Result<Audited<()>> {
    let row = managed(tx, id).await?;
    limits::PASSWORD.clear(tx, &row.email_key).await?;
    limits::CODE.clear(tx, &id.to_string()).await?;
    Ok(Audited::new((), Event::of_installation("identity.account.unlocked", subject(id))))
}
