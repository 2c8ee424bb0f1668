//! Invitation, reset, disabling, change of address and reset of the second step, in any order
//! (abuse case A42): whatever happened, exactly those links and sessions work that were made in
//! the account's present state.

use std::time::Duration;

use chrono::TimeDelta;
use identity::{self, Held, Invite, Invited, NewPassword, Purpose, Stage, State, Tried};
use kernel::capability::Role;
use kernel::clock::Clock as _;
use kernel::{Actor, Error};
use proptest::test_runner::{Config, TestRunner};
use testing::{Both, Installation};
use uuid::Uuid;

use crate::entering::{act, caller, code, who};
use crate::model::{Link, Model, Step, step};

const PASSWORDS: [&str; 3] =
    ["four grey kettles sing", "seven blue ladders lean", "nine red bicycles rust"];

struct World<'a> {
    it: &'a Installation,
    admin: Actor,
    body: Uuid,
    passwords: Vec<NewPassword>,
    model: Model,
}

impl World<'_> {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.it.clock.now()
    }

    fn held(&self) -> Vec<Held> {
        vec![Held { body: self.body, role: Role::Officer }]
    }

    async fn invite(&mut self) {
        let what = Invite {
            email: self.model.email.clone(),
            name: "New".into(),
            administrator: false,
            roles: self.held(),
        };
        let done = act!(self.it, self.admin, |tx| identity::invite(&tx, &what));
        if self.model.state == State::Disabled && !self.model.id.is_nil() {
            assert!(matches!(done, Err(Error::Invalid(_))));
            return;
        }
        let changed = !std::mem::replace(&mut self.model.holds_role, true);
        let invited = self.model.state != State::Active;
        match done.unwrap() {
            Invited::Sent(issued) => {
                assert!(invited);
                self.model.id = issued.account.id;
                self.model.state = State::Invited;
                self.model.kill();
                self.keep(Purpose::Invitation, issued.token);
            }
            Invited::Known(_) => {
                assert!(!invited);
                if changed {
                    self.model.kill();
                }
            }
        }
    }

    fn keep(&mut self, purpose: Purpose, token: String) {
        let until = Some(self.now() + purpose.lasts());
        self.model.links.push(Link { purpose, token, until });
    }

    /// Whether this link should work for this purpose now.
    fn works(&self, index: usize, purpose: Purpose) -> bool {
        let link = &self.model.links[index];
        let state = match purpose {
            Purpose::Invitation => State::Invited,
            Purpose::Reset => State::Active,
        };
        link.purpose == purpose
            && self.model.state == state
            && link.until.is_some_and(|until| self.now() < until)
    }

    async fn use_link(&mut self, purpose: Purpose, link: usize, password: usize) {
        if self.model.links.is_empty() {
            return;
        }
        let index = link % self.model.links.len();
        let token = self.model.links[index].token.clone();
        let new = &self.passwords[password];
        let done = match purpose {
            Purpose::Invitation => act!(self.it, Actor::public(), |tx| {
                identity::accept_invitation(&tx, &token, "New", new)
            }),
            Purpose::Reset => {
                act!(self.it, Actor::public(), |tx| identity::reset_password(&tx, &token, new))
            }
        };
        assert_eq!(done.is_ok(), self.works(index, purpose), "{done:?}");
        if done.is_ok() {
            self.model.state = State::Active;
            self.model.password = Some(password);
            self.model.kill();
        }
    }

    async fn sign_in(&mut self, password: usize) {
        self.forgive().await;
        let typed = PASSWORDS[password];
        let checked = identity::check_password(&self.it.core, caller(), &self.model.email, typed)
            .await
            .unwrap();
        let tried = act!(self.it, Actor::public(), |tx| identity::sign_in(&tx, &checked)).unwrap();
        let right = self.model.state == State::Active && self.model.password == Some(password);
        let Tried::Done(entered) = tried else {
            assert!(!right, "{tried:?}");
            return;
        };
        assert!(right);
        assert_eq!(entered.must_enrol, self.model.secret.is_none());
        let half = who(self.it, &entered.token).await.unwrap().session;
        assert_eq!(half.stage, Stage::Password);
        // A code works once: wait for the next.
        self.it.clock.advance(TimeDelta::seconds(90));
        if let Some(secret) = self.model.secret.clone() {
            let code = code(self.it, &secret);
            let tried = act!(self.it, Actor::public(), |tx| {
                identity::check_code(&tx, &half, caller(), &code)
            });
            let full = tried.unwrap().done().unwrap();
            self.model.sessions.push((full.token, true));
        } else {
            self.enrol(&half).await;
        }
        self.model.sessions.push((entered.token, false));
    }

    async fn enrol(&mut self, half: &identity::Session) {
        let offered =
            act!(self.it, Actor::public(), |tx| identity::offer_second_step(&tx, half, None));
        let secret = offered.unwrap().done().unwrap().typed;
        let typed = code(self.it, &secret);
        let done = act!(self.it, Actor::public(), |tx| {
            identity::confirm_second_step(&tx, half, caller(), &typed)
        });
        let enrolled = done.unwrap().done().unwrap();
        self.model.kill();
        self.model.secret = Some(secret);
        self.model.sessions.push((enrolled.token, true));
    }

    async fn change_password(&mut self, new: usize) {
        let Some((token, _)) = self.model.sessions.iter().rfind(|(_, alive)| *alive) else {
            return;
        };
        let Some(signed_in) = who(self.it, token).await else { return };
        self.forgive().await;
        let old = PASSWORDS[self.model.password.unwrap()];
        let checked = identity::check_password(&self.it.core, caller(), &self.model.email, old)
            .await
            .unwrap();
        let (session, new_hash) = (signed_in.session, &self.passwords[new]);
        let done = act!(self.it, signed_in.actor, |tx| {
            identity::change_password(&tx, &session, &checked, new_hash)
        });
        let token = done.unwrap().done().unwrap();
        self.model.password = Some(new);
        self.model.kill();
        self.model.sessions.push((token, true));
    }

    /// Limits are another story's.
    async fn forgive(&self) {
        if !self.model.id.is_nil() {
            act!(self.it, self.admin, |tx| identity::unlock(&tx, self.model.id)).unwrap();
        }
    }

    async fn disable(&mut self) {
        let done = act!(self.it, self.admin, |tx| identity::disable(&tx, self.model.id));
        assert_eq!(done.is_ok(), self.model.state != State::Disabled, "{done:?}");
        if done.is_ok() {
            self.model.state = State::Disabled;
            self.model.kill();
        }
    }

    async fn enable(&mut self) {
        let done = act!(self.it, self.admin, |tx| identity::enable(&tx, self.model.id));
        assert_eq!(done.is_ok(), self.model.state == State::Disabled, "{done:?}");
        if done.is_ok() {
            let known = self.model.password.is_some();
            self.model.state = if known { State::Active } else { State::Invited };
            self.model.kill();
        }
    }

    async fn change_email(&mut self) {
        self.model.addresses += 1;
        self.model.email = format!("n{}-{}", self.model.addresses, self.model.email);
        let email = self.model.email.clone();
        act!(self.it, self.admin, |tx| identity::change_email(&tx, self.model.id, &email)).unwrap();
        self.model.kill();
    }

    async fn lose_telephone(&mut self) {
        act!(self.it, self.admin, |tx| identity::reset_second_step(&tx, self.model.id)).unwrap();
        self.model.secret = None;
        self.model.kill();
    }

    async fn end_sessions(&mut self) {
        act!(self.it, self.admin, |tx| identity::end_sessions(&tx, self.model.id)).unwrap();
        self.model.kill_sessions();
    }

    async fn set_role(&mut self, holds: bool) {
        let id = self.model.id;
        let roles: &[Role] = if holds { &[Role::Officer] } else { &[] };
        let changed =
            act!(self.it, self.admin, |tx| identity::set_roles(&tx, id, self.body, roles)).unwrap();
        assert_eq!(changed > 0, self.model.holds_role != holds);
        self.model.holds_role = holds;
        if changed > 0 {
            self.model.kill();
        }
    }

    async fn ask_reset(&mut self) {
        let email = self.model.email.clone();
        let asked =
            act!(self.it, Actor::public(), |tx| identity::request_reset(&tx, &email, caller()));
        let issued = asked.unwrap();
        if let Some(issued) = issued {
            assert_eq!(self.model.state, State::Active);
            self.keep(Purpose::Reset, issued.token);
        }
    }

    async fn send_reset(&mut self) {
        let id = self.model.id;
        let sent = act!(self.it, self.admin, |tx| identity::send_reset(&tx, id));
        let active = self.model.state == State::Active && !id.is_nil();
        assert_eq!(sent.is_ok(), active);
        if let Ok(issued) = sent {
            self.keep(Purpose::Reset, issued.token);
        }
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Invite => self.invite().await,
            Step::Accept(link, password) => {
                self.use_link(Purpose::Invitation, link, password).await;
            }
            Step::TakeReset(link, password) => self.use_link(Purpose::Reset, link, password).await,
            Step::AskReset => self.ask_reset().await,
            Step::SendReset => self.send_reset().await,
            Step::SignIn(password) => self.sign_in(password).await,
            Step::ChangePassword(new) => self.change_password(new).await,
            Step::Wait(minutes) => {
                self.it.clock.advance(TimeDelta::minutes(minutes));
                if minutes >= 60 {
                    self.model.kill_sessions();
                }
            }
            Step::Disable => self.disable().await,
            Step::Enable => self.enable().await,
            Step::ChangeEmail => self.change_email().await,
            Step::LoseTelephone => self.lose_telephone().await,
            Step::Grant => self.set_role(true).await,
            Step::Revoke => self.set_role(false).await,
            Step::EndSessions => self.end_sessions().await,
        }
    }

    /// Every link and every session there ever was works or does not, as it should.
    async fn check(&self) {
        let tx = self.it.core.read().await.unwrap();
        for (index, link) in self.model.links.iter().enumerate() {
            for purpose in [Purpose::Invitation, Purpose::Reset] {
                let found = identity::look_up(&tx, purpose, &link.token, self.now()).await.unwrap();
                assert_eq!(found.is_some(), self.works(index, purpose), "link {index} {purpose:?}");
            }
        }
        drop(tx);
        for (index, (token, alive)) in self.model.sessions.iter().enumerate() {
            let found = who(self.it, token).await;
            assert_eq!(found.is_some(), *alive, "session {index}");
            if let Some(found) = found {
                assert_eq!(found.actor.may(self.body, "test.read"), self.model.holds_role);
            }
        }
    }
}

