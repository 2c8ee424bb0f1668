//! Who is acting, and what they may do.

use std::sync::Arc;

use uuid::Uuid;

use crate::error::{Error, Result};

/// Someone or something that acts.
#[derive(Debug, Clone)]
pub struct Actor(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    account: Option<Uuid>,
    name: String,
    role: String,
    administrator: bool,
    /// Verb and the body it is held for, sorted.
    grants: Vec<(Uuid, &'static str)>,
    system: bool,
    request: String,
}

impl Actor {
    /// A member of the public, without an account.
    pub fn public() -> Self {
        Self(Arc::new(Inner {
            account: None,
            name: String::new(),
            role: "public".into(),
            administrator: false,
            grants: Vec::new(),
            system: false,
            request: String::new(),
        }))
    }

    /// The product itself: a job, a command of the administrator on the machine.
    pub fn system(role: &str) -> Self {
        Self(Arc::new(Inner {
            account: None,
            name: role.to_owned(),
            role: format!("system:{role}"),
            administrator: true,
            grants: Vec::new(),
            system: true,
            request: String::new(),
        }))
    }

    /// A person with an account and the verbs their roles give them, each for a body.
    pub fn person(
        account: Uuid,
        name: &str,
        administrator: bool,
        mut grants: Vec<(Uuid, &'static str)>,
    ) -> Self {
        grants.sort_unstable();
        grants.dedup();
        Self(Arc::new(Inner {
            account: Some(account),
            name: name.to_owned(),
            role: "staff".into(),
            administrator,
            grants,
            system: false,
            request: String::new(),
        }))
    }

    /// The same actor, acting in one request of the log.
    #[must_use]
    pub fn in_request(&self, id: &str) -> Self {
        Self(Arc::new(Inner {
            account: self.0.account,
            name: self.0.name.clone(),
            role: self.0.role.clone(),
            administrator: self.0.administrator,
            grants: self.0.grants.clone(),
            system: self.0.system,
            request: id.to_owned(),
        }))
    }

    /// The account, when it is a person with one.
    pub fn account(&self) -> Option<Uuid> {
        self.0.account
    }

    /// The account, or `Forbidden`.
    pub fn person_id(&self) -> Result<Uuid> {
        self.0.account.ok_or(Error::Forbidden("sign-in"))
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What the record and the audit say: `public`, `staff`, `system:import`.
    pub fn role(&self) -> &str {
        &self.0.role
    }

    /// Whether they look after the installation (bodies, accounts, jobs).
    pub fn is_administrator(&self) -> bool {
        self.0.administrator
    }

    /// Whether it is the product itself.
    pub fn is_system(&self) -> bool {
        self.0.system
    }

    /// The request in whose course they act.
    pub fn request(&self) -> &str {
        &self.0.request
    }

    /// Whether they may do this for the body.
    pub fn may(&self, body: Uuid, verb: &str) -> bool {
        self.0.system
            || self.0.grants.binary_search_by(|(b, v)| (b, *v).cmp(&(&body, verb))).is_ok()
    }

    /// Whether they may do this for any body at all.
    pub fn may_anywhere(&self, verb: &str) -> bool {
        self.0.system || self.0.grants.iter().any(|(_, v)| *v == verb)
    }

    /// The bodies for which they hold a verb.
    pub fn bodies_with(&self, verb: &str) -> Vec<Uuid> {
        self.0.grants.iter().filter(|(_, v)| *v == verb).map(|(b, _)| *b).collect()
    }

    /// The bodies for which they hold anything.
    pub fn bodies(&self) -> Vec<Uuid> {
        let mut bodies: Vec<_> = self.0.grants.iter().map(|(b, _)| *b).collect();
        bodies.dedup();
        bodies
    }

    /// `Forbidden` unless they may do this for the body.
    pub fn require(&self, body: Uuid, verb: &'static str) -> Result<()> {
        if self.may(body, verb) { Ok(()) } else { Err(Error::Forbidden(verb)) }
    }

    /// `Forbidden` unless they look after the installation.
    pub fn require_administrator(&self) -> Result<()> {
        if self.0.administrator { Ok(()) } else { Err(Error::Forbidden("administrator")) }
    }
}
