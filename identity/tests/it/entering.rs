use std::sync::LazyLock;

use chrono::TimeDelta;
use identity::{
    self, Account, Caller, Checked, Entered, Held, Invite, Invited, MANAGE, NewAccount,
    NewPassword, Purpose, Session, SignedIn, Stage, Tried,
};
use kernel::capability::Role;
use kernel::{Actor, Error};
use testing::Installation;
use totp_rs::{Builder, Secret};
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "four grey kettles sing";

pub(crate) fn verbs(role: Role) -> Vec<&'static str> {
    if role == Role::Administrator { vec![MANAGE, "test.read"] } else { vec!["test.read"] }
}

pub(crate) fn caller() -> &'static Caller {
    static CALLER: LazyLock<Caller> =
        LazyLock::new(|| Caller { address: "192.0.2.7".into(), agent: "Browser".into() });
    &CALLER
}

/// Begins a change, runs the action, commits it.
macro_rules! act {
    ($it:expr, $actor:expr, |$tx:ident| $action:expr) => {{
        let $tx = $it.core.write(&$actor).await.unwrap();
        let outcome = $action.await;
        match outcome {
            Ok(done) => Ok($tx.commit(done).await.unwrap().value),
            Err(error) => Err(error),
        }
    }};
}
pub(crate) use act;

pub(crate) async fn person(it: &Installation, email: &str, roles: &[Held]) -> Account {
    make(it, email, false, roles).await
}

async fn make(it: &Installation, email: &str, administrator: bool, roles: &[Held]) -> Account {
    let password = NewPassword::choose(&it.core, PASSWORD, email, "Amina").await.unwrap();
    let new = NewAccount { email, name: "Amina", administrator, roles, password: &password };
    act!(it, Actor::system("test"), |tx| identity::add(&tx, &new)).unwrap()
}

pub(crate) async fn compare(it: &Installation, email: &str, password: &str) -> Checked {
    identity::check_password(&it.core, caller(), email, password).await.unwrap()
}

pub(crate) async fn enter(it: &Installation, email: &str, password: &str) -> Tried<Entered> {
    let checked = compare(it, email, password).await;
    act!(it, Actor::public(), |tx| identity::sign_in(&tx, &checked)).unwrap()
}

pub(crate) async fn who(it: &Installation, token: &str) -> Option<SignedIn> {
    identity::resolve(&it.core, token, &verbs).await.unwrap()
}

async fn session(it: &Installation, token: &str) -> Session {
    who(it, token).await.expect("a session").session
}

pub(crate) fn code(it: &Installation, typed: &str) -> String {
    use kernel::clock::Clock as _;
    let secret = Secret::try_from_base32(typed).unwrap();
    let now = u64::try_from(it.clock.now().timestamp()).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(now).to_string()
}

/// Signs in for the first time and sets up the second step: secret, codes, token.
pub(crate) async fn enrol(it: &Installation, email: &str) -> (String, Vec<String>, String) {
    let entered = enter(it, email, PASSWORD).await.done().expect("the password is right");
    assert!(entered.must_enrol);
    let half = session(it, &entered.token).await;
    let offered = act!(it, Actor::public(), |tx| identity::offer_second_step(&tx, &half, None));
    let secret = offered.unwrap().done().unwrap();
    assert!(secret.address.starts_with("otpauth://totp/YouSaid:"));
    let typed = code(it, &secret.typed);
    let done = act!(it, Actor::public(), |tx| {
        identity::confirm_second_step(&tx, &half, caller(), &typed)
    });
    let enrolled = done.unwrap().done().expect("the code is right");
    (secret.typed, enrolled.recovery_codes, enrolled.token)
}

async fn second(it: &Installation, token: &str, code: &str) -> Tried<Entered> {
    let half = session(it, token).await;
    act!(it, Actor::public(), |tx| identity::check_code(&tx, &half, caller(), code)).unwrap()
}

async fn first(it: &Installation, email: &str) -> String {
    enter(it, email, PASSWORD).await.done().expect("the password is right").token
}

