//! Letters and calls that a reply asks for: a list to work through, and to print.

use kernel::error::{Error, Result};
use serde_json::{Value, json};
use web::{Answer, Fields, Visit};

use super::shown::choices;
use crate::actions::deliver;
use crate::model::reply::{TaskState, Way};
use crate::permissions;
use crate::queries;
use crate::store::deliveries::{Task, WhichTasks};
use crate::store::listing::Page;
use crate::store::replies;

/// Tasks on a page, and on a printed list.
const ROWS: usize = 50;

fn which(state: Option<&str>, way: Option<&str>) -> WhichTasks {
    WhichTasks {
        state: Some(state.and_then(TaskState::from_key).unwrap_or(TaskState::Open)),
        way: way.and_then(Way::from_key),
        reply: None,
    }
}

fn context(visit: &Visit, page: &Page<Task>, which: &WhichTasks, contacts: bool) -> Result<Value> {
    let body = visit.body()?;
    let next = page.next.map(|id| {
        let id = id.to_string();
        let filters = [
            ("state", which.state.map(TaskState::key)),
            ("way", which.way.map(Way::key)),
            ("after", Some(id.as_str())),
        ];
        web::paging::address(visit.path(), &filters)
    });
    let ways = [Way::Letter, Way::Telephone, Way::SocialMedia];
    Ok(json!({
        "tasks": page.rows,
        "next": next,
        "state": which.state,
        "way": which.way,
        "states": choices(visit, "thread-task-state-", TaskState::ALL.iter().map(|s| s.key())),
        "ways": choices(visit, "thread-way-", ways.iter().map(|w| w.key())),
        "contacts": contacts,
        "words": {},
        "may_see": visit.actor().may(body.id, permissions::CONTACT),
        "may_do": visit.actor().may(body.id, permissions::DRAFT_REPLY),
    }))
}

pub(crate) async fn list(visit: Visit) -> Answer {
    let body = visit.body()?;
    let which = which(visit.query("state"), visit.query("way"));
    let after = visit.query("after").and_then(|a| a.parse().ok());
    let tx = visit.read().await?;
    let page = queries::tasks_page(&tx, body.id, &which, false, after, ROWS).await?;
    visit.page("thread/tasks.njk", &context(&visit, &page, &which, false)?)
}

/// The same page with names and addresses, to work from and to print. The look is committed to
/// the audit before a name leaves.
pub(crate) async fn with_contacts(visit: Visit, fields: Fields) -> Answer {
    fields.expect(&["state", "way", "after"], &[])?;
    let body = visit.body()?;
    let (state, way) = (fields.text("state"), fields.text("way"));
    let which = which(Some(&state), Some(&way));
    let after = fields.text("after").parse().ok();
    let tx = visit.write().await?;
    let seen = deliver::see_tasks(&tx, body.id, &which, after, ROWS).await?;
    let page = tx.commit(seen).await?.value;
    let mut context = context(&visit, &page, &which, true)?;
    let tx = visit.read().await?;
    let mut words = serde_json::Map::new();
    for id in page.rows.iter().map(|task| task.reply_id).collect::<std::collections::BTreeSet<_>>()
    {
        let reply = replies::find(&tx, body.id, id).await?.ok_or(Error::NotFound)?;
        words.insert(
            id.to_string(),
            json!({ "you_said": reply.you_said, "we_did": reply.we_did,
            "because": reply.because }),
        );
    }
    context["words"] = Value::Object(words);
    visit.page("thread/tasks.njk", &context)
}

pub(crate) async fn finish(visit: Visit, id: web::forms::Id, fields: Fields) -> Answer {
    fields.expect(&["state", "note"], &[])?;
    let body = visit.body()?;
    let state = TaskState::from_key(&fields.text("state"))
        .filter(|state| *state != TaskState::Open)
        .ok_or_else(|| Error::refused("thread-task-state-choose"))?;
    let tx = visit.write().await?;
    let done = deliver::finish_task(&tx, body.id, id.0, state, &fields.text("note")).await?;
    tx.commit(done).await?;
    visit.see(&format!("/staff/{}/tasks", body.slug), Some("task-finished"))
}

/// Asks before leaving the mailings: opening a link changes nothing (abuse case A24).
pub(crate) async fn leaving(visit: Visit) -> Answer {
    visit.page("thread/unsubscribe.njk", &json!({ "left": false }))
}

/// Leaves the mailings. Mail programs send this by themselves at one click (RFC 8058), so it comes
/// without a form token; the link's own seal is what it rests on.
pub(crate) async fn leave(visit: Visit, token: axum::extract::Path<String>) -> Answer {
    let tx = visit.write().await?;
    let done = deliver::unsubscribe(&tx, &token).await?;
    tx.commit(done).await?;
    visit.page("thread/unsubscribe.njk", &json!({ "left": true }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_of_what_is_open_unless_asked_otherwise() {
        assert_eq!(which(None, None).state, Some(TaskState::Open));
        assert_eq!(which(Some("done"), Some("letter")).state, Some(TaskState::Done));
        assert_eq!(which(Some("nonsense"), None).state, Some(TaskState::Open));
    }
}
