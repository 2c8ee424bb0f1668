//! `yousaid user`.

use identity::{self, Account, Held, Invite};
use kernel::capability::Role;
use kernel::{Audited, Tx};
use serde_json::{Value, json};

use super::{Told, init};
use crate::outcome::{Failed, Outcome};
use crate::setup::Setup;
use crate::show::{columns, show};

/// What to do with people's accounts.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Invite somebody: prints a link, once, at which they choose a password
    Add {
        /// Their e-mail address
        email: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// Let them look after the installation
        #[arg(long)]
        administrator: bool,
        /// A role in a body, `havering:officer`; may be given again
        #[arg(long = "role", value_name = "BODY:ROLE")]
        roles: Vec<String>,
    },
    /// List accounts
    List {
        /// How many at most
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// End somebody's access at once; what they did stays under their name
    Disable {
        /// Their e-mail address
        email: String,
    },
    /// Give access back
    Enable {
        /// Their e-mail address
        email: String,
    },
    /// Take the second step away, so that they set it up anew when they next sign in
    ResetSecondStep {
        /// Their e-mail address
        email: String,
    },
    /// Print a link, once, at which they choose a new password
    ResetPassword {
        /// Their e-mail address
        email: String,
    },
    /// List somebody's sessions
    Sessions {
        /// Their e-mail address
        email: String,
        /// End them all
        #[arg(long)]
        end: bool,
    },
}

/// The account of an address.
pub(super) async fn account(tx: &Tx, email: &str) -> Outcome<Account> {
    let found = identity::account_by_email(tx, email).await?;
    found.ok_or_else(|| Failed::because(format!("there is no account '{email}'")))
}

/// Reads a role as people type it.
pub(super) fn role(text: &str) -> Outcome<Role> {
    Role::from_key(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.into_iter().map(Role::key).collect();
        Failed::usage(format!("there is no role '{text}'; there are: {}", known.join(", ")))
    })
}

fn shown(account: &Account) -> Value {
    json!({
        "id": account.id, "email": account.email, "name": account.name,
        "state": account.state.key(), "administrator": account.administrator,
        "second_step": account.second_step, "created_at": account.created_at,
    })
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    let setup = told.open().await?;
    match command {
        Command::Add { email, name, administrator, roles } => {
            add(told, &setup, email, name, administrator, &roles).await
        }
        Command::List { limit } => list(told, &setup, limit).await,
        Command::Disable { email } => {
            change(told, &setup, &email, "disabled", async |tx, id| identity::disable(tx, id).await)
                .await
        }
        Command::Enable { email } => {
            change(told, &setup, &email, "enabled", async |tx, id| {
                Ok(identity::enable(tx, id).await?.map(|_| ()))
            })
            .await
        }
        Command::ResetSecondStep { email } => {
            change(told, &setup, &email, "second step reset", async |tx, id| {
                identity::reset_second_step(tx, id).await
            })
            .await
        }
        Command::ResetPassword { email } => reset_password(told, &setup, &email).await,
        Command::Sessions { email, end } => sessions(told, &setup, &email, end).await,
    }
}

async fn change(
    told: &Told,
    setup: &Setup,
    email: &str,
    says: &str,
    act: impl AsyncFnOnce(&kernel::WriteTx, uuid::Uuid) -> kernel::Result<Audited<()>>,
) -> Outcome {
    let tx = setup.core.write(&super::actor()).await?;
    let account = account(&tx, email).await?;
    let done = act(&tx, account.id).await?;
    tx.commit(done).await?;
    show(told.json, &json!({ "email": account.email, "done": says }), |_| {
        format!("{}: {says}", account.email)
    })
}

async fn add(
    told: &Told,
    setup: &Setup,
    email: String,
    name: String,
    administrator: bool,
    roles: &[String],
) -> Outcome {
    let tx = setup.core.write(&super::actor()).await?;
    let mut held = Vec::new();
    for text in roles {
        let Some((slug, named)) = text.split_once(':') else {
            return Err(Failed::usage(format!("'{text}' must be BODY:ROLE")));
        };
        held.push(Held { body: super::body(&tx, slug).await?.id, role: role(named)? });
    }
    let invite = Invite { email, name, administrator, roles: held };
    let done = identity::invite(&tx, &invite).await?;
    let invited = tx.commit(done).await?.value;
    let link = init::link(setup, &invited);
    let value = json!({ "account": shown(invited.account()), "invitation": link });
    show(told.json, &value, |_| match &link {
        Some(link) => format!(
            "Give this link to {}. It works once, for seven days, and is not shown again:\n  {link}",
            invited.account().email
        ),
        None => format!("{} has an account already, and now the roles too", invite.email),
    })
}

async fn list(told: &Told, setup: &Setup, limit: i64) -> Outcome {
    let tx = setup.core.read().await?;
    let (accounts, all) = identity::accounts(&tx, limit, 0).await?;
    let value = json!({ "all": all, "accounts": accounts.iter().map(shown).collect::<Vec<_>>() });
    show(told.json, &value, |_| {
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let rows: Vec<Vec<String>> = accounts
            .iter()
            .map(|a| {
                vec![
                    a.email.clone(),
                    a.name.clone(),
                    a.state.key().to_owned(),
                    yes(a.administrator),
                    yes(a.second_step),
                ]
            })
            .collect();
        columns(&["E-MAIL", "NAME", "STATE", "ADMINISTRATOR", "SECOND STEP"], &rows)
    })
}

async fn reset_password(told: &Told, setup: &Setup, email: &str) -> Outcome {
    let tx = setup.core.write(&super::actor()).await?;
    let account = account(&tx, email).await?;
    let done = identity::send_reset(&tx, account.id).await?;
    let issued = tx.commit(done).await?.value;
    let address = &setup.core.settings.server.address;
    let link = format!("{address}/reset/{}", issued.token);
    let value = json!({ "email": account.email, "link": link, "expires_at": issued.expires_at });
    show(told.json, &value, |_| {
        format!(
            "Give this link to {}. It works once, until {}, and is not shown again:\n  {link}",
            account.email,
            issued.expires_at.format("%Y-%m-%d %H:%M UTC")
        )
    })
}

async fn sessions(told: &Told, setup: &Setup, email: &str, end: bool) -> Outcome {
    if end {
        let tx = setup.core.write(&super::actor()).await?;
        let account = account(&tx, email).await?;
        let done = identity::end_sessions(&tx, account.id).await?;
        let ended = tx.commit(done).await?.value;
        return show(told.json, &json!({ "ended": ended }), |_| format!("{ended} sessions ended"));
    }
    let tx = setup.core.read().await?;
    let account = account(&tx, email).await?;
    let open = identity::sessions_of(&setup.core, &tx, account.id).await?;
    let value = open.iter().map(|s| {
        json!({ "id": s.id, "agent": s.agent, "created_at": s.created_at, "seen_at": s.seen_at })
    });
    show(told.json, &json!({ "sessions": value.collect::<Vec<_>>() }), |_| {
        let rows: Vec<Vec<String>> = open
            .iter()
            .map(|s| {
                let moment =
                    |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
                vec![moment(s.created_at), moment(s.seen_at), s.agent.clone()]
            })
            .collect();
        columns(&["SINCE (UTC)", "LAST SEEN", "BROWSER"], &rows)
    })
}
