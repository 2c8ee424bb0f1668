//! Contexts to try the templates of decisions, actions, replies and tasks with.

use serde_json::{Value, json};
use web::Sample;

const ID: &str = "01890000-0000-7000-8000-000000000001";
const AT: &str = "2026-01-14T10:00:00Z";

fn form() -> Value {
    json!({ "values": {}, "errors": {} })
}

fn pages() -> Value {
    json!({ "total": 1, "first": 1, "last": 1,
        "links": { "previous": null, "next": null, "items": [] } })
}

fn choices() -> Value {
    json!([{ "value": "change", "text": "Something changes" }])
}

fn decision(state: &str) -> Value {
    json!({ "id": ID, "body_id": ID, "title": "Longer opening", "decided_on": "2026-01-12",
        "taken_by": "meeting", "meeting": "Governing Body", "person": "", "person_role": "",
        "decided": "Open on Saturdays", "reasons": "Many asked", "outcome": "change",
        "learned_from": "comments", "state": state, "supersedes": null, "created_at": AT,
        "recorded_at": AT, "published_at": AT })
}

fn action(state: &str) -> Value {
    json!({ "id": ID, "body_id": ID, "decision_id": ID, "theme_id": null, "title": "Hire staff",
        "owner": "Practice manager", "owner_id": null, "due_on": "2026-01-01",
        "measure": "Open on Saturdays", "state": state, "outcome": null, "created_at": AT,
        "closed_at": null })
}

fn reply(state: &str) -> Value {
    json!({ "id": ID, "body_id": ID, "decision_id": ID, "title": "Saturdays",
        "you_said": "You cannot come in the week", "we_did": "We open on Saturdays",
        "because": "", "outcome": "change", "state": state, "drafted_by_id": ID,
        "drafted_by": "Asha", "approved_by": "Ben", "created_at": AT, "approved_at": AT,
        "published_at": AT, "delivering": true })
}

fn weighed() -> Value {
    json!([{ "decision_id": ID, "theme_id": ID, "name": "Opening times", "weighed": "Read in full",
        "influence": "changed", "why": "Many", "voices": 12 }])
}

fn documents() -> Value {
    json!([
        { "id": ID, "name": "minutes.pdf", "size": 2048, "sha256": "ab", "at": AT,
          "withdrawn_at": null, "reason": null },
        { "id": ID, "name": "old.pdf", "size": 2048, "sha256": "ab", "at": AT,
          "withdrawn_at": AT, "reason": "Wrong file" }
    ])
}

fn decisions() -> Vec<(&'static str, &'static str, Value)> {
    let full = |state| {
        json!({ "decision": decision(state), "weighed": weighed(), "actions": [action("planned")],
            "replies": [reply("draft")],
            "impacts": [{ "difference": "Fewer calls", "evidence": "Call log", "actor": "Asha",
                "at": AT }],
            "documents": documents(), "may_decide": true, "may_act": true, "may_reply": true,
            "form": form() })
    };
    let bare = json!({ "decision": decision("draft"), "weighed": [], "actions": [],
        "replies": [], "impacts": [], "documents": [], "may_decide": false, "may_act": false,
        "may_reply": false, "form": form() });
    let choose = json!({ "taken_by": choices(), "outcome": choices(), "learned_from": choices() });
    let theme = json!({ "id": ID, "name": "Opening times", "voices": 12 });
    vec![
        (
            "thread/decisions.njk",
            "some",
            json!({ "decisions": [decision("draft")],
            "next": "?before=1", "state": "draft", "states": choices(), "may_decide": true }),
        ),
        (
            "thread/decisions.njk",
            "none",
            json!({ "decisions": [], "next": null, "state": null,
            "states": choices(), "may_decide": false }),
        ),
        (
            "thread/decision-edit.njk",
            "new",
            json!({ "choose": choose, "id": null, "form": form() }),
        ),
        ("thread/decision-edit.njk", "old", json!({ "choose": choose, "id": ID, "form": form() })),
        ("thread/decision.njk", "draft", full("draft")),
        ("thread/decision.njk", "recorded", full("recorded")),
        ("thread/decision.njk", "bare", bare),
        (
            "thread/weighing.njk",
            "new",
            json!({ "decision": decision("draft"), "theme": null,
            "themes": choices(), "influences": choices(), "form": form() }),
        ),
        (
            "thread/weighing.njk",
            "old",
            json!({ "decision": decision("draft"), "theme": theme,
            "themes": [], "influences": choices(), "form": form() }),
        ),
        (
            "thread/decisions-public.njk",
            "some",
            json!({ "decisions": [decision("published")],
            "next": "?before=1" }),
        ),
    ]
}

fn public_decisions() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("thread/decisions-public.njk", "none", json!({ "decisions": [], "next": null })),
        (
            "thread/decision-public.njk",
            "full",
            json!({ "decision": decision("superseded"),
            "weighed": weighed(), "actions": [action("done")], "replies": [reply("published")],
            "impacts": [{ "difference": "Fewer calls", "at": AT }] }),
        ),
        (
            "thread/decision-public.njk",
            "bare",
            json!({ "decision": decision("published"),
            "weighed": [], "actions": [], "replies": [], "impacts": [] }),
        ),
    ]
}

