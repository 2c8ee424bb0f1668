//! What the templates are shown with in tests.

use serde_json::{Value, json};
use uuid::Uuid;
use web::Sample;

use crate::fft::{Figures, Line};
use crate::pages::entry::{CHANNELS, EntryPage};
use crate::pages::friends::FriendsPage;
use crate::pages::import_pages::{MapPage, Tried};
use crate::pages::journey::MOST_WORDS;
use crate::pages::tell_us::{AnswerRow, Shown, StepPage};

const ID: Uuid = Uuid::from_u128(1);

/// Samples of every template.
pub(crate) fn all() -> Vec<Sample> {
    let mut samples = tell_us();
    samples.extend(tell_us_ends());
    samples.extend(entry());
    samples.extend(imports());
    samples.extend(friends());
    samples.extend(reviews());
    samples
}

fn sample(template: &'static str, name: &'static str, context: Value) -> Sample {
    Sample { template, name, context }
}

#[expect(clippy::needless_pass_by_value, reason = "samples are written out in place")]
fn with_form(context: impl serde::Serialize, values: Value, errors: Value) -> Value {
    let mut context = serde_json::to_value(context).unwrap_or_default();
    context["form"] = json!({ "values": values, "errors": errors });
    context
}

fn step(step: &'static str) -> StepPage {
    StepPage {
        step,
        carry: vec![("kind".into(), "concern".into()), ("back_to".into(), "check".into())],
        about_page: Some("/havering/services".into()),
        kind: "concern".into(),
        most: MOST_WORDS,
        first: step == "kind",
        services: vec![
            json!({ "value": ID, "text": "The Elm Practice", "hint": { "text": "EL1 1AA" } }),
        ],
        searched: true,
        more: 3,
        complaints: "Write to the complaints team.".into(),
        answers: vec![
            AnswerRow {
                label: "tell-us-check-kind",
                step: "kind",
                lines: vec![Shown {
                    key: Some("tell-us-kind-concern".into()),
                    text: String::new(),
                }],
            },
            AnswerRow {
                label: "tell-us-check-words",
                step: "words",
                lines: vec![Shown { key: None, text: "I waited <long>.".into() }],
            },
        ],
    }
}

fn tell_us() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (template, key, field) in [
        ("feedback/tell-kind.njk", "kind", "kind"),
        ("feedback/tell-route.njk", "route", "route"),
        ("feedback/tell-about.njk", "about", "about"),
        ("feedback/tell-service.njk", "service", "service"),
        ("feedback/tell-who.njk", "who", "who"),
        ("feedback/tell-words.njk", "words", "words"),
        ("feedback/tell-publish.njk", "publish", "publish"),
        ("feedback/tell-contact.njk", "contact", "email"),
        ("feedback/tell-check.njk", "check", "words"),
    ] {
        samples.push(sample(template, "empty", with_form(step(key), json!({}), json!({}))));
        let wrong = json!({ field: "Choose one" });
        let values = json!({ "words": "I waited.", "service": ID, "q": "elm", "receipt": "yes" });
        samples.push(sample(template, "wrong", with_form(step(key), values, wrong)));
    }
    let none = StepPage { services: Vec::new(), more: 0, about_page: None, ..step("service") };
    let values = json!({ "q": "zzz" });
    samples.push(sample("feedback/tell-service.njk", "none", with_form(none, values, json!({}))));
    samples
}

fn tell_us_ends() -> Vec<Sample> {
    let at = "2026-01-14T10:00:00Z";
    let done = |mailed_to: &str, again: bool| {
        json!({ "reference": "7K3M-9QXT-4B2D-W8PA", "digest": "ab12 cd34", "receipt": "line",
            "at": at, "answer_by": "2026-04-08", "mailed_to": mailed_to, "again": again })
    };
    let passed = |kind: &str| {
        json!({ "kind": kind, "reference": "7K3M-9QXT-4B2D-W8PA", "at": at,
            "complaints": "Write to the complaints team.", "carry": [["kind", "complaint"]],
            "form": { "values": {}, "errors": {} } })
    };
    let bodies = json!([{ "slug": "havering", "name": "NHS Havering", "area": "Havering" }]);
    vec![
        sample("feedback/tell-done.njk", "mailed", done("a@b.example", false)),
        sample("feedback/tell-done.njk", "again", done("", true)),
        sample("feedback/tell-passed-on.njk", "complaint", passed("complaint")),
        sample("feedback/tell-passed-on.njk", "danger", passed("safeguarding")),
        sample(
            "feedback/tell-choose.njk",
            "some",
            json!({ "bodies": bodies, "query": "?page=%2F" }),
        ),
        sample("feedback/tell-choose.njk", "none", json!({ "bodies": [], "query": "" })),
        sample("feedback/tell-closed.njk", "closed", json!({})),
    ]
}

