//! Made on both databases, through the product's own actions.

use std::sync::Arc;

use identity::{self, Caller, Tried};
use kernel::capability::{Capability, Registry};
use kernel::{Actor, Tx, mail};
use testing::{Both, Installation};
use thread::model::decision::{ActionState, DecisionState};
use thread::model::facets::facet;
use thread::model::theme::ThemeState;
use thread::model::voice::{Channel, VoiceState};
use thread::queries;
use thread::store::acts::Which;
use thread::store::listing::{Filter, From};
use thread::store::replies;
use uuid::Uuid;

/// The three that are worked in.
pub const THREE: [&str; 3] = ["havering", "barking-and-dagenham", "redbridge"];

pub fn capabilities() -> Vec<Capability> {
    vec![
        places::capability(),
        thread::capability(),
        identity::capability(),
        administration::capability(),
        record::capability(),
        feedback::capability(),
    ]
}

async fn made(on: Both) -> (Installation, Arc<Registry>, demo::Built) {
    let (it, registry) = on.install_registered(capabilities()).await;
    let built = demo::build(&it.core, &it.clock, &registry).await.unwrap();
    (it, registry, built)
}

testing::both! {
    async fn a_living_picture_that_verifies(on: Both) {
        let (it, _, built) = made(on).await;
        assert_eq!(it.core.clock.now(), testing::START.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        assert!((600..=900).contains(&built.voices), "{}", built.voices);
        let tx = it.core.read().await.unwrap();
        let mut shares = Vec::new();
        for slug in THREE {
            let body = built.bodies[slug];
            let verified = kernel::record::verify_body(&tx, &it.core.secrets, body, &[]).await.unwrap();
            assert!(verified.is_good(), "{slug}: {:?}", verified.findings().collect::<Vec<_>>());
            let reconciled = queries::reconcile(&tx, body).await.unwrap();
            assert!(reconciled.holds(), "{slug}: {reconciled:?}");
            assert!(reconciled.states.unthemed > 0, "{slug}: everything was read");
            let today = it.core.clock.today();
            let coverage = queries::coverage(&tx, body, body, today).await.unwrap();
            assert!(coverage.overdue > 0, "{slug}: {coverage:?}");
            shares.push(coverage.per_mille().unwrap());
            let (checkpoints, many) = kernel::record::checkpoints(&tx, body, 100, 0).await.unwrap();
            assert!(many >= 17, "{slug}: {many}");
            assert!(checkpoints.iter().any(|c| c.reason == "monthly"));
            let exists = kernel::bodies::by_slug(&tx, slug).await.unwrap().unwrap();
            assert!(exists.ends_on.is_none(), "{slug} is closed");
        }
        // Coverage differs: best in Havering, worst in Redbridge.
        assert!(shares[0] > shares[1] + 50 && shares[1] > shares[2] + 50, "{shares:?}");
        stages(&tx, &built).await;
        fates(&tx, &built).await;
        letters(&tx, &built).await;
        friends_and_family(&tx, built.bodies["havering"]).await;
        second_step(&it, &built).await;
    }
}

async fn stages(tx: &Tx, built: &demo::Built) {
    let (mut decisions, mut actions, mut published) = (Vec::new(), Vec::new(), 0);
    for slug in THREE {
        let body = built.bodies[slug];
        decisions.extend(queries::decisions(tx, body, None, None, 100).await.unwrap().rows);
        actions.extend(queries::actions(tx, body, &Which::default(), 100, 0).await.unwrap().0);
        let replies =
            queries::replies(tx, body, &replies::Which::default(), 100, 0).await.unwrap().0;
        published += replies.iter().filter(|r| r.published_at.is_some()).count();
    }
    for state in DecisionState::ALL {
        assert!(decisions.iter().any(|d| d.state == *state), "{state}");
    }
    assert!(decisions.len() >= 8, "{}", decisions.len());
    for state in [ActionState::Planned, ActionState::UnderWay, ActionState::Done] {
        assert!(actions.iter().any(|a| a.state == state), "{state}");
    }
    assert!(published >= 6, "{published}");
    let havering = built.bodies["havering"];
    let mut themes = Vec::new();
    for codebook in queries::codebooks(tx, havering).await.unwrap() {
        themes.extend(queries::themes_of(tx, havering, codebook.id).await.unwrap());
    }
    assert!(themes.iter().filter(|t| t.state == ThemeState::Active).count() >= 20);
    assert!(themes.iter().any(|t| t.state == ThemeState::Merged));
    assert!(themes.iter().any(|t| t.state == ThemeState::Retired));
}

async fn fates(tx: &Tx, built: &demo::Built) {
    for state in VoiceState::ALL {
        let mut found = 0;
        for slug in THREE {
            let filter = Filter { state: Some(*state), ..Filter::every(built.bodies[slug]) };
            found += queries::count_voices(tx, &filter, 100).await.unwrap();
        }
        assert!(found > 0, "{state}");
    }
    let mut redacted = 0;
    for slug in THREE {
        let filter = Filter::counted(built.bodies[slug]);
        let mut from = From::Newest;
        loop {
            let page = queries::list_voices(tx, &filter, from, 200).await.unwrap();
            let covered =
                |words: &Option<String>| words.as_ref().is_some_and(|w| w.contains("[…]"));
            redacted += page.rows.iter().filter(|row| covered(&row.words)).count();
            match page.next {
                Some(next) => from = From::Before(next),
                None => break,
            }
        }
    }
    assert_eq!(redacted, 3);
}

/// Letters go nowhere, and to nobody real.
async fn letters(tx: &Tx, built: &demo::Built) {
    assert!(mail::held_because(tx).await.unwrap().is_some());
    let (letters, many) = mail::list(tx, &mail::Filter::default(), 1000, 0).await.unwrap();
    assert!(many > 50, "{many}");
    for letter in letters {
        let ok = ["@example.org", "@example.com"].iter().any(|d| letter.to_address.ends_with(d));
        assert!(ok, "{}", letter.to_address);
    }
    let mut open = 0;
    for slug in THREE {
        open += queries::open_tasks(tx, built.bodies[slug]).await.unwrap();
    }
    assert!(open > 0, "nothing is left to write or to ring");
    let failed = kernel::jobs::counts(tx).await.unwrap();
    assert!(failed.iter().all(|(state, _)| state != "failed"), "{failed:?}");
}

async fn friends_and_family(tx: &Tx, body: Uuid) {
    let filter = Filter { channel: Some(Channel::FriendsAndFamily), ..Filter::counted(body) };
    assert!(queries::count_voices(tx, &filter, 1000).await.unwrap() > 30);
    let by_score = queries::figures(tx, body, body, facet::SCORE).await.unwrap();
    assert!(by_score.len() > 4, "{by_score:?}");
}

/// Everyone signs in with the password; the one with a second step is asked for it.
async fn second_step(it: &Installation, built: &demo::Built) {
    let caller = Caller::default();
    assert_eq!(built.sign_ins.iter().filter(|s| s.secret.is_some()).count(), 1);
    for person in &built.sign_ins {
        assert!(person.email.ends_with("@example.org"));
        let checked = identity::check_password(&it.core, &caller, &person.email, &person.password)
            .await
            .unwrap();
        let tx = it.core.write(&Actor::public()).await.unwrap();
        let done = identity::sign_in(&tx, &checked).await.unwrap();
        let Tried::Done(entered) = tx.commit(done).await.unwrap().value else {
            panic!("{} cannot sign in", person.email);
        };
        let asked = entered.stage == identity::Stage::Password && !entered.must_enrol;
        assert_eq!(asked, person.secret.is_some(), "{}", person.email);
    }
}
