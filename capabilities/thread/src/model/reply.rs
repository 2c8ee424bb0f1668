//! Replies: their states, the ways by which they are told and how each voice got one.

use super::closed;
use super::voice::{Channel, Preferred};

closed! {
    /// Where a reply stands.
    ReplyState {
        /// Being written.
        Draft = "draft",
        /// A second person has read it; a change makes it a draft again.
        Approved = "approved",
        /// Told; it is not edited again.
        Published = "published",
    }
}

impl ReplyState {
    /// Whether this may follow (docs/states/thread-reply.md).
    pub fn can_become(self, next: Self) -> bool {
        use ReplyState::{Approved, Draft, Published};
        matches!((self, next), (Draft, Approved | Published) | (Approved, Draft | Published))
    }
}

closed! {
    /// The ways by which people are told what came of it (REQ-299), each used on a day (REQ-300).
    ReplyChannel {
        /// The public page.
        Website = "website",
        /// A forum.
        Forum = "forum",
        /// A seminar.
        Seminar = "seminar",
        /// A meeting or an event, face to face.
        Event = "event",
        /// The e-network, and e-mail to those who spoke.
        Network = "network",
        /// Social media.
        SocialMedia = "social-media",
        /// A newsletter, of voluntary organisations too.
        Newsletter = "newsletter",
        /// A network's meeting.
        NetworkMeeting = "network-meeting",
        /// Personal contact.
        Personal = "personal",
        /// A letter of thanks.
        LetterOfThanks = "letter-of-thanks",
    }
}

closed! {
    /// How a reply reached one voice. Each also has the follow page and the public page.
    Way {
        /// By e-mail.
        Email = "e-mail",
        /// By letter: a task.
        Letter = "letter",
        /// By telephone: a task.
        Telephone = "telephone",
        /// There where they spoke: a task.
        SocialMedia = "social-media",
        /// On the follow page alone: they asked for no more.
        FollowPage = "follow-page",
        /// On the follow page alone: there is no address to write to.
        NoAddress = "no-address",
        /// On the follow page alone: they left the mailings.
        Unsubscribed = "unsubscribed",
    }
}

impl Way {
    /// Whether somebody has to do something.
    pub fn is_task(self) -> bool {
        matches!(self, Self::Letter | Self::Telephone | Self::SocialMedia)
    }
}

/// What is known of how to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Reach {
    /// The way the voice came by.
    pub channel: Channel,
    /// What they asked for, when they left anything at all.
    pub preferred: Option<Preferred>,
    /// Whether they asked for a reply.
    pub wants_reply: bool,
    /// Whether they left the mailings.
    pub unsubscribed: bool,
    /// Whether there is an e-mail address.
    pub email: bool,
    /// Whether there is a postal address.
    pub address: bool,
    /// Whether there is a telephone number.
    pub telephone: bool,
}

/// How a reply will reach a voice: as they prefer (REQ-301), otherwise the way it came by.
pub fn way_to(reach: Reach) -> Way {
    let Some(preferred) = reach.preferred else {
        return if reach.channel == Channel::SocialMedia {
            Way::SocialMedia
        } else {
            Way::NoAddress
        };
    };
    if !reach.wants_reply || preferred == Preferred::None {
        return Way::FollowPage;
    }
    let email = || match (reach.email, reach.unsubscribed) {
        (true, false) => Way::Email,
        (true, true) => Way::Unsubscribed,
        (false, _) => Way::NoAddress,
    };
    match preferred {
        Preferred::Letter if reach.address => Way::Letter,
        Preferred::Telephone if reach.telephone => Way::Telephone,
        Preferred::SocialMedia => Way::SocialMedia,
        _ => email(),
    }
}

closed! {
    /// Where a letter or call stands.
    TaskState {
        /// To do.
        Open = "open",
        /// Done.
        Done = "done",
        /// Could not be done.
        Failed = "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REACH: Reach = Reach {
        channel: Channel::Website,
        preferred: Some(Preferred::Email),
        wants_reply: true,
        unsubscribed: false,
        email: true,
        address: false,
        telephone: false,
    };

    #[test]
    fn every_transition_is_as_drawn() {
        use ReplyState::{Approved, Draft, Published};
        let drawn =
            [(Draft, Approved), (Draft, Published), (Approved, Draft), (Approved, Published)];
        for from in ReplyState::ALL {
            for to in ReplyState::ALL {
                assert_eq!(from.can_become(*to), drawn.contains(&(*from, *to)), "{from} {to}");
            }
        }
    }

    #[test]
    fn a_reply_goes_the_way_they_prefer() {
        assert_eq!(way_to(REACH), Way::Email);
        assert_eq!(way_to(Reach { unsubscribed: true, ..REACH }), Way::Unsubscribed);
        assert_eq!(way_to(Reach { email: false, ..REACH }), Way::NoAddress);
        assert_eq!(way_to(Reach { wants_reply: false, ..REACH }), Way::FollowPage);
        assert_eq!(way_to(Reach { preferred: Some(Preferred::None), ..REACH }), Way::FollowPage);
        assert_eq!(way_to(Reach { preferred: None, ..REACH }), Way::NoAddress);
        let letter = Reach { preferred: Some(Preferred::Letter), ..REACH };
        assert_eq!(way_to(Reach { address: true, ..letter }), Way::Letter);
        assert_eq!(way_to(letter), Way::Email, "a letter without an address falls back to e-mail");
        let posted = Reach { channel: Channel::SocialMedia, preferred: None, ..REACH };
        assert_eq!(way_to(posted), Way::SocialMedia);
    }
}
