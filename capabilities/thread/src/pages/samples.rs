//! What the templates are shown with in tests.

use serde_json::{Value, json};
use uuid::Uuid;
use web::Sample;

use super::panels::body_panel;
use super::{bulk, voice};
use crate::store::coverage::{Age, Coverage, Reckoning};

fn at() -> &'static str {
    "2026-01-14T10:00:00Z"
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn theme(n: u128, parent: Option<u128>, state: &str) -> Value {
    json!({
        "id": id(n), "name": format!("Theme {n}"), "definition": "What belongs to it.",
        "shortcut": "p", "parent": parent.map(id), "position": 1, "state": state, "version": 2,
        "voices": 41, "answered": 12,
    })
}

fn book() -> Value {
    json!({
        "id": id(9), "title": "Standing feedback",
        "themes": [theme(3, None, "active"), theme(4, Some(3), "active"), theme(5, None, "retired")],
    })
}

fn row(words: Option<&str>) -> Value {
    json!({
        "id": id(1), "reference": "7K3M-9QXT-4B2D-W8PA", "said_on": "2026-01-10",
        "channel": "website", "kind": "concern", "about": "commissioner",
        "state": if words.is_some() { "received" } else { "erased" },
        "state_reason": null, "service": words.map(|_| "The Elm Practice"), "score": 4,
        "question": "What could be better?", "language": "pl", "needs_translation": true,
        "words": words, "longer": true, "answered": true,
        "themes": [{ "id": id(3), "name": "Theme 3" }],
    })
}

fn form() -> Value {
    json!({ "values": {}, "errors": {} })
}

fn choice() -> Value {
    json!([{ "value": "one", "text": "One" }])
}

fn links() -> Value {
    json!({ "previous": "?before=1", "next": "?after=2", "items": [] })
}

fn states(received: i64) -> Value {
    json!({
        "received": received, "counted": received, "excluded": 0, "withdrawn": 0, "erased": 0,
        "unthemed": 4,
    })
}

fn coverage(counted: i64) -> Coverage {
    let age = |from, to, voices| Age { from_days: from, to_days: to, voices };
    Coverage {
        counted,
        answered: counted / 2,
        waiting: counted - counted / 2,
        overdue: counted / 4,
        oldest: "2025-10-01".parse().ok(),
        ages: vec![age(0, Some(28), 3), age(29, None, 5)],
        reckoning: Reckoning {
            today: chrono::NaiveDate::default(),
            within_days: 84,
            limit: chrono::NaiveDate::default(),
        },
    }
}

fn note() -> Value {
    json!([{ "actor": "A. Officer", "at": at(), "words": "Ask the practice." }])
}

fn assignment(state: &str) -> Value {
    json!({
        "voice_id": id(1), "theme_id": id(3), "codebook_id": id(9), "name": "Theme 3",
        "theme_state": "active", "state": state, "account_id": id(8), "made_by": "A. Officer",
        "made_at": at(), "evidence": null, "from_theme": null, "reviewer_id": id(7),
        "reviewed_by": "B. Lead", "reviewed_at": at(), "review": "agreed",
    })
}

fn inbox(rows: &Value, total: i64) -> Value {
    let offers: serde_json::Map<String, Value> =
        ["services", "channels", "kinds", "abouts", "states", "scores", "themes", "sources"]
            .into_iter()
            .map(|name| (name.to_owned(), choice()))
            .collect();
    json!({
        "filters": form(), "form": form(), "home": "/staff/havering/voices", "offers": offers,
        "rows": rows, "themes": choice(), "exclusion_reasons": choice(), "states": states(total),
        "to_review": 2, "total": total, "most": 10_000, "narrowed": true, "opened": true, "query": "?themed=no",
        "csv": "/staff/havering/voices.csv", "links": links(), "may_code": true,
        "may_exclude": true, "may_review": true,
    })
}

