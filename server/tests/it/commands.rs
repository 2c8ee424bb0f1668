//! What an administrator types, and what comes of it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::program::{Program, binary, run_in};

#[test]
fn an_installation_is_made_and_looked_after() {
    let it = Program::new();
    for private in ["data/secret.key", "data/yousaid.toml", "data/yousaid.db"] {
        let mode = fs::metadata(it.folder.path().join(private)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{private}");
    }
    it.run(&["migrate", "--check"]).ends(0);
    it.body("havering");
    it.body("north-east");
    it.run(&["body", "succeed", "havering", "north-east", "--on", "2022-07-01"]).ends(0);
    let shown = it.run(&["--json", "body", "show", "havering"]).ends(0).json();
    assert_eq!(shown["ends_on"], "2022-06-30");

    let added = it
        .run(&[
            "--json",
            "user",
            "add",
            "bo@example.org",
            "--name",
            "Bo",
            "--role",
            "havering:officer",
        ])
        .ends(0)
        .json();
    let link = added["invitation"].as_str().unwrap();
    assert!(link.starts_with("http://127.0.0.1:8080/invitation/"), "{link}");
    let listed = it.run(&["user", "list"]).ends(0).out;
    let token = link.rsplit('/').next().unwrap();
    assert!(listed.contains("bo@example.org") && !listed.contains(token));
    it.run(&["role", "grant", "bo@example.org", "havering", "lead"]).ends(0);
    let may = it.run(&["--json", "role", "explain", "bo@example.org"]).ends(0).json();
    let roles: Vec<_> = may["may"].as_array().unwrap().iter().map(|m| &m["role"]).collect();
    assert!(roles.contains(&&"lead".into()) && roles.contains(&&"officer".into()));
    it.run(&["role", "revoke", "bo@example.org", "havering", "lead"]).ends(0);
    it.run(&["user", "disable", "bo@example.org"]).ends(0);
    it.run(&["user", "enable", "bo@example.org"]).ends(0);
    it.run(&["user", "reset-second-step", "bo@example.org"]).ends(0);
    it.run(&["user", "sessions", "bo@example.org", "--end"]).ends(0);
}

#[test]
fn a_backup_is_restored_beside_and_never_over_what_is_there() {
    let it = Program::new();
    it.body("havering");
    it.body("north-east");
    it.run(&["record", "checkpoint", "havering"]).ends(0);
    let made = it.run(&["--json", "backup", "create", "--verify", "--keep", "2"]).ends(0).json();
    let file = made["made"]["file"].as_str().unwrap().to_owned();
    it.run(&["backup", "verify", &file]).ends(0);
    assert_eq!(it.run(&["--json", "backup", "list"]).ends(0).json().as_array().unwrap().len(), 1);

    it.run(&["restore", &file, "--to", "copy"]).ends(0);
    let copy = it.path("copy/yousaid.toml");
    let on_copy =
        |words: &[&str]| run_in(it.folder.path(), &[&["--config", &copy], words].concat());
    let quarantine = on_copy(&["--json", "quarantine", "show"]).ends(0).json();
    assert_eq!(quarantine["epoch"], 2);
    on_copy(&["jobs", "run"]).ends(1);
    on_copy(&["record", "verify"]).ends(0);
    let bodies = on_copy(&["--json", "body", "list"]).ends(0).json();
    assert_eq!(bodies.as_array().unwrap().len(), 2);
    on_copy(&["quarantine", "lift", "--reason", "looked at"]).ends(0);
    on_copy(&["quarantine", "lift", "--reason", "again"]).ends(1);
    on_copy(&["jobs", "run"]).ends(0);
    // Never over what is there.
    it.run(&["restore", &file, "--to", "copy"]).ends(1);
    let url = format!("sqlite:{}", it.path("data/yousaid.db"));
    let refused = it.run(&["restore", &file, "--to", &url]).ends(1);
    assert!(refused.err.contains("not empty"), "{refused:?}");
    assert!(it.folder.path().join("data/yousaid.db").exists(), "what was there stays");
}

#[test]
fn a_damaged_backup_or_record_ends_with_three() {
    let it = Program::new();
    it.body("havering");
    it.run(&["record", "checkpoint", "havering"]).ends(0);
    let made = it.run(&["--json", "backup", "create"]).ends(0).json();
    let file = made["made"]["file"].as_str().unwrap().to_owned();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&file, bytes).unwrap();
    it.run(&["backup", "verify", &file]).ends(3);
    it.run(&["restore", &file, "--to", "copy"]).ends(3);
    assert!(!it.folder.path().join("copy/yousaid.db").exists(), "nothing half restored");
    fs::write(&file, "hello").unwrap();
    it.run(&["backup", "verify", &file]).ends(3);
    it.run(&["backup", "verify", "nowhere.gz"]).ends(1);
}