fn entry() -> Vec<Sample> {
    let page = EntryPage {
        channels: CHANNELS.iter().map(|c| c.key()).collect(),
        kinds: vec!["comment", "compliment", "idea", "concern"],
        capacities: vec![
            "individual",
            "representative",
            "organisation",
            "staff",
            "elected",
            "not-stated",
        ],
        services: vec![json!({ "value": ID, "text": "The Elm Practice" })],
        too_many: false,
        reference: Some("7K3M-9QXT-4B2D-W8PA".into()),
    };
    let many =
        EntryPage { services: Vec::new(), too_many: true, reference: None, ..EntryPage::default() };
    let errors =
        json!({ "words": "Enter what was said", "channel": "Choose one", "kind": "Choose one" });
    let values = json!({ "channel": "letter", "service": ID, "publish": "yes" });
    vec![
        sample("feedback/entry.njk", "after another", with_form(page, values, errors)),
        sample("feedback/entry.njk", "many services", with_form(many, json!({}), json!({}))),
        sample("feedback/entered.njk", "entered", json!({ "reference": "7K3M-9QXT-4B2D-W8PA" })),
    ]
}

fn import(state: &str) -> Value {
    json!({ "id": ID, "body_id": ID, "file_name": "comments.csv", "digest": "ab", "bytes": 9,
        "encoding": "UTF-8", "mapping": "", "state": state, "next_row": 6281, "voices": 5092,
        "scores": 1189, "refused": 2, "turned": 2, "thread_import_id": null, "actor": "Ann", "problem": "",
        "created_at": "2026-01-14T10:00:00Z", "changed_at": "2026-01-14T10:00:00Z",
        "activated_at": if state == "active" { json!("2026-01-14T10:01:00Z") } else { Value::Null } })
}

fn imports() -> Vec<Sample> {
    let pages = web::paging::Paging { page: 1, per_page: 2 }.of(5, "/staff/havering/imports");
    let states = crate::model::ImportState::ALL;
    let list: Vec<Value> = states.iter().map(|s| import(s.key())).collect();
    let map = |tried: Option<Tried>, rows: Vec<Vec<String>>| MapPage {
        id: ID,
        file_name: "comments.csv".into(),
        encoding: "UTF-8".into(),
        columns: vec!["Date".into(), "Comment".into(), "Parking".into()],
        rows,
        parts: 3,
        orders: vec!["day-first", "month-first", "mixed"],
        channels: vec!["import", "friends-and-family"],
        kinds: vec!["comment", "compliment"],
        saved: Vec::new(),
        tried,
    };
    let tried = |adds_services| Tried {
        rows: 3,
        voices: 1,
        scores: 1,
        refused: 1,
        turned: 2,
        refusals: vec![(4, "The date is missing".into())],
        services: vec!["Ward 1".into()],
        unlisted: 1,
        adds_services,
    };
    let values = json!({ "date": "Date", "labels": ["Parking"], "service-1": "Comment" });
    let errors = json!({ "words": "Choose the column", "date": "Choose the column" });
    let row = vec!["1/1/2026".into(), "Good".into(), String::new()];
    let mut samples = vec![
        sample("feedback/imports.njk", "each state", json!({ "imports": list, "pages": pages })),
        sample("feedback/imports.njk", "none", json!({ "imports": [], "pages": pages })),
        sample(
            "feedback/import-new.njk",
            "new",
            with_form(json!({ "most": 32 }), json!({}), json!({})),
        ),
        sample(
            "feedback/import-map.njk",
            "tried",
            with_form(map(Some(tried(true)), vec![row]), values, json!({})),
        ),
        sample(
            "feedback/import-map.njk",
            "wrong",
            with_form(map(Some(tried(false)), Vec::new()), json!({}), errors),
        ),
    ];
    for state in states {
        let moving = matches!(state.key(), "staging" | "staged");
        let context = json!({ "import": import(state.key()), "moving": moving,
            "problem": if moving { "The row is too long" } else { "" },
            "refusals": [[4, "The date is missing"]], "refusal_count": 2 });
        samples.push(sample("feedback/import.njk", state.key(), context));
    }
    samples
}

