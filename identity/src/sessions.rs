//! Sessions: a secret of 256 bits in a cookie, of which only the digest is kept.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::store::{self, Row, SessionRow};
use super::{Account, Caller, State, limits, may_manage_account, roles, subject};
use kernel::actor::Actor;
use kernel::audit::{Audited, Event};
use kernel::capability::Role;
use kernel::core::Core;
use kernel::db::{Tx, WriteTx};
use kernel::error::{Error, Result};
use kernel::ids;

/// How far a person has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the second step is to come. It opens nothing else.
    Password,
    /// All the way.
    Full,
}

impl Stage {
    fn key(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Full => "full",
        }
    }

    fn from_key(key: &str) -> Self {
        if key == "full" { Self::Full } else { Self::Password }
    }
}

/// Minutes within which the second step must follow the password.
const STEP_MINUTES: i64 = 15;
/// Seconds between two notes that a session is in use.
const TOUCH_SECONDS: i64 = 60;

/// The session in which a request is made.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, which is no secret.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// How far the person has got.
    pub stage: Stage,
    /// When it ends whatever happens.
    pub ends_at: DateTime<Utc>,
    pub(crate) digest: String,
}

/// Who makes a request.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Account,
    /// What they may do: nothing until the session is [`Stage::Full`].
    pub actor: Actor,
}

/// A session as its owner sees it in a list.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Its id.
    pub id: Uuid,
    /// How far it has got.
    pub stage: Stage,
    /// The browser, as it calls itself.
    pub agent: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last seen, to the minute.
    pub seen_at: DateTime<Utc>,
}

fn ends_at(core: &Core, row: &SessionRow) -> DateTime<Utc> {
    let longest = match Stage::from_key(&row.stage) {
        Stage::Full => TimeDelta::hours(core.settings.sign_in.longest_hours),
        Stage::Password => TimeDelta::minutes(STEP_MINUTES),
    };
    row.created_at + longest
}

fn is_alive(core: &Core, row: &SessionRow, account: &Row, now: DateTime<Utc>) -> bool {
    let idle = TimeDelta::minutes(core.settings.sign_in.idle_minutes);
    row.generation == account.generation
        && account.state() == State::Active
        && now < ends_at(core, row)
        && now < row.seen_at + idle
}

