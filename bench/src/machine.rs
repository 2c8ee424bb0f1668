//! What the machine says of a process.

use std::path::Path;

use anyhow::{Context as _, Result};

/// Memory of a process.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Held now, in bytes.
    pub resident: u64,
    /// The most that it ever held.
    pub peak: u64,
}

/// Memory of a process; 0 for this one.
pub fn memory(pid: u32) -> Result<Memory> {
    let who = if pid == 0 { "self".to_owned() } else { pid.to_string() };
    let text = std::fs::read_to_string(format!("/proc/{who}/status"))?;
    let line = |name: &str| -> Result<u64> {
        let line = text.lines().find(|l| l.starts_with(name)).context("no such line")?;
        let number = line.split_whitespace().nth(1).context("no number")?;
        Ok(number.parse::<u64>()? * 1024)
    };
    Ok(Memory { resident: line("VmRSS:")?, peak: line("VmHWM:")? })
}

/// Processor time that a process has used, in seconds.
pub fn processor_seconds(pid: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let rest = text.rsplit_once(')').context("no name")?.1;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|t| t.parse::<u64>().ok()).unwrap_or(0);
    Ok((ticks(11) + ticks(12)) as f64 / 100.0)
}

/// Raises this process' limit of open files as far as it may; what it is then.
pub fn raise_open_files(to: u64) -> u64 {
    let me = std::process::id().to_string();
    let limit = format!("--nofile={to}:{to}");
    let _ = std::process::Command::new("prlimit").args(["--pid", &me, &limit]).status();
    open_files()
}

fn open_files() -> u64 {
    let text = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("Max open files"));
    line.and_then(|line| line.split_whitespace().nth(3)?.parse().ok()).unwrap_or(1024)
}

/// Size of a file, nought when there is none.
pub fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

/// Which machine this is, for the page of figures.
pub fn described() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{cores} cores ({}), Linux {}", model.map_or("unknown", |m| m.1), kernel.trim())
}

/// How busy the machine was over the last minute: programs that wanted to run.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}
