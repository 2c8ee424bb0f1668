//! A context for each template.

use serde_json::{Value, json};
use web::Sample;

const AT: &str = "2026-01-14T10:00:00Z";
const ID: &str = "0190a6a0-0000-7000-8000-000000000001";

fn form() -> Value {
    json!({ "values": {}, "errors": {} })
}

fn refused(field: &str) -> Value {
    json!({ "values": {}, "errors": { field: "Not right" } })
}

fn roles() -> Value {
    json!([{ "key": "administrator", "may": ["invite people"] }, { "key": "observer", "may": [] }])
}

fn pages() -> Value {
    json!({ "total": 1, "first": 1, "last": 1,
        "links": { "previous": null, "next": null, "items": [] } })
}

/// A context for each template.
pub fn all() -> Vec<Sample> {
    [entering(), own_account(), people(), bodies(), public()]
        .into_iter()
        .flatten()
        .map(|(template, name, context)| Sample { template, name, context })
        .collect()
}

type Listed = Vec<(&'static str, &'static str, Value)>;

fn entering() -> Listed {
    vec![
        ("administration/sign-in.njk", "empty", json!({ "form": form(), "next": "/staff" })),
        (
            "administration/sign-in.njk",
            "wrong",
            json!({ "form": refused("password"), "next": "/staff" }),
        ),
        ("administration/code.njk", "empty", json!({ "form": form(), "next": "/staff" })),
        ("administration/sign-out.njk", "as it is", json!({})),
        (
            "administration/invitation.njk",
            "empty",
            json!({ "form": form(), "email": "a@x.example" }),
        ),
        ("administration/reset-ask.njk", "empty", json!({ "form": form(), "asked": false })),
        ("administration/reset-ask.njk", "asked", json!({ "form": form(), "asked": true })),
        ("administration/reset.njk", "empty", json!({ "form": form(), "email": "a@x.example" })),
    ]
}

fn own_account() -> Listed {
    let session = |mine: bool, agent: &str| json!({ "id": ID, "agent": agent, "since": AT, "seen": AT, "mine": mine });
    let secret = json!({ "picture": "<svg viewBox=\"0 0 1 1\"></svg>", "typed": "ABCD EFGH" });
    let second = |secret: Value, has_one: bool| json!({ "form": form(), "secret": secret, "has_one": has_one });
    vec![
        (
            "administration/account.njk",
            "two sessions",
            json!({ "name": "Ann", "email": "a@x.example", "second_step": true,
                "recovery_left": 9, "sessions": [session(true, "Browser"), session(false, "")] }),
        ),
        (
            "administration/account.njk",
            "no second step",
            json!({ "name": "Ann", "email": "a@x.example", "second_step": false,
                "recovery_left": 0, "sessions": [] }),
        ),
        ("administration/password.njk", "empty", json!({ "form": form() })),
        ("administration/second-step.njk", "to begin", second(Value::Null, false)),
        ("administration/second-step.njk", "to replace", second(Value::Null, true)),
        ("administration/second-step.njk", "to scan", second(secret, false)),
        (
            "administration/recovery.njk",
            "codes",
            json!({ "form": form(), "codes": ["7K3M-9QXT-4B2D-W8PA"] }),
        ),
        ("administration/recovery.njk", "to renew", json!({ "form": form(), "codes": [] })),
    ]
}

fn person(state: &str, whole: bool, myself: bool, of_body: bool) -> Value {
    json!({
        "form": { "values": { "roles": ["administrator"] }, "errors": {} }, "id": ID,
        "name": "Ann", "email": "a@x.example", "state": state, "second_step": true,
        "administrator": !of_body, "base": "/staff/x/administration/people", "of_body": of_body,
        "roles": roles(), "elsewhere": [{ "name": "NHS Redbridge", "roles": ["lead"] }],
        "myself": myself, "whole": whole, "can_be_invited": state == "invited",
        "recovery_left": 3,
    })
}

fn people() -> Listed {
    let base = "/staff/x/administration/people";
    let listed = json!([{ "id": ID, "name": "Ann", "email": "a@x.example", "state": "active",
        "roles": ["administrator", "lead"], "second_step": false, "administrator": true }]);
    let list = |people: &Value, of_body: bool| json!({ "people": people, "pages": pages(), "base": base, "of_body": of_body });
    let invite = |form: Value, of_body: bool| json!({ "form": form, "base": base, "of_body": of_body, "roles": roles() });
    vec![
        ("administration/people.njk", "some", list(&listed, true)),
        ("administration/people.njk", "nobody", list(&json!([]), true)),
        ("administration/people.njk", "everyone", list(&listed, false)),
        ("administration/invite.njk", "empty", invite(form(), true)),
        ("administration/invite.njk", "no role", invite(refused("roles"), true)),
        ("administration/invite.njk", "an administrator", invite(form(), false)),
        ("administration/roles.njk", "as they are", json!({ "roles": roles() })),
        ("administration/person.njk", "active", person("active", true, false, true)),
        ("administration/person.njk", "invited", person("invited", true, false, true)),
        ("administration/person.njk", "disabled", person("disabled", true, false, false)),
        ("administration/person.njk", "shared", person("active", false, false, true)),
        ("administration/person.njk", "myself", person("active", true, true, true)),
    ]
}

