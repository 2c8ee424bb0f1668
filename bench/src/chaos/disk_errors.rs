//! F3: the disk gives errors: once, at the n-th write or sync, or for a while. Needs strace.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use bench::site::{Plan, Site};

use super::Run;
use super::clients::Clients;
use super::ledger::{Told, now};
use super::oracle::{self, Judged};

const PEOPLE: usize = 16;
/// Calls, error, and whether it comes for a while rather than once.
const ERRORS: [(&str, &str, bool); 6] = [
    ("fsync,fdatasync", "EIO", true),
    ("pwrite64", "ENOSPC", false),
    ("fsync,fdatasync", "EIO", false),
    ("pwrite64", "ENOSPC", true),
    ("fsync,fdatasync", "ENOSPC", true),
    ("pwrite64", "EIO", false),
];
/// How long 'a while' is.
const WHILE: Duration = Duration::from_millis(1_500);
/// Longest wait for the call that fails.
const PATIENCE: Duration = Duration::from_secs(15);
/// After the disk is well again, the next acknowledgement comes within.
const HEALED: Duration = Duration::from_secs(10);

fn strace_is_there() -> bool {
    let mut command = Command::new("strace");
    command.arg("-V").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A tracer that makes system calls fail.
struct Tracer {
    words: Vec<String>,
    trace: PathBuf,
}

impl Tracer {
    fn new(folder: &Path, calls: &str, error: &str, when: &str) -> Self {
        let trace = folder.join("trace");
        let _ = std::fs::remove_file(&trace);
        let mut words: Vec<String> = ["strace", "-f", "-qq", "-o"].map(Into::into).to_vec();
        words.push(trace.display().to_string());
        words.extend(["-e".to_owned(), format!("trace={calls}")]);
        words.extend(["-e".to_owned(), format!("inject={calls}:error={error}{when}")]);
        Self { words, trace }
    }

    fn attach(&self, site: &Site) -> Result<Child> {
        let pid = site.pid.to_string();
        Ok(Command::new(&self.words[0]).args(&self.words[1..]).args(["-p", &pid]).spawn()?)
    }

    /// How many calls failed by its doing.
    fn injected(&self) -> usize {
        let text = std::fs::read_to_string(&self.trace).unwrap_or_default();
        text.lines().filter(|line| line.contains("(INJECTED)")).count()
    }
}

/// How one round went.
#[derive(Default)]
struct Went {
    says: String,
    injected: usize,
    exited: bool,
    healed_in: Option<u64>,
}

/// Waits for an acknowledgement after a moment, or the end of the process.
async fn heal(site: &mut Site, ledger: &Path, after: u64, went: &mut Went) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < HEALED {
        tokio::time::sleep(Duration::from_millis(100)).await;
        went.exited = site.has_ended()?;
        let told = Told::read(ledger).unwrap_or_default();
        let next = told.acknowledged.iter().map(|a| a.2).filter(|at| *at > after).min();
        went.healed_in = next.map(|at| at - after);
        if went.exited || went.healed_in.is_some() {
            break;
        }
    }
    Ok(())
}

/// Makes calls fail in a process that runs already: all of them for a while, or one.
async fn round(run: &mut Run, plan: &Plan, kind: (&str, &str, bool), name: &str) -> Result<Went> {
    let (calls, error, long) = kind;
    let ledger = run.ledger();
    let mut site = plan.start()?;
    let clients = Clients::start(site.address, &ledger, name, PEOPLE)?;
    run.wait(800, 2_000).await;
    let at = 1 + run.dice.below(40);
    let when = if long { String::new() } else { format!(":when={at}") };
    let tracer = Tracer::new(&run.folder, calls, error, &when);
    let mut attached = tracer.attach(&site)?;
    let began = Instant::now();
    let over = |injected| if long { began.elapsed() > WHILE } else { injected > 0 };
    while !over(tracer.injected()) && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Asked to end, a tracer lets go of what it traced.
    let _ = Command::new("kill").args(["-TERM", &attached.id().to_string()]).status();
    attached.wait()?;
    let says = if long { "for a while".to_owned() } else { format!("at call {at}") };
    let says = format!("{calls} {error} {says}");
    let mut went = Went { says, injected: tracer.injected(), ..Went::default() };
    heal(&mut site, &ledger, now(), &mut went).await?;
    clients.end()?;
    Ok(went)
}

/// Each kind of error, at moments that chance chooses, until the time is over.
pub async fn run(mut run: Run) -> Result<Judged> {
    if !strace_is_there() {
        bail!("strace is not installed: apt-get install strace");
    }
    let began = Instant::now();
    let mut judged = Judged::default();
    let (mut rounds, mut injected, mut exits, mut slowest) = (0, 0, 0, 0);
    let plan = run.install().await?;
    let ledger = run.ledger();
    while judged.wrong.is_empty() && (rounds < 2 || began.elapsed() < run.time) {
        let kind = ERRORS[rounds % ERRORS.len()];
        let went = round(&mut run, &plan, kind, &format!("d{rounds}")).await?;
        let site = plan.start()?;
        judged = oracle::judge(&plan, &site, &ledger).await?;
        judged.require(went.injected > 0, || format!("{}: no call failed", went.says));
        judged.require(went.exited || went.healed_in.is_some(), || {
            format!("{}: neither well again nor ended", went.says)
        });
        rounds += 1;
        injected += went.injected;
        exits += i32::from(went.exited);
        slowest = slowest.max(went.healed_in.unwrap_or(0));
    }
    judged.fact("rounds", rounds);
    judged.fact("calls_that_failed", injected);
    judged.fact("ended_by_itself", exits);
    judged.fact("slowest_recovery_ms", slowest);
    Ok(judged)
}
