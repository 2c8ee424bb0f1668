//! A PostgreSQL of our own for as long as it is needed.

use std::path::PathBuf;

use anyhow::Result;

use crate::run;

/// A running server; it ends when this is dropped.
pub struct Postgres {
    folder: PathBuf,
    /// Its address.
    pub address: String,
}

impl Postgres {
    /// Starts one on a free loopback port.
    pub fn start() -> Result<Self> {
        let installed = run::is_there("initdb")
            || std::fs::read_dir("/usr/lib/postgresql")
                .is_ok_and(|mut found| found.next().is_some());
        if !installed {
            run::need("initdb", "postgresql")?;
        }
        let folder = std::env::temp_dir().join(format!("yousaid-postgres-{}", std::process::id()));
        let address =
            run::output("testing/postgres.sh", &["start", &folder.display().to_string()])?;
        Ok(Self { folder, address })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = run::run("testing/postgres.sh", &["stop", &self.folder.display().to_string()]);
    }
}

/// Starts one and keeps it until the reader has had enough.
pub fn hold() -> Result<()> {
    let postgres = Postgres::start()?;
    println!("export YOUSAID_TEST_POSTGRES={}", postgres.address);
    println!("Press Enter to end it.");
    std::io::stdin().read_line(&mut String::new())?;
    Ok(())
}
