//! `yousaid mail`.

use std::sync::Arc;

use clap::ValueEnum;
use kernel::mail::{self, Filter, Letter, Postman, Recipient, State, Waiting};
use kernel::{Audited, Event, Subject};
use serde_json::json;
use uuid::Uuid;

use super::Told;
use crate::outcome::{Failed, Outcome};
use crate::setup::Setup;
use crate::show::{columns, show};

/// What to do with letters.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List letters, newest first, without their words
    Queue {
        /// Only those in this state
        #[arg(long, value_enum)]
        state: Option<Which>,
        /// How many at most
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Send a letter again that failed, was kept back, or may or may not have been sent
    Retry {
        /// The letter's id
        id: Uuid,
    },
    /// Let no letter leave
    Hold {
        /// Why, for those who look
        #[arg(long)]
        reason: String,
    },
    /// Let letters leave again
    Release {
        /// Keep back those that wait now, each to be sent by `yousaid mail retry` or not at all
        #[arg(long)]
        keep_back: bool,
    },
    /// Send a letter through the mail server of the settings, and say what it answered
    Test {
        /// To whom
        #[arg(long, value_name = "ADDRESS")]
        to: String,
    },
}

/// A state to look for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Which {
    /// Waits to be sent.
    Queued,
    /// Is being handed over.
    Sending,
    /// The mail server has it.
    Sent,
    /// Tried again later.
    Deferred,
    /// Refused for good.
    Failed,
    /// Sent or not, nobody can know.
    Unknown,
    /// Kept back.
    Held,
}

impl From<Which> for State {
    fn from(which: Which) -> Self {
        match which {
            Which::Queued => Self::Queued,
            Which::Sending => Self::Sending,
            Which::Sent => Self::Sent,
            Which::Deferred => Self::Deferred,
            Which::Failed => Self::Failed,
            Which::Unknown => Self::Unknown,
            Which::Held => Self::Held,
        }
    }
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    let setup = told.open().await?;
    match command {
        Command::Queue { state, limit } => queue(told, &setup, state, limit).await,
        Command::Retry { id } => {
            let tx = setup.core.write(&super::actor()).await?;
            let done = mail::retry(&tx, id).await?;
            tx.commit(done).await?;
            show(told.json, &json!({ "id": id }), |_| format!("letter {id} is queued again"))
        }
        Command::Hold { reason } => {
            let tx = setup.core.write(&super::actor()).await?;
            let done = mail::hold(&tx, &reason).await?;
            tx.commit(done).await?;
            show(told.json, &json!({ "held": reason }), |_| "no letter leaves".to_owned())
        }
        Command::Release { keep_back } => {
            let waiting = if keep_back { Waiting::KeepBack } else { Waiting::Send };
            let tx = setup.core.write(&super::actor()).await?;
            if kernel::backup::quarantine(&tx).await?.is_some() {
                return Err(Failed::because(
                    "this is a restored copy: `yousaid quarantine lift` releases it",
                ));
            }
            let done = mail::release(&tx, waiting).await?;
            let kept = tx.commit(done).await?.value;
            show(told.json, &json!({ "kept_back": kept }), |_| {
                format!("letters leave again; {kept} are kept back")
            })
        }
        Command::Test { to } => test(told, &setup, &to).await,
    }
}

async fn queue(told: &Told, setup: &Setup, state: Option<Which>, limit: i64) -> Outcome {
    let tx = setup.core.read().await?;
    let which = Filter { state: state.map(Into::into), ..Filter::default() };
    let (letters, all) = mail::list(&tx, &which, limit, 0).await?;
    let counts = mail::counts(&tx).await?;
    let held = mail::held_because(&tx).await?;
    let value = json!({
        "all": all, "held": held,
        "counts": counts.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        "letters": letters.iter().map(|l| json!({
            "id": l.id, "state": l.state, "purpose": l.purpose, "to": l.to_address,
            "attempts": l.attempts, "next_at": l.next_at, "response": l.response,
            "created_at": l.created_at, "sent_at": l.sent_at,
        })).collect::<Vec<_>>(),
    });
    show(told.json, &value, |_| {
        let rows: Vec<Vec<String>> = letters
            .iter()
            .map(|l| {
                vec![
                    l.id.to_string(),
                    l.state.clone(),
                    l.attempts.to_string(),
                    l.purpose.clone(),
                    l.to_address.clone(),
                    l.response.clone(),
                ]
            })
            .collect();
        let mut text =
            columns(&["ID", "STATE", "TRIES", "FOR", "TO", "THE MAIL SERVER SAID"], &rows);
        for (state, count) in &counts {
            text = format!("{text}\n{state}: {count}");
        }
        match &held {
            Some(why) => format!("{text}\nNo letter leaves: {why}"),
            None => text,
        }
    })
}

async fn test(told: &Told, setup: &Setup, to: &str) -> Outcome {
    if !setup.core.settings.mail.enabled {
        return Err(Failed::because("mail is turned off in the settings: mail.enabled"));
    }
    let tx = setup.core.write(&super::actor()).await?;
    if let Some(why) = mail::held_because(&tx).await? {
        return Err(Failed::because(format!("no letter leaves: {why}")));
    }
    let subject = Subject::new("kernel.installation", Uuid::nil());
    let letter = Letter {
        to: Recipient::new(to, "")?,
        body: None,
        subject: "A test from YouSaid".into(),
        text: format!(
            "An administrator of {} asked for this letter, to see that letters arrive. There is \
             nothing to do.\n",
            setup.core.settings.server.address
        ),
        html: None,
        headers: Vec::new(),
        unsubscribe_url: None,
        purpose: "kernel.test",
        about: subject.clone(),
        dedupe_key: None,
        opens: false,
    };
    let id = mail::send(&tx, letter).await?;
    let done = Audited::new((), Event::of_installation("kernel.mail.tested", subject));
    tx.commit(done).await?;
    Postman::new(Arc::clone(&setup.core))?.run_due().await?;
    let tx = setup.core.read().await?;
    let which = Filter { purpose: Some("kernel.test".into()), ..Filter::default() };
    let (letters, _) = mail::list(&tx, &which, 50, 0).await?;
    let letter = letters.into_iter().find(|l| l.id == id);
    let letter = letter.ok_or_else(|| Failed::because("the letter is not in the outbox"))?;
    let value = json!({ "id": id, "state": letter.state, "response": letter.response });
    show(told.json, &value, |_| format!("{}: {}", letter.state, letter.response))?;
    match letter.state.as_str() {
        "sent" | "sending" => Ok(()),
        other => Err(Failed::because(format!("the letter is {other}, not sent"))),
    }
}
