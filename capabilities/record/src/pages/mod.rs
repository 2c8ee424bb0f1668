//! HTML in and out.

pub mod check;
pub mod public;
pub mod staff;

use serde_json::json;
use web::Sample;

/// A context for each template.
pub(crate) fn samples() -> Vec<Sample> {
    let at = "2026-01-14T10:00:00Z";
    let checkpoint = json!({ "size": 12, "reason": "daily", "at": at, "note": "yousaid/x\n12\n" });
    let links = json!({ "total": 1, "first": 1, "last": 1,
        "links": { "previous": null, "next": null, "items": [] } });
    [
        ("record/check.njk", "nothing asked", json!({ "receipt": "", "found": null })),
        (
            "record/check.njk",
            "found",
            json!({ "receipt": "yousaid-receipt-1 …", "found": { "state": "in-record",
                "body": { "name": "NHS Havering", "slug": "havering" }, "number": 13, "at": at,
                "size": 20, "root": "ab".repeat(32), "digest": "cd".repeat(32),
                "path": ["ef".repeat(32)], "checkpoint": checkpoint } }),
        ),
        (
            "record/check.njk",
            "not found",
            json!({ "receipt": "00", "found": { "state": "not-found" } }),
        ),
        (
            "record/public.njk",
            "a record",
            json!({ "size": 12, "root": "ab".repeat(32), "key": "yousaid/x+00+AA",
                "key_hex": "00".repeat(32), "checkpoints": [checkpoint], "pages": links }),
        ),
        (
            "record/public.njk",
            "an empty record",
            json!({ "size": 0, "root": "ab".repeat(32), "key": "k", "key_hex": "00",
                "checkpoints": [], "pages": links }),
        ),
        (
            "record/staff.njk",
            "a record",
            json!({ "size": 12, "checkpoints": [checkpoint], "may_checkpoint": true,
                "may_export": true, "verified": [{ "at": at, "size": 12, "sound": true,
                "first_bad": null, "findings": [] }, { "at": at, "size": 12, "sound": false,
                "first_bad": 3, "findings": ["entry 3 was changed"] }] }),
        ),
        (
            "record/staff.njk",
            "nothing yet",
            json!({ "size": 0, "checkpoints": [], "may_checkpoint": false, "may_export": false,
                "verified": [] }),
        ),
        (
            "record/entries.njk",
            "entries",
            json!({ "entries": [{ "sequence": 3, "kind": "thread.voice.received", "at": at,
                "digest": "ab12 cd34 ef56 7890", "erased": true }], "next": "?below=3" }),
        ),
        ("record/entries.njk", "none", json!({ "entries": [], "next": null })),
    ]
    .into_iter()
    .map(|(template, name, context)| Sample { template, name, context })
    .collect()
}