fn bodies() -> Listed {
    let kinds = json!(kernel::bodies::KINDS);
    let body = |to: Value| {
        json!({ "slug": "x", "name": "NHS X", "kind": "ccg", "from": "2013-04-01", "to": to,
            "ended": true })
    };
    let relation = |kind: &str, to: Value| {
        json!({ "id": ID, "kind": kind, "name": "NHS Y", "slug": "y", "note": "A note",
            "from": "2013-04-01", "to": to, "ended": true })
    };
    let relations: Vec<Value> = kernel::bodies::RELATIONS
        .iter()
        .flat_map(|kind| [(*kind).to_owned(), format!("{kind}-by")])
        .map(|kind| relation(&kind, Value::Null))
        .chain([relation("hosts", json!("2022-06-30"))])
        .collect();
    let others = json!([{ "value": ID, "text": "NHS Y" }]);
    let entry = json!({ "at": AT, "actor": "Ann", "role": "staff", "name": "identity.signed-in",
        "kind": "identity.account", "subject": ID, "detail": "{}" });
    vec![
        ("administration/body.njk", "empty", json!({ "form": form(), "kinds": kinds })),
        ("administration/body.njk", "wrong", json!({ "form": refused("kind"), "kinds": kinds })),
        ("administration/body-new.njk", "empty", json!({ "form": form(), "kinds": kinds })),
        ("administration/bodies.njk", "none", json!({ "bodies": [] })),
        (
            "administration/bodies.njk",
            "some",
            json!({ "bodies": [body(Value::Null), body(json!("2022-06-30"))] }),
        ),
        (
            "administration/relations.njk",
            "all kinds",
            json!({ "form": form(), "relations": relations, "successions": successions(),
                "others": others, "kinds": kernel::bodies::RELATIONS, "administrator": true }),
        ),
        (
            "administration/relations.njk",
            "none",
            json!({ "form": refused("kind"), "relations": [], "successions": [], "others": others,
                "kinds": ["hosts"], "administrator": false }),
        ),
        (
            "administration/audit.njk",
            "some",
            json!({ "form": form(), "entries": [entry], "pages": pages(), "csv": "/x.csv" }),
        ),
        (
            "administration/audit.njk",
            "none",
            json!({ "form": form(), "entries": [], "pages": pages(), "csv": "/x.csv" }),
        ),
    ]
}

fn successions() -> Value {
    json!([
        { "before": true, "name": "NHS A", "slug": "a", "on": "2013-04-01", "note": "" },
        { "before": false, "name": "NHS B", "slug": "b", "on": "2022-07-01", "note": "An Act" },
    ])
}

fn public() -> Listed {
    let about = |to: Value, ended: bool| {
        json!({ "about": ["We plan care."], "area": "X", "kind": "ccg", "ods_code": "08F",
            "from": "2013-04-01", "to": to, "ended": ended, "email": "a@x.example",
            "telephone": "01632 960001", "address": ["1 High Street", "X"],
            "complaints": ["Write to us."], "reply_within_days": 84,
            "successions": successions(), "relations": [{ "kind": "scrutinises-by",
            "name": "X Council" }] })
    };
    let rule = |link: Value| {
        json!({ "id": "R-DUTY-01", "title": "Involving the public", "text": "A body involves.",
            "source": "An Act", "link": link, "checked": "to verify" })
    };
    let rules = json!([rule(Value::Null), rule(json!("https://www.legislation.gov.uk/"))]);
    let duties = |ended: bool, rules: &Value| {
        json!({ "on": "2026-01-14", "ended": ended, "rights": rules, "individual": rules,
            "public": rules, "access": rules, "outcomes": rules, "fairness": rules })
    };
    vec![
        ("administration/about.njk", "a body", about(Value::Null, false)),
        ("administration/about.njk", "a body that ended", about(json!("2022-06-30"), true)),
        ("administration/duties.njk", "now", duties(false, &rules)),
        ("administration/duties.njk", "then", duties(true, &json!([]))),
    ]
}
