//! The postman: takes letters from the outbox and hands them to the mail server.
//!
//! One desk decides and writes down; connections carry. Each turn of the desk is one transaction:
//! it settles the letters that came back since the last turn and marks the next ones as being
//! sent, so that the more connections there are, the more letters share a commit.
#![expect(clippy::disallowed_methods, reason = "a lease is no event")]

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::sync::Mutex;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use super::compose::compose;
use super::lanes::{Lanes, SLOW};
use super::manage;
use super::outbox::{self, Outcome, Row};
use super::smtp::{self, Line};
use crate::actor::Actor;
use crate::audit::Audited;
use crate::core::Core;
use crate::error::{Error, Result};

/// The first wait when nothing is due or the mail server is away, and the last of each.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const IDLE_WAIT: Duration = Duration::from_secs(1);
const TROUBLE_WAIT: Duration = Duration::from_mins(1);

/// Delivers the outbox.
pub struct Postman {
    core: Arc<Core>,
    line: Arc<Line>,
    desk: Mutex<Desk>,
}

/// What the postman remembers between letters.
struct Desk {
    lanes: Lanes,
    idle: Vec<(AsyncSmtpConnection, Instant)>,
    away: JoinSet<Carried>,
    back: Vec<Back>,
    looked_for_lost: Option<Instant>,
    /// Until when nothing is sent because the mail server is away, and how long that is.
    pause: Option<(Instant, Duration)>,
}

/// A letter that came back from its errand.
struct Back {
    row: Row,
    outcome: Outcome,
    was_slow: bool,
}

/// A letter that came back, and the connection it went by.
struct Carried {
    back: Back,
    line: Option<AsyncSmtpConnection>,
}

/// Whether to go on.
#[derive(Debug, PartialEq, Eq)]
enum Turn {
    /// Letters set out.
    Busy,
    /// Nothing was due, or no connection was free.
    Quiet,
}

/// A connection that was idle for longer has been closed by most servers.
const STALE: Duration = Duration::from_secs(30);

impl Desk {
    /// Takes in a letter that came back, and any others; what the trouble is when the mail server
    /// cannot be reached.
    fn gather(&mut self, first: std::result::Result<Carried, JoinError>) -> Option<String> {
        let mut trouble = None;
        let mut next = Some(first);
        while let Some(joined) = next {
            match joined {
                Ok(Carried { back, line }) => {
                    if let Outcome::Trouble(says) = &back.outcome {
                        trouble = Some(says.clone());
                    }
                    self.idle.extend(line.map(|line| (line, Instant::now())));
                    self.back.push(back);
                }
                // A fault of ours; the letter's lease ends and it is marked as unknown.
                Err(error) => tracing::error!(%error, "a delivery broke"),
            }
            next = self.away.try_join_next();
        }
        trouble
    }

    /// When the mail server is away: lets some time pass, ever longer, before it is asked again.
    fn pause_for(&mut self, trouble: Option<String>) {
        let Some(says) = trouble else {
            self.pause = None;
            return;
        };
        let now = Instant::now();
        let last = match self.pause {
            // The other connections find the same.
            Some((until, _)) if now < until => return,
            Some((_, last)) => last,
            None => Duration::ZERO,
        };
        let wait = (last * 2).clamp(Duration::from_secs(1), TROUBLE_WAIT);
        tracing::warn!(says, seconds = wait.as_secs(), "the mail server cannot be reached");
        self.pause = Some((now + wait, wait));
    }

    fn is_paused(&self) -> bool {
        self.pause.is_some_and(|(until, _)| Instant::now() < until)
    }

    fn open_connection(&mut self) -> Option<AsyncSmtpConnection> {
        self.idle.retain(|(_, since)| since.elapsed() < STALE);
        self.idle.pop().map(|(connection, _)| connection)
    }
}

impl Postman {
    /// A postman for the mail server of the settings.
    pub fn new(core: Arc<Core>) -> Result<Self> {
        let line = Arc::new(Line::new(&core.settings)?);
        let desk = Desk {
            lanes: Lanes::new(core.settings.mail.connections),
            idle: Vec::new(),
            away: JoinSet::new(),
            back: Vec::new(),
            looked_for_lost: None,
            pause: None,
        };
        Ok(Self { core, line, desk: Mutex::new(desk) })
    }

    /// Delivers what is due and waits for it; how many letters were tried. An error when the mail
    /// server cannot be reached: the letters wait.
    pub async fn run_due(&self) -> Result<usize> {
        let desk = &mut *self.desk.lock().await;
        let mut tried = 0;
        let mut trouble = None;
        loop {
            let before = desk.away.len();
            if trouble.is_none() {
                self.turn(desk, true).await?;
            }
            tried += desk.away.len().saturating_sub(before);
            let Some(back) = desk.away.join_next().await else { break };
            trouble = trouble.or(desk.gather(back));
        }
        self.turn(desk, false).await?;
        trouble.map_or(Ok(tried), |says| Err(Error::Unavailable(format!("mail server: {says}"))))
    }