#[test]
fn a_bundle_is_exported_and_verified_without_an_installation() {
    let it = Program::new();
    it.body("havering");
    // A restore leaves an entry in the record: a record with something in it.
    it.run(&["record", "checkpoint", "havering"]).ends(0);
    let made = it.run(&["--json", "backup", "create"]).ends(0).json();
    it.run(&["restore", made["made"]["file"].as_str().unwrap(), "--to", "copy"]).ends(0);
    let copy = it.path("copy/yousaid.toml");
    let bundle = it.path("havering.bundle");
    let words = ["--json", "--config", &copy, "record", "export-bundle", "havering", &bundle];
    let exported = run_in(it.folder.path(), &words).ends(0).json();
    assert_eq!(exported["entries"], 1);
    run_in(it.folder.path(), &words).ends(1);

    let elsewhere = tempfile::tempdir().unwrap();
    let verify = |more: &[&str]| {
        let words = ["--json", "record", "verify", "--bundle", bundle.as_str()];
        run_in(elsewhere.path(), &[words.as_slice(), more].concat())
    };
    let alone = verify(&[]).ends(0).json();
    assert_eq!((&alone["good"], &alone["self_certified"]), (&true.into(), &true.into()));
    let key = exported["key"].as_str().unwrap();
    assert_eq!(verify(&["--key", key]).ends(0).json()["self_certified"], false);
    verify(&["--key", "nonsense"]).ends(2);
    let other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    verify(&["--key", other]).ends(3);

    // A witness who kept a later checkpoint contradicts a shorter record.
    let words = ["--config", &copy, "record", "checkpoint", "havering"];
    let note = run_in(it.folder.path(), &words).ends(0).out;
    let witness = it.path("witness.txt");
    fs::write(&witness, note.trim_end().to_owned() + "\n").unwrap();
    let found = it.run(&["record", "verify", "--body", "havering", "--witness", &witness]).ends(3);
    assert!(found.out.contains("truncated"), "{found:?}");
    let words =
        ["--config", &copy, "record", "verify", "--body", "havering", "--witness", &witness];
    run_in(it.folder.path(), &words).ends(0);
}

#[test]
fn settings_are_checked_and_shown_without_secrets() {
    let it = Program::new();
    it.run(&["config", "check"]).ends(0);
    let check = |text: &str| {
        let file = it.path("other.toml");
        fs::write(&file, text).unwrap();
        run_in(it.folder.path(), &["--config", &file, "config", "check"])
    };
    for (text, says) in [
        ("[server]\nlisten = \"nowhere\"\n", "server.listen"),
        ("[server]\nlissten = \"127.0.0.1:1\"\n", "lissten"),
        ("[server\n", "settings"),
        ("[mail]\nport = \"many\"\n", "port"),
        ("[database]\nurl = \"mysql://x\"\n", "database.url"),
    ] {
        let refused = check(text).ends(2);
        assert!(refused.err.contains(says), "{text}: {refused:?}");
    }
    let secret = "[database]\nurl = \"postgres://me:hush@db/x\"\n";
    fs::write(it.path("secret.toml"), secret).unwrap();
    let words = ["--config", &it.path("secret.toml"), "config", "show", "--redacted"];
    let shown = run_in(it.folder.path(), &words).ends(0).out;
    assert!(shown.contains("postgres://me:***@db/x") && !shown.contains("hush"), "{shown}");
    run_in(it.folder.path(), &["--config", "absent.toml", "config", "check"]).ends(2);
    let by_environment = binary()
        .args(["--config", &it.settings.display().to_string(), "config", "show"])
        .env("YOUSAID_SERVER__STOP_WITHIN", "7")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&by_environment.stdout).contains("stop_within = 7"));
}

