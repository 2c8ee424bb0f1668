//! What the doctor looks at on the machine.

use std::fs;
use std::io::Write as _;
use std::net::ToSocketAddrs as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use kernel::config::{MailGuard, Settings};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Findings;
use crate::disk;
use crate::show::size;

/// How long the mail server may take to say who it is.
const PATIENCE: Duration = Duration::from_secs(5);
/// Writes that are timed; the middle one counts.
const SYNCS: usize = 15;
/// An fsync slower than this makes submissions wait; far slower, and they are refused.
const SLOW_SYNC: Duration = Duration::from_millis(25);

pub(super) fn address(settings: &Settings, found: &mut Findings) {
    let address = &settings.server.address;
    let host = address.split_once("://").map_or("", |(_, rest)| rest);
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|l| host.starts_with(l));
    if settings.is_secure() {
        found.ok("address", address.as_str());
        if settings.server.proxies == 0 {
            found.warn(
                "proxies",
                "server.address is https and server.proxies is 0: behind a proxy that ends TLS, \
                 set how many there are, or all visitors look like one",
            );
        }
    } else if local {
        found.warn("address", format!("{address}: this machine only, without TLS"));
    } else {
        found.fail(
            "address",
            format!("{address}: people's words would travel in the clear; serve it over TLS"),
        );
    }
}

pub(super) fn secret(file: &Path, found: &mut Findings) {
    match fs::metadata(file) {
        Err(error) => found.fail("secret file", format!("{}: {error}", file.display())),
        Ok(meta) if meta.mode() & 0o077 != 0 => found.fail(
            "secret file",
            format!(
                "{} can be read by others (mode {:o}): chmod 600",
                file.display(),
                meta.mode() & 0o777
            ),
        ),
        Ok(_) => found.ok("secret file", format!("{}, for its owner alone", file.display())),
    }
}

pub(super) fn disk(folder: &Path, found: &mut Findings) {
    match disk::room(folder) {
        Err(error) => found.fail("disk", format!("{}: {error}", folder.display())),
        Ok(room) => {
            let says = format!(
                "{:.0} % of the disk of {} is in use; {} are free",
                room.used * 100.0,
                folder.display(),
                size(room.free)
            );
            match room.used {
                used if used >= 0.97 => found.fail("disk", says),
                used if used >= disk::WARN_AT => found.warn("disk", says),
                _ => found.ok("disk", says),
            }
        }
    }
}

/// How long it takes until what was written is on the disk.
pub(super) fn fsync(folder: &Path, found: &mut Findings) {
    match time_fsync(folder) {
        Err(error) => found.fail("disk sync", format!("{}: {error}", folder.display())),
        Ok(took) => {
            let says = format!("{:.1} ms until 8 kB are on the disk", took.as_secs_f64() * 1e3);
            if took > SLOW_SYNC {
                found.warn("disk sync", format!("{says}: submissions will wait for it"));
            } else {
                found.ok("disk sync", says);
            }
        }
    }
}

fn time_fsync(folder: &Path) -> std::io::Result<Duration> {
    let path = folder.join(format!(".yousaid-doctor-{}", std::process::id()));
    let mut file = fs::File::create_new(&path)?;
    let syncs = (0..SYNCS).map(|_| {
        let begun = Instant::now();
        file.write_all(&[0u8; 8192])?;
        file.sync_data()?;
        Ok(begun.elapsed())
    });
    let times: std::io::Result<Vec<Duration>> = syncs.collect();
    fs::remove_file(&path)?;
    let mut times = times?;
    times.sort_unstable();
    Ok(times.get(SYNCS / 2).copied().unwrap_or_default())
}

pub(super) async fn mail_server(settings: &Settings, found: &mut Findings) {
    let mail = &settings.mail;
    if !mail.enabled {
        found.warn("mail server", "mail is turned off (mail.enabled): letters wait");
        return;
    }
    if let Some(file) = &mail.password_file {
        secret(file, found);
    }
    let name = format!("{}:{}", mail.host, mail.port);
    match timeout(PATIENCE, greet(settings)).await {
        Err(_) => found.fail("mail server", format!("{name} does not answer")),
        Ok(Err(error)) => found.fail("mail server", format!("{name}: {error}")),
        Ok(Ok(())) => found.ok("mail server", format!("{name} answers")),
    }
}

/// Connects, and reads the greeting where there is one before TLS.
async fn greet(settings: &Settings) -> std::io::Result<()> {
    let mail = &settings.mail;
    let name = (mail.host.clone(), mail.port);
    let resolved = tokio::task::spawn_blocking(move || name.to_socket_addrs()).await;
    let addresses: Vec<_> = resolved.map_err(std::io::Error::other)??.collect();
    let stream = TcpStream::connect(addresses.as_slice()).await?;
    if mail.guard == MailGuard::Tls {
        return Ok(());
    }
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await?;
    if line.starts_with("220") {
        Ok(())
    } else {
        Err(std::io::Error::other("it does not speak SMTP"))
    }
}
