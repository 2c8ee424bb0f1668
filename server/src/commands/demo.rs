//! `yousaid demo`.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use demo::SignIn;
use kernel::Core;
use kernel::clock::{Clock as _, StoppedClock, SystemClock};
use kernel::config::Settings;
use kernel::db::{Db, migrate};
use kernel::ids::{SeededChance, SystemChance};
use kernel::secrets::Secrets;
use serde_json::json;

use super::Told;
use super::init::{set_mode, write_private};
use super::serve;
use crate::compose;
use crate::logs::{self, LogForm};
use crate::outcome::{Failed, Outcome};
use crate::setup::{SETTINGS_FILE, Setup};

/// Where it listens unless told otherwise; the next port that is free when this one is not.
const ADDRESS: &str = "127.0.0.1:8080";
/// Ports that are tried.
const PORTS: u16 = 50;
/// Who can sign in; written last, so that a folder with it holds a whole demonstration.
const SIGN_INS: &str = "sign-ins.json";
/// The seed of ids and references: the same demonstration twice has the same.
const SEED: u64 = 1948;
/// The notice over every page.
const BANNER: &str = "Demonstration. Everything that people say here is invented.";

/// What to show.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the demonstration; what is in it is served, or made when there is nothing
    #[arg(long, value_name = "FOLDER", default_value = "yousaid-data/demo")]
    dir: PathBuf,
    /// Where to listen, on this machine only [default: 127.0.0.1:8080, or the next free port]
    #[arg(long, value_name = "ADDRESS:PORT")]
    address: Option<SocketAddr>,
    /// Throw the demonstration in the folder away and make it anew, so that it ends today
    #[arg(long, conflicts_with = "keep")]
    fresh: bool,
    /// Serve the demonstration in the folder as it is, and make none when there is none
    #[arg(long)]
    keep: bool,
    /// Make it and stop, without serving it
    #[arg(long, conflicts_with = "keep")]
    make_only: bool,
    /// How log lines look
    #[arg(long, value_enum, default_value = "text")]
    log: LogForm,
}

pub(super) async fn run(told: &Told, args: Args) -> Outcome {
    logs::start(args.log);
    if told.config.is_some() {
        return Err(Failed::usage("the demonstration has settings of its own: leave --config out"));
    }
    let address = free(args.address)?;
    fs::create_dir_all(&args.dir)?;
    let folder = args.dir.canonicalize()?;
    let sign_ins = folder.join(SIGN_INS);
    if args.keep && !sign_ins.exists() {
        let says = format!("there is no demonstration in {}", folder.display());
        return Err(Failed::because(says));
    }
    let settings = settings(&folder, address);
    if args.fresh || !sign_ins.exists() {
        clear(&folder)?;
        make(&folder, &settings).await?;
    } else if !args.keep {
        eprintln!("Serving the demonstration that is there; --fresh makes it anew.");
    }
    // The port may be another than last time; other commands read it here.
    let text = toml::to_string(&settings).map_err(|e| Failed::because(e.to_string()))?;
    let file = folder.join(SETTINGS_FILE);
    fs::write(&file, text)?;
    set_mode(&file, 0o600)?;
    if args.make_only {
        return tell(told.json, &folder, &settings);
    }
    let setup = Setup::of(settings.clone()).await?;
    setup.demand_migrated().await?;
    let stop = serve::signals()?;
    serve::serve(setup, true, stop, |_| {
        if let Err(failed) = tell(told.json, &folder, &settings) {
            eprintln!("yousaid: {}", failed.says());
        }
        if !told.json {
            println!("\nserving on {}", settings.server.address);
        }
    })
    .await
}

/// The address to listen on. Only this machine's own: the passwords are known to everyone.
fn free(asked: Option<SocketAddr>) -> Outcome<SocketAddr> {
    let first: SocketAddr = match asked {
        Some(address) => address,
        None => ADDRESS.parse().map_err(|_| Failed::because("no address to listen on"))?,
    };
    if !first.ip().is_loopback() {
        return Err(Failed::usage(
            "the demonstration listens on this machine only (127.0.0.1 or ::1), because everyone \
             knows its passwords",
        ));
    }
    let tries = if asked.is_some() { 1 } else { PORTS };
    for port in (first.port()..).take(usize::from(tries)) {
        // Port 0 asks the machine for one.
        if let Ok(listener) = TcpListener::bind(SocketAddr::new(first.ip(), port)) {
            return Ok(listener.local_addr()?);
        }
    }
    Err(Failed::because(format!("cannot listen on {first}: something else does")))
}

