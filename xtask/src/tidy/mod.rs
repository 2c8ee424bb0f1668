//! The rules of the house that the compiler does not know. Each finding says what to do.

mod architecture;
mod documents;
mod files;
mod kernel;
mod plain;
mod requirements;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::run;

/// A file of the repository and its text.
pub struct Source {
    /// Its path from the root.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl Source {
    /// Whether its name ends so.
    pub fn is(&self, ending: &str) -> bool {
        self.path.extension().is_some_and(|e| e == ending)
    }

    /// Whether it lies under a folder.
    pub fn under(&self, folder: &str) -> bool {
        self.path.starts_with(Path::new(folder))
    }
}

/// Checks everything; an error that lists what is wrong.
pub fn run() -> Result<()> {
    let sources = sources()?;
    let mut wrong = Vec::new();
    wrong.extend(files::check(&sources));
    wrong.extend(architecture::check(&sources)?);
    wrong.extend(kernel::check(&sources));
    wrong.extend(documents::check(&sources));
    wrong.extend(plain::check(&sources));
    wrong.extend(requirements::check(&sources)?);
    if wrong.is_empty() {
        println!("{} files are tidy", sources.len());
        return Ok(());
    }
    bail!("{}\n{} things are not tidy", wrong.join("\n"), wrong.len())
}

fn sources() -> Result<Vec<Source>> {
    let listed = run::output("git", &["ls-files", "--cached", "--others", "--exclude-standard"])?;
    let mut sources = Vec::new();
    for line in listed.lines() {
        let path = PathBuf::from(line);
        // Pictures and other bytes are nobody's prose.
        if let Ok(text) = std::fs::read_to_string(run::root().join(&path)) {
            sources.push(Source { path, text });
        }
    }
    Ok(sources)
}
