//! Themes and assignments: their states.

use super::closed;

closed! {
    /// Where a theme stands.
    ThemeState {
        /// In use.
        Active = "active",
        /// Its voices went to another theme; it stays readable.
        Merged = "merged",
        /// No longer offered; its voices stay.
        Retired = "retired",
    }
}

impl ThemeState {
    /// Whether this may follow (docs/states/thread-theme.md).
    pub fn can_become(self, next: Self) -> bool {
        use ThemeState::{Active, Merged, Retired};
        matches!((self, next), (Active, Merged | Retired) | (Retired, Active | Merged))
    }
}

closed! {
    /// Where an assignment of a theme to a voice stands.
    AssignmentState {
        /// A machine thinks so; it does not count until a person agrees.
        Suggested = "suggested",
        /// The voice makes this point; it counts.
        Assigned = "assigned",
        /// A person says that the voice does not make this point.
        Rejected = "rejected",
    }
}

impl AssignmentState {
    /// Whether this may follow (docs/states/thread-assignment.md). A person may change their
    /// mind; a machine's word never comes after a person's (asked in [`may_replace`]).
    pub fn can_become(self, next: Self) -> bool {
        use AssignmentState::{Assigned, Rejected, Suggested};
        matches!(
            (self, next),
            (Suggested, Assigned | Rejected) | (Assigned, Rejected) | (Rejected, Assigned)
        )
    }
}

/// Whether a new word may take the place of an earlier one: a person's wins over a machine's,
/// and a machine's never over a person's.
pub fn may_replace(earlier_by_person: bool, later_by_person: bool) -> bool {
    later_by_person || !earlier_by_person
}

closed! {
    /// What a second person says of an assignment.
    Review {
        /// The voice makes this point.
        Agreed = "agreed",
        /// It does not.
        Disagreed = "disagreed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_is_as_drawn() {
        use AssignmentState::{Assigned, Rejected, Suggested};
        use ThemeState::{Active, Merged, Retired};
        let themes = [(Active, Merged), (Active, Retired), (Retired, Active), (Retired, Merged)];
        for from in ThemeState::ALL {
            for to in ThemeState::ALL {
                assert_eq!(from.can_become(*to), themes.contains(&(*from, *to)), "{from} {to}");
            }
        }
        let assignments = [
            (Suggested, Assigned),
            (Suggested, Rejected),
            (Assigned, Rejected),
            (Rejected, Assigned),
        ];
        for from in AssignmentState::ALL {
            for to in AssignmentState::ALL {
                let drawn = assignments.contains(&(*from, *to));
                assert_eq!(from.can_become(*to), drawn, "{from} {to}");
            }
        }
    }

    #[test]
    fn a_persons_word_wins() {
        assert!(may_replace(false, true));
        assert!(may_replace(true, true));
        assert!(may_replace(false, false));
        assert!(!may_replace(true, false));
    }
}
