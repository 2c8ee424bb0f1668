//! What voices count towards, read before a change and after it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::error::Result;
use kernel::sql::FromQueryResult;
use kernel::{Tx, WriteTx, values};
use uuid::Uuid;

use super::list;
use crate::model::facets::{Delta, Standing};
use crate::model::voice::{About, Channel, Kind, VoiceState};

kernel::statements! {
    WALK = "SELECT v.id, v.body_id, v.state, v.kind, v.about, v.channel, v.source, v.service_id, \
            v.score, v.said_on, v.answered_at, a.codebook_id, a.theme_id FROM thread_heard v \
            LEFT JOIN thread_assignment a ON a.voice_id = v.id AND a.state = 'assigned' \
            WHERE v.body_id = $1 ORDER BY v.id";
    HEARD = "SELECT COUNT(*) FROM thread_heard WHERE body_id = $1";
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    body_id: Uuid,
    state: VoiceState,
    kind: Kind,
    about: About,
    channel: Channel,
    source: String,
    service_id: Option<Uuid>,
    score: Option<i64>,
    said_on: NaiveDate,
    answered_at: Option<DateTime<Utc>>,
    codebook_id: Option<Uuid>,
    theme_id: Option<Uuid>,
}

impl Row {
    fn standing(self) -> Standing {
        Standing {
            id: self.id,
            body: self.body_id,
            state: self.state,
            kind: self.kind,
            about: self.about,
            channel: self.channel,
            source: self.source,
            service: self.service_id,
            score: self.score,
            said_on: self.said_on,
            answered_at: self.answered_at,
            themes: self.codebook_id.zip(self.theme_id).into_iter().collect(),
        }
    }
}

/// How voices of a body stand, locked until the commit; ids that are not there are left out.
pub(crate) async fn lock(
    tx: &WriteTx,
    body: Uuid,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Standing>> {
    #[derive(FromQueryResult)]
    #[expect(clippy::struct_field_names, reason = "columns are called so")]
    struct Point {
        voice_id: Uuid,
        codebook_id: Uuid,
        theme_id: Uuid,
    }
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT id, body_id, state, kind, about, channel, source, service_id, score, said_on, \
         answered_at, CAST(NULL AS UUID) AS codebook_id, CAST(NULL AS UUID) AS theme_id FROM \
         thread_voice WHERE body_id = $1 AND id IN ({}) AND (import_id IS NULL OR import_id IN \
         (SELECT id FROM thread_import WHERE state = 'active')) ORDER BY id{}",
        list(2, ids.len()),
        tx.engine().for_update()
    );
    let mut values = values![body];
    values.extend(ids.iter().map(|id| kernel::sql::Value::from(*id)));
    let rows: Vec<Row> = tx.all(&sql, values).await?;
    let mut standings: BTreeMap<Uuid, Standing> =
        rows.into_iter().map(|row| (row.id, row.standing())).collect();
    let sql = format!(
        "SELECT voice_id, codebook_id, theme_id FROM thread_assignment WHERE voice_id IN ({}) AND \
         state = 'assigned' ORDER BY voice_id, theme_id",
        list(1, ids.len())
    );
    let points: Vec<Point> =
        tx.all(&sql, ids.iter().map(|id| kernel::sql::Value::from(*id)).collect()).await?;
    for point in points {
        if let Some(standing) = standings.get_mut(&point.voice_id) {
            standing.themes.push((point.codebook_id, point.theme_id));
        }
    }
    Ok(standings)
}

/// Counts every voice of a body anew, one at a time: how many there are and what they count
/// towards.
pub(crate) async fn recount(tx: &Tx, body: Uuid) -> Result<(i64, Delta)> {
    let mut delta = Delta::new();
    let mut open: Option<Standing> = None;
    tx.each(WALK, values![body], |row: Row| {
        let standing = row.standing();
        match &mut open {
            Some(before) if before.id == standing.id => before.themes.extend(standing.themes),
            before => {
                if let Some(done) = before.replace(standing) {
                    delta.enter(&done);
                }
            }
        }
        Ok(())
    })
    .await?;
    if let Some(last) = open {
        delta.enter(&last);
    }
    Ok((tx.count(HEARD, values![body]).await?, delta))
}
