//! Running the binary.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// An installation in a folder of its own.
pub struct Program {
    pub folder: tempfile::TempDir,
    pub settings: PathBuf,
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Panics unless it ended so.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// What it printed, as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

/// The binary, without settings from around the test.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yousaid"));
    command.env_remove("YOUSAID_CONFIG").env_remove("YOUSAID_TEST_POSTGRES");
    command
}

/// Runs the binary in a folder.
pub fn run_in(folder: &Path, words: &[&str]) -> Ended {
    Ended::of(&binary().args(words).current_dir(folder).output().unwrap())
}

impl Program {
    /// A new installation, on ports that the machine chooses.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run_in(
            folder.path(),
            &[
                "init",
                "--folder",
                "data",
                "--email",
                "ada@example.org",
                "--name",
                "Ada",
                "--listen",
                "127.0.0.1:0",
                "--listen-health",
                "127.0.0.1:0",
            ],
        )
        .ends(0);
        let settings = folder.path().join("data/yousaid.toml");
        Self { folder, settings }
    }

    /// A path within its folder, as text.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = binary();
        command.arg("--config").arg(&self.settings).args(words).current_dir(self.folder.path());
        command
    }

    /// Runs a command on it.
    pub fn run(&self, words: &[&str]) -> Ended {
        Ended::of(&self.command(words).output().unwrap())
    }

    /// Starts a command that goes on.
    pub fn start(&self, words: &[&str]) -> Child {
        self.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Enters a body.
    pub fn body(&self, slug: &str) -> Value {
        let name = format!("NHS {slug}");
        self.run(&[
            "--json",
            "body",
            "add",
            slug,
            "--name",
            &name,
            "--kind",
            "ccg",
            "--starts-on",
            "2013-04-01",
        ])
        .ends(0)
        .json()
    }
}