    /// Delivers what becomes due until asked to stop, then finishes what is under way.
    pub async fn run_until(&self, stop: impl Future<Output = ()> + Send) {
        let desk = &mut *self.desk.lock().await;
        let mut stop = std::pin::pin!(stop);
        let mut wait = FIRST_WAIT;
        loop {
            let send = !desk.is_paused();
            let turn = self.turn(desk, send).await;
            wait = match &turn {
                Ok(Turn::Busy) => FIRST_WAIT,
                Ok(Turn::Quiet) | Err(_) => (wait * 2).min(IDLE_WAIT),
            };
            if let Err(error) = turn {
                tracing::warn!(%error, "the outbox cannot be read");
            }
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(back) = desk.away.join_next() => {
                    let trouble = desk.gather(back);
                    desk.pause_for(trouble);
                    wait = FIRST_WAIT;
                }
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.close_up(desk).await;
    }

    /// Settles what came back, and sends nothing more.
    async fn write_down(&self, desk: &mut Desk) {
        if let Err(error) = self.turn(desk, false).await {
            tracing::warn!(%error, "what became of some letters is not yet written down");
        }
    }

    async fn close_up(&self, desk: &mut Desk) {
        let within = Duration::from_secs(self.core.settings.server.stop_within);
        let ended = tokio::time::timeout(within, async {
            while let Some(back) = desk.away.join_next().await {
                desk.gather(back);
            }
        });
        if ended.await.is_err() {
            tracing::warn!("stopped with letters under way; they will be marked as unknown");
        }
        self.write_down(desk).await;
        for (connection, _) in desk.idle.drain(..) {
            smtp::close(connection).await;
        }
    }

    /// One turn of the desk: settles what came back and, if asked, sends out what is due.
    async fn turn(&self, desk: &mut Desk, send: bool) -> Result<Turn> {
        let free = self.core.settings.mail.connections.saturating_sub(desk.away.len());
        let look = desk.looked_for_lost.is_none_or(|at| at.elapsed() > Duration::from_mins(1));
        let send = send && self.core.settings.mail.enabled && free > 0 && self.may_send().await?;
        if desk.back.is_empty() && !send && !look {
            return Ok(Turn::Quiet);
        }
        let tx = self.core.write(&Actor::system("postman")).await?;
        let mut done = if look { outbox::give_up_lost(&tx).await? } else { Audited::upkeep(()) };
        let mut lanes = desk.lanes.clone();
        for back in &desk.back {
            for event in outbox::settle(&tx, &back.row, &back.outcome).await? {
                done = done.and(event);
            }
            lanes.leave(&back.row.domain, back.was_slow, tx.now());
        }
        let mut rows = Vec::new();
        // Asked again, within the transaction: a hold is a hold at once.
        if send && manage::held_because(&tx).await?.is_none() {
            let lease = TimeDelta::from_std(self.line.longest()).unwrap_or(TimeDelta::hours(1));
            rows = outbox::take(&tx, &mut lanes, free, lease).await?;
        }
        tx.commit(done).await?;
        desk.lanes = lanes;
        desk.back.clear();
        if look {
            desk.looked_for_lost = Some(Instant::now());
        }
        let turn = if rows.is_empty() { Turn::Quiet } else { Turn::Busy };
        for row in rows {
            self.send_out(desk, row);
        }
        Ok(turn)
    }

    async fn may_send(&self) -> Result<bool> {
        let tx = self.core.read().await?;
        Ok(outbox::is_any_due(&tx, self.core.clock.now()).await?
            && manage::held_because(&tx).await?.is_none())
    }

    fn send_out(&self, desk: &mut Desk, row: Row) {
        let line = Arc::clone(&self.line);
        let open = desk.open_connection();
        desk.away.spawn(async move {
            let letter = match compose(&row, &line.from) {
                Ok(letter) => letter,
                Err(error) => {
                    let outcome = Outcome::Failed(error.to_string());
                    return Carried { back: Back { row, outcome, was_slow: false }, line: open };
                }
            };
            let began = Instant::now();
            let done = Box::pin(smtp::deliver(&line, &letter, open)).await;
            let was_slow = done.was_slow || began.elapsed() >= SLOW;
            let back = Back { row, outcome: done.outcome, was_slow };
            Carried { back, line: done.connection }
        });
    }
}
