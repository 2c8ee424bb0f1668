//! Roles: what a person is in a body, who may say so, and the verbs that follow.

use serde_json::json;
use uuid::Uuid;

use super::store::{self, Row};
use super::{MANAGE, subject};
use kernel::actor::Actor;
use kernel::audit::{Audited, Event};
use kernel::bodies;
use kernel::capability::Role;
use kernel::db::{Tx, WriteTx};
use kernel::error::{Error, Result};

/// A role that a person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// In which body.
    pub body: Uuid,
    /// Which.
    pub role: Role,
}

/// The roles of an account.
pub async fn roles_of(tx: &Tx, account: Uuid) -> Result<Vec<Held>> {
    let rows = store::roles(tx, account).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Role::from_key(&row.role).map(|role| Held { body: row.body_id, role }))
        .collect())
}

/// The actor that an account is. Whoever looks after the installation is an administrator of each
/// of its bodies, so that a new body has somebody to invite its people; the work itself takes a
/// role like everybody's.
pub(crate) async fn actor(
    tx: &Tx,
    account: &Row,
    verbs: &(dyn Fn(Role) -> Vec<&'static str> + Sync),
) -> Result<Actor> {
    let mut grants = Vec::new();
    let mut all = roles_of(tx, account.id).await?;
    if account.administrator {
        let bodies = bodies::list(tx).await?;
        all.extend(bodies.iter().map(|b| Held { body: b.id, role: Role::Administrator }));
    }
    for held in all {
        grants.extend(verbs(held.role).into_iter().map(|verb| (held.body, verb)));
    }
    Ok(Actor::person(account.id, &account.name, account.administrator, grants))
}

/// Whether an actor looks after the accounts of a body.
pub fn may_manage(actor: &Actor, body: Uuid) -> bool {
    actor.is_administrator() || actor.may(body, MANAGE)
}

/// Whether the actor looks after an account as a whole: disables it, resets it, changes its
/// address. Staff are shared between bodies, and none of them may lock a person out of another:
/// it takes every body where the person has a role. Installation administrators are looked after
/// by one another.
pub async fn may_manage_account(tx: &WriteTx, account: Uuid) -> Result<bool> {
    may_manage_whole(tx, tx.actor(), account).await
}

pub(crate) async fn may_manage_whole(tx: &Tx, actor: &Actor, account: Uuid) -> Result<bool> {
    let Some(row) = store::by_id(tx, account).await? else { return Ok(false) };
    if actor.is_administrator() {
        return Ok(true);
    }
    let held = roles_of(tx, account).await?;
    Ok(!row.administrator && !held.is_empty() && held.iter().all(|h| may_manage(actor, h.body)))
}

/// Who may change what somebody is in a body. Nobody gives themselves a role, but for the
/// administrators of the installation.
fn check(tx: &WriteTx, account: Uuid, body: Uuid) -> Result<()> {
    let actor = tx.actor();
    if !may_manage(actor, body) {
        return Err(Error::Forbidden(MANAGE));
    }
    if actor.account() == Some(account) && !actor.is_administrator() {
        return Err(Error::refused("identity-own-roles"));
    }
    Ok(())
}

/// Gives roles without asking who may; whether any is new.
pub(crate) async fn give(tx: &WriteTx, account: Uuid, held: &[Held]) -> Result<bool> {
    let mut any = false;
    for Held { body, role } in held {
        any |= store::grant(tx, account, *body, role.key()).await?;
    }
    Ok(any)
}

/// Gives a role. Sessions end and links that were sent die, so that nobody goes on with what
/// they were.
pub async fn grant_role(
    tx: &WriteTx,
    account: Uuid,
    body: Uuid,
    role: Role,
) -> Result<Audited<bool>> {
    check(tx, account, body)?;
    store::by_id(tx, account).await?.ok_or(Error::NotFound)?;
    let changed = store::grant(tx, account, body, role.key()).await?;
    if changed {
        store::next_generation(tx, account).await?;
    }
    Ok(Audited::new(changed, event("identity.role.granted", account, body, role, changed)))
}

/// Takes a role away.
pub async fn revoke_role(
    tx: &WriteTx,
    account: Uuid,
    body: Uuid,
    role: Role,
) -> Result<Audited<bool>> {
    check(tx, account, body)?;
    let changed = store::revoke(tx, account, body, role.key()).await?;
    if changed {
        store::next_generation(tx, account).await?;
    }
    Ok(Audited::new(changed, event("identity.role.revoked", account, body, role, changed)))
}

/// Makes the roles of a person in a body these and no others; how many changed.
pub async fn set_roles(
    tx: &WriteTx,
    account: Uuid,
    body: Uuid,
    roles: &[Role],
) -> Result<Audited<usize>> {
    check(tx, account, body)?;
    let held: Vec<Role> = roles_of(tx, account)
        .await?
        .into_iter()
        .filter(|held| held.body == body)
        .map(|held| held.role)
        .collect();
    let subject = kernel::Subject::new("identity.account", account);
    let mut done = Audited::new(0, Event::new("identity.roles.set", body, subject));
    let mut changed = 0;
    for role in Role::ALL {
        let step = match (held.contains(&role), roles.contains(&role)) {
            (false, true) => grant_role(tx, account, body, role).await?,
            (true, false) => revoke_role(tx, account, body, role).await?,
            _ => continue,
        };
        changed += usize::from(done.absorb(step));
    }
    Ok(done.map(|_: usize| changed))
}

fn event(name: &'static str, account: Uuid, body: Uuid, role: Role, changed: bool) -> Event {
    Event::new(name, body, subject(account)).with(json!({ "role": role.key(), "changed": changed }))
}

/// Makes somebody an administrator of the installation, or no longer one. The last active one
/// stays.
pub async fn make_administrator(
    tx: &WriteTx,
    account: Uuid,
    administrator: bool,
) -> Result<Audited<()>> {
    tx.actor().require_administrator()?;
    let row = store::by_id(tx, account).await?.ok_or(Error::NotFound)?;
    if row.administrator && !administrator {
        spare_last_administrator(tx, &row).await?;
    }
    store::set_administrator(tx, account, administrator).await?;
    store::next_generation(tx, account).await?;
    let event = Event::of_installation("identity.administrator.set", subject(account))
        .with(json!({ "administrator": administrator }));
    Ok(Audited::new((), event))
}

/// Refuses when the account is the last that can look after the installation.
pub(crate) async fn spare_last_administrator(tx: &WriteTx, row: &Row) -> Result<()> {
    let counts = row.administrator && row.state() == super::State::Active;
    if counts && store::hold_administrators(tx).await? <= 1 {
        return Err(Error::refused("identity-last-administrator"));
    }
    Ok(())
}
