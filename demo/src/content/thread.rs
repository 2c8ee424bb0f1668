//! Codebooks, decisions, actions and replies.

use serde::Deserialize;

/// Codebooks and their changes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codebooks {
    /// The codebooks.
    pub codebook: Vec<Codebook>,
    /// What becomes of their themes.
    pub change: Vec<Change>,
}

/// A codebook, shared by the three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a codebook")]
pub struct Codebook {
    pub key: String,
    pub owner: String,
    pub title: String,
    pub about: String,
    pub project: String,
}

/// A theme.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of a theme")]
pub struct Theme {
    pub key: String,
    pub codebook: String,
    pub parent: Option<String>,
    pub name: String,
    pub definition: String,
    pub shortcut: Option<String>,
}

/// What becomes of a theme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Which.
    pub theme: String,
    /// `rename`, `merge` or `retire`.
    pub kind: String,
    /// Its new name.
    pub name: Option<String>,
    /// The theme that takes its voices.
    pub into: Option<String>,
    /// When.
    pub days_ago: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Decisions {
    pub(super) decision: Vec<Decision>,
}

/// A decision with what follows from it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a decision")]
pub struct Decision {
    pub key: String,
    pub title: String,
    pub days_ago: i64,
    pub taken_by: String,
    #[serde(default)]
    pub meeting: String,
    #[serde(default)]
    pub person: String,
    #[serde(default)]
    pub person_role: String,
    pub decided: String,
    pub reasons: String,
    pub outcome: String,
    pub learned_from: Option<String>,
    /// How far it gets: `draft`, `recorded`, `published` or `superseded`.
    pub stage: String,
    pub supersedes: Option<String>,
    pub theme: Vec<Weighing>,
    #[serde(default)]
    pub action: Vec<Action>,
    #[serde(default)]
    pub impact: Vec<Impact>,
    pub reply: Option<Answer>,
}

/// How a theme was weighed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a weighing")]
pub struct Weighing {
    pub theme: String,
    pub weighed: String,
    pub influence: String,
    pub why: String,
}

/// An action. Its days count from the decision.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of an action")]
pub struct Action {
    pub title: String,
    pub owner: String,
    pub owner_is: Option<String>,
    pub due_in: i64,
    pub measure: String,
    #[serde(default)]
    pub progress: Vec<Progress>,
    pub done: Option<Done>,
}

/// Progress with an action, so many days after the decision.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a report of progress")]
pub struct Progress {
    pub after: i64,
    pub words: String,
}

/// The end of an action, so many days after the decision.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of an outcome")]
pub struct Done {
    pub after: i64,
    pub outcome: String,
}

/// The difference that a decision made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of an impact")]
pub struct Impact {
    pub after: i64,
    pub difference: String,
    pub evidence: String,
}

/// The words of a reply, and the ways by which it was told.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of a reply")]
pub struct Answer {
    pub title: String,
    pub you_said: String,
    pub we_did: String,
    pub because: String,
    pub days_ago: i64,
    #[serde(default)]
    pub channels: Vec<Told>,
}

/// A way by which a reply was told, so many days after it was published.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a use of a channel")]
pub struct Told {
    pub channel: String,
    pub after: i64,
    pub note: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Replies {
    pub(super) reply: Vec<Reply>,
}

/// A reply that answers themes without a decision.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of a reply")]
pub struct Reply {
    pub body: String,
    pub themes: Vec<String>,
    pub outcome: String,
    /// How far it gets: `draft`, `approved`, or published when not said.
    pub state: Option<String>,
    #[serde(flatten)]
    pub answer: Answer,
}