#[test]
fn the_example_settings_are_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../packaging/yousaid.example.toml");
    let show = |words: &[&str]| {
        run_in(folder.path(), &[words, &["--json", "config", "show"]].concat()).ends(0).json()
    };
    assert_eq!(show(&["--config", example]), show(&[]));
    // And every setting stands in it, if only as a comment.
    let text = fs::read_to_string(example).unwrap();
    for (section, settings) in show(&[]).as_object().unwrap() {
        assert!(text.contains(&format!("[{section}]")), "{section}");
        for name in settings.as_object().unwrap().keys() {
            assert!(text.contains(&format!("{name} = ")), "{section}.{name}");
        }
    }
}

#[test]
fn what_cannot_be_understood_ends_with_two() {
    let it = Program::new();
    for words in [
        &["bogus"][..],
        &["serve", "--bogus"],
        &["body", "add", "x"],
        &["backup", "prune", "--keep", "0"],
        &["role", "grant", "ada@example.org", "x", "king"],
        &["user", "add", "b@example.org", "--name", "B", "--role", "nocolon"],
        &["completions", "powershell"],
        &["migrate", "--plan", "--check"],
        &["restore", "x.gz", "--to", "postgres://me:hush@db/x"],
        &[
            "init",
            "--email",
            "a@b.example",
            "--name",
            "A",
            "--database",
            "postgres://a:b@c/d",
            "--folder",
            "other",
        ],
        &[
            "init",
            "--email",
            "a@b.example",
            "--name",
            "A",
            "--address",
            "nonsense",
            "--folder",
            "other",
        ],
    ] {
        let ended = it.run(words).ends(2);
        assert!(!ended.err.is_empty(), "{words:?}");
    }
}

#[test]
fn what_fails_ends_with_one_and_says_why() {
    let it = Program::new();
    it.body("havering");
    for words in [
        &["body", "add", "havering", "--name", "N", "--kind", "ccg", "--starts-on", "2020-01-01"][..],
        &["body", "add", "No", "--name", "N", "--kind", "ccg", "--starts-on", "2020-01-01"],
        &["body", "show", "nowhere"],
        &["user", "disable", "nobody@example.org"],
        // The last who can look after the installation stays... but is only invited as yet.
        &["user", "add", "not an address", "--name", "N", "--administrator"],
        &["role", "grant", "nobody@example.org", "havering", "lead"],
        &["record", "export-bundle", "nowhere", "x"],
        &["mail", "retry", "00000000-0000-0000-0000-000000000000"],
        &["mail", "test", "--to", "a@example.org"],
        &["init", "--email", "a@b.example", "--name", "A", "--folder", "data"],
    ] {
        let ended = it.run(words).ends(1);
        assert!(ended.err.starts_with("yousaid: ") && ended.out.is_empty(), "{ended:?}");
    }
    // Refusals are told in words, not by key.
    let taken = it.run(&[
        "body",
        "add",
        "havering",
        "--name",
        "N",
        "--kind",
        "ccg",
        "--starts-on",
        "2020-01-01",
    ]);
    assert!(!taken.err.contains("body-slug-taken"), "{taken:?}");
    let lost = tempfile::tempdir().unwrap();
    let none = run_in(lost.path(), &["body", "list"]).ends(1);
    assert!(none.err.contains("yousaid init"), "{none:?}");
}

