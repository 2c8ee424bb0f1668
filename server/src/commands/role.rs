//! `yousaid role`.

use identity;
use kernel::bodies;
use serde_json::json;

use super::{Told, user};
use crate::outcome::Outcome;
use crate::setup::Setup;
use crate::show::{columns, show};

/// What to do with roles.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Give a role in a body; open sessions end
    Grant {
        /// The person's e-mail address
        email: String,
        /// The body's slug
        body: String,
        /// The role
        role: String,
    },
    /// Take a role away; open sessions end
    Revoke {
        /// The person's e-mail address
        email: String,
        /// The body's slug
        body: String,
        /// The role
        role: String,
    },
    /// Say what a person may do, where, and because of which role
    Explain {
        /// The person's e-mail address
        email: String,
    },
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    let setup = told.open().await?;
    match command {
        Command::Grant { email, body, role } => set(told, &setup, &email, &body, &role, true).await,
        Command::Revoke { email, body, role } => {
            set(told, &setup, &email, &body, &role, false).await
        }
        Command::Explain { email } => explain(told, &setup, &email).await,
    }
}

async fn set(
    told: &Told,
    setup: &Setup,
    email: &str,
    body: &str,
    role: &str,
    give: bool,
) -> Outcome {
    let role = user::role(role)?;
    let tx = setup.core.write(&super::actor()).await?;
    let account = user::account(&tx, email).await?;
    let body = super::body(&tx, body).await?;
    let done = if give {
        identity::grant_role(&tx, account.id, body.id, role).await?
    } else {
        identity::revoke_role(&tx, account.id, body.id, role).await?
    };
    let changed = tx.commit(done).await?.value;
    let value = json!({
        "email": account.email, "body": body.slug, "role": role.key(), "changed": changed,
    });
    show(told.json, &value, |_| {
        let is = if give { "is" } else { "is not" };
        let now = if changed { "now" } else { "as before" };
        format!("{} {is} {} of {} ({now})", account.email, role.key(), body.slug)
    })
}

async fn explain(told: &Told, setup: &Setup, email: &str) -> Outcome {
    let tx = setup.core.read().await?;
    let account = user::account(&tx, email).await?;
    let mut rows = Vec::new();
    for held in identity::roles_of(&tx, account.id).await? {
        let body = bodies::by_id(&tx, held.body).await?.map(|b| b.slug).unwrap_or_default();
        for permission in setup.registry.permissions().filter(|p| p.roles.contains(&held.role)) {
            rows.push(vec![
                body.clone(),
                held.role.key().to_owned(),
                permission.verb.to_owned(),
                permission.says.to_owned(),
            ]);
        }
    }
    let value = json!({
        "email": account.email, "state": account.state.key(),
        "administrator": account.administrator,
        "may": rows.iter().map(|row| json!({
            "body": row[0], "role": row[1], "verb": row[2], "says": row[3],
        })).collect::<Vec<_>>(),
    });
    show(told.json, &value, |_| {
        let mut text = format!("{} ({}), {}", account.name, account.email, account.state.key());
        if account.administrator {
            text.push_str(
                "\nLooks after the installation: bodies, accounts, jobs and mail of every body.",
            );
        }
        if rows.is_empty() {
            return format!("{text}\nHolds no role in any body.");
        }
        format!("{text}\n{}", columns(&["BODY", "ROLE", "VERB", "MAY"], &rows))
    })
}