async fn story(it: &Installation, body: Uuid, passwords: &[NewPassword], steps: &[Step]) {
    let email = format!("{}@x.example", kernel::ids::unordered(&*it.core.chance).simple());
    let model = Model {
        id: Uuid::nil(),
        email,
        addresses: 0,
        state: State::Disabled,
        password: None,
        secret: None,
        holds_role: false,
        links: Vec::new(),
        sessions: Vec::new(),
    };
    let admin = Actor::person(Uuid::from_u128(1), "Admin", true, Vec::new());
    let mut world = World { it, admin, body, passwords: passwords.to_vec(), model };
    // Steps before there is an account show little.
    world.take(Step::Invite).await;
    for step in steps {
        world.take(*step).await;
        world.check().await;
    }
    // The next story's callers are not held to this one's.
    it.clock.advance(TimeDelta::hours(2));
}

fn run(on: Both) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (it, body, passwords) = runtime.block_on(async {
        let it = on.install(&[identity::capability]).await;
        let body = it.body("havering").await.id;
        let mut passwords = Vec::new();
        for password in PASSWORDS {
            let new = NewPassword::choose(&it.core, password, "x@x.example", "New").await.unwrap();
            passwords.push(new);
        }
        (it, body, passwords)
    });
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let steps = proptest::collection::vec(step(), 1..25);
    runner
        .run(&steps, |steps| {
            runtime.block_on(story(&it, body, &passwords, &steps));
            Ok(())
        })
        .unwrap();
    runtime.shutdown_timeout(Duration::from_secs(1));
}

#[test]
fn any_order_of_events_leaves_only_what_should_work_sqlite() {
    run(Both::Sqlite);
}

#[test]
fn any_order_of_events_leaves_only_what_should_work_postgres() {
    run(Both::Postgres);
}
