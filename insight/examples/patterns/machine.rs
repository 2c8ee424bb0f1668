//! What a piece of work cost.

/// Processor seconds of this program so far, its own and the system's for it.
pub fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let field = |at: usize| -> f64 {
        after.split_whitespace().nth(at).and_then(|text| text.parse().ok()).unwrap_or(0.0)
    };
    (field(11) + field(12)) / 100.0
}

/// The most memory held so far, in megabytes.
pub fn megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok())
        .map_or(0.0, |kilobytes| kilobytes / 1024.0)
}

/// The work's answer, and its processor seconds.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let before = seconds();
    let answer = work();
    (answer, seconds() - before)
}

/// Mean and standard deviation.
pub fn spread(figures: &[f64]) -> (f64, f64) {
    let count = figures.len().max(1) as f64;
    let mean = figures.iter().sum::<f64>() / count;
    let square = figures.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
    (mean, (square / (count - 1.0).max(1.0)).sqrt())
}
