//! People at the public form, in a process of their own: `chaos clients`. Each submits until its
//! standard input is closed, sends again what got no answer, and writes down what it saw.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use bench::form::{self, Form};
use bench::http::{self, Connection, Reply};
use tokio::io::AsyncReadExt as _;
use tokio::task::JoinSet;

use super::ledger::{Ledger, words_of};

/// How the process is called.
#[derive(Debug, clap::Args)]
pub struct Called {
    #[arg(long)]
    at: SocketAddr,
    #[arg(long)]
    ledger: PathBuf,
    #[arg(long)]
    run: String,
    #[arg(long)]
    clients: usize,
}

/// The process, seen from outside.
pub struct Clients(Child);

impl Clients {
    /// Starts it. `run` tells its marks from those of other runs on one installation.
    pub fn start(at: SocketAddr, ledger: &Path, run: &str, clients: usize) -> Result<Self> {
        let child = Command::new(std::env::current_exe()?)
            .args(["clients", "--at", &at.to_string(), "--run", run])
            .args(["--clients", &clients.to_string(), "--ledger"])
            .arg(ledger)
            .stdin(Stdio::piped())
            .spawn()?;
        Ok(Self(child))
    }

    /// Asks it to end, and waits.
    pub fn end(mut self) -> Result<()> {
        drop(self.0.stdin.take());
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Clients {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One person.
struct Person {
    at: SocketAddr,
    ledger: Arc<Ledger>,
    stop: Arc<AtomicBool>,
    connection: Option<Connection>,
    form: Option<Form>,
}

/// What became of a try.
enum Tried {
    Done,
    Again,
}

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Wait before another try.
const PAUSE: Duration = Duration::from_millis(30);

impl Person {
    async fn speak(mut self, run: String, me: usize) {
        let mut n = 0;
        while !self.stop.load(Ordering::Relaxed) {
            n += 1;
            let mark = format!("{run}-{me}-{n}");
            // A form is good for a day; a new one now and then, as with new visitors.
            if n % 20 == 0 {
                self.form = None;
            }
            loop {
                match tokio::time::timeout(PATIENCE, self.attempt(&mark)).await {
                    Ok(Ok(Tried::Done)) => break,
                    Ok(Ok(Tried::Again)) => {}
                    Ok(Err(_)) | Err(_) => self.connection = None,
                }
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    async fn attempt(&mut self, mark: &str) -> Result<Tried> {
        if self.connection.is_none() {
            self.connection = Some(Connection::open(self.at).await?);
        }
        let connection = self.connection.as_mut().context("a connection")?;
        if self.form.is_none() {
            self.form = Some(form::open(connection, self.at, &form::path()).await?);
        }
        let form = self.form.as_ref().context("a form")?;
        let words = words_of(mark);
        let body = form.filled(&form::answers(&words, None));
        let reply = connection.send(&http::post(self.at, &form::path(), &body)).await?;
        self.write_down(mark, &words, &reply)
    }

    fn write_down(&self, mark: &str, words: &str, reply: &Reply) -> Result<Tried> {
        let status = reply.status.to_string();
        if reply.status < 400
            && let Some(reference) = form::reference(reply)
        {
            self.ledger.add("ack", mark, &reference)?;
            return Ok(Tried::Done);
        }
        if reply.status == 503 {
            let kept = reply.text().contains(words);
            self.ledger.add(if kept { "kept" } else { "lost" }, mark, &status)?;
            return Ok(Tried::Again);
        }
        self.ledger.add("odd", mark, &status)?;
        Ok(Tried::Again)
    }
}

/// What the process does.
pub async fn run(called: Called) -> Result<()> {
    let ledger = Arc::new(Ledger::open(&called.ledger)?);
    let stop = Arc::new(AtomicBool::new(false));
    let mut people = JoinSet::new();
    for me in 0..called.clients {
        let (ledger, stop) = (Arc::clone(&ledger), Arc::clone(&stop));
        let person = Person { at: called.at, ledger, stop, connection: None, form: None };
        people.spawn(person.speak(called.run.clone(), me));
    }
    let mut end = [0u8; 1];
    while tokio::io::stdin().read(&mut end).await? > 0 {}
    stop.store(true, Ordering::Relaxed);
    let _ =
        tokio::time::timeout(PATIENCE, async { while people.join_next().await.is_some() {} }).await;
    Ok(())
}
