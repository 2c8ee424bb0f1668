//! Who may sign in, and as what: accounts, roles per body, sessions, invitations, resets, and the
//! second step.
//!
//! One number holds it together. Every account has a *generation*, which rises whenever what it
//! may do or how it proves itself changes: a password set, a role given or taken, the second step
//! reset, the address changed, the account disabled. Sessions and links that were sent carry the
//! generation in which they were made and are dead in any other, so that none outlives the state
//! it was made for, whatever the order of events (abuse cases A09, A13, A42).
//!
//! Hashing a password takes tens of milliseconds and is done before a transaction begins:
//! [`Checked`] and [`NewPassword`] carry the outcome into the action.

mod accounts;
mod limits;
mod links;
mod migrations;
mod password;
mod roles;
mod second_step;
mod sessions;
mod sign_in;
mod store;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use accounts::{
    NewAccount, account, account_by_email, accounts, add, administrators, change_email, disable,
    enable, people, unlock,
};
pub use links::{
    Invite, Invited, Issued, Purpose, accept_invitation, invite, look_up, request_reset,
    reset_password, send_reset,
};
pub use password::{Checked, NewPassword, check_password};
pub use roles::{
    Held, grant_role, make_administrator, may_manage, may_manage_account, revoke_role, roles_of,
    set_roles,
};
pub use second_step::{
    Enrolled, Secret, confirm_second_step, offer_second_step, pending_second_step, recovery_left,
    renew_recovery, reset_second_step,
};
pub use sessions::{
    OpenSession, Session, SignedIn, Stage, end_session, end_sessions, open_session, resolve,
    sessions_of, sign_out, sweep,
};
pub use sign_in::{Entered, change_password, check_code, sign_in};

use kernel::Subject;
use kernel::capability::{Capability, Permission, Retention, Role};

/// What identity declares to the kernel.
pub fn capability() -> Capability {
    Capability {
        name: "identity",
        migrations: migrations::all(),
        permissions: PERMISSIONS,
        retention: RETENTION,
        statements: store::STATEMENTS.to_vec(),
        ..Default::default()
    }
}

/// The verb that lets a person look after the accounts of a body.
pub const MANAGE: &str = "identity.accounts";

/// The verbs of identity.
const PERMISSIONS: &[Permission] = &[Permission {
    verb: MANAGE,
    says: "invite people, give and take roles, and end access",
    roles: &[Role::Administrator],
}];

/// How long the tables of identity are kept.
const RETENTION: &[Retention] = &[
    kept("account", "People who can sign in: name, address, password digest", true),
    kept("account_role", "What they are in which body", true),
    kept("account_recovery", "Digests of their recovery codes", true),
    kept("account_session", "Browsers that are signed in; swept each night", true),
    kept("account_link", "Digests of links that were sent; swept each night", true),
    kept("attempt_limit", "Keyed digests of who tried too often; swept each night", false),
];

const fn kept(table: &'static str, holds: &'static str, personal: bool) -> Retention {
    Retention { table, holds, personal, years: None, from: "" }
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Asked to join; has no password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Cannot sign in; what it did stays.
    Disabled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Disabled];

    /// Its name in the database and in message keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// Which states may follow.
    pub fn can_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Invited, Self::Active | Self::Disabled)
                | (Self::Active, Self::Disabled)
                | (Self::Disabled, Self::Active | Self::Invited)
        )
    }

    fn from_key(key: &str) -> Self {
        // An unknown word can only come from a hand in the database: the safe reading is 'no'.
        Self::ALL.into_iter().find(|s| s.key() == key).unwrap_or(Self::Disabled)
    }
}

/// An account, without anything that would help to break into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Address as it was typed.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// Whether they look after the installation.
    pub administrator: bool,
    /// Whether a second step is set up.
    pub second_step: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    pub(crate) generation: i64,
}

impl Account {
    /// As a subject.
    pub fn subject(&self) -> Subject {
        subject(self.id)
    }
}

fn subject(account: Uuid) -> Subject {
    Subject::new("identity.account", account)
}

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The network address, for limits; stored only as a keyed digest.
    pub address: String,
    /// The browser, as it calls itself, so that a person knows their own sessions.
    pub agent: String,
}

/// What became of an attempt to prove something. A wrong attempt is committed like a right one,
/// because it counts towards the limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried<T> {
    /// It was right.
    Done(T),
    /// It was not; nothing says what was wrong with it (abuse case A12).
    Wrong,
    /// Too many wrong ones; even the right one is refused for so many seconds.
    Locked {
        /// Seconds.
        retry_after: u64,
    },
}

impl<T> Tried<T> {
    /// What was gained, if it was right.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(value) => Some(value),
            Self::Wrong | Self::Locked { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::State::{self, Active, Disabled, Invited};

    #[test]
    fn an_account_goes_from_state_to_state_as_it_should_and_not_otherwise() {
        let moves = [
            (Invited, Active),
            (Invited, Disabled),
            (Active, Disabled),
            (Disabled, Active),
            (Disabled, Invited),
        ];
        for from in State::ALL {
            for to in State::ALL {
                assert_eq!(from.can_become(to), moves.contains(&(from, to)), "{from:?} {to:?}");
            }
        }
        assert_eq!(State::from_key("deleted by hand"), Disabled);
    }
}