fn friends() -> Vec<Sample> {
    let line = |month: &str, service| Line {
        month: month.into(),
        service,
        answers: [10, 5, 1, 1, 2, 1],
        responses: 20,
        not_answered: 3,
        positive: Some(750),
        negative: if service.is_some() { Some(5) } else { None },
    };
    let some = FriendsPage {
        staff: true,
        form: json!({ "values": { "from": "2021-09", "to": null, "service": null, "by": "service" }, "errors": {} }),
        months: vec!["2021-09".into(), "2020-03".into()],
        services: vec![json!({ "value": ID, "text": "The Elm Practice" })],
        names: [(ID.to_string(), "The Elm Practice".to_owned())].into(),
        figures: Figures {
            experience: vec![line("2021-09", Some(ID)), line("2021-09", Some(Uuid::nil()))],
            experience_total: Some(line("", None)),
            recommend: vec![line("2020-03", None)],
            recommend_total: Some(line("", None)),
        },
        answers: vec!["very-good", "good", "neither", "poor", "very-poor", "dont-know"],
        cut: true,
        csv: "/havering/friends-and-family.csv".into(),
    };
    let none = FriendsPage {
        form: json!({ "values": { "from": null, "to": null, "service": null, "by": "" }, "errors": {} }),
        ..FriendsPage::default()
    };
    let mut samples = Vec::new();
    for template in ["feedback/friends-staff.njk", "feedback/friends-public.njk"] {
        samples.extend(Sample::of(template, "some", &some));
        samples.extend(Sample::of(template, "none", &none));
    }
    samples
}

fn reviews() -> Vec<Sample> {
    let one = json!({
        "review": { "id": ID, "covers": "comments", "period_from": "2025-10-01",
            "period_to": "2025-12-31", "reviewed_on": "2026-01-10", "reviewed_by": "Quality group",
            "findings": "Waiting.", "actor": "Ann", "created_at": "2026-01-14T10:00:00Z" },
        "covers": ["comments", "complaints"],
        "changes": [{ "words": "More staff.", "decision": [ID, "Staffing"], "action": [ID, "Hire"] },
            { "words": "New signs.", "decision": null, "action": null }]
    });
    let still = json!({ "review": one["review"], "covers": ["compliments"], "changes": [] });
    let pages = web::paging::Paging { page: 1, per_page: 20 }.of(2, "/x");
    let choice = json!([{ "value": ID, "text": "Staffing" }]);
    let form = |decisions: &Value| {
        json!({ "covers": ["comments", "compliments", "concerns", "complaints"],
            "decisions": decisions, "actions": decisions, "rooms": 3 })
    };
    let report = |reviews: Value| {
        json!({ "from": "2025-01-15", "to": "2026-01-14", "made_on": "2026-01-14", "changes": 2,
            "kinds": [{ "name": "comment", "n": 9 }], "sent_on": [{ "name": "complaint", "n": 1 },
            { "name": "safeguarding", "n": 1 }], "reviews": reviews,
            "form": { "values": { "from": "2025-01-15", "to": "2026-01-14" }, "errors": {} } })
    };
    let panel = |reviewed: Value, may: bool| {
        json!({ "slug": "havering", "new": 4, "since": "2026-01-13", "waiting": 2,
            "sent_on": [{ "name": "complaint", "n": 1 }], "reviewed": reviewed,
            "may_enter": may, "may_import": may })
    };
    let errors =
        json!({ "covers": "Choose one", "changes": "Not known", "period_to": "Too early" });
    vec![
        sample(
            "feedback/reviews.njk",
            "some",
            json!({ "reviews": [one, still], "pages": pages, "may_review": true }),
        ),
        sample(
            "feedback/reviews.njk",
            "none",
            json!({ "reviews": [], "pages": pages, "may_review": false }),
        ),
        sample(
            "feedback/review.njk",
            "wrong",
            with_form(form(&choice), json!({ "covers": "comments" }), errors),
        ),
        sample("feedback/review.njk", "new", with_form(form(&json!([])), json!({}), json!({}))),
        sample("feedback/review-report.njk", "some", report(json!([one]))),
        sample("feedback/review-report.njk", "none", report(json!([]))),
        sample("feedback/panel.njk", "some", panel(json!("2026-01-10"), true)),
        sample("feedback/panel.njk", "never reviewed", panel(Value::Null, false)),
    ]
}
