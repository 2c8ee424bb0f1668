//! The product, started as people start it: the program, a folder, a free port.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::world::SECRET;

/// Where the sources are.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// How to start the product.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder with database and secret.
    pub folder: PathBuf,
    /// The log.
    pub log: PathBuf,
    /// The program.
    pub program: PathBuf,
    /// What stands before the program on the command line, such as a tracer.
    pub before: Vec<String>,
    /// Further settings, as the environment gives them.
    pub settings: Vec<(String, String)>,
    /// The site's port; 0 for a free one.
    pub port: u16,
}

impl Plan {
    /// In this folder, with the program that stands beside this one.
    pub fn new(folder: &Path) -> Result<Self> {
        let me = std::env::current_exe()?;
        let program = me.parent().context("a folder")?.join("yousaid");
        if !program.exists() {
            bail!("{} is not there: cargo build --release -p yousaid", program.display());
        }
        let folder = folder.to_path_buf();
        let log = folder.join("serve.log");
        let (before, settings) = (Vec::new(), Vec::new());
        Ok(Self { folder, log, program, before, settings, port: free_port()? })
    }

    /// Adds a setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings.push((name.to_owned(), value.into()));
        self
    }

    /// The address of its database, unless another is set.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.folder.join("yousaid.db").display())
    }

    /// A command of the product in this installation.
    pub fn command(&self, words: &[&str]) -> Result<Command> {
        let secret = self.folder.join("secret.key");
        if !secret.exists() {
            write_secret(&secret)?;
        }
        let mut line = self.before.clone();
        line.push(self.program.display().to_string());
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).args(words).current_dir(&self.folder);
        command.env("YOUSAID_SECRETS__FILE", &secret);
        command.env("YOUSAID_DATABASE__URL", self.url());
        command.env("YOUSAID_SERVER__LISTEN", format!("127.0.0.1:{}", self.port));
        command.env("YOUSAID_SERVER__ADDRESS", format!("http://127.0.0.1:{}", self.port));
        command.env("YOUSAID_SERVER__LISTEN_HEALTH", format!("127.0.0.1:{}", free_port()?));
        for (name, value) in &self.settings {
            command.env(format!("YOUSAID_{name}"), value);
        }
        Ok(command)
    }

    /// Starts it and waits until it serves.
    pub fn start(&self) -> Result<Site> {
        let mut command = self.command(&["serve", "--migrate"])?;
        let log = std::fs::File::options().create(true).append(true).open(&self.log)?;
        command.stdout(Stdio::piped()).stderr(Stdio::from(log)).stdin(Stdio::null());
        let health = command
            .get_envs()
            .find(|(name, _)| *name == "YOUSAID_SERVER__LISTEN_HEALTH")
            .and_then(|(_, value)| value?.to_str()?.parse().ok())
            .context("an address for health")?;
        let began = Instant::now();
        let mut child = command.spawn().with_context(|| format!("{command:?}"))?;
        let mut out = BufReader::new(child.stdout.take().context("its output")?);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let Some(address) = line.trim().strip_prefix("serving on http://") else {
            let _ = child.kill();
            let _ = child.wait();
            bail!("it does not serve: see {}", self.log.display());
        };
        let address: SocketAddr = address.parse()?;
        let started_in = began.elapsed();
        let pid = if self.before.is_empty() { child.id() } else { child_of(child.id())? };
        Ok(Site { child, pid, address, health, started_in })
    }
}

/// Keeps the secret of the installations that are made here.
fn write_secret(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(file, SECRET)?;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))?;
    Ok(())
}

/// A port on which nobody listens now.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The process that a tracer traces.
fn child_of(pid: u32) -> Result<u32> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
    // What is before may have become the program itself, as a shell's `exec` does.
    Ok(text.split_whitespace().next().and_then(|p| p.parse().ok()).unwrap_or(pid))
}

/// The product while it runs.
pub struct Site {
    child: Child,
    /// Its process.
    pub pid: u32,
    /// Where the site is.
    pub address: SocketAddr,
    /// Where health is.
    pub health: SocketAddr,
    /// How long it took from the command to the line that it serves.
    pub started_in: Duration,
}

impl Site {
    /// Sends it a signal by name: `KILL`, `TERM`.
    pub fn signal(&self, name: &str) -> Result<()> {
        let status = Command::new("kill").args([format!("-{name}"), self.pid.to_string()]).status();
        if status?.success() { Ok(()) } else { bail!("process {} is gone", self.pid) }
    }

    /// Waits for its end: whether it went well.
    pub fn wait(&mut self) -> Result<bool> {
        Ok(self.child.wait()?.success())
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Kills it as a power cut would end it.
    pub fn kill(&mut self) -> Result<()> {
        self.signal("KILL")?;
        self.wait()?;
        Ok(())
    }

    /// Asks it to stop; how long it took, and whether it went well.
    pub fn stop(&mut self) -> Result<(Duration, bool)> {
        let began = Instant::now();
        self.signal("TERM")?;
        let well = self.wait()?;
        Ok((began.elapsed(), well))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.signal("KILL");
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// A PostgreSQL of one's own that keeps what it acknowledges; it ends when this is dropped.
pub struct Postgres {
    folder: PathBuf,
    /// Its address.
    pub url: String,
}

impl Postgres {
    /// Starts one.
    pub fn start() -> Result<Self> {
        // Not within a folder of ours: the server runs as its own user.
        let folder = std::env::temp_dir().join(format!("yousaid-bench-{}", std::process::id()));
        let out = Command::new(root().join("testing/postgres.sh"))
            .arg("start")
            .arg(&folder)
            .env("DURABLE", "yes")
            .output()?;
        if !out.status.success() {
            bail!("PostgreSQL: {}", String::from_utf8_lossy(&out.stderr));
        }
        let url = String::from_utf8(out.stdout)?.trim().to_owned();
        Ok(Self { folder, url })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let script = root().join("testing/postgres.sh");
        let _ = Command::new(script).arg("stop").arg(&self.folder).status();
    }
}
