//! One person: their roles, and what can be done with their account.

use axum::extract::Path;
use identity::{self, Account, Held, Invite, Invited, State};
use kernel::bodies::{self, Body};
use kernel::error::Error;
use kernel::{ReadTx, Result, WriteTx, mail};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use web::{Answer, Fields, Visit};

use super::people::{base, can_be_invited, roles_shown, ticked};
use crate::letters;

const PAGE: &str = "administration/person.njk";

/// The account, if it is one of the body's people. To others it does not exist.
async fn find(tx: &ReadTx, body: Option<&Body>, id: Uuid) -> Result<(Account, Vec<Held>)> {
    let account = identity::account(tx, id).await?.ok_or(Error::NotFound)?;
    let held = identity::roles_of(tx, id).await?;
    if body.is_some_and(|body| held.iter().all(|h| h.body != body.id)) {
        return Err(Error::NotFound);
    }
    Ok((account, held))
}

async fn context(visit: &Visit, id: Uuid) -> Result<(Value, Value)> {
    let body = visit.body().ok();
    let tx = visit.read().await?;
    let (account, held) = find(&tx, body, id).await?;
    let mut elsewhere = Map::new();
    for held in held.iter().filter(|h| body.is_none_or(|body| body.id != h.body)) {
        if let Some(other) = bodies::by_id(&tx, held.body).await? {
            let roles = elsewhere.entry(other.name).or_insert_with(|| json!([]));
            if let Value::Array(roles) = roles {
                roles.push(json!(held.role.key()));
            }
        }
    }
    let own: Vec<&str> = held
        .iter()
        .filter(|h| body.is_some_and(|body| body.id == h.body))
        .map(|h| h.role.key())
        .collect();
    let whole = held.iter().all(|h| identity::may_manage(visit.actor(), h.body));
    let values = json!({ "roles": own });
    let context = json!({
        "id": account.id, "name": account.name, "email": account.email,
        "state": account.state.key(), "second_step": account.second_step,
        "administrator": account.administrator, "base": base(body), "of_body": body.is_some(),
        "roles": roles_shown(&visit.app().registry),
        "elsewhere": elsewhere.into_iter().map(|(name, roles)| json!({ "name": name, "roles": roles }))
            .collect::<Vec<_>>(),
        "myself": visit.actor().account() == Some(id),
        // Only whoever looks after all of a person's bodies may touch the account itself.
        "whole": visit.actor().is_administrator() || (whole && !account.administrator),
        "can_be_invited": can_be_invited(&account),
        "recovery_left": identity::recovery_left(&tx, id).await?,
    });
    Ok((context, values))
}

/// The person.
pub async fn show(visit: Visit, Path(ids): Path<Vec<(String, String)>>) -> Answer {
    let (context, values) = context(&visit, id_of(&ids)?).await?;
    visit.form(PAGE, &context, values)
}

/// The person's id among the parts of the address.
fn id_of(parts: &[(String, String)]) -> Result<Uuid> {
    let id = parts.iter().find(|(name, _)| name == "id").and_then(|(_, id)| id.parse().ok());
    id.ok_or(Error::NotFound)
}

/// Makes the roles in the body those that are ticked. Whoever has not taken up the invitation
/// yet gets a new link, because the old one was for what they were to be.
pub async fn set_roles(
    visit: Visit,
    Path(ids): Path<Vec<(String, String)>>,
    fields: Fields,
) -> Answer {
    fields.expect(&[], &["roles"])?;
    let (id, body) = (id_of(&ids)?, visit.body()?);
    let done = async {
        let tx = visit.write().await?;
        let account = identity::account(&tx, id).await?.ok_or(Error::NotFound)?;
        let roles = ticked(&fields);
        let mut done = identity::set_roles(&tx, id, body.id, &roles).await?;
        if *done.value() > 0 && can_be_invited(&account) && !roles.is_empty() {
            let held = roles.into_iter().map(|role| Held { body: body.id, role }).collect();
            done.absorb(invite_again(&visit, &tx, &account, held, Some(body)).await?);
        }
        tx.commit(done).await
    };
    match done.await {
        Ok(_) if ticked(&fields).is_empty() => visit.see(&base(Some(body)), Some("roles-changed")),
        Ok(_) => visit.see(&format!("{}/{id}", base(Some(body))), Some("roles-changed")),
        Err(error) => {
            let (context, _) = context(&visit, id).await?;
            visit.again(PAGE, &context, &fields, error)
        }
    }
}

async fn invite_again(
    visit: &Visit,
    tx: &WriteTx,
    account: &Account,
    roles: Vec<Held>,
    body: Option<&Body>,
) -> Result<kernel::Audited<()>> {
    let what = Invite {
        email: account.email.clone(),
        name: account.name.clone(),
        administrator: account.administrator,
        roles,
    };
    let done = identity::invite(tx, &what).await?;
    if let Invited::Sent(issued) = done.value() {
        mail::send(tx, letters::invitation(visit, issued, body)?).await?;
    }
    Ok(done.map(|_| ()))
}

/// What can be done with an account, by the last part of the address.
pub async fn act(visit: Visit, Path(ids): Path<Vec<(String, String)>>, fields: Fields) -> Answer {
    fields.expect(&["email"], &[])?;
    let id = id_of(&ids)?;
    let verb = ids.iter().find(|(name, _)| name == "verb").map_or("", |(_, verb)| verb.as_str());
    let body = visit.body().ok();
    let (account, held) = {
        let tx = visit.read().await?;
        find(&tx, body, id).await?
    };
    match run(&visit, &account, held, verb, &fields).await {
        Ok(done) => visit.see(&format!("{}/{id}", base(body)), Some(done)),
        Err(error) => {
            let (context, _) = context(&visit, id).await?;
            visit.again(PAGE, &context, &fields, error)
        }
    }
}

async fn run(
    visit: &Visit,
    account: &Account,
    held: Vec<Held>,
    verb: &str,
    fields: &Fields,
) -> Result<&'static str> {
    let (id, body) = (account.id, visit.body().ok());
    let tx = visit.write().await?;
    let (done, says) = match verb {
        "disable" => (identity::disable(&tx, id).await?, "disabled"),
        "enable" => (identity::enable(&tx, id).await?.map(|_: State| ()), "enabled"),
        "unlock" => (identity::unlock(&tx, id).await?, "unlocked"),
        "second-step" => (identity::reset_second_step(&tx, id).await?, "second-step-reset"),
        "sessions" => (identity::end_sessions(&tx, id).await?.map(|_| ()), "sessions-ended"),
        "email" => (identity::change_email(&tx, id, &fields.text("email")).await?, "email-changed"),
        "reset" => {
            let done = identity::send_reset(&tx, id).await?;
            mail::send(&tx, letters::reset(visit, done.value())?).await?;
            (done.map(|_| ()), "reset-sent")
        }
        "invite" => {
            // Whoever invites again may do so for their own bodies.
            let own = held.into_iter().filter(|h| identity::may_manage(visit.actor(), h.body));
            (invite_again(visit, &tx, account, own.collect(), body).await?, "invited")
        }
        "administrator" if body.is_none() => {
            let becomes = !account.administrator;
            (identity::make_administrator(&tx, id, becomes).await?, "administrator-changed")
        }
        _ => return Err(Error::NotFound),
    };
    tx.commit(done).await?;
    Ok(says)
}
