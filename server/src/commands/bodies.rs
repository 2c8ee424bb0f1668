//! `yousaid body`.

use chrono::NaiveDate;
use kernel::bodies::{self, Body, Details, Succession};
use serde_json::{Value, json};

use super::Told;
use crate::outcome::Outcome;
use crate::setup::Setup;
use crate::show::{columns, show};

/// What to do with bodies.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Enter a body that owns a record
    Add(Box<Add>),
    /// List bodies
    List,
    /// Show a body
    Show {
        /// Its slug
        slug: String,
    },
    /// Say that one body took over from another; the older one ends the day before
    Succeed {
        /// The slug of the body that went
        old: String,
        /// The slug of the body that came
        new: String,
        /// The day it took over, such as 2022-07-01
        #[arg(long)]
        on: NaiveDate,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
    },
}

/// A body to enter.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Its part of addresses, such as `havering`; it stays
    slug: String,
    /// Its full name
    #[arg(long)]
    name: String,
    /// The name that pages use after the first mention (default: the full name)
    #[arg(long)]
    short_name: Option<String>,
    /// What kind of body
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(bodies::KINDS))]
    kind: String,
    /// Its ODS code
    #[arg(long)]
    ods_code: Option<String>,
    /// The area it serves
    #[arg(long, default_value = "")]
    area: String,
    /// What it does, in a sentence or two for the public
    #[arg(long, default_value = "")]
    about: String,
    /// Where to write by e-mail
    #[arg(long, default_value = "")]
    email: String,
    /// Where to telephone
    #[arg(long, default_value = "")]
    telephone: String,
    /// Where to write by post
    #[arg(long, default_value = "")]
    address: String,
    /// How to complain: words for the public
    #[arg(long, default_value = "")]
    complaints: String,
    /// Days within which a voice should be answered
    #[arg(long, default_value_t = 84)]
    reply_within_days: i64,
    /// Its first day, such as 2013-04-01
    #[arg(long)]
    starts_on: NaiveDate,
    /// Its last day
    #[arg(long)]
    ends_on: Option<NaiveDate>,
}

fn shown(body: &Body) -> Value {
    json!({
        "id": body.id, "slug": body.slug, "name": body.name, "short_name": body.short_name,
        "kind": body.kind, "ods_code": body.ods_code, "area": body.area, "about": body.about,
        "email": body.email, "telephone": body.telephone, "address": body.address,
        "complaints": body.complaints, "reply_within_days": body.reply_within_days,
        "starts_on": body.starts_on, "ends_on": body.ends_on,
    })
}

fn table(found: &[Body]) -> String {
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|body| {
            let end = body.ends_on.map(|day| day.to_string()).unwrap_or_default();
            vec![
                body.slug.clone(),
                body.kind.clone(),
                body.starts_on.to_string(),
                end,
                body.name.clone(),
            ]
        })
        .collect();
    columns(&["SLUG", "KIND", "FROM", "UNTIL", "NAME"], &rows)
}

pub(super) async fn run(told: &Told, command: Command) -> Outcome {
    let setup = told.open().await?;
    match command {
        Command::Add(add) => enter(told, &setup, *add).await,
        Command::List => {
            let found = bodies::list(&*setup.core.read().await?).await?;
            let value: Vec<Value> = found.iter().map(shown).collect();
            show(told.json, &value, |_| table(&found))
        }
        Command::Show { slug } => {
            let tx = setup.core.read().await?;
            let body = super::body(&tx, &slug).await?;
            let successions = bodies::successions(&tx, body.id).await?;
            let mut value = shown(&body);
            value["successions"] = successions
                .iter()
                .map(|s| {
                    json!({ "predecessor": s.predecessor_id, "successor": s.successor_id,
                            "on": s.on_date, "note": s.note })
                })
                .collect();
            show(told.json, &value, details)
        }
        Command::Succeed { old, new, on, note } => {
            let tx = setup.core.write(&super::actor()).await?;
            let what = Succession {
                predecessor_id: super::body(&tx, &old).await?.id,
                successor_id: super::body(&tx, &new).await?.id,
                on_date: on,
                note,
            };
            let done = bodies::succeed(&tx, what).await?;
            tx.commit(done).await?;
            let value = json!({ "predecessor": old, "successor": new, "on": on });
            show(told.json, &value, |_| format!("{new} took over from {old} on {on}"))
        }
    }
}

fn details(value: &Value) -> String {
    let Value::Object(fields) = value else { return String::new() };
    let rows: Vec<Vec<String>> = fields
        .iter()
        .filter(|(name, _)| name.as_str() != "successions")
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            vec![name.replace('_', " "), if value.is_null() { String::new() } else { text }]
        })
        .collect();
    columns(&["WHAT", "VALUE"], &rows)
}

async fn enter(told: &Told, setup: &Setup, add: Add) -> Outcome {
    let details = Details {
        slug: add.slug,
        short_name: add.short_name.unwrap_or_else(|| add.name.clone()),
        name: add.name,
        kind: add.kind,
        ods_code: add.ods_code,
        area: add.area,
        about: add.about,
        email: add.email,
        telephone: add.telephone,
        address: add.address,
        complaints: add.complaints,
        reply_within_days: add.reply_within_days,
        starts_on: add.starts_on,
        ends_on: add.ends_on,
    };
    let tx = setup.core.write(&super::actor()).await?;
    let done = bodies::add(&tx, details).await?;
    let body = tx.commit(done).await?.value;
    show(told.json, &shown(&body), |_| format!("{} is entered: /{}", body.name, body.slug))
}
