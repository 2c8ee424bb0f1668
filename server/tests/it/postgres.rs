//! The same commands on PostgreSQL: from the embedded database to a server with a backup.

use std::fs;

use kernel::db::Db;

use crate::program::{Program, binary, run_in};

#[expect(clippy::disallowed_methods, reason = "tests are told where PostgreSQL is by environment")]
fn address() -> String {
    std::env::var("YOUSAID_TEST_POSTGRES").expect(
        "no PostgreSQL to test on: run `cargo xtask test`, or set YOUSAID_TEST_POSTGRES to the \
         address that `testing/postgres.sh start FOLDER` prints",
    )
}

/// The address without its password, and the password.
fn apart(address: &str) -> (String, String) {
    let (protocol, rest) = address.split_once("://").unwrap();
    let (who, host) = rest.rsplit_once('@').unwrap();
    match who.split_once(':') {
        Some((user, password)) => (format!("{protocol}://{user}@{host}"), password.to_owned()),
        None => (address.to_owned(), String::new()),
    }
}

#[testing::tokio::test(crate = "testing::tokio")]
async fn an_installation_moves_to_a_server_with_a_backup() {
    let schema = format!("commands_{}", std::process::id());
    let address = address();
    let admin = Db::open(&address).await.unwrap();
    admin.make_schema(&schema).await.unwrap();
    admin.close().await.unwrap();
    let (bare, password) = apart(&address);
    let join = if bare.contains('?') { '&' } else { '?' };
    let url = format!("{bare}{join}options[search_path]={schema}");

    let it = Program::new();
    it.body("havering");
    it.run(&["record", "checkpoint", "havering"]).ends(0);
    let made = it.run(&["--json", "backup", "create"]).ends(0).json();
    let restored = binary()
        .arg("--config")
        .arg(&it.settings)
        .args(["restore", made["made"]["file"].as_str().unwrap(), "--to", &url])
        .env("PGPASSWORD", &password)
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));

    let settings = fs::read_to_string(&it.settings).unwrap();
    let here = format!(
        "sqlite:{}",
        it.folder.path().canonicalize().unwrap().join("data/yousaid.db").display()
    );
    assert!(settings.contains(&here));
    let (protocol, rest) = url.split_once("://").unwrap();
    let (user, host) = rest.split_once('@').unwrap();
    let with_password = format!("{protocol}://{user}:{password}@{host}");
    let there = it.path("server.toml");
    fs::write(&there, settings.replace(&here, &with_password)).unwrap();
    let run = |words: &[&str]| {
        let more = ["--json", "--config", there.as_str()];
        run_in(it.folder.path(), &[more.as_slice(), words].concat())
    };
    assert_eq!(run(&["record", "verify"]).ends(0).json()[0]["entries"], 1);
    run(&["quarantine", "lift", "--reason", "moved", "--letters", "send"]).ends(0);
    // A server for tests may run without fsync, and the doctor says so; all else is well.
    for found in run(&["doctor"]).json()["found"].as_array().unwrap() {
        let says = found["says"].as_str().unwrap();
        if found["what"] == "durability" {
            let is_off = says.contains(" off");
            assert!(says.contains("synchronous_commit"), "{says}");
            assert_eq!(found["state"] == "fail", is_off, "{says}");
        } else {
            assert_ne!(found["state"], "fail", "{found}");
        }
    }
    assert_eq!(run(&["migrate", "--plan"]).ends(0).json()["pending"].as_array().unwrap().len(), 0);
    let back = run(&["backup", "create", "--to", "server-backups", "--verify"]).ends(0).json();
    assert_eq!(back["made"]["header"]["engine"], "postgres");
    let shown = run(&["config", "show", "--redacted"]).ends(0).out;
    assert!(password.is_empty() || !shown.contains(&format!(":{password}@")), "{shown}");
}
