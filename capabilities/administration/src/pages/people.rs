//! People: who has an account, what they may do, and inviting more of them. The same pages serve
//! a body and, without one, the installation.

use identity::{self, Account, Held, Invite, Invited, State};
use kernel::bodies::Body;
use kernel::capability::{Registry, Role};
use kernel::{ReadTx, Result, mail};
use serde_json::{Value, json};
use web::{Answer, Fields, Paging, Visit};

use crate::letters;

const INVITE: &str = "administration/invite.njk";

/// Where the pages about people are: below a body, or below the installation.
pub fn base(body: Option<&Body>) -> String {
    match body {
        Some(body) => format!("/staff/{}/administration/people", body.slug),
        None => "/staff/administration/people".to_owned(),
    }
}

/// The roles, in plain words, with what each lets a person do. It is made from what the rooms
/// declare, so that it cannot say anything else than what holds (abuse case A43).
pub fn roles_shown(registry: &Registry) -> Vec<Value> {
    let shown = |role: Role| {
        let may: Vec<&str> =
            registry.permissions().filter(|p| p.roles.contains(&role)).map(|p| p.says).collect();
        json!({ "key": role.key(), "may": may })
    };
    Role::ALL.into_iter().map(shown).collect()
}

/// A person in a list.
async fn listed(tx: &ReadTx, body: Option<&Body>, account: &Account) -> Result<Value> {
    let mut roles: Vec<&str> = identity::roles_of(tx, account.id)
        .await?
        .iter()
        .filter(|held| body.is_none_or(|body| body.id == held.body))
        .map(|held| held.role.key())
        .collect();
    roles.dedup();
    Ok(json!({
        "id": account.id, "name": account.name, "email": account.email,
        "state": account.state.key(), "roles": roles, "second_step": account.second_step,
        "administrator": account.administrator,
    }))
}

/// The people of a body, or of the installation.
pub async fn list(visit: Visit) -> Answer {
    let body = visit.body().ok();
    let paging = Paging::from_query(visit.query("page"), 50);
    let tx = visit.read().await?;
    let (accounts, total) = match body {
        Some(body) => identity::people(&tx, body.id, paging.per_page, paging.offset()).await?,
        None => identity::accounts(&tx, paging.per_page, paging.offset()).await?,
    };
    let mut people = Vec::with_capacity(accounts.len());
    for account in &accounts {
        people.push(listed(&tx, body, account).await?);
    }
    let base = base(body);
    let pages = paging.of(total, &base);
    visit.page(
        "administration/people.njk",
        &json!({ "people": people, "pages": pages, "base": base, "of_body": body.is_some() }),
    )
}

/// What each role lets a person do.
pub async fn roles(visit: Visit) -> Answer {
    visit.page("administration/roles.njk", &json!({ "roles": roles_shown(&visit.app().registry) }))
}

fn invite_context(visit: &Visit) -> Value {
    let body = visit.body().ok();
    let roles = roles_shown(&visit.app().registry);
    json!({ "base": base(body), "of_body": body.is_some(), "roles": roles })
}

/// A form to invite somebody.
pub async fn show_invite(visit: Visit) -> Answer {
    visit.form(INVITE, &invite_context(&visit), Value::Null)
}

/// The roles that were ticked; whoever made up a role gets no account with it.
pub fn ticked(fields: &Fields) -> Vec<Role> {
    fields.all("roles").iter().filter_map(|key| Role::from_key(key)).collect()
}

/// Invites somebody: to a body with roles, or to look after the installation.
pub async fn invite(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&["name", "email"], &["roles"])?;
    let body = visit.body().ok();
    let roles = match body {
        Some(body) => {
            ticked(&fields).into_iter().map(|role| Held { body: body.id, role }).collect()
        }
        None => Vec::new(),
    };
    let what = Invite {
        email: fields.text("email"),
        name: fields.text("name"),
        administrator: body.is_none(),
        roles,
    };
    let done = async {
        let tx = visit.write().await?;
        let done = identity::invite(&tx, &what).await?;
        if let Invited::Sent(issued) = done.value() {
            mail::send(&tx, letters::invitation(&visit, issued, body)?).await?;
        }
        tx.commit(done).await
    };
    match done.await {
        // Whether they had an account already is the affair of whoever gave it.
        Ok(_) => visit.see(&base(body), Some("invited")),
        Err(error) => visit.again(INVITE, &invite_context(&visit), &fields, error),
    }
}

/// Whether a link to take up the account can be sent.
pub fn can_be_invited(account: &Account) -> bool {
    account.state == State::Invited
}
