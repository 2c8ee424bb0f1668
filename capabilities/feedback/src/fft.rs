//! Friends and Family figures by month and service. The arithmetic is in [`rules::fft`].

use std::collections::BTreeMap;

use kernel::Tx;
use kernel::error::Result;
use rules::fft::{Answer, Percent, Score, Series, Tally};
use serde::Serialize;
use uuid::Uuid;

use crate::store::fft::{self, Count};

/// The last month of the series that ended (R-FFT-03).
const LAST_OLD: &str = "2020-03";

/// Which figures.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// First month: `2021-04`.
    pub from: Option<String>,
    /// Last month.
    pub to: Option<String>,
    /// About this service; the nil id for responses that name none.
    pub service: Option<Uuid>,
    /// Each service apart, or all of them together.
    pub by_service: bool,
}

/// One line of the figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The month; empty in a line that adds months up.
    pub month: String,
    /// The service; none for all together.
    pub service: Option<Uuid>,
    /// Counts of the six answers, in their order.
    pub answers: [u64; 6],
    /// All who answered, those who did not know among them.
    pub responses: u64,
    /// Those who left the question out; in no percentage.
    pub not_answered: u64,
    /// Share of the two best answers in whole tenths of a percent.
    pub positive: Option<u16>,
    /// Share of the two worst.
    pub negative: Option<u16>,
}

/// The figures of both series, which are never added to one another (R-FFT-03).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figures {
    /// Since April 2020, newest month first.
    pub experience: Vec<Line>,
    /// All of those months.
    pub experience_total: Option<Line>,
    /// To March 2020, newest month first.
    pub recommend: Vec<Line>,
    /// All of those months.
    pub recommend_total: Option<Line>,
}

/// A key of a line, so that the newest month comes first.
type Key = (std::cmp::Reverse<String>, Option<Uuid>);

/// Figures of a body.
pub async fn figures(tx: &Tx, body: Uuid, which: &Filter) -> Result<Figures> {
    let from = which.from.as_deref().unwrap_or("0000-00");
    let to = which.to.as_deref().unwrap_or("9999-99");
    let counts = fft::read(tx, body, from, to).await?;
    let mine = |count: &&Count| which.service.is_none_or(|service| service == count.service_id);
    let (old, new): (Vec<&Count>, Vec<&Count>) =
        counts.iter().filter(mine).partition(|count| count.month.as_str() <= LAST_OLD);
    let (experience, experience_total) = lines::<rules::fft::Experience>(&new, which.by_service);
    let (recommend, recommend_total) = lines::<rules::fft::Recommend>(&old, which.by_service);
    Ok(Figures { experience, experience_total, recommend, recommend_total })
}

fn lines<S: Series>(counts: &[&Count], by_service: bool) -> (Vec<Line>, Option<Line>) {
    let mut tallies: BTreeMap<Key, Tally<S>> = BTreeMap::new();
    let mut all = Tally::<S>::default();
    for count in counts {
        let Some(score) = u8::try_from(count.code).ok().and_then(|c| Score::try_from(c).ok())
        else {
            continue;
        };
        let times = u64::try_from(count.n).unwrap_or(0);
        let service = by_service.then_some(count.service_id);
        let key = (std::cmp::Reverse(count.month.clone()), service);
        tallies.entry(key).or_default().add_many(score, times);
        all.add_many(score, times);
    }
    let total = (!tallies.is_empty()).then(|| line("", None, &all));
    let lines =
        tallies.iter().map(|((month, service), tally)| line(&month.0, *service, tally)).collect();
    (lines, total)
}

fn line<S: Series>(month: &str, service: Option<Uuid>, tally: &Tally<S>) -> Line {
    Line {
        month: month.to_owned(),
        service,
        answers: Answer::ALL.map(|answer| tally.count(answer)),
        responses: tally.responses(),
        not_answered: tally.not_answered(),
        positive: tally.positive().map(Percent::tenths),
        negative: tally.negative().map(Percent::tenths),
    }
}

/// Responses in all, those without words and those that left the question out among them.
pub async fn responses(tx: &Tx, body: Uuid) -> Result<i64> {
    let counts = fft::read(tx, body, "0000-00", "9999-99").await?;
    Ok(counts.iter().map(|count| count.n).sum())
}