#[test]
fn the_doctor_finds_what_is_wrong() {
    let it = Program::new();
    let state = |what: &str| {
        let found = it.run(&["--json", "doctor"]).json();
        let found = found["found"].as_array().unwrap().clone();
        let one = found.into_iter().find(|f| f["what"] == what);
        one.map(|f| f["state"].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    it.run(&["doctor"]).ends(0);
    it.run(&["doctor", "--strict"]).ends(1);
    assert_eq!((state("backup"), state("secret file")), ("warn".into(), "ok".into()));
    assert_eq!((state("durability"), state("database file")), ("ok".into(), "ok".into()));
    it.run(&["backup", "create"]).ends(0);
    assert_eq!(state("backup"), "ok");
    let secret = it.folder.path().join("data/secret.key");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    it.run(&["doctor"]).ends(1);
    assert_eq!(state("secret file"), "fail");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let mut settings = fs::read_to_string(&it.settings).unwrap();
    settings = settings.replace("enabled = false", "enabled = true\nport = 1");
    fs::write(&it.settings, settings).unwrap();
    assert_eq!(state("mail server"), "fail");
    fs::remove_file(it.folder.path().join("data/yousaid.db")).unwrap();
    it.run(&["doctor"]).ends(1);
    assert_eq!(state("database"), "fail");
}

#[test]
fn help_completions_and_manual_speak_of_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let help = run_in(folder.path(), &["--help"]).ends(0).out;
    for word in [
        "serve",
        "init",
        "migrate",
        "doctor",
        "user",
        "role",
        "body",
        "backup",
        "restore",
        "quarantine",
        "record",
        "config",
        "mail",
        "jobs",
        "completions",
        "man",
        "Exit codes",
    ] {
        assert!(help.contains(word), "{word}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let text = run_in(folder.path(), &["completions", shell]).ends(0).out;
        assert!(text.contains("quarantine"), "{shell}");
    }
    run_in(folder.path(), &["man", "--to", "man"]).ends(0);
    let pages = fs::read_dir(folder.path().join("man")).unwrap().count();
    assert!(pages > 16, "{pages}");
    assert!(run_in(folder.path(), &["man"]).ends(0).out.contains(".TH"));
    let version = run_in(folder.path(), &["--version"]).ends(0).out;
    assert!(version.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_file_of_comments_is_brought_in_once() {
    let it = Program::new();
    it.body("havering");
    let file = it.folder.path().join("comments.csv");
    let rows =
        "Date,Comment,Score\n30/09/2021,Kind staff,1\n31/02/2021,No such day,1\n01/10/2021,,2\n";
    fs::write(&file, rows).unwrap();
    let refused = it.folder.path().join("refused.csv");
    let (file, to) = (file.display().to_string(), refused.display().to_string());
    let words = ["--json", "import", "voices", &file, "--body", "havering"];
    let tried = it.run(&[&words[..], &["--dry-run"]].concat()).ends(0).out;
    let first = it.run(&[&words[..], &["--refused", &to]].concat()).ends(0).out;
    assert!(fs::read_to_string(&refused).unwrap().contains("31/02/2021"), "{first}");
    let entries = |it: &Program| {
        let verified = it.run(&["--json", "record", "verify"]).ends(0).json();
        verified[0]["entries"].as_u64().unwrap_or_else(|| panic!("{verified}"))
    };
    let before = entries(&it);
    it.run(&words).ends(0);
    assert_eq!(entries(&it), before, "nothing was entered the second time");
    let shown = it.run(&["import", "voices", &file, "--body", "havering"]).ends(0).out;
    assert!(shown.contains("1  voices") && shown.contains("1  rows refused"), "{shown}{tried}");
    it.run(&["import", "voices", &file, "--body", "nowhere"]).ends(1);
    it.run(&["import", "voices", "absent.csv", "--body", "havering"]).ends(1);
}