fn voice_page(over: &Value) -> Value {
    let mut page = json!({
        "voice": voice::sample_voice(), "service": "The Elm Practice", "source": "form",
        "codebooks": [book()],
        "assignments": [assignment("assigned"), assignment("suggested"), assignment("rejected")],
        "ticked": [id(3)], "suggested": [id(4)],
        "trail": { "themes": [], "decisions": [{ "id": id(6), "title": "A decision" }],
            "actions": [{ "id": id(6), "title": "An action" }],
            "replies": [{ "id": id(6), "title": "A reply" }], "deliveries": [] },
        "notes": note(),
        "redactions": [{ "actor": "A. Officer", "at": at(), "words": "names-other" }],
        "history": [{ "at": at(), "actor": "A. Officer", "what": "Received" }],
        "original": null, "contact": null, "contact_shown": false, "previous": "?p", "next": "?n",
        "home": "/staff/havering/voices", "here": "/staff/havering/voices/1", "query": "",
        "exclusion_reasons": choice(), "redaction_reasons": choice(), "grounds": choice(),
        "may": { "code": true, "exclude": true, "redact": true, "erase": true, "original": true,
            "contact": true },
        "form": form(),
    });
    put(&mut page, over);
    page
}

/// Puts one map over another, names and all.
fn put(page: &mut Value, over: &Value) {
    match (page, over) {
        (Value::Object(page), Value::Object(over)) => {
            for (name, value) in over {
                put(page.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (page, over) => *page = over.clone(),
    }
}

fn contact() -> Value {
    json!({
        "voice_id": id(1), "name": "A Person", "email": "a@example.com", "telephone": "",
        "address": "", "preferred": "e-mail", "wants_receipt": true, "wants_reply": true,
        "access_needs": "Large print", "unsubscribed_at": null,
    })
}

fn follow(over: &Value) -> Value {
    let mut page = json!({
        "reference": "7K3M-9QXT-4B2D-W8PA", "body_name": "NHS Havering", "body_slug": "havering",
        "words": "The bus stops too far away.", "redacted": true, "said_on": "2026-01-10",
        "received_at": at(), "channel": "website", "kind": "concern", "service": null,
        "state": "received", "reason": null, "themes": ["Getting there"],
        "decisions": [{ "title": "Stops", "on": "2026-01-12", "words": "To move the stop." }],
        "actions": [{ "title": "Move the stop", "owner": "Transport", "due_on": "2026-03-01",
            "state": "under-way", "outcome": "The site is chosen." }],
        "replies": [{ "id": id(6), "title": "Getting there", "you_said": "It is far.",
            "we_did": "We move the stop.", "because": "Many said so.", "outcome": "change",
            "published_at": at(), "themes": ["Getting there"], "decision": null, "actions": [],
            "told": [], "voices": 12 }],
        "answered": true, "reply_within": 84, "due_on": "2026-04-04", "overdue": false,
        "receipt": { "at": at(), "digest": "ab12 cd34", "signed": "yousaid-receipt-1 …",
            "check": "/check?receipt=1" },
        "can_withdraw": true, "complaints": "Write to the complaints team.", "form": form(),
    });
    put(&mut page, over);
    page
}

fn voices() -> Vec<(&'static str, &'static str, Value)> {
    let rows = json!([row(Some("<script>x</script>")), {}]);
    let mut rows = rows;
    rows[1] = row(None);
    rows[1]["id"] = json!(id(2));
    let queue = |voice: Value, left: i64| {
        json!({
            "voice": voice, "codebook": book(), "books": [choice()[0], choice()[0]],
            "ticked": [id(3)], "suggested": [id(4)], "notes": note(), "left": left, "most": 10_000,
            "narrowed": left > 10, "query": "", "skip": "?after=1",
            "last": { "voice": id(1), "was": "", "now": "" }, "home": "/staff/havering/code",
            "form": form(),
        })
    };
    let mut bare = queue(Value::Null, 0);
    put(&mut bare, &json!({ "codebook": null, "books": [], "last": null, "skip": null }));
    let review = |voice: Value, left: i64| {
        json!({
            "voice": voice, "assignments": [assignment("assigned")], "left": left, "most": 10_000,
            "skip": "?after=1", "home": "/staff/havering", "form": form(),
        })
    };
    vec![
        ("thread/inbox.njk", "some voices", inbox(&rows, 2)),
        ("thread/inbox.njk", "more than are counted", inbox(&rows, 10_001)),
        ("thread/inbox.njk", "none found", inbox(&json!([]), 3)),
        ("thread/inbox.njk", "none at all", inbox(&json!([]), 0)),
        ("thread/bulk.njk", "to be confirmed", bulk::sample()),
        ("thread/bulk.njk", "not finished", {
            let mut page = bulk::sample();
            put(&mut page, &json!({ "after": id(1), "so_far": 10_000, "removes": true }));
            page
        }),
        ("thread/voice.njk", "a voice", voice_page(&json!({}))),
        (
            "thread/voice.njk",
            "looked at closely",
            voice_page(&json!({ "original": "My name is A.", "contact": contact(),
                "contact_shown": true })),
        ),
        (
            "thread/voice.njk",
            "left out",
            voice_page(&json!({ "contact_shown": true,
                "voice": { "state": "excluded", "state_reason": "spam" } })),
        ),
        (
            "thread/voice.njk",
            "erased",
            voice_page(&json!({ "codebooks": [], "notes": [], "history": [], "voice": {
                "state": "erased", "state_reason": "request", "words": null, "redacted": false } })),
        ),
        ("thread/code.njk", "a voice", queue(row(Some("Words")), 12)),
        ("thread/code.njk", "the end", queue(Value::Null, 3)),
        ("thread/code.njk", "no codebook", bare),
        ("thread/review.njk", "a voice", review(row(Some("Words")), 10_001)),
        ("thread/review.njk", "the end", review(Value::Null, 2)),
    ]
}

fn codebook() -> Value {
    json!({ "id": id(9), "body_id": id(2), "title": "Standing feedback",
        "about": "What people tell us.", "project": "Hubs", "created_at": at() })
}

fn months() -> Value {
    json!({ "id": "month", "title": "By month", "heading": "Month", "svg": "<svg></svg>", "rows": [
        { "label": "January 2026", "n": 3, "href": "?m" },
        { "label": "February 2026", "n": 1, "href": null },
    ] })
}

fn theme_page(state: &str, may: bool) -> Value {
    let changes =
        ["added", "renamed", "merged", "took-in", "split", "moved", "retired", "restored"];
    let version = |change: &str| {
        json!({ "version": 1, "change": change, "name": "Parking", "definition": "Cars.",
            "state": "active", "detail": "{}", "actor": "A. Lead", "at": at() })
    };
    json!({
        "theme": { "id": id(3), "codebook_id": id(9), "name": "Parking", "definition": "Cars.",
            "parent_id": null, "shortcut": "p", "position": 1, "state": state,
            "merged_into": id(4), "version": 2, "voices": 41, "answered": 12 },
        "codebook": codebook(), "parent": null, "merged_into": "Getting there",
        "parents": choice(), "targets": choice(), "coverage": coverage(8), "months": months(),
        "may_edit": may, "may_restore": !may, "home": "/staff/havering", "form": form(),
        "versions": changes.map(version),
    })
}

fn codebooks() -> Vec<(&'static str, &'static str, Value)> {
    let split = |rows: Value| {
        json!({ "theme": { "id": id(3), "name": "Parking" }, "rows": rows, "ticked": [id(1)],
            "links": links(), "home": "/staff/havering", "form": form() })
    };
    let list = |list: Value, may: bool| json!({ "list": list, "others": choice(), "may_edit": may, "form": form() });
    let listed = json!([{ "codebook": codebook(), "themes": 3, "voices": 41, "own": false }]);
    let page = |book: Value, may: bool| {
        json!({ "codebook": codebook(), "book": book, "parents": choice(),
            "keeper": "NHS Havering", "shared_with": ["NHS Redbridge", "NHS Elm"],
            "others": choice(), "may_edit": may, "home": "/staff/havering", "form": form() })
    };
    let empty = json!({ "id": id(9), "title": "", "themes": [] });
    let figures = |received: i64, tables: Value| {
        json!({ "states": states(received), "coverage": coverage(received), "tables": tables,
            "home": "/staff/havering" })
    };
    let plain = json!({ "id": "kind", "title": "By kind", "heading": "Kind", "svg": null,
        "rows": [] });
    vec![
        ("thread/codebooks.njk", "some", list(listed, true)),
        ("thread/codebooks.njk", "none", list(json!([]), false)),
        ("thread/codebook.njk", "some themes", page(book(), true)),
        ("thread/codebook.njk", "no theme", page(empty, false)),
        ("thread/theme.njk", "in use", theme_page("active", true)),
        ("thread/theme.njk", "retired", theme_page("retired", false)),
        ("thread/split.njk", "some voices", split(json!([row(Some("Words"))]))),
        ("thread/split.njk", "none", split(json!([]))),
        ("thread/figures.njk", "some", figures(9, json!([months(), plain]))),
        ("thread/figures.njk", "nothing yet", figures(0, json!([]))),
    ]
}

fn public() -> Vec<(&'static str, &'static str, Value)> {
    let waiting = json!({ "answered": false, "replies": [], "decisions": [], "actions": [],
        "themes": [], "redacted": false, "service": "The Elm Practice" });
    let mut late = waiting.clone();
    put(&mut late, &json!({ "overdue": true, "complaints": "" }));
    let body = |counted: i64| serde_json::to_value(body_panel(coverage(counted)));
    let mut all = coverage(4);
    all.waiting = 0;
    let all = serde_json::to_value(body_panel(all));
    let due = |due: Value| {
        json!({ "states": states(9), "coverage": coverage(9), "due": due,
            "home": "/staff/havering" })
    };
    let every = ["unthemed", "overdue", "review", "translation", "actions", "tasks"];
    let every: Vec<Value> =
        every.into_iter().map(|what| json!({ "what": what, "n": 3, "href": "?" })).collect();
    vec![
        ("thread/follow-ask.njk", "empty", json!({ "form": form() })),
        ("thread/follow.njk", "answered", follow(&json!({}))),
        ("thread/follow.njk", "waiting", follow(&waiting)),
        ("thread/follow.njk", "late", follow(&late)),
        (
            "thread/follow.njk",
            "left out",
            follow(&json!({ "state": "excluded", "reason": "spam", "receipt": null })),
        ),
        (
            "thread/follow.njk",
            "erased",
            follow(&json!({ "state": "erased", "reason": "request", "words": null,
                "can_withdraw": false })),
        ),
        ("thread/follow.njk", "taken back", follow(&json!({ "state": "withdrawn" }))),
        ("thread/withdraw.njk", "to be confirmed", follow(&json!({}))),
        ("thread/panel-body.njk", "some wait", body(8).unwrap_or_default()),
        ("thread/panel-body.njk", "none yet", body(0).unwrap_or_default()),
        ("thread/panel-body.njk", "all answered", all.unwrap_or_default()),
        ("thread/panel-staff.njk", "something due", due(json!(every))),
        ("thread/panel-staff.njk", "nothing due", due(json!([]))),
    ]
}

/// Samples of every template.
pub(crate) fn all() -> Vec<Sample> {
    [voices(), codebooks(), public()]
        .concat()
        .into_iter()
        .map(|(template, name, context)| Sample { template, name, context })
        .collect()
}
