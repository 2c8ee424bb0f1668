//! Carrying the plan out, through the product's own actions and no other way.

mod care;
mod decisions;
mod ground;
mod people;
mod reading;
mod replies;
mod together;
mod voices;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::capability::Registry;
use kernel::clock::StoppedClock;
use kernel::error::{Error, Result};
use kernel::jobs::Worker;
use kernel::{Actor, Core};
use uuid::Uuid;

use crate::content::Content;
use crate::plan::{Answering, Plan, Step};
use crate::sign_ins::SignIn;
use together::Together;

/// The seed of the picture.
const SEED: u64 = 2013;
/// Days before the first voice on which bodies and staff are set up.
const BEFORE: i64 = 10;
/// Jobs that one round of work runs at most.
const JOBS: usize = 500;

/// What was made.
#[derive(Debug)]
pub struct Built {
    /// Who can sign in.
    pub sign_ins: Vec<SignIn>,
    /// How many voices were heard.
    pub voices: usize,
    /// The bodies, by slug.
    pub bodies: BTreeMap<String, Uuid>,
}

/// A voice that was received.
struct Heard {
    id: Uuid,
    reference: String,
    /// Which voice of the plan.
    planned: usize,
    read: bool,
    reviewed: bool,
}

/// The demonstration as far as it has come.
struct Making<'a> {
    core: &'a Arc<Core>,
    content: &'a Content,
    plan: &'a Plan,
    bodies: BTreeMap<String, Uuid>,
    people: BTreeMap<String, Actor>,
    services: Vec<BTreeMap<String, Uuid>>,
    practices: Vec<Vec<Uuid>>,
    themes: BTreeMap<String, Uuid>,
    /// Themes no longer in use, and where their voices went.
    gone: BTreeMap<String, Option<String>>,
    heard: Vec<Vec<Heard>>,
    decisions: BTreeMap<usize, Uuid>,
    actions: BTreeMap<(usize, usize), Uuid>,
    replies: BTreeMap<Answering, Uuid>,
    worker: Worker,
}

/// Makes the demonstration in an empty, migrated database. The clock must be the core's own; it
/// ends at the moment from which it is handed in.
pub async fn build(core: &Arc<Core>, clock: &StoppedClock, registry: &Registry) -> Result<Built> {
    let now = core.clock.now();
    let content = Content::read().map_err(Error::Internal)?;
    let plan = Plan::make(&content, now, SEED).map_err(Error::Internal)?;
    clock.set(crate::plan::moment(now, crate::plan::DAYS + BEFORE, 9 * 60));
    let mut making = Making::new(core, &content, &plan, registry);
    making.ground().await?;
    let sign_ins = making.staff(registry).await?;
    making.places().await?;
    making.codebooks().await?;
    for happening in &plan.happenings {
        clock.set(happening.at.max(core.clock.now()));
        making
            .step(&happening.step)
            .await
            .map_err(|error| at(happening.at, &happening.step, &error))?;
    }
    clock.set(now);
    let voices = making.heard.iter().map(Vec::len).sum();
    Ok(Built { sign_ins, voices, bodies: making.bodies })
}

/// An error with the step that it came from: a plan has hundreds.
fn at(at: DateTime<Utc>, step: &Step, error: &Error) -> Error {
    Error::Internal(format!("demonstration, {at}, {step:?}: {error}"))
}

impl<'a> Making<'a> {
    fn new(core: &'a Arc<Core>, content: &'a Content, plan: &'a Plan, registry: &Registry) -> Self {
        Self {
            core,
            content,
            plan,
            bodies: BTreeMap::new(),
            people: BTreeMap::new(),
            services: Vec::new(),
            practices: Vec::new(),
            themes: BTreeMap::new(),
            gone: BTreeMap::new(),
            heard: (0..3).map(|_| Vec::new()).collect(),
            decisions: BTreeMap::new(),
            actions: BTreeMap::new(),
            replies: BTreeMap::new(),
            worker: Worker::new(Arc::clone(core), registry),
        }
    }

    async fn step(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Change(n) => self.change_theme(*n).await,
            Step::Arrive(voices) => self.arrive(voices).await,
            Step::Read { body } => self.read(*body).await,
            Step::Review { body } => self.review(*body).await,
            Step::Care(voice) => self.care(*voice).await,
            Step::Draft(n) => self.draft(*n).await,
            Step::Record(n) => self.record(*n).await,
            Step::Publish(n) => self.publish(*n).await,
            Step::Progress { decision, action, report } => {
                self.progress(*decision, *action, *report).await
            }
            Step::Close { decision, action } => self.close(*decision, *action).await,
            Step::Impact { decision, impact } => self.impact(*decision, *impact).await,
            Step::Reply(which, step) => self.reply(*which, *step).await,
            Step::Tasks { body } => self.tasks(*body).await,
            Step::LookBack { body, quarter } => self.look_back(*body, *quarter).await,
            Step::Checkpoint { body } => self.checkpoint(*body).await,
            Step::Work => self.worker.run_due(JOBS).await.map(|_| ()),
        }
    }

    /// Begins something that one of the staff does.
    async fn by(&self, person: &str) -> Result<Together> {
        Together::begin(self.core, self.person(person)?).await
    }

    fn person(&self, key: &str) -> Result<&Actor> {
        self.people.get(key).ok_or_else(|| Error::internal(format!("nobody is called {key}")))
    }

    /// The officer who works for a body.
    fn officer(body: usize) -> &'static str {
        if body == 2 { "redbridge-officer" } else { "officer" }
    }

    /// A body by its slug.
    fn body(&self, slug: &str) -> Result<Uuid> {
        self.bodies.get(slug).copied().ok_or_else(|| Error::internal(format!("no body {slug}")))
    }

    /// One of the three bodies by its place.
    fn body_at(&self, place: usize) -> Result<Uuid> {
        let body = self.content.bodies.get(place).ok_or(Error::NotFound)?;
        self.body(&body.slug)
    }

    /// A theme by its key, as it is now: where its voices went when it was merged, none when it
    /// is no longer offered.
    fn theme(&self, key: &str) -> Result<Option<Uuid>> {
        let key = match self.gone.get(key) {
            Some(Some(into)) => into,
            Some(None) => return Ok(None),
            None => key,
        };
        let found = self.themes.get(key).copied();
        found.map(Some).ok_or_else(|| Error::internal(format!("no theme {key}")))
    }
}

/// A closed word of the content, as the product knows it.
fn word<T>(key: &str, from: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    from(key)
        .ok_or_else(|| Error::internal(format!("the content says '{key}', which is no word here")))
}
