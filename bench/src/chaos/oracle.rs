//! Says whether what was promised was kept: every acknowledged reference is there with its words,
//! nothing is there twice, figures agree, and both verifiers find the record whole.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use bench::http;
use bench::site::{Plan, Site, root};
use bench::world::{SLUG, World};
use kernel::{record, values};
use serde_json::{Value, json};

use super::ledger::{Told, words_of};

/// References that are also followed on the site.
const FOLLOWED: usize = 25;

/// What was found.
#[derive(Debug, Default)]
pub struct Judged {
    /// What is not as it should be.
    pub wrong: Vec<String>,
    /// Figures to report.
    pub facts: serde_json::Map<String, Value>,
}

impl Judged {
    /// Notes what is not as it should be.
    pub fn require(&mut self, holds: bool, says: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(says());
        }
    }

    /// Notes a figure.
    pub fn fact(&mut self, name: &str, value: impl Into<Value>) {
        self.facts.insert(name.to_owned(), value.into());
    }
}

/// Looks at an installation that is being served.
pub async fn judge(plan: &Plan, site: &Site, ledger: &Path) -> Result<Judged> {
    let mut judged = Judged::default();
    let told = Told::read(ledger)?;
    let world = World::open(&plan.url()).await?;
    voices(&world, &told, &mut judged).await?;
    kept(&world, &mut judged).await?;
    follow(site, &told, &mut judged).await?;
    verify(plan, &world, &mut judged).await?;
    world.core.db.clone().close().await?;
    judged.fact("acknowledged", told.acknowledged.len());
    judged.fact("refused_with_words_given_back", told.kept);
    judged.require(told.lost.is_empty(), || {
        format!("{} refusals lost the words typed: {:?}", told.lost.len(), told.lost.first())
    });
    judged.require(told.odd.is_empty(), || {
        format!("{} answers that should not be: {:?}", told.odd.len(), told.odd.first())
    });
    judged.require(!told.acknowledged.is_empty(), || "nothing was acknowledged".to_owned());
    Ok(judged)
}

async fn voices(world: &World, told: &Told, judged: &mut Judged) -> Result<()> {
    let tx = world.core.read().await?;
    let sql = "SELECT reference, words FROM thread_voice WHERE body_id = $1 AND import_id IS NULL";
    let rows = tx.rows(sql, values![world.body.id]).await?;
    let mut by_mark: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for row in &rows {
        let (reference, words): (String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let mark = words.split(' ').next().unwrap_or_default().to_owned();
        by_mark.entry(mark).or_default().push((reference, words));
    }
    let twice = by_mark.values().filter(|found| found.len() > 1).count();
    judged.require(twice == 0, || format!("{twice} submissions are there twice"));
    let mut lost = Vec::new();
    for (mark, reference, _) in &told.acknowledged {
        let found = by_mark.get(mark).and_then(|found| found.first());
        if found.is_none_or(|(r, words)| r != reference || *words != words_of(mark)) {
            lost.push(format!("{mark} {reference}"));
        }
    }
    judged.require(lost.is_empty(), || {
        format!("{} acknowledged and lost or changed, such as {:?}", lost.len(), lost.first())
    });
    judged.fact("stored", rows.len());
    judged.fact("lost", lost.len());
    judged.fact("twice", twice);
    let entries = "SELECT COUNT(*) FROM record_entry WHERE body_id = $1 AND kind = $2";
    let kind = thread::actions::receive::RECEIVED;
    let entries = tx.count(entries, values![world.body.id, kind]).await?;
    judged.require(usize::try_from(entries)? == rows.len(), || {
        format!("{} voices and {entries} entries of the record", rows.len())
    });
    Ok(())
}

async fn kept(world: &World, judged: &mut Judged) -> Result<()> {
    let tx = world.core.read().await?;
    let reconciled = thread::queries::reconcile(&tx, world.body.id).await?;
    judged.require(reconciled.holds(), || format!("figures do not agree: {reconciled:?}"));
    if tx.engine() == kernel::db::Engine::Sqlite {
        let says: Option<String> = tx.scalar("PRAGMA integrity_check", values![]).await?;
        judged.require(says.as_deref() == Some("ok"), || format!("database: {says:?}"));
    }
    Ok(())
}

async fn follow(site: &Site, told: &Told, judged: &mut Judged) -> Result<()> {
    let step = (told.acknowledged.len() / FOLLOWED).max(1);
    for (mark, reference, _) in told.acknowledged.iter().step_by(step) {
        let reply = http::open(site.address, &format!("/follow/{reference}")).await?;
        judged.require(reply.status == 200, || {
            format!("/follow/{reference} of {mark} answers {}", reply.status)
        });
    }
    Ok(())
}

/// Runs a command of the product to its end; what it printed.
pub fn product(plan: &Plan, words: &[&str]) -> Result<String> {
    let out = plan.command(words)?.output()?;
    let said =
        format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    if out.status.success() {
        Ok(said)
    } else {
        bail!("yousaid {} ended with {}: {said}", words.join(" "), out.status)
    }
}

async fn verify(plan: &Plan, world: &World, judged: &mut Judged) -> Result<()> {
    let mut untraced = plan.clone();
    untraced.before.clear();
    if let Err(error) = product(&untraced, &["record", "verify", "--body", SLUG]) {
        judged.wrong.push(error.to_string());
    }
    let file = tempfile::NamedTempFile::new()?;
    let tx = world.core.read().await?;
    let out = BufWriter::new(File::create(file.path())?);
    let secrets = &world.core.secrets;
    let exported = record::export_bundle(&tx, secrets, world.body.id, out).await?;
    let key = secrets.record_key(world.body.id).verifying_key().to_string();
    let python = Command::new("python3")
        .arg(root().join("ledger/verify.py"))
        .arg(file.path())
        .args(["--key", &key])
        .output()
        .context("python3")?;
    judged.require(python.status.success(), || {
        format!("verify.py: {}", String::from_utf8_lossy(&python.stdout))
    });
    judged.fact("entries_verified_twice", exported.entries);
    Ok(())
}

/// As it is printed.
pub fn as_json(fault: &str, judged: Judged) -> Value {
    let mut all = json!({ "fault": fault, "passed": judged.wrong.is_empty() });
    if let Value::Object(map) = &mut all {
        map.extend(judged.facts);
        map.insert("wrong".to_owned(), json!(judged.wrong));
    }
    all
}
