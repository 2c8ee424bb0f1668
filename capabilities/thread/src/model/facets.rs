//! What each voice counts towards. Figures are kept as voices change, never counted on a page:
//! whatever happens to a voice, the difference between what it counted towards before and after
//! is what the figures change by, so that they cannot drift from the voices.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::voice::{About, Channel, Kind, VoiceState};

/// Everything about a voice that figures depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The voice.
    pub id: Uuid,
    /// Whose.
    pub body: Uuid,
    /// Its state.
    pub state: VoiceState,
    /// Its kind.
    pub kind: Kind,
    /// What it is about.
    pub about: About,
    /// How it came.
    pub channel: Channel,
    /// Through which door.
    pub source: String,
    /// About which service.
    pub service: Option<Uuid>,
    /// Its score.
    pub score: Option<i64>,
    /// The day it was said; its age is counted from here.
    pub said_on: NaiveDate,
    /// When the first reply reached it.
    pub answered_at: Option<DateTime<Utc>>,
    /// The codebook and theme of each point that it makes.
    pub themes: Vec<(Uuid, Uuid)>,
}

/// What figures are kept of, within a scope: the body as a whole, a codebook or a theme.
pub mod facet {
    /// Voices by state; the only one that counts more than the counted.
    pub const STATE: &str = "state";
    /// Voices by channel.
    pub const CHANNEL: &str = "channel";
    /// Voices by kind.
    pub const KIND: &str = "kind";
    /// Voices by what they are about.
    pub const ABOUT: &str = "about";
    /// Voices by the door they came through.
    pub const SOURCE: &str = "source";
    /// Voices by the month in which they were said (`2026-01`).
    pub const MONTH: &str = "month";
    /// Voices by service.
    pub const SERVICE: &str = "service";
    /// Voices by Friends and Family answer.
    pub const SCORE: &str = "score";
    /// Voices that make at least one point (`yes`) and the rest (`no`).
    pub const THEMED: &str = "themed";
    /// Voices that have a reply, under the empty key.
    pub const ANSWERED: &str = "answered";
    /// Voices without a reply, by the day on which they were said.
    pub const WAITING: &str = "waiting";
    /// All counted voices of a codebook or a theme, under the empty key.
    pub const VOICES: &str = "voices";
}

/// One figure: scope, facet and key.
pub type Figure = (Uuid, &'static str, String);

impl Standing {
    /// Every figure that this voice counts towards.
    pub fn figures(&self) -> Vec<Figure> {
        let body = self.body;
        let mut figures = vec![(body, facet::STATE, self.state.key().to_owned())];
        if self.state != VoiceState::Received {
            return figures;
        }
        let month = self.said_on.format("%Y-%m").to_string();
        let themed = if self.themes.is_empty() { "no" } else { "yes" };
        figures.extend([
            (body, facet::CHANNEL, self.channel.key().to_owned()),
            (body, facet::KIND, self.kind.key().to_owned()),
            (body, facet::ABOUT, self.about.key().to_owned()),
            (body, facet::SOURCE, self.source.clone()),
            (body, facet::MONTH, month.clone()),
            (body, facet::SERVICE, self.service.map(|id| id.to_string()).unwrap_or_default()),
            (body, facet::SCORE, self.score.map(|n| n.to_string()).unwrap_or_default()),
            (body, facet::THEMED, themed.to_owned()),
            self.reply(body),
        ]);
        let mut codebooks: Vec<Uuid> = self.themes.iter().map(|(codebook, _)| *codebook).collect();
        codebooks.sort_unstable();
        codebooks.dedup();
        for scope in codebooks.into_iter().chain(self.themes.iter().map(|(_, theme)| *theme)) {
            figures.push((scope, facet::VOICES, String::new()));
            figures.push((scope, facet::MONTH, month.clone()));
            figures.push(self.reply(scope));
        }
        figures
    }

    fn reply(&self, scope: Uuid) -> Figure {
        match self.answered_at {
            Some(_) => (scope, facet::ANSWERED, String::new()),
            None => (scope, facet::WAITING, self.said_on.to_string()),
        }
    }
}

/// By how much figures change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delta(BTreeMap<Figure, i64>);

impl Delta {
    /// No change.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in another change.
    pub fn absorb(&mut self, other: Self) {
        for (figure, n) in other.0 {
            *self.0.entry(figure).or_default() += n;
        }
    }

    /// A voice begins to stand so.
    pub fn enter(&mut self, standing: &Standing) {
        self.add(standing, 1);
    }

    /// A voice no longer stands so.
    pub fn leave(&mut self, standing: &Standing) {
        self.add(standing, -1);
    }

    fn add(&mut self, standing: &Standing, n: i64) {
        for figure in standing.figures() {
            *self.0.entry(figure).or_default() += n;
        }
    }

    /// The changes, in one order everywhere, so that two writers cannot hold each other up.
    pub fn changes(&self) -> impl Iterator<Item = (&Figure, i64)> {
        self.0.iter().map(|(figure, n)| (figure, *n)).filter(|(_, n)| *n != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing() -> Standing {
        Standing {
            id: Uuid::from_u128(9),
            body: Uuid::from_u128(1),
            state: VoiceState::Received,
            kind: Kind::Comment,
            about: About::Service,
            channel: Channel::Letter,
            source: "test".into(),
            service: None,
            score: Some(2),
            said_on: "2026-01-14".parse().unwrap(),
            answered_at: None,
            themes: vec![
                (Uuid::from_u128(2), Uuid::from_u128(3)),
                (Uuid::from_u128(2), Uuid::from_u128(4)),
            ],
        }
    }

    #[test]
    fn a_voice_with_two_points_counts_once_in_its_codebook() {
        let figures = standing().figures();
        let codebook = (Uuid::from_u128(2), facet::VOICES, String::new());
        assert_eq!(figures.iter().filter(|f| **f == codebook).count(), 1);
    }

    #[test]
    fn what_is_excluded_counts_as_excluded_only() {
        let excluded = Standing { state: VoiceState::Excluded, ..standing() };
        assert_eq!(excluded.figures().len(), 1);
    }

    #[test]
    fn leaving_undoes_entering() {
        let mut delta = Delta::new();
        delta.enter(&standing());
        delta.leave(&standing());
        assert_eq!(delta.changes().count(), 0);
    }
}
