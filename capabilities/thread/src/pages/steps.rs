//! Routes and links of decisions, actions, replies, letters and calls, and 'You said, we did'.

use web::{Access, Nav, Place, Routes};

use super::{acts, decisions, evidence, replies, tasks, weighings, you_said};
use crate::permissions::{ACT, CONTACT, DECIDE, DRAFT_REPLY, PUBLISH_REPLY, READ};

/// A file that may be as large as documents may be, and the form around it.
const UPLOAD: usize = 21 * 1024 * 1024;

fn decision_routes() -> Routes {
    let decide = Access::Verb(DECIDE);
    Routes::new()
        .get("/staff/{body}/decisions", Access::Verb(READ), decisions::list)
        .get("/staff/{body}/decisions/new", decide, decisions::new)
        .post("/staff/{body}/decisions/new", decide, decisions::add)
        .get("/staff/{body}/decisions/{id}", Access::Verb(READ), decisions::show)
        .get("/staff/{body}/decisions/{id}/edit", decide, decisions::edit)
        .post("/staff/{body}/decisions/{id}/edit", decide, decisions::change)
        .post("/staff/{body}/decisions/{id}/supersede", decide, decisions::supersede)
        .post("/staff/{body}/decisions/{id}/record", decide, decisions::record)
        .post("/staff/{body}/decisions/{id}/publish", decide, decisions::publish)
        .post("/staff/{body}/decisions/{id}/impact", decide, decisions::impact)
        .get("/staff/{body}/decisions/{id}/themes/new", decide, weighings::new)
        .post("/staff/{body}/decisions/{id}/themes/new", decide, weighings::add)
        .get("/staff/{body}/decisions/{id}/themes/{part}", decide, weighings::edit)
        .post("/staff/{body}/decisions/{id}/themes/{part}", decide, weighings::change)
        .post("/staff/{body}/decisions/{id}/themes/{part}/remove", decide, weighings::remove)
        .post_with("/staff/{body}/decisions/{id}/documents", decide, evidence::to_decision, |s| {
            s.takes = UPLOAD;
        })
}

fn action_routes() -> Routes {
    let act = Access::Verb(ACT);
    Routes::new()
        .get("/staff/{body}/actions", Access::Verb(READ), acts::list)
        .get("/staff/{body}/actions.csv", Access::Verb(READ), acts::csv)
        .get("/staff/{body}/actions/new", act, acts::new)
        .post("/staff/{body}/actions/new", act, acts::add)
        .get("/staff/{body}/actions/{id}", Access::Verb(READ), acts::show)
        .get("/staff/{body}/actions/{id}/edit", act, acts::edit)
        .post("/staff/{body}/actions/{id}/edit", act, acts::change)
        .post("/staff/{body}/actions/{id}/progress", act, acts::progress)
        .post("/staff/{body}/actions/{id}/close", act, acts::close)
        .post_with("/staff/{body}/actions/{id}/documents", act, evidence::to_action, |s| {
            s.takes = UPLOAD;
        })
        .get("/staff/{body}/documents/{id}", Access::Verb(READ), evidence::download)
        .post("/staff/{body}/documents/{id}/withdraw", Access::Verb(READ), evidence::withdraw)
}

fn reply_routes() -> Routes {
    let draft = Access::Verb(DRAFT_REPLY);
    let publish = Access::Verb(PUBLISH_REPLY);
    Routes::new()
        .get("/staff/{body}/replies", Access::Verb(READ), replies::list)
        .get("/staff/{body}/replies/new", draft, replies::new)
        .post("/staff/{body}/replies/new", draft, replies::add)
        .get("/staff/{body}/replies/{id}", Access::Verb(READ), replies::show)
        .get("/staff/{body}/replies/{id}/edit", draft, replies::edit)
        .post("/staff/{body}/replies/{id}/edit", draft, replies::change)
        .post("/staff/{body}/replies/{id}/approve", publish, replies::approve)
        .post("/staff/{body}/replies/{id}/publish", publish, replies::publish)
        .post("/staff/{body}/replies/{id}/told", draft, replies::told)
        .get("/staff/{body}/tasks", Access::Verb(READ), tasks::list)
        .post("/staff/{body}/tasks/names", Access::Verb(CONTACT), tasks::with_contacts)
        .post("/staff/{body}/tasks/{id}/finish", draft, tasks::finish)
}

/// All of them.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .content("/{body}/you-said-we-did", you_said::list)
        .content("/{body}/you-said-we-did.csv", you_said::csv)
        .content("/{body}/decisions", you_said::decisions_list)
        .content("/{body}/decisions/{id}", you_said::decision)
        .get("/unsubscribe/{token}", Access::Public, tasks::leaving)
        .post_with("/unsubscribe/{token}", Access::Public, tasks::leave, |s| s.token = false)
        .join(decision_routes())
        .join(action_routes())
        .join(reply_routes())
}

/// Their links.
pub(crate) fn navigation() -> Vec<Nav> {
    let link = |place, order, label, path, verb| Nav { place, order, label, path, verb };
    vec![
        link(Place::Public, 20, "thread-nav-you-said", "/{body}/you-said-we-did", None),
        link(Place::Staff, 20, "thread-nav-decisions", "/staff/{body}/decisions", Some(READ)),
        link(Place::Staff, 22, "thread-nav-actions", "/staff/{body}/actions", Some(READ)),
        link(Place::Staff, 24, "thread-nav-replies", "/staff/{body}/replies", Some(READ)),
        link(Place::Staff, 26, "thread-nav-tasks", "/staff/{body}/tasks", Some(READ)),
    ]
}
