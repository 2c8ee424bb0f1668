//! What a voice is: how it came, from whom in what capacity, about what, and its states.

use super::closed;

closed! {
    /// What somebody meant to give.
    Kind {
        /// Neither praise nor blame, or both.
        Comment = "comment",
        /// Praise.
        Compliment = "compliment",
        /// Something to try.
        Idea = "idea",
        /// Something that is wrong, short of a complaint.
        Concern = "concern",
    }
}

closed! {
    /// Whom it is about: the two are kept apart (REQ-279).
    About {
        /// A service that somebody provides.
        Service = "service",
        /// The commissioner itself, how well it listens included (REQ-272).
        Commissioner = "commissioner",
    }
}

closed! {
    /// The way by which a voice arrived; never absent.
    Channel {
        /// This product's own form.
        Website = "website",
        /// On paper, by post or handed in.
        Letter = "letter",
        /// By telephone.
        Telephone = "telephone",
        /// By e-mail.
        Email = "e-mail",
        /// Said or written at an event.
        Event = "event",
        /// At a meeting in public.
        Meeting = "meeting",
        /// On social media.
        SocialMedia = "social-media",
        /// To a member of staff, face to face.
        InPerson = "in-person",
        /// On a card or slip of paper.
        Card = "card",
        /// In the Friends and Family Test.
        FriendsAndFamily = "friends-and-family",
        /// In a survey.
        Survey = "survey",
        /// Through another organisation.
        Partner = "partner",
        /// From a file, when it does not say how it arrived.
        Import = "import",
    }
}

closed! {
    /// In what capacity somebody spoke.
    Capacity {
        /// For themselves.
        Individual = "individual",
        /// For somebody they care for or stand in for.
        Representative = "representative",
        /// For an organisation, which is then named.
        Organisation = "organisation",
        /// As a member of staff.
        Staff = "staff",
        /// As an elected member.
        Elected = "elected",
        /// It was not said.
        NotStated = "not-stated",
    }
}

closed! {
    /// How somebody wants to hear back (REQ-301).
    Preferred {
        /// Not at all: the follow page is enough.
        None = "none",
        /// By e-mail.
        Email = "e-mail",
        /// By letter.
        Letter = "letter",
        /// By telephone.
        Telephone = "telephone",
        /// There where they spoke.
        SocialMedia = "social-media",
    }
}

closed! {
    /// Where a voice stands (law 2: received = counted + excluded + withdrawn + erased).
    VoiceState {
        /// Counted.
        Received = "received",
        /// Left out of figures, with a reason, visibly.
        Excluded = "excluded",
        /// Taken back by the person who spoke.
        Withdrawn = "withdrawn",
        /// Words and person are gone; that there was a voice is still counted.
        Erased = "erased",
    }
}

impl VoiceState {
    /// Whether this may follow (docs/states/thread-voice.md).
    pub fn can_become(self, next: Self) -> bool {
        use VoiceState::{Erased, Excluded, Received, Withdrawn};
        matches!(
            (self, next),
            (Received, Excluded | Withdrawn | Erased)
                | (Excluded, Received | Withdrawn | Erased)
                | (Withdrawn, Erased)
        )
    }
}

closed! {
    /// Why a voice is left out of the figures.
    ExclusionReason {
        /// The same thing from the same person twice by mistake.
        Duplicate = "duplicate",
        /// An advertisement or a machine.
        Spam = "spam",
        /// A trial of the form.
        Test = "test",
        /// Nothing to do with any service or body here.
        OutOfScope = "out-of-scope",
        /// A complaint, dealt with as one: its content does not belong here.
        Complaint = "complaint",
        /// For another body, passed on.
        PassedOn = "passed-on",
        /// Abuse and nothing else.
        Abuse = "abuse",
    }
}

closed! {
    /// Why words were covered.
    RedactionReason {
        /// They name or point to the person who spoke.
        NamesSpeaker = "names-speaker",
        /// They name or point to somebody else.
        NamesOther = "names-other",
        /// An address, a number, a date of birth.
        Details = "details",
        /// Somebody's health or care could be traced to them.
        Health = "health",
        /// They may harm somebody or a case.
        Harm = "harm",
    }
}

closed! {
    /// On what ground words and person are erased.
    ErasureGround {
        /// The person asked for it.
        Request = "request",
        /// The person objected to its being kept.
        Objection = "objection",
        /// It was kept as long as it may be.
        Retention = "retention",
        /// It should never have been taken.
        Unlawful = "unlawful",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_is_as_drawn() {
        use VoiceState::{Erased, Excluded, Received, Withdrawn};
        let drawn = [
            (Received, Excluded),
            (Received, Withdrawn),
            (Received, Erased),
            (Excluded, Received),
            (Excluded, Withdrawn),
            (Excluded, Erased),
            (Withdrawn, Erased),
        ];
        for from in VoiceState::ALL {
            for to in VoiceState::ALL {
                assert_eq!(from.can_become(*to), drawn.contains(&(*from, *to)), "{from} {to}");
            }
        }
    }

    #[test]
    fn keys_read_back() {
        for channel in Channel::ALL {
            assert_eq!(Channel::from_key(channel.key()), Some(*channel));
        }
        assert_eq!(Channel::from_key("pigeon"), None);
    }
}