testing::both! {
    async fn the_secret_of_a_session_is_new_at_each_step(on: Both) {
        let it = on.install(&[identity::capability]).await;
        person(&it, "a@x.example", &[]).await;
        let (secret, _, enrolled) = enrol(&it, "a@x.example").await;
        assert_eq!(who(&it, &enrolled).await.unwrap().session.stage, Stage::Full);
        it.clock.advance(TimeDelta::seconds(60));
        let half = first(&it, "A@X.example ").await;
        let signed_in = who(&it, &half).await.unwrap();
        assert_eq!(signed_in.session.stage, Stage::Password);
        assert!(signed_in.actor.bodies().is_empty());
        let full = second(&it, &half, &code(&it, &secret)).await.done().unwrap();
        assert_eq!(full.stage, Stage::Full);
        assert_ne!(full.token, half);
        assert!(who(&it, &half).await.is_none(), "the password's session is dead");
        let open = session(&it, &full.token).await;
        act!(it, Actor::public(), |tx| identity::sign_out(&tx, &open)).unwrap();
        assert!(who(&it, &full.token).await.is_none());
        assert!(who(&it, &enrolled).await.is_some(), "the other browser stays signed in");
    }

    async fn a_code_works_once_and_so_does_a_recovery_code(on: Both) {
        let it = on.install(&[identity::capability]).await;
        person(&it, "a@x.example", &[]).await;
        let (secret, recovery, _) = enrol(&it, "a@x.example").await;
        assert_eq!(recovery.len(), 10);
        let used = code(&it, &secret);
        let half = first(&it, "a@x.example").await;
        assert_eq!(second(&it, &half, &used).await, Tried::Wrong, "used to set up");
        it.clock.advance(TimeDelta::seconds(30));
        let next = code(&it, &secret);
        assert!(second(&it, &half, &format!(" {} {}", &next[..3], &next[3..])).await.done().is_some());
        let half = first(&it, "a@x.example").await;
        assert_eq!(second(&it, &half, &next).await, Tried::Wrong, "a code is good once");
        assert_eq!(second(&it, &half, &used).await, Tried::Wrong, "nor an older one");
        let typed = recovery[3].to_lowercase().replace('-', " ");
        assert!(second(&it, &half, &typed).await.done().is_some());
        let half = first(&it, "a@x.example").await;
        assert_eq!(second(&it, &half, &recovery[3]).await, Tried::Wrong);
        let tx = it.core.read().await.unwrap();
        let account = identity::account_by_email(&tx, "a@x.example").await.unwrap().unwrap();
        assert_eq!(identity::recovery_left(&tx, account.id).await.unwrap(), 9);
    }

    async fn five_wrong_codes_lock_the_second_step(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let account = person(&it, "a@x.example", &[]).await;
        let (secret, ..) = enrol(&it, "a@x.example").await;
        it.clock.advance(TimeDelta::seconds(60));
        let half = first(&it, "a@x.example").await;
        for _ in 0..5 {
            assert_eq!(second(&it, &half, "000000").await, Tried::Wrong);
        }
        let right = code(&it, &secret);
        assert!(matches!(second(&it, &half, &right).await, Tried::Locked { retry_after: 900 }));
        act!(it, Actor::system("test"), |tx| identity::unlock(&tx, account.id)).unwrap();
        assert!(second(&it, &half, &right).await.done().is_some());
    }

    async fn ten_wrong_passwords_lock_an_address_that_is_known_as_one_that_is_not(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let account = person(&it, "a@x.example", &[]).await;
        for email in ["a@x.example", "nobody@x.example"] {
            for _ in 0..10 {
                assert_eq!(enter(&it, email, "wrong kettles do not sing").await, Tried::Wrong);
            }
            assert_eq!(enter(&it, email, PASSWORD).await, Tried::Locked { retry_after: 900 });
        }
        // Others are not kept out by it.
        person(&it, "b@x.example", &[]).await;
        assert!(enter(&it, "b@x.example", PASSWORD).await.done().is_some());
        act!(it, Actor::system("test"), |tx| identity::unlock(&tx, account.id)).unwrap();
        assert!(enter(&it, "a@x.example", PASSWORD).await.done().is_some());
        it.clock.advance(TimeDelta::minutes(15));
        assert_eq!(enter(&it, "nobody@x.example", PASSWORD).await, Tried::Wrong);
    }

    async fn a_password_compared_before_the_lock_does_not_pass_it(on: Both) {
        let it = on.install(&[identity::capability]).await;
        person(&it, "a@x.example", &[]).await;
        let right = compare(&it, "a@x.example", PASSWORD).await;
        let wrong = compare(&it, "a@x.example", "wrong kettles do not sing").await;
        for _ in 0..10 {
            act!(it, Actor::public(), |tx| identity::sign_in(&tx, &wrong)).unwrap();
        }
        let late = act!(it, Actor::public(), |tx| identity::sign_in(&tx, &right)).unwrap();
        assert!(matches!(late, Tried::Locked { .. }));
    }

    async fn a_session_ends_when_idle_and_after_the_longest_time(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let account = person(&it, "a@x.example", &[]).await;
        let open = || async {
            act!(it, Actor::system("test"), |tx| identity::open_session(&tx, account.id, caller()))
                .unwrap()
        };
        let token = open().await;
        it.clock.advance(TimeDelta::minutes(59));
        assert!(who(&it, &token).await.is_some());
        it.clock.advance(TimeDelta::minutes(59));
        assert!(who(&it, &token).await.is_some(), "it was noted that it is in use");
        it.clock.advance(TimeDelta::minutes(60));
        assert!(who(&it, &token).await.is_none(), "an hour without a request");
        let token = open().await;
        for _ in 0..23 {
            it.clock.advance(TimeDelta::minutes(30));
            assert!(who(&it, &token).await.is_some());
        }
        it.clock.advance(TimeDelta::minutes(30));
        assert!(who(&it, &token).await.is_none(), "twelve hours, whatever the person does");
        let half = first(&it, "a@x.example").await;
        it.clock.advance(TimeDelta::minutes(15));
        assert!(who(&it, &half).await.is_none(), "a quarter of an hour for the second step");
        act!(it, Actor::system("test"), |tx| identity::sweep(&tx)).unwrap();
        let tx = it.core.read().await.unwrap();
        let left = tx.count("SELECT COUNT(*) FROM account_session WHERE account_id = $1",
            kernel::values![account.id]).await.unwrap();
        assert_eq!(left, 1, "the last one is not an hour old and is only found dead");
    }

    async fn a_session_is_noted_at_most_once_a_minute(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let account = person(&it, "a@x.example", &[]).await;
        let token = act!(it, Actor::system("test"), |tx| {
            identity::open_session(&tx, account.id, caller())
        }).unwrap();
        let seen = || async {
            let tx = it.core.read().await.unwrap();
            identity::sessions_of(&it.core, &tx, account.id).await.unwrap()[0].seen_at
        };
        let before = seen().await;
        it.clock.advance(TimeDelta::seconds(59));
        who(&it, &token).await.unwrap();
        assert_eq!(seen().await, before);
        it.clock.advance(TimeDelta::seconds(1));
        who(&it, &token).await.unwrap();
        assert_eq!(seen().await, before + TimeDelta::seconds(60));
    }

    async fn the_last_administrator_stays(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let one = make(&it, "one@x.example", true, &[]).await;
        let two = make(&it, "two@x.example", true, &[]).await;
        let as_one = Actor::person(one.id, "One", true, Vec::new());
        let as_two = Actor::person(two.id, "Two", true, Vec::new());
        // Both at once: whoever is second finds that nobody would be left.
        let disable = |actor: Actor, id: Uuid| {
            let core = it.core.clone();
            tokio::spawn(async move {
                let tx = core.write(&actor).await?;
                let done = identity::disable(&tx, id).await?;
                tx.commit(done).await.map(|_| ())
            })
        };
        let (first, second) = (disable(as_one.clone(), two.id), disable(as_two, one.id));
        let outcomes = [first.await.unwrap(), second.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1, "{outcomes:?}");
        let tx = it.core.read().await.unwrap();
        let left = identity::administrators(&tx).await.unwrap();
        assert_eq!(left.iter().filter(|a| a.state == identity::State::Active).count(), 1);
        drop(tx);
        let last = left.into_iter().find(|a| a.state == identity::State::Active).unwrap();
        let refused = act!(it, as_one, |tx| identity::make_administrator(&tx, last.id, false));
        assert!(matches!(refused, Err(Error::Refused(m)) if m.key == "identity-last-administrator"));
    }

    async fn roles_become_verbs_for_their_body_alone(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let (here, there) = (it.body("havering").await.id, it.body("redbridge").await.id);
        let held = [Held { body: here, role: Role::Administrator }];
        let admin = person(&it, "admin@x.example", &held).await;
        let (_, _, token) = enrol(&it, "admin@x.example").await;
        let actor = who(&it, &token).await.unwrap().actor;
        assert!(actor.may(here, MANAGE) && actor.may(here, "test.read"));
        assert!(!actor.may(there, "test.read"));
        // Nobody gives themselves a role, or one in a body that is not theirs.
        let own = act!(it, actor, |tx| identity::grant_role(&tx, admin.id, here, Role::Lead));
        assert!(matches!(own, Err(Error::Refused(m)) if m.key == "identity-own-roles"));
        let colleague = person(&it, "b@x.example", &[]).await;
        let theirs =
            act!(it, actor, |tx| identity::grant_role(&tx, colleague.id, there, Role::Lead));
        assert!(matches!(theirs, Err(Error::Forbidden(_))));
        act!(it, actor, |tx| identity::set_roles(&tx, colleague.id, here, &[Role::Lead])).unwrap();
        let tx = it.core.read().await.unwrap();
        assert_eq!(identity::people(&tx, here, 10, 0).await.unwrap().1, 2);
    }

    async fn an_administrator_of_the_installation_is_one_of_each_body(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let here = it.body("havering").await.id;
        let root = make(&it, "root@x.example", true, &[]).await;
        let token = act!(it, Actor::system("test"), |tx| {
            identity::open_session(&tx, root.id, caller())
        }).unwrap();
        let actor = who(&it, &token).await.unwrap().actor;
        assert!(actor.is_administrator() && actor.may(here, MANAGE));
        assert!(!actor.may(here, "thread.redact"));
    }

    async fn staff_who_are_shared_are_locked_out_by_no_single_body(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let (here, there) = (it.body("havering").await.id, it.body("redbridge").await.id);
        let admin = Actor::person(Uuid::from_u128(1), "Admin", false, vec![(here, MANAGE)]);
        let shared = person(&it, "shared@x.example", &[
            Held { body: here, role: Role::Officer }, Held { body: there, role: Role::Officer },
        ]).await;
        for refused in [
            act!(it, admin, |tx| identity::disable(&tx, shared.id)),
            act!(it, admin, |tx| identity::reset_second_step(&tx, shared.id)),
            act!(it, admin, |tx| identity::change_email(&tx, shared.id, "mine@x.example")),
            act!(it, admin, |tx| identity::send_reset(&tx, shared.id)).map(|_| ()),
            act!(it, admin, |tx| identity::end_sessions(&tx, shared.id)).map(|_| ()),
        ] {
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        let root = make(&it, "root@x.example", true, &[Held { body: here, role: Role::Lead }]).await;
        let refused = act!(it, admin, |tx| identity::disable(&tx, root.id));
        assert!(matches!(refused, Err(Error::NotFound)));
        let own = person(&it, "own@x.example", &[Held { body: here, role: Role::Lead }]).await;
        act!(it, admin, |tx| identity::disable(&tx, own.id)).unwrap();
    }

    async fn a_second_invitation_kills_the_first_and_each_works_once(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let body = it.body("havering").await.id;
        let what = Invite {
            email: "new@x.example".into(), name: "New".into(), administrator: false,
            roles: vec![Held { body, role: Role::Officer }],
        };
        let ask = || async {
            match act!(it, Actor::system("test"), |tx| identity::invite(&tx, &what)).unwrap() {
                Invited::Sent(issued) => issued.token,
                Invited::Known(_) => panic!("is not active yet"),
            }
        };
        let (old, new) = (ask().await, ask().await);
        let password =
            NewPassword::choose(&it.core, PASSWORD, "new@x.example", "New").await.unwrap();
        let accept = |token: String| {
            let (it, password) = (&it, &password);
            async move {
                act!(it, Actor::public(), |tx| {
                    identity::accept_invitation(&tx, &token, "New Person", password)
                })
            }
        };
        assert!(matches!(accept(old).await, Err(Error::Refused(m)) if m.key == "identity-link-dead"));
        let tx = it.core.read().await.unwrap();
        let now = kernel::clock::Clock::now(&*it.clock);
        assert!(identity::look_up(&tx, Purpose::Reset, &new, now).await.unwrap().is_none());
        drop(tx);
        assert_eq!(accept(new.clone()).await.unwrap().name, "New Person");
        assert!(accept(new).await.is_err());
        let again = act!(it, Actor::system("test"), |tx| identity::invite(&tx, &what)).unwrap();
        assert!(matches!(again, Invited::Known(_)));
    }

    async fn the_second_step_is_sealed_and_is_replaced_only_with_the_password(on: Both) {
        let it = on.install(&[identity::capability]).await;
        let account = person(&it, "a@x.example", &[]).await;
        let (secret, _, token) = enrol(&it, "a@x.example").await;
        let tx = it.core.read().await.unwrap();
        let stored: Vec<u8> = tx.scalar("SELECT totp FROM account WHERE id = $1",
            kernel::values![account.id]).await.unwrap().unwrap();
        let plain = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
        assert!(!stored.windows(plain.len()).any(|part| part == plain));
        drop(tx);
        let open = session(&it, &token).await;
        let without = act!(it, Actor::public(), |tx| identity::offer_second_step(&tx, &open, None));
        assert!(matches!(without, Err(Error::Forbidden(_))));
        let wrong = compare(&it, "a@x.example", "wrong kettles do not sing").await;
        let refused =
            act!(it, Actor::public(), |tx| identity::offer_second_step(&tx, &open, Some(&wrong)));
        assert_eq!(refused.unwrap(), Tried::Wrong);
        let right = compare(&it, "a@x.example", PASSWORD).await;
        // A session that only the password opened replaces nothing.
        let half = session(&it, &first(&it, "a@x.example").await).await;
        let refused =
            act!(it, Actor::public(), |tx| identity::offer_second_step(&tx, &half, Some(&right)));
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let offered =
            act!(it, Actor::public(), |tx| identity::offer_second_step(&tx, &open, Some(&right)));
        assert_ne!(offered.unwrap().done().unwrap().typed, secret);
    }
}
