//! Invitations and resets: links for one purpose, once, for a while, and only as long as the
//! account stays as it was when they were sent (abuse cases A09, A42).

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use super::roles::{self, Held};
use super::store::{self, Row};
use super::{
    Account, Caller, MANAGE, NewPassword, State, accounts, limits, may_manage, may_manage_account,
    subject,
};
use kernel::audit::{Audited, Event};
use kernel::db::{Tx, WriteTx};
use kernel::error::{Error, Result};
use kernel::ids;

/// What a link is for; it works for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To take up an invitation.
    Invitation,
    /// To choose a new password.
    Reset,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// How long it works.
    pub fn lasts(self) -> TimeDelta {
        match self {
            Self::Invitation => TimeDelta::days(7),
            Self::Reset => TimeDelta::hours(1),
        }
    }

    /// The state in which an account must be for it to work.
    fn state(self) -> State {
        match self {
            Self::Invitation => State::Invited,
            Self::Reset => State::Active,
        }
    }
}

/// A link to be sent, within the transaction that made it.
#[derive(Debug, Clone)]
pub struct Issued {
    /// For whom.
    pub account: Account,
    /// The secret of the link; only its digest is kept.
    pub token: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

async fn issue(tx: &WriteTx, account: Uuid, purpose: Purpose) -> Result<Issued> {
    let row = store::by_id(tx, account).await?.ok_or(Error::NotFound)?;
    let token = ids::token(&*tx.core().chance);
    let expires_at = tx.now() + purpose.lasts();
    store::add_link(tx, &ids::token_digest(&token), &row, purpose.key(), expires_at).await?;
    Ok(Issued { account: row.account(), token, expires_at })
}

async fn find(tx: &Tx, purpose: Purpose, token: &str, now: DateTime<Utc>) -> Result<Option<Row>> {
    let digest = ids::token_digest(token);
    let Some(link) = store::find_link(tx, &digest, purpose.key()).await? else { return Ok(None) };
    let Some(row) = store::by_id(tx, link.account_id).await? else { return Ok(None) };
    let works = link.generation == row.generation
        && now < link.expires_at
        && row.state() == purpose.state();
    Ok(works.then_some(row))
}

/// Whose link it is, if it still works.
pub async fn look_up(
    tx: &Tx,
    purpose: Purpose,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<Account>> {
    Ok(find(tx, purpose, token, now).await?.map(|row| row.account()))
}

/// Takes a link: it works for whoever is first, once.
async fn take(tx: &WriteTx, purpose: Purpose, token: &str) -> Result<Row> {
    let dead = || Error::refused("identity-link-dead");
    let row = find(tx, purpose, token, tx.now()).await?.ok_or_else(dead)?;
    if !store::take_link(tx, &ids::token_digest(token), purpose.key()).await? {
        return Err(dead());
    }
    Ok(row)
}

/// Who is to be invited, as what.
#[derive(Debug, Clone)]
pub struct Invite {
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether to look after the installation.
    pub administrator: bool,
    /// Roles in bodies.
    pub roles: Vec<Held>,
}

/// What became of an invitation.
#[derive(Debug, Clone)]
pub enum Invited {
    /// A link is to be sent.
    Sent(Issued),
    /// They have an account already, which now has the roles as well.
    Known(Account),
}

impl Invited {
    /// The account.
    pub fn account(&self) -> &Account {
        match self {
            Self::Sent(issued) => &issued.account,
            Self::Known(account) => account,
        }
    }
}

/// Invites somebody. Whoever was invited before gets a new link and the old one dies; whoever
/// can sign in already is given the roles.
pub async fn invite(tx: &WriteTx, what: &Invite) -> Result<Audited<Invited>> {
    accounts::check(&what.email, &what.name)?;
    let actor = tx.actor();
    if what.administrator {
        actor.require_administrator()?;
    }
    if what.roles.is_empty() && !what.administrator {
        return Err(Error::invalid("roles", "identity-roles-missing"));
    }
    if what.roles.iter().any(|held| !may_manage(actor, held.body)) {
        return Err(Error::Forbidden(MANAGE));
    }
    let known = store::by_email(tx, &what.email).await?;
    if let Some(row) = &known {
        check_known(tx, row)?;
    }
    let id = if let Some(row) = &known {
        row.id
    } else {
        let insert = store::Insert {
            email: &what.email,
            name: &what.name,
            password: None,
            state: State::Invited,
            administrator: what.administrator,
        };
        store::insert(tx, &insert).await?
    };
    if what.administrator && known.is_some() {
        store::set_administrator(tx, id, true).await?;
    }
    let changed = roles::give(tx, id, &what.roles).await?;
    let invited = known.as_ref().is_none_or(|row| row.state() == State::Invited);
    if changed || invited || what.administrator {
        store::next_generation(tx, id).await?;
    }
    let outcome = if invited {
        Invited::Sent(issue(tx, id, Purpose::Invitation).await?)
    } else {
        let row = store::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        Invited::Known(row.account())
    };
    Ok(audit_invitation(outcome, what))
}

fn check_known(tx: &WriteTx, row: &Row) -> Result<()> {
    if row.state() == State::Disabled {
        return Err(Error::invalid("email", "identity-disabled"));
    }
    if tx.actor().account() == Some(row.id) && !tx.actor().is_administrator() {
        return Err(Error::refused("identity-own-roles"));
    }
    Ok(())
}

fn audit_invitation(outcome: Invited, what: &Invite) -> Audited<Invited> {
    let subject = outcome.account().subject();
    let installation = Event::of_installation("identity.account.invited", subject.clone())
        .with(json!({ "administrator": what.administrator }));
    let mut done = Audited::new(outcome, installation);
    for Held { body, role } in &what.roles {
        let event = Event::new("identity.account.invited-as", *body, subject.clone())
            .with(json!({ "role": role.key() }));
        done = done.and(event);
    }
    done
}

/// Takes up an invitation: the person's own name and password. They sign in with it next.
pub async fn accept_invitation(
    tx: &WriteTx,
    token: &str,
    name: &str,
    password: &NewPassword,
) -> Result<Audited<Account>> {
    let row = take(tx, Purpose::Invitation, token).await?;
    accounts::check(&row.email, name)?;
    store::set_name(tx, row.id, name).await?;
    store::set_password(tx, row.id, &password.0).await?;
    store::next_generation(tx, row.id).await?;
    let account = store::by_id(tx, row.id).await?.ok_or(Error::NotFound)?.account();
    let event = Event::of_installation("identity.account.activated", subject(row.id));
    Ok(Audited::new(account, event))
}

/// Asks for a link to choose a new password. Commit it, send what it gives if anything, and say
/// the same to the person whatever it was: nobody learns here who has an account.
pub async fn request_reset(
    tx: &WriteTx,
    email: &str,
    caller: &Caller,
) -> Result<Audited<Option<Issued>>> {
    let key = store::email_key(email);
    let (secrets, now) = (&tx.core().secrets, tx.now());
    let mut over = false;
    for (limit, of) in [(limits::RESET, &key), (limits::RESET_CALLER, &caller.address)] {
        // What is over the limit is not counted, or asking on and on would shut the owner out.
        if limit.locked(tx, secrets, now, of).await?.is_some() {
            over = true;
        } else {
            limit.count(tx, of).await?;
        }
    }
    let row = store::by_email(tx, email).await?;
    let may = !over && row.as_ref().is_some_and(|row| row.state() == State::Active);
    let who = row.as_ref().map(|row| row.id).unwrap_or_default();
    let issued = if may { Some(issue(tx, who, Purpose::Reset).await?) } else { None };
    let event = Event::of_installation("identity.reset.asked", subject(who))
        .with(json!({ "sent": issued.is_some() }));
    Ok(Audited::new(issued, event))
}

/// Makes such a link for somebody one looks after.
pub async fn send_reset(tx: &WriteTx, account: Uuid) -> Result<Audited<Issued>> {
    if !may_manage_account(tx, account).await? {
        return Err(Error::NotFound);
    }
    let row = store::by_id(tx, account).await?.ok_or(Error::NotFound)?;
    if row.state() != State::Active {
        return Err(Error::refused("identity-not-active"));
    }
    let issued = issue(tx, account, Purpose::Reset).await?;
    Ok(Audited::new(issued, Event::of_installation("identity.reset.sent", subject(account))))
}

/// Chooses a new password with a link. All sessions end, too many wrong attempts are forgiven,
/// and the second step stays: a mailbox alone opens nothing.
pub async fn reset_password(
    tx: &WriteTx,
    token: &str,
    password: &NewPassword,
) -> Result<Audited<Account>> {
    let row = take(tx, Purpose::Reset, token).await?;
    store::set_password(tx, row.id, &password.0).await?;
    store::next_generation(tx, row.id).await?;
    limits::PASSWORD.clear(tx, &row.email_key).await?;
    let event = Event::of_installation("identity.password.reset", subject(row.id));
    Ok(Audited::new(row.account(), event))
}
