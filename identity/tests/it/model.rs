//! What the stories of `identity_states` expect of an account.

use identity::{Purpose, State};
use proptest::prelude::*;
use uuid::Uuid;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Invite,
    /// Takes up some link that was ever sent, for this or the other purpose, dead or alive.
    Accept(usize, usize),
    AskReset,
    SendReset,
    TakeReset(usize, usize),
    Disable,
    Enable,
    ChangeEmail,
    LoseTelephone,
    SignIn(usize),
    ChangePassword(usize),
    Grant,
    Revoke,
    EndSessions,
    Wait(i64),
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let link = 0..64usize;
    prop_oneof![
        2 => Just(Step::Invite),
        4 => (link.clone(), 0..3usize).prop_map(|(l, p)| Step::Accept(l, p)),
        2 => Just(Step::AskReset),
        1 => Just(Step::SendReset),
        4 => (link, 0..3usize).prop_map(|(l, p)| Step::TakeReset(l, p)),
        1 => Just(Step::Disable),
        2 => Just(Step::Enable),
        1 => Just(Step::ChangeEmail),
        1 => Just(Step::LoseTelephone),
        6 => (0..3usize).prop_map(Step::SignIn),
        1 => (0..3usize).prop_map(Step::ChangePassword),
        1 => Just(Step::Grant),
        1 => Just(Step::Revoke),
        1 => Just(Step::EndSessions),
        1 => prop_oneof![Just(20i64), Just(70), Just(8 * 24 * 60)].prop_map(Step::Wait),
    ]
}

pub(crate) struct Link {
    pub(crate) purpose: Purpose,
    pub(crate) token: String,
    pub(crate) until: Option<chrono::DateTime<chrono::Utc>>,
}

pub(crate) struct Model {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) addresses: usize,
    pub(crate) state: State,
    pub(crate) password: Option<usize>,
    pub(crate) secret: Option<String>,
    pub(crate) holds_role: bool,
    pub(crate) links: Vec<Link>,
    /// Token, and whether it should work.
    pub(crate) sessions: Vec<(String, bool)>,
}

impl Model {
    pub(crate) fn kill(&mut self) {
        self.links.iter_mut().for_each(|link| link.until = None);
        self.kill_sessions();
    }

    pub(crate) fn kill_sessions(&mut self) {
        self.sessions.iter_mut().for_each(|(_, alive)| *alive = false);
    }
}
