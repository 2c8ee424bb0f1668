//! The server as a process: it starts, says that it is there, and stops in good order.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::program::Program;

/// A server that is running.
struct Running {
    child: Child,
    site: String,
    lines: BufReader<std::process::ChildStderr>,
}

impl Running {
    fn start(it: &Program, more: &[&str]) -> Self {
        let mut child = it.start(&[&["serve"], more].concat());
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let site = line.trim().rsplit('/').next().unwrap().to_owned();
        let lines = BufReader::new(child.stderr.take().unwrap());
        assert!(site.contains(':'), "it did not start: {line}");
        Self { child, site, lines }
    }

    /// Reads the log until a line has the words.
    fn logged(&mut self, words: &str) -> String {
        let mut line = String::new();
        while self.lines.read_line(&mut line).unwrap() > 0 {
            if line.contains(words) {
                return line;
            }
            line.clear();
        }
        panic!("'{words}' was not logged");
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits for its end: exit code and the rest of its log.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn it_serves_says_that_it_is_ready_and_stops_when_asked() {
    let it = Program::new();
    it.body("havering");
    let mut server = Running::start(&it, &["--log", "json"]);
    let serving: serde_json::Value =
        serde_json::from_str(&server.logged("\"serving\"")).expect("a log line is JSON");
    let health = serving["health"].as_str().unwrap().to_owned();
    assert!(get(&server.site, "/havering?words=secret-words").starts_with("HTTP/1.1 200"));
    assert!(get(&health, "/health").starts_with("HTTP/1.1 200"));
    assert!(get(&health, "/ready").starts_with("HTTP/1.1 200"));
    let metrics = get(&health, "/metrics");
    for name in [
        "yousaid_requests{",
        "yousaid_request_seconds_bucket",
        "yousaid_jobs{",
        "yousaid_mail{",
        "yousaid_disk_used_ratio",
        "yousaid_quarantine 0",
    ] {
        assert!(metrics.contains(name), "{name} is not in {metrics}");
    }
    assert!(!get(&server.site, "/metrics").contains("yousaid_requests"), "not for the public");

    // A request that is under way when the signal comes is answered.
    let mut open = TcpStream::connect(&server.site).unwrap();
    open.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(open, "GET /havering HTTP/1.1\r\nHost: x\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let begun = Instant::now();
    server.signal("-TERM");
    server.logged("\"stopping\"");
    write!(open, "Connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).unwrap();
    let site = server.site.clone();
    let (code, log) = server.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(begun.elapsed() < Duration::from_secs(11), "{:?}", begun.elapsed());
    assert!(log.contains("\"stopped\"") && !log.contains("secret-words"), "{log}");
    assert!(TcpStream::connect(&site).is_err(), "nothing listens any more");
    // The write-ahead log is folded in: the file alone is the database.
    assert!(!it.folder.path().join("data/yousaid.db-wal").exists());
}

#[test]
fn a_slow_connection_does_not_hold_the_stop_up() {
    let it = Program::new();
    let settings = std::fs::read_to_string(&it.settings).unwrap();
    std::fs::write(&it.settings, settings.replace("[server]", "[server]\nstop_within = 1"))
        .unwrap();
    let server = Running::start(&it, &[]);
    let mut slow = TcpStream::connect(&server.site).unwrap();
    write!(slow, "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let begun = Instant::now();
    server.signal("-INT");
    let (code, log) = server.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

#[test]
fn a_restored_copy_says_so_and_runs_no_jobs() {
    let it = Program::new();
    it.body("havering");
    let made = it.run(&["--json", "backup", "create"]).ends(0).json();
    it.run(&["restore", made["made"]["file"].as_str().unwrap(), "--to", "copy"]).ends(0);
    let copy = Program { settings: it.folder.path().join("copy/yousaid.toml"), ..it };
    let server = Running::start(&copy, &[]);
    let page = get(&server.site, "/havering");
    assert!(page.contains("Restored copy of"), "{page}");
    server.signal("-TERM");
    let (code, log) = server.end();
    assert!(code == Some(0) && log.contains("in quarantine"), "{log}");
}

#[test]
fn it_does_not_start_on_tables_of_another_version_or_a_taken_address() {
    let it = Program::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = std::fs::read_to_string(&it.settings).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let other = settings.replacen("127.0.0.1:0", &address, 1);
    std::fs::write(&it.settings, other).unwrap();
    let ended = it.run(&["serve"]).ends(1);
    assert!(ended.err.contains("cannot listen"), "{ended:?}");
    std::fs::write(&it.settings, settings.replace("yousaid.db", "new.db")).unwrap();
    std::fs::write(it.folder.path().join("data/new.db"), "").unwrap();
    let ended = it.run(&["serve"]).ends(1);
    assert!(ended.err.contains("yousaid migrate"), "{ended:?}");
    it.run(&["migrate", "--check"]).ends(1);
    let plan = it.run(&["migrate", "--plan"]).ends(0).out;
    assert!(plan.contains("m2026"), "{plan}");
    it.run(&["migrate"]).ends(0);
    assert!(it.run(&["migrate"]).ends(0).out.contains("nothing"));
}

#[test]
fn settings_decide_what_security_headers_and_contacts_there_are() {
    let it = Program::new();
    let settings = std::fs::read_to_string(&it.settings).unwrap();
    let server = Running::start(&it, &[]);
    let plain = get(&server.site, "/").to_lowercase();
    assert!(!plain.contains("strict-transport-security"), "not without TLS");
    assert!(!plain.contains("assets.nhs.uk"), "no typeface from elsewhere");
    assert!(get(&server.site, "/.well-known/security.txt").starts_with("HTTP/1.1 404"));
    server.signal("-TERM");
    server.end();

    let contact = "[server]\nsecurity_contact = \"mailto:security@havering.example\"";
    let changed = settings
        .replacen("[server]", contact, 1)
        .replace("\naddress = \"http:", "\naddress = \"https:");
    std::fs::write(&it.settings, format!("{changed}\n[looks]\nnhs_logo = true\n")).unwrap();
    let server = Running::start(&it, &[]);
    let guarded = get(&server.site, "/").to_lowercase();
    assert!(guarded.contains("strict-transport-security: max-age=31536000"), "{guarded}");
    assert!(guarded.contains("font-src 'self' https://assets.nhs.uk"));
    let security = get(&server.site, "/.well-known/security.txt");
    assert!(security.contains("Contact: mailto:security@havering.example"), "{security}");
    assert!(security.contains("Expires: "));
    server.signal("-TERM");
    server.end();
}
