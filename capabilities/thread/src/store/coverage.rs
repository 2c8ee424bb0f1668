//! Coverage: how many voices have a reply and how old the rest are (law 4, REQ-304), and whether
//! the figures agree with the voices (law 2). Read from figures that are kept, never by walking.

use chrono::{Days, NaiveDate};
use kernel::Tx;
use kernel::error::Result;
use serde::Serialize;
use uuid::Uuid;

use super::{counts, standings};
use crate::model::facets::facet;
use crate::model::voice::VoiceState;

/// Share of voices with a reply, and how long the rest have waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Counted voices.
    pub counted: i64,
    /// Those with a reply.
    pub answered: i64,
    /// Those without one.
    pub waiting: i64,
    /// Those without one that wait longer than the body allows itself.
    pub overdue: i64,
    /// The day on which the one that has waited longest was said.
    pub oldest: Option<NaiveDate>,
    /// Voices without a reply by how long they have waited.
    pub ages: Vec<Age>,
    /// How overdue was reckoned, to be shown.
    pub reckoning: Reckoning,
}

/// Voices that have waited between so many days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Age {
    /// At least so many days.
    pub from_days: i64,
    /// At most so many; none for the oldest band.
    pub to_days: Option<i64>,
    /// How many.
    pub voices: i64,
}

/// The date arithmetic behind 'overdue'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reckoning {
    /// The day on which it is asked.
    pub today: NaiveDate,
    /// Days within which the body means to reply.
    pub within_days: i64,
    /// The last day that is not overdue: `today` less `within_days`. What was said before it is.
    pub limit: NaiveDate,
}

impl Coverage {
    /// The share with a reply in tenths of a per cent, rounded down; none when nothing is counted.
    pub fn per_mille(&self) -> Option<i64> {
        (self.counted > 0).then(|| self.answered * 1000 / self.counted)
    }
}

/// Coverage of a body's voices: all of them when the scope is the body itself, otherwise those
/// of a codebook or theme. Ages are in calendar days from the day on which a voice was said.
pub(crate) async fn coverage(
    tx: &Tx,
    body: Uuid,
    scope: Uuid,
    within_days: i64,
    today: NaiveDate,
) -> Result<Coverage> {
    let waiting = counts::read(tx, body, scope, facet::WAITING).await?;
    let days: Vec<(NaiveDate, i64)> =
        waiting.iter().filter_map(|c| Some((c.key.parse().ok()?, c.n))).collect();
    let answered = counts::one(tx, body, scope, facet::ANSWERED, "").await?;
    Ok(reckon(&days, answered, within_days, today))
}

fn reckon(
    days: &[(NaiveDate, i64)],
    answered: i64,
    within_days: i64,
    today: NaiveDate,
) -> Coverage {
    let back = Days::new(u64::try_from(within_days).unwrap_or(0));
    let limit = today.checked_sub_days(back).unwrap_or(NaiveDate::MIN);
    let waiting: i64 = days.iter().map(|(_, n)| n).sum();
    // Four bands: thirds of the time allowed, then what is overdue.
    let bounds = [within_days / 3, within_days * 2 / 3, within_days];
    let mut ages = Vec::with_capacity(4);
    let mut from = 0;
    for to in bounds.iter().map(|to| Some(*to)).chain([None]) {
        let within = |day: NaiveDate| {
            let age = (today - day).num_days();
            age >= from && to.is_none_or(|to| age <= to)
        };
        let voices = days.iter().filter(|(day, _)| within(*day)).map(|(_, n)| n).sum();
        ages.push(Age { from_days: from, to_days: to, voices });
        from = to.map_or(from, |to| to + 1);
    }
    Coverage {
        counted: waiting + answered,
        answered,
        waiting,
        overdue: days.iter().filter(|(day, _)| *day < limit).map(|(_, n)| n).sum(),
        oldest: days.iter().map(|(day, _)| *day).min(),
        ages,
        reckoning: Reckoning { today, within_days, limit },
    }
}

