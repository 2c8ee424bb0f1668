//! States and kinds of this capability; pure.

macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every one, in the order in which people see them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its name in the database, in forms and in message keys.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// The one of that name.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

closed! {
    /// Where an import stands.
    ImportState {
        /// The file is here; somebody says which column is what.
        Uploaded = "uploaded",
        /// Rows are being stored; nobody sees them.
        Staging = "staging",
        /// All rows are stored; nobody sees them.
        Staged = "staged",
        /// All rows are visible.
        Active = "active",
        /// Given up; nothing of it is kept but that it was.
        Abandoned = "abandoned",
    }
}

impl ImportState {
    /// Whether this may follow (docs/states/feedback-import.md).
    pub fn can_become(self, next: Self) -> bool {
        use ImportState::{Abandoned, Active, Staged, Staging, Uploaded};
        matches!(
            (self, next),
            (Uploaded, Staging | Abandoned)
                | (Staging, Staged | Abandoned)
                | (Staged, Active | Abandoned)
        )
    }
}

closed! {
    /// Where something that does not belong here was sent (REQ-278).
    RouteKind {
        /// A complaint: to the complaints team.
        Complaint = "complaint",
        /// Somebody may be harmed: to the safeguarding team.
        Safeguarding = "safeguarding",
    }
}

closed! {
    /// What a review looks at (REQ-267, REQ-269).
    Covers {
        /// Comments, ideas among them.
        Comments = "comments",
        /// Compliments and stories.
        Compliments = "compliments",
        /// Concerns.
        Concerns = "concerns",
        /// Themes of complaints, without anyone's complaint.
        Complaints = "complaints",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_is_as_drawn() {
        use ImportState::{Abandoned, Active, Staged, Staging, Uploaded};
        let drawn = [
            (Uploaded, Staging),
            (Uploaded, Abandoned),
            (Staging, Staged),
            (Staging, Abandoned),
            (Staged, Active),
            (Staged, Abandoned),
        ];
        for from in ImportState::ALL {
            for to in ImportState::ALL {
                let pair = (*from, *to);
                assert_eq!(from.can_become(*to), drawn.contains(&pair), "{pair:?}");
            }
        }
    }
}
