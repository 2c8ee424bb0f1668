//! What a capability declares about itself to the kernel. The server joins these; nobody else
//! holds the list, and the kernel names no capability.

use std::sync::Arc;

use uuid::Uuid;

use crate::core::{BoxFuture, Core, Gate};
use crate::db::Tx;
use crate::db::migrate::Migration;
use crate::error::Result;

/// The roles a person can hold in a body. Each capability says which of its verbs each role has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks after the body's accounts, roles and details.
    Administrator,
    /// Runs engagement: publishes, replies, signs off.
    Lead,
    /// Does the daily work: enters, reads, themes, drafts.
    Officer,
    /// Guards personal details: redacts, erases, sees originals.
    DataProtection,
    /// Decides: records decisions and owns actions.
    DecisionMaker,
    /// Looks, changes nothing: internal audit, scrutiny, regulators.
    Observer,
}

impl Role {
    /// Every role, in the order in which people see them.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::Lead,
        Self::Officer,
        Self::DataProtection,
        Self::DecisionMaker,
        Self::Observer,
    ];

    /// Its name in the database and in message keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Lead => "lead",
            Self::Officer => "officer",
            Self::DataProtection => "data-protection",
            Self::DecisionMaker => "decision-maker",
            Self::Observer => "observer",
        }
    }

    /// The role of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// A verb, in plain words, and who has it.
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    /// Capability and verb: `thread.redact`.
    pub verb: &'static str,
    /// What it lets a person do, in words for the page that explains roles (abuse case A43).
    pub says: &'static str,
    /// The roles that have it.
    pub roles: &'static [Role],
}

/// What a job is given.
#[derive(Clone)]
pub struct JobContext {
    /// The installation's services.
    pub core: Arc<Core>,
    /// What it was asked to do, as JSON.
    pub payload: serde_json::Value,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// The right to run it: shown by [`JobContext::write`].
    pub lease: crate::jobs::Lease,
}

/// Work done later, at least once: it must bear being run again.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// `thread.send-receipt`.
    pub name: &'static str,
    /// Does it.
    pub run: fn(JobContext) -> BoxFuture<'static, Result<()>>,
    /// When it comes round by itself, as a cron line in Europe/London.
    pub every: Option<&'static str>,
}

/// An event of some capability (`thread.reply.published.v1`) and the job that hears it.
#[derive(Debug, Clone, Copy)]
pub struct Hears {
    /// The event's name.
    pub event: &'static str,
    /// Name of the job that is queued, with the event's JSON as its payload.
    pub job: &'static str,
}

/// Where a subject is shown, and what it is called.
#[derive(Debug, Clone)]
pub struct Shown {
    /// A title for people who may see it.
    pub title: String,
    /// Its page, from the root of the site.
    pub address: String,
    /// Whose it is.
    pub body: Uuid,
    /// Verb needed to see it; none when it is public.
    pub verb: Option<&'static str>,
}

/// A kind of subject and how to show one.
#[derive(Clone, Copy)]
pub struct SubjectKind {
    /// `thread.voice`.
    pub kind: &'static str,
    /// Finds title and address; `None` when it does not exist.
    pub show: for<'a> fn(&'a Tx, Uuid) -> BoxFuture<'a, Result<Option<Shown>>>,
}

/// A figure that a capability offers to reports and front pages.
#[derive(Clone, Copy)]
pub struct Figure {
    /// `thread.voices-received`.
    pub name: &'static str,
    /// Its value for a body, a plain count.
    pub of: for<'a> fn(&'a Tx, Uuid) -> BoxFuture<'a, Result<i64>>,
}

/// How long a kind of row is kept, and what starts the clock (R-DP-07; each is a setting).
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// The table.
    pub table: &'static str,
    /// What it holds, in plain words.
    pub holds: &'static str,
    /// Whether rows can name or describe a person.
    pub personal: bool,
    /// Years kept by default; none while its body exists.
    pub years: Option<u8>,
    /// What the years are counted from.
    pub from: &'static str,
}

/// The kernel's half of a capability.
#[derive(Default)]
pub struct Capability {
    /// Its name, which its tables and verbs begin with.
    pub name: &'static str,
    /// Its tables.
    pub migrations: Vec<Migration>,
    /// Its verbs.
    pub permissions: &'static [Permission],
    /// Its jobs.
    pub jobs: Vec<JobKind>,
    /// The events it hears.
    pub hears: &'static [Hears],
    /// Its subjects.
    pub subjects: Vec<SubjectKind>,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// How long each of its tables is kept.
    pub retention: &'static [Retention],
    /// The steps of others that it may stop.
    pub gates: Vec<(&'static str, Gate)>,
    /// Its SQL, by name, to be prepared on both engines in a test.
    pub statements: Vec<(&'static str, &'static str)>,
}

/// All capabilities, as the server joined them.
#[derive(Default)]
pub struct Registry {
    /// In the order of the storeys.
    pub capabilities: Vec<Capability>,
}

impl Registry {
    /// The kernel's own declarations, and those of the capabilities.
    pub fn new(capabilities: impl IntoIterator<Item = Capability>) -> Self {
        Self { capabilities: std::iter::once(crate::capability()).chain(capabilities).collect() }
    }

    /// Every migration.
    pub fn migrations(&self) -> Vec<Migration> {
        self.capabilities.iter().flat_map(|c| c.migrations.iter().copied()).collect()
    }

    /// Every gate.
    pub fn gates(&self) -> Vec<(&'static str, Gate)> {
        self.capabilities.iter().flat_map(|c| c.gates.iter().copied()).collect()
    }

    /// Who hears which event.
    pub fn hears(&self) -> Vec<Hears> {
        self.capabilities.iter().flat_map(|c| c.hears.iter().copied()).collect()
    }

    /// Every permission.
    pub fn permissions(&self) -> impl Iterator<Item = &'static Permission> + '_ {
        self.capabilities.iter().flat_map(|c| c.permissions)
    }

    /// The verbs that a role has.
    pub fn verbs_of(&self, role: Role) -> Vec<&'static str> {
        self.permissions().filter(|p| p.roles.contains(&role)).map(|p| p.verb).collect()
    }

    /// A kind of subject.
    pub fn subject(&self, kind: &str) -> Option<&SubjectKind> {
        self.capabilities.iter().flat_map(|c| &c.subjects).find(|s| s.kind == kind)
    }

    /// A kind of job.
    pub fn job(&self, name: &str) -> Option<JobKind> {
        self.capabilities.iter().flat_map(|c| &c.jobs).find(|j| j.name == name).copied()
    }
}
