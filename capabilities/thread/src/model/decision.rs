//! Decisions and actions: their states and closed words.

use super::closed;

closed! {
    /// Where a decision stands.
    DecisionState {
        /// Being written; only staff see it.
        Draft = "draft",
        /// Taken and recorded; it is not edited again.
        Recorded = "recorded",
        /// Recorded, and on public pages.
        Published = "published",
        /// Another decision stands in its place; it stays readable.
        Superseded = "superseded",
    }
}

impl DecisionState {
    /// Whether this may follow (docs/states/thread-decision.md).
    pub fn can_become(self, next: Self) -> bool {
        use DecisionState::{Draft, Published, Recorded, Superseded};
        matches!(
            (self, next),
            (Draft, Recorded) | (Recorded, Published | Superseded) | (Published, Superseded)
        )
    }

    /// Whether it was taken and stands.
    pub fn stands(self) -> bool {
        matches!(self, Self::Recorded | Self::Published)
    }
}

closed! {
    /// Who took a decision.
    TakenBy {
        /// The body, at a meeting.
        Meeting = "meeting",
        /// A person to whom the body gave the power.
        Person = "person",
    }
}

closed! {
    /// What comes of it.
    Outcome {
        /// Something changes.
        Change = "change",
        /// Nothing changes; the reason is compulsory (REQ-298).
        NoChange = "no-change",
    }
}

closed! {
    /// What a theme did to a decision.
    Influence {
        /// It changed what was decided.
        Changed = "changed",
        /// It changed part of it.
        Partly = "partly",
        /// It was weighed and changed nothing.
        NotChanged = "not-changed",
    }
}

closed! {
    /// Where the learning came from, when a decision is an improvement (REQ-270, REQ-277).
    LearnedFrom {
        /// Comments.
        Comments = "comments",
        /// Compliments.
        Compliments = "compliments",
        /// Concerns.
        Concerns = "concerns",
        /// Complaints.
        Complaints = "complaints",
        /// The Friends and Family Test.
        FriendsAndFamily = "friends-and-family",
        /// A survey or consultation.
        Survey = "survey",
        /// Healthwatch.
        Healthwatch = "healthwatch",
        /// An event, group or meeting.
        Engagement = "engagement",
        /// A patient's or carer's story.
        Story = "story",
    }
}

closed! {
    /// Where an action stands.
    ActionState {
        /// Agreed, not begun.
        Planned = "planned",
        /// Begun.
        UnderWay = "under-way",
        /// Finished, with its outcome.
        Done = "done",
        /// Given up, with the reason.
        NotDone = "not-done",
    }
}

impl ActionState {
    /// Whether this may follow (docs/states/thread-action.md).
    pub fn can_become(self, next: Self) -> bool {
        use ActionState::{Done, NotDone, Planned, UnderWay};
        matches!((self, next), (Planned, UnderWay | Done | NotDone) | (UnderWay, Done | NotDone))
    }

    /// Whether nothing follows.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::NotDone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_is_as_drawn() {
        use ActionState::{Done, NotDone, Planned, UnderWay};
        use DecisionState::{Draft, Published, Recorded, Superseded};
        let drawn = [
            (Draft, Recorded),
            (Recorded, Published),
            (Recorded, Superseded),
            (Published, Superseded),
        ];
        for from in DecisionState::ALL {
            for to in DecisionState::ALL {
                assert_eq!(from.can_become(*to), drawn.contains(&(*from, *to)), "{from} {to}");
            }
        }
        let drawn = [
            (Planned, UnderWay),
            (Planned, Done),
            (Planned, NotDone),
            (UnderWay, Done),
            (UnderWay, NotDone),
        ];
        for from in ActionState::ALL {
            for to in ActionState::ALL {
                assert_eq!(from.can_become(*to), drawn.contains(&(*from, *to)), "{from} {to}");
            }
        }
    }
}
