//! Room on the disk that holds the data (fault case F4).

use std::io;
use std::path::Path;
use std::time::Duration;

/// How full a disk may be before somebody should look.
pub const WARN_AT: f64 = 0.8;
/// How often a server looks.
const EVERY: Duration = Duration::from_secs(5);

/// How full a disk is.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Room {
    /// Bytes that the service may still write.
    pub free: u64,
    /// Share in use, from 0 to 1, of what the service may use.
    pub used: f64,
}

/// How full the disk is that holds a file or folder.
pub fn room(path: &Path) -> io::Result<Room> {
    let disk = rustix::fs::statvfs(path)?;
    let in_use = disk.f_blocks.saturating_sub(disk.f_bfree);
    let usable = in_use + disk.f_bavail;
    #[expect(clippy::cast_precision_loss, reason = "a share, shown as a percentage")]
    let used = if usable == 0 { 1.0 } else { in_use as f64 / usable as f64 };
    Ok(Room { free: disk.f_bavail.saturating_mul(disk.f_frsize), used })
}

/// Watches the disk for as long as it is polled: a warning in the log when it gets full, again
/// when it is nearly so, and a metric.
pub(crate) async fn watch(folder: std::path::PathBuf) {
    let mut told = Told::Fine;
    loop {
        match room(&folder) {
            Ok(room) => told = tell(told, room.used),
            Err(error) => tracing::warn!(%error, "the disk cannot be looked at"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Says how full the disk is, when that is news.
fn tell(before: Told, used: f64) -> Told {
    metrics::gauge!("yousaid_disk_used_ratio").set(used);
    let now = Told::of(used);
    if now != before {
        let percent = format!("{:.0}", used * 100.0);
        if now == Told::Fine {
            tracing::info!(percent, "the disk has room again");
        } else {
            tracing::warn!(percent, nearly_full = now == Told::Full, "the disk is filling up");
        }
    }
    now
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Fine,
    Filling,
    Full,
}

impl Told {
    fn of(used: f64) -> Self {
        match used {
            u if u >= 0.97 => Self::Full,
            u if u >= WARN_AT => Self::Filling,
            _ => Self::Fine,
        }
    }
}
