//! F11: the mail server greylists, is full, stalls, refuses and hangs up. Each letter once, or
//! known to be unknown.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use bench::form;
use bench::http::{self, Connection};
use bench::site::Site;
use bench::world::World;
use kernel::{Actor, Audited, Event, values};

use super::Run;
use super::ledger::{Ledger, words_of};
use super::oracle::{self, Judged};
use super::smtp::{self, DOMAINS, Seen};

/// Letters to each domain.
const EACH: usize = 6;
/// Everything is settled within.
const SETTLED: Duration = Duration::from_mins(2);

/// Submits once for each address, wishing for a receipt by e-mail.
async fn submit(site: &Site, ledger: &Ledger) -> Result<Vec<String>> {
    let mut connection = Connection::open(site.address).await?;
    let form = form::open(&mut connection, site.address, &form::path()).await?;
    let mut addresses = Vec::new();
    for n in 0..EACH {
        for (domain, ..) in DOMAINS {
            let address = format!("r{n}@{domain}");
            let mark = format!("mail-{n}-{domain}");
            let words = words_of(&mark);
            let body = form.filled(&form::answers(&words, Some(&address)));
            let reply = connection.send(&http::post(site.address, &form::path(), &body)).await?;
            let reference = form::reference(&reply);
            let reference = reference.with_context(|| format!("{mark}: {}", reply.status))?;
            ledger.add("ack", &mark, &reference)?;
            addresses.push(address);
        }
    }
    Ok(addresses)
}

type States = HashMap<String, Vec<String>>;

async fn states(world: &World) -> Result<States> {
    let tx = world.core.read().await?;
    let mut states = States::new();
    for row in tx.rows("SELECT to_address, state FROM mail_outbox ORDER BY id", values![]).await? {
        let (to, state): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        states.entry(to).or_default().push(state);
    }
    Ok(states)
}

/// Letters that wait for another try need not wait for it now: the hours pass at once.
async fn pass_hours(world: &World) -> Result<()> {
    let tx = world.core.write(&Actor::system("chaos")).await?;
    let sql = "UPDATE mail_outbox SET next_at = $1 WHERE state = 'deferred' AND next_at > $1";
    tx.exec(sql, values![tx.now()]).await?;
    let event = Event::new("chaos.hours-passed", world.body.id, world.body.subject());
    tx.commit(Audited::new((), event)).await?;
    Ok(())
}

fn compare(addresses: &[String], states: &States, sink: &HashMap<String, Seen>) -> Judged {
    let mut judged = Judged::default();
    let mut twice = 0;
    for address in addresses {
        let domain = address.rsplit('@').next().unwrap_or_default();
        let Some((_, state, copies)) = DOMAINS.iter().find(|d| d.0 == domain) else { continue };
        let found = states.get(address).cloned().unwrap_or_default();
        let seen = sink.get(address).cloned().unwrap_or_default();
        twice += usize::from(seen.taken > 1);
        judged.require(found == [*state] && seen.taken == *copies, || {
            format!(
                "{address}: {found:?}, {} copies in {} tries, should be {state} with {copies}",
                seen.taken, seen.tries
            )
        });
    }
    let latest = |domain: &str, last: bool| {
        let times = sink.iter().filter(|(to, _)| to.ends_with(domain)).filter_map(|(_, s)| s.at);
        if last { times.max() } else { times.min() }
    };
    // No domain holds up another: all of the willing one's letters are there before the slow
    // one's last.
    if let (Some(willing), Some(slow)) =
        (latest("takes.example", true), latest("slow.example", true))
    {
        judged.require(willing < slow, || "a slow domain held up another".to_owned());
    }
    judged.fact("letters", addresses.len());
    judged.fact("letters_twice", twice);
    judged
}

/// Submits, lets the hours pass, compares outbox and mail server.
pub async fn run(run: Run) -> Result<Judged> {
    let (port, sink) = smtp::start().await?;
    let plan = run.install().await?;
    let plan = plan
        .with("MAIL__ENABLED", "true")
        .with("MAIL__HOST", "127.0.0.1")
        .with("MAIL__PORT", port.to_string())
        .with("MAIL__GUARD", "none")
        .with("MAIL__TIMEOUT", "5")
        .with("MAIL__FROM", "yousaid@bench.example");
    let site = plan.start()?;
    let path = run.ledger();
    let addresses = submit(&site, &Ledger::open(&path)?).await?;
    let world = World::open(&plan.url()).await?;
    let began = Instant::now();
    let settled = loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        pass_hours(&world).await?;
        let states = states(&world).await?;
        let open = |state: &String| !matches!(state.as_str(), "sent" | "failed" | "unknown");
        if states.len() == addresses.len() && !states.values().flatten().any(open) {
            break states;
        }
        if began.elapsed() > SETTLED {
            bail!("not settled after {} s: {states:?}", SETTLED.as_secs());
        }
    };
    // A letter too many would come now.
    tokio::time::sleep(Duration::from_secs(3)).await;
    world.core.db.clone().close().await?;
    let mut judged = oracle::judge(&plan, &site, &path).await?;
    let seen = sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    let compared = compare(&addresses, &settled, &seen);
    judged.wrong.extend(compared.wrong);
    judged.facts.extend(compared.facts);
    judged.fact("settled_in_s", began.elapsed().as_secs());
    Ok(judged)
}