fn actions() -> Vec<(&'static str, &'static str, Value)> {
    let around = json!({ "decision": decision("recorded"), "theme": { "id": ID, "name": "T" } });
    vec![
        (
            "thread/actions.njk",
            "some",
            json!({ "actions": [action("planned")], "show": "open",
            "today": "2026-01-14", "pages": pages(), "may_act": true }),
        ),
        (
            "thread/actions.njk",
            "none",
            json!({ "actions": [], "show": "all",
            "today": "2026-01-14", "pages": pages(), "may_act": false }),
        ),
        (
            "thread/action-edit.njk",
            "new",
            json!({ "decision": decision("recorded"),
            "theme": { "id": ID, "name": "T" }, "id": null, "form": form() }),
        ),
        (
            "thread/action-edit.njk",
            "old",
            json!({ "decision": null, "theme": null, "id": ID,
            "form": form() }),
        ),
        (
            "thread/action.njk",
            "open",
            json!({ "action": action("planned"),
            "history": [{ "at": AT, "actor": "Asha", "state": "planned", "words": "Begun" }],
            "today": "2026-01-14", "around": around, "open": true, "closings": choices(),
            "may_act": true, "documents": documents(), "form": form() }),
        ),
        (
            "thread/action.njk",
            "closed",
            json!({ "action": action("done"), "history": [],
            "today": "2026-01-14", "around": { "decision": null, "theme": null }, "open": false,
            "closings": choices(), "may_act": true, "documents": [], "form": form() }),
        ),
    ]
}

fn replies() -> Vec<(&'static str, &'static str, Value)> {
    let ways = json!([{ "way": "e-mail", "n": 3 }]);
    let full = |state: &str, own: bool| {
        json!({ "reply": reply(state), "decision": decision("recorded"),
            "themes": [{ "reply_id": ID, "theme_id": ID, "name": "Opening times" }],
            "told": [{ "channel": "website", "used_on": "2026-01-14", "note": "Page", "actor": "A" }],
            "reached": ways, "reach": { "voices": 3, "ways": ways, "emails": 2 },
            "audience": [{ "voice": ID, "reference": "AAAA", "said_on": "2026-01-01",
                "way": "e-mail" }],
            "more": "?after=1", "own": own, "channels": choices(), "may_draft": true,
            "may_publish": true, "form": form() })
    };
    let bare = json!({ "reply": reply("published"), "decision": null, "themes": [], "told": [],
        "reached": [], "reach": { "voices": 0, "ways": [], "emails": 0 }, "audience": [],
        "more": null, "own": false, "channels": [], "may_draft": false, "may_publish": false,
        "form": form() });
    vec![
        (
            "thread/replies.njk",
            "some",
            json!({ "replies": [reply("draft")], "state": "draft",
            "states": choices(), "pages": pages(), "may_draft": true }),
        ),
        (
            "thread/replies.njk",
            "none",
            json!({ "replies": [], "state": null,
            "states": choices(), "pages": pages(), "may_draft": false }),
        ),
        (
            "thread/reply-edit.njk",
            "new",
            json!({ "id": null, "themes": choices(),
            "decisions": choices(), "outcomes": choices(), "form": form() }),
        ),
        (
            "thread/reply-edit.njk",
            "old",
            json!({ "id": ID, "themes": choices(),
            "decisions": choices(), "outcomes": choices(), "form": form() }),
        ),
        ("thread/reply.njk", "draft", full("draft", false)),
        ("thread/reply.njk", "own draft", full("draft", true)),
        ("thread/reply.njk", "published", full("published", false)),
        ("thread/reply.njk", "bare", bare),
    ]
}

fn public_replies() -> Vec<(&'static str, &'static str, Value)> {
    let public = json!({ "id": ID, "title": "Saturdays", "you_said": "S", "we_did": "D",
        "because": "B", "outcome": "change", "published_at": AT, "themes": ["Opening times"],
        "decision": ["Longer opening", "2026-01-12"], "told": [], "voices": 3,
        "actions": [{ "title": "Hire", "owner": "Manager", "due_on": "2026-02-01",
            "state": "done", "outcome": "Hired" }] });
    vec![
        (
            "thread/you-said.njk",
            "some",
            json!({ "replies": [public], "q": "x",
            "outcome": "change", "pages": pages() }),
        ),
        (
            "thread/you-said.njk",
            "none",
            json!({ "replies": [], "q": null, "outcome": null,
            "pages": pages() }),
        ),
        ("thread/unsubscribe.njk", "asked", json!({ "left": false })),
        ("thread/unsubscribe.njk", "left", json!({ "left": true })),
    ]
}

fn tasks() -> Vec<(&'static str, &'static str, Value)> {
    let task = |way: &str, state: &str| {
        json!({ "id": ID, "reply_id": ID, "title": "Saturdays", "voice_id": ID,
            "reference": "AAAA", "way": way, "state": state, "created_at": AT, "done_at": AT,
            "done_by": "Asha", "note": "Posted", "name": "N", "address": "A", "telephone": "T",
            "access_needs": "Large print" })
    };
    let said = json!({ ID: { "you_said": "S", "we_did": "D", "because": "B" } });
    vec![
        (
            "thread/tasks.njk",
            "with names",
            json!({ "tasks": [task("letter", "open")],
            "next": null, "state": "open", "way": null, "states": choices(), "ways": choices(),
            "contacts": true, "may_see": true, "may_do": true, "words": said }),
        ),
        (
            "thread/tasks.njk",
            "without names",
            json!({ "tasks": [task("telephone", "done")],
            "next": "?after=1", "state": "done", "way": "letter", "states": choices(),
            "ways": choices(), "contacts": false, "words": {}, "may_see": true, "may_do": true }),
        ),
        (
            "thread/tasks.njk",
            "none",
            json!({ "tasks": [], "next": null, "state": "open",
            "way": null, "states": choices(), "ways": choices(), "contacts": false,
            "words": {}, "may_see": false, "may_do": false }),
        ),
    ]
}

/// All of them.
pub(crate) fn all() -> Vec<Sample> {
    [decisions(), public_decisions(), actions(), replies(), public_replies(), tasks()]
        .concat()
        .into_iter()
        .map(|(template, name, context)| Sample { template, name, context })
        .collect()
}
