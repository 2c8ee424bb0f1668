//! Journeys in a real browser, against a demonstration of their own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::run;

/// A demonstration; it ends when this is dropped.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds the product, starts a demonstration, and walks it.
pub fn run() -> Result<()> {
    run::need("chromium", "chromium")?;
    run::finish({
        let mut npm = run::command("npm", &["ci", "--ignore-scripts", "--silent"]);
        npm.current_dir(run::root().join("e2e"));
        npm
    })?;
    run::run("cargo", &["build", "--package", "yousaid"])?;
    let folder = std::env::temp_dir().join(format!("yousaid-journeys-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let port = free_port()?;
    let address = format!("127.0.0.1:{port}");
    let demo = run::command(
        &run::target().join("debug/yousaid").display().to_string(),
        &["demo", "--dir", &folder.display().to_string(), "--address", &address],
    )
    .stdout(Stdio::piped())
    .spawn()
    .context("cannot start the demonstration")?;
    let mut demo = Demo(demo);
    drain(&mut demo)?;
    wait_for(&address)?;
    let staff = std::fs::read_to_string(folder.join("sign-ins.json"))?;
    let shots = run::root().join("e2e/shots");
    std::fs::create_dir_all(&shots)?;
    for journey in ["journeys.mjs", "pages.mjs"] {
        let mut node = run::command("node", &[journey]);
        node.current_dir(run::root().join("e2e"))
            .env("YOUSAID_SITE", format!("http://{address}"))
            .env("YOUSAID_STAFF", &staff)
            .env("YOUSAID_SHOTS", &shots);
        run::finish(node)?;
    }
    drop(demo);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Reads what the demonstration prints, so that it never waits for a reader.
fn drain(demo: &mut Demo) -> Result<()> {
    let out = demo.0.stdout.take().context("no output to read")?;
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(std::result::Result::ok) {
            println!("demo: {line}");
        }
    });
    Ok(())
}

fn wait_for(address: &str) -> Result<()> {
    let until = Instant::now() + Duration::from_mins(3);
    while Instant::now() < until {
        if std::net::TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    bail!("the demonstration did not start within three minutes")
}