/// Voices by state, from the figures that are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct States {
    /// All that were ever received.
    pub received: i64,
    /// Those that count.
    pub counted: i64,
    /// Those left out, with a reason.
    pub excluded: i64,
    /// Those taken back.
    pub withdrawn: i64,
    /// Those erased.
    pub erased: i64,
    /// Counted voices that make no point yet.
    pub unthemed: i64,
}

/// Voices of a body by state.
pub(crate) async fn states(tx: &Tx, body: Uuid) -> Result<States> {
    let mut states = States::default();
    for count in counts::read(tx, body, body, facet::STATE).await? {
        states.received += count.n;
        match VoiceState::from_key(&count.key) {
            Some(VoiceState::Received) => states.counted = count.n,
            Some(VoiceState::Excluded) => states.excluded = count.n,
            Some(VoiceState::Withdrawn) => states.withdrawn = count.n,
            Some(VoiceState::Erased) => states.erased = count.n,
            None => {}
        }
    }
    states.unthemed = counts::one(tx, body, body, facet::THEMED, "no").await?;
    Ok(states)
}

/// A figure that does not agree with the voices behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// Scope, facet and key.
    pub figure: String,
    /// What is kept.
    pub kept: i64,
    /// What the voices say.
    pub found: i64,
}

/// Whether received = counted + excluded + withdrawn + erased, and every figure agrees with the
/// voices behind it (law 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// Voices by state, as the figures have it.
    pub states: States,
    /// Voices that there are.
    pub found: i64,
    /// Figures that disagree; the first hundred.
    pub drift: Vec<Drift>,
}

impl Reconciled {
    /// Whether it all agrees.
    pub fn holds(&self) -> bool {
        let s = &self.states;
        self.drift.is_empty()
            && self.found == s.received
            && s.received == s.counted + s.excluded + s.withdrawn + s.erased
    }
}

/// Compares every figure of a body with its voices. Walks them all: for reports and the doctor,
/// not for pages.
pub(crate) async fn reconcile(tx: &Tx, body: Uuid) -> Result<Reconciled> {
    let (found, delta) = standings::recount(tx, body).await?;
    let mut figures: std::collections::BTreeMap<(Uuid, String, String), (i64, i64)> =
        std::collections::BTreeMap::new();
    for kept in counts::all(tx, body).await? {
        figures.entry((kept.scope_id, kept.facet, kept.key)).or_default().0 = kept.n;
    }
    for ((scope, facet, key), n) in delta.changes() {
        figures.entry((*scope, (*facet).to_owned(), key.clone())).or_default().1 = n;
    }
    let drift = figures
        .into_iter()
        .filter(|(_, (kept, found))| kept != found)
        .take(100)
        .map(|((scope, facet, key), (kept, found))| Drift {
            figure: format!("{scope} {facet} {key}"),
            kept,
            found,
        })
        .collect();
    Ok(Reconciled { states: states(tx, body).await?, found, drift })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_what_is_overdue_are_reckoned_in_calendar_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // 84 days before 14 January 2026 is 22 October 2025.
        let days = [
            (day("2025-10-21"), 3),
            (day("2025-10-22"), 5),
            (day("2025-12-17"), 1),
            (day("2026-01-14"), 2),
        ];
        let coverage = reckon(&days, 9, 84, day("2026-01-14"));
        assert_eq!(coverage.reckoning.limit, day("2025-10-22"));
        assert_eq!(coverage.overdue, 3);
        assert_eq!(coverage.waiting, 11);
        assert_eq!(coverage.counted, 20);
        assert_eq!(coverage.per_mille(), Some(450));
        assert_eq!(coverage.oldest, Some(day("2025-10-21")));
        let voices: Vec<i64> = coverage.ages.iter().map(|age| age.voices).collect();
        assert_eq!(voices, [3, 0, 5, 3]);
        assert_eq!(reckon(&[], 0, 84, day("2026-01-14")).per_mille(), None);
    }
}
