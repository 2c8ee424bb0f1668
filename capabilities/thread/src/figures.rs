//! The figures, subjects and retention that the thread offers to front pages and reports.

use kernel::Tx;
use kernel::bodies;
use kernel::capability::{Figure, Retention, Shown, SubjectKind};
use kernel::core::BoxFuture;
use kernel::error::Result;
use uuid::Uuid;

use crate::model::facets::facet;
use crate::permissions;
use crate::store::{acts, counts, coverage, decisions, replies, voices};

/// Plain counts of a body.
pub(crate) fn all() -> Vec<Figure> {
    vec![
        Figure { name: "thread.voices-received", of: |tx, body| state(tx, body, |s| s.received) },
        Figure { name: "thread.voices-counted", of: |tx, body| state(tx, body, |s| s.counted) },
        Figure { name: "thread.voices-excluded", of: |tx, body| state(tx, body, |s| s.excluded) },
        Figure { name: "thread.voices-withdrawn", of: |tx, body| state(tx, body, |s| s.withdrawn) },
        Figure { name: "thread.voices-erased", of: |tx, body| state(tx, body, |s| s.erased) },
        Figure { name: "thread.voices-unthemed", of: |tx, body| state(tx, body, |s| s.unthemed) },
        Figure { name: "thread.voices-answered", of: answered },
    ]
}

fn state(tx: &Tx, body: Uuid, part: fn(&coverage::States) -> i64) -> BoxFuture<'_, Result<i64>> {
    Box::pin(async move { Ok(part(&coverage::states(tx, body).await?)) })
}

fn answered(tx: &Tx, body: Uuid) -> BoxFuture<'_, Result<i64>> {
    Box::pin(async move { counts::one(tx, body, body, facet::ANSWERED, "").await })
}

/// Kinds of subject, and how each is shown.
pub(crate) fn subjects() -> Vec<SubjectKind> {
    vec![
        SubjectKind { kind: "thread.voice", show: |tx, id| shown(tx, Kind::Voice, id) },
        SubjectKind { kind: "thread.decision", show: |tx, id| shown(tx, Kind::Decision, id) },
        SubjectKind { kind: "thread.action", show: |tx, id| shown(tx, Kind::Action, id) },
        SubjectKind { kind: "thread.reply", show: |tx, id| shown(tx, Kind::Reply, id) },
    ]
}

#[derive(Clone, Copy)]
enum Kind {
    Voice,
    Decision,
    Action,
    Reply,
}

fn shown(tx: &Tx, kind: Kind, id: Uuid) -> BoxFuture<'_, Result<Option<Shown>>> {
    Box::pin(async move {
        let (table, folder) = match kind {
            Kind::Voice => ("thread_heard", "voices"),
            Kind::Decision => ("thread_decision", "decisions"),
            Kind::Action => ("thread_action", "actions"),
            Kind::Reply => ("thread_reply", "replies"),
        };
        let Some(body) = voices::owner(tx, table, id).await? else { return Ok(None) };
        let title = match kind {
            Kind::Voice => voices::find(tx, body, id).await?.map(|v| v.reference),
            Kind::Decision => decisions::find(tx, body, id).await?.map(|d| d.title),
            Kind::Action => acts::find(tx, body, id).await?.map(|a| a.title),
            Kind::Reply => replies::find(tx, body, id).await?.map(|r| r.title),
        };
        let owner = bodies::by_id(tx, body).await?;
        Ok(title.zip(owner).map(|(title, owner)| Shown {
            title,
            address: format!("/staff/{}/{folder}/{id}", owner.slug),
            body,
            verb: Some(permissions::READ),
        }))
    })
}

const fn kept(table: &'static str, holds: &'static str, personal: bool) -> Retention {
    Retention { table, holds, personal, years: None, from: "the day the body ends" }
}

/// How long each table is kept (R-DP-07).
pub(crate) const RETENTION: &[Retention] = &[
    Retention {
        table: "thread_contact",
        holds: "Names and addresses of people who spoke",
        personal: true,
        years: Some(5),
        from: "the day the voice was received",
    },
    Retention {
        table: "thread_voice",
        holds: "What people said",
        personal: true,
        years: Some(10),
        from: "the day the voice was received",
    },
    kept("thread_note", "Internal notes on voices", true),
    kept("thread_redaction", "When and why words were covered", false),
    kept("thread_import", "Imports", false),
    kept("thread_import_leaf", "Commitments to imported voices, with salt and content", true),
    kept("thread_import_count", "Figures of imports that are not yet visible", false),
    kept("thread_count", "Figures", false),
    kept("thread_codebook", "Codebooks", false),
    kept("thread_codebook_body", "Which bodies share a codebook", false),
    kept("thread_theme", "Themes", false),
    kept("thread_theme_version", "What themes were", false),
    kept("thread_assignment", "Which voice makes which point", true),
    kept("thread_move", "Where merged and split assignments came from", false),
    kept("thread_decision", "Decisions", false),
    kept("thread_decision_theme", "How themes were weighed", false),
    kept("thread_impact", "What difference decisions made", false),
    kept("thread_action", "Actions", false),
    kept("thread_progress", "Progress of actions", false),
    kept("thread_reply", "Replies", false),
    kept("thread_reply_theme", "Which themes a reply answers", false),
    kept("thread_reply_channel", "How and when replies were told", false),
    kept("thread_delivery", "Which voice got which reply", false),
    kept("thread_task", "Letters and calls to do", true),
];