fn settings(folder: &Path, address: SocketAddr) -> Settings {
    let mut settings = Settings::default();
    settings.server.listen = address.to_string();
    settings.server.listen_health = String::new();
    settings.server.address = format!("http://{address}");
    settings.database.url = format!("sqlite:{}", folder.join("yousaid.db").display());
    settings.secrets.file = folder.join("secret.key");
    settings.sign_in.second_step = false;
    settings.looks.banner = Some(BANNER.into());
    settings
}

/// The files of a demonstration: nothing else in the folder is touched.
fn files(folder: &Path) -> Vec<PathBuf> {
    let names =
        [SIGN_INS, SETTINGS_FILE, "secret.key", "yousaid.db", "yousaid.db-wal", "yousaid.db-shm"];
    names.iter().map(|name| folder.join(name)).collect()
}

/// Takes an older or a half-made demonstration away; another installation's folder is refused.
fn clear(folder: &Path) -> Outcome {
    let is_ours =
        fs::read_to_string(folder.join(SETTINGS_FILE)).map_or(true, |text| text.contains(BANNER));
    if !is_ours {
        return Err(Failed::because(format!(
            "{} holds an installation that is no demonstration: choose another folder with --dir",
            folder.display()
        )));
    }
    for file in files(folder).iter().filter(|file| file.exists()) {
        fs::remove_file(file)?;
    }
    Ok(())
}

async fn make(folder: &Path, settings: &Settings) -> Outcome {
    let started = Instant::now();
    eprintln!("Making the demonstration in {} ...", folder.display());
    set_mode(folder, 0o700)?;
    // Written before the database, so that a half-made folder is known for what it is.
    let text = toml::to_string(settings).map_err(|e| Failed::because(e.to_string()))?;
    write_private(&folder.join(SETTINGS_FILE), &text)?;
    let (secrets, text) = Secrets::generate(&SystemChance::default());
    write_private(&settings.secrets.file, &format!("{text}\n"))?;
    let registry = compose::registry();
    let clock = Arc::new(StoppedClock::at(SystemClock.now()));
    let db = Db::open(&settings.database.url).await?;
    set_mode(&folder.join("yousaid.db"), 0o600)?;
    migrate::run(&db, &*clock, &registry.migrations()).await?;
    let core = Arc::new(Core {
        db,
        clock: clock.clone(),
        chance: Arc::new(SeededChance::new(SEED)),
        settings: settings.clone(),
        secrets,
        gates: registry.gates(),
        hears: registry.hears(),
    });
    let built = demo::build(&core, &clock, &registry).await?;
    core.db.clone().close().await?;
    write_private(&folder.join(SIGN_INS), &serde_json::to_string_pretty(&built.sign_ins)?)?;
    eprintln!("{} voices, made in {:.1} seconds.", built.voices, started.elapsed().as_secs_f32());
    Ok(())
}

/// Says where it is and who can sign in.
fn tell(as_json: bool, folder: &Path, settings: &Settings) -> Outcome {
    let address = &settings.server.address;
    let sign_ins: Vec<SignIn> = serde_json::from_str(&fs::read_to_string(folder.join(SIGN_INS))?)?;
    if as_json {
        let value = json!({ "address": address, "folder": folder, "sign_ins": sign_ins });
        println!("{value}");
        return Ok(());
    }
    let width = sign_ins.iter().map(|s| s.email.len()).max().unwrap_or(0);
    let password = sign_ins.first().map_or("", |s| s.password.as_str());
    println!("\nThe demonstration:  {address}\nTo work in it:      {address}/sign-in\n");
    println!("The password is the same for everyone:  {password}");
    println!("It is enough: this demonstration does not ask for a second step, except of the one");
    println!("person who has set it up; their secret, for an authenticator app, stands beside.\n");
    for person in &sign_ins {
        let secret = person.secret.as_ref().map(|s| format!("  secret {s}")).unwrap_or_default();
        println!("  {:width$}  {}{secret}", person.email, person.name);
    }
    println!("\nNothing leaves this machine, and no mail is sent. Everything here is invented but");
    println!("the names and figures of the area.");
    println!("Other commands: yousaid --config {} ...", folder.join(SETTINGS_FILE).display());
    Ok(())
}