/// Whose session a token opens, if any, and what they may do; `verbs` says which verbs a role
/// has. Notes at most once a minute that it is in use.
pub async fn resolve(
    core: &Arc<Core>,
    token: &str,
    verbs: &(dyn Fn(Role) -> Vec<&'static str> + Sync),
) -> Result<Option<SignedIn>> {
    let tx = core.read().await?;
    let Some(row) = store::find_session(&tx, &ids::token_digest(token)).await? else {
        return Ok(None);
    };
    let Some(account) = store::by_id(&tx, row.account_id).await? else { return Ok(None) };
    let now = core.clock.now();
    if !is_alive(core, &row, &account, now) {
        return Ok(None);
    }
    let stage = Stage::from_key(&row.stage);
    let actor = match stage {
        Stage::Full => roles::actor(&tx, &account, verbs).await?,
        Stage::Password => Actor::person(account.id, &account.name, false, Vec::new()),
    };
    drop(tx);
    if now - row.seen_at >= TimeDelta::seconds(TOUCH_SECONDS) {
        touch(core, &row.digest).await?;
    }
    let ends_at = ends_at(core, &row);
    let session =
        Session { id: row.id, account: row.account_id, stage, ends_at, digest: row.digest };
    Ok(Some(SignedIn { session, account: account.account(), actor }))
}

/// A busy database must not sign anybody out: the note is then made by the next request.
async fn touch(core: &Arc<Core>, digest: &str) -> Result<()> {
    let touched = async {
        let tx = core.write(&Actor::system("sessions")).await?;
        store::touch_session(&tx, digest).await?;
        #[expect(clippy::disallowed_methods, reason = "that somebody is still there is no event")]
        let seen = Audited::upkeep(());
        tx.commit(seen).await
    };
    match touched.await {
        Ok(_) | Err(Error::Unavailable(_) | Error::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes a session in the account's present generation; gives its token.
pub(crate) async fn begin(
    tx: &WriteTx,
    account: Uuid,
    generation: i64,
    stage: Stage,
    agent: &str,
) -> Result<String> {
    let token = ids::token(&*tx.core().chance);
    let row = SessionRow {
        digest: ids::token_digest(&token),
        id: tx.id(),
        account_id: account,
        generation,
        stage: stage.key().into(),
        agent: agent.chars().filter(|c| !c.is_control()).take(200).collect(),
        created_at: tx.now(),
        seen_at: tx.now(),
    };
    store::add_session(tx, &row).await?;
    Ok(token)
}

/// Ends one session and begins another for the same person: the secret is new whenever what it
/// opens changes (abuse case A13).
pub(crate) async fn renew(
    tx: &WriteTx,
    session: &Session,
    generation: i64,
    agent: &str,
) -> Result<String> {
    store::end_session(tx, &session.digest).await?;
    begin(tx, session.account, generation, Stage::Full, agent).await
}

/// A session without sign-in, for commands on the machine and for tests.
pub async fn open_session(tx: &WriteTx, account: Uuid, caller: &Caller) -> Result<Audited<String>> {
    if !tx.actor().is_system() {
        return Err(Error::Forbidden("system"));
    }
    let row = store::by_id(tx, account).await?.ok_or(Error::NotFound)?;
    if row.state() != State::Active {
        return Err(Error::refused("identity-not-active"));
    }
    let token = begin(tx, account, row.generation, Stage::Full, &caller.agent).await?;
    Ok(Audited::new(token, Event::of_installation("identity.session.opened", subject(account))))
}

/// Ends the session of this request.
pub async fn sign_out(tx: &WriteTx, session: &Session) -> Result<Audited<()>> {
    store::end_session(tx, &session.digest).await?;
    Ok(Audited::new((), Event::of_installation("identity.signed-out", subject(session.account))))
}

/// The sessions of an account that are alive, the latest first.
pub async fn sessions_of(core: &Core, tx: &Tx, account: Uuid) -> Result<Vec<OpenSession>> {
    let Some(row) = store::by_id(tx, account).await? else { return Ok(Vec::new()) };
    let now = core.clock.now();
    let sessions = store::sessions(tx, account).await?;
    Ok(sessions
        .into_iter()
        .filter(|s| is_alive(core, s, &row, now))
        .map(|s| OpenSession {
            id: s.id,
            stage: Stage::from_key(&s.stage),
            agent: s.agent,
            created_at: s.created_at,
            seen_at: s.seen_at,
        })
        .collect())
}

/// Ends one of one's own sessions.
pub async fn end_session(tx: &WriteTx, id: Uuid) -> Result<Audited<()>> {
    let account = tx.actor().person_id()?;
    if store::end_session_by_id(tx, account, id).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(Audited::new((), Event::of_installation("identity.session.ended", subject(account))))
}

/// Ends all sessions of an account: one's own, or of somebody one looks after.
pub async fn end_sessions(tx: &WriteTx, account: Uuid) -> Result<Audited<u64>> {
    if tx.actor().account() != Some(account) && !may_manage_account(tx, account).await? {
        return Err(Error::NotFound);
    }
    let ended = store::end_sessions(tx, account).await?;
    let event = Event::of_installation("identity.sessions.ended", subject(account))
        .with(serde_json::json!({ "ended": ended }));
    Ok(Audited::new(ended, event))
}

/// Removes sessions, links and limits that have run out; how many. For a nightly job.
pub async fn sweep(tx: &WriteTx) -> Result<Audited<u64>> {
    let settings = &tx.core().settings.sign_in;
    let swept = store::sweep(
        tx,
        tx.now() - TimeDelta::hours(settings.longest_hours),
        tx.now() - TimeDelta::minutes(settings.idle_minutes),
        tx.now() - TimeDelta::hours(limits::KEEP_HOURS),
    )
    .await?;
    #[expect(clippy::disallowed_methods, reason = "what had ended already goes")]
    Ok(Audited::upkeep(swept))
}

/// Whether a session that a request began with is still open within this transaction.
pub(crate) async fn still_open(tx: &WriteTx, session: &Session, account: &Row) -> Result<bool> {
    Ok(store::find_session(tx, &session.digest)
        .await?
        .is_some_and(|row| is_alive(tx.core(), &row, account, tx.now())))
}
