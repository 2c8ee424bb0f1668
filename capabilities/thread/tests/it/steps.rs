use kernel::core::BoxFuture;
use kernel::{Error, Subject, WriteTx};
use thread::actions::act::{add_action, close_action, report_progress};
use thread::actions::decide::{
    GATE, add_impact, change_decision, draft_decision, publish_decision, record_decision,
};
use thread::model::decision::{ActionState, DecisionState, Influence, Outcome, TakenBy};
use thread::queries;
use thread::store::acts::{ActionDetails, Which};
use thread::store::decisions::{DecisionDetails, Weighing};
use uuid::Uuid;

use crate::act;
use crate::world::{World, person, refused_key, world};

fn empty(title: &str) -> DecisionDetails {
    DecisionDetails {
        title: title.into(),
        decided_on: None,
        taken_by: TakenBy::Meeting,
        meeting: String::new(),
        person: String::new(),
        person_role: String::new(),
        decided: String::new(),
        reasons: String::new(),
        outcome: Outcome::NoChange,
        learned_from: None,
        supersedes: None,
        themes: Vec::new(),
    }
}

pub fn full(title: &str, theme: Uuid) -> DecisionDetails {
    DecisionDetails {
        decided_on: Some("2026-01-12".parse().unwrap()),
        meeting: "Governing body, 12 January".into(),
        decided: "A second car park.".into(),
        reasons: "People could not park.".into(),
        outcome: Outcome::Change,
        themes: vec![Weighing {
            theme,
            weighed: "It was the main point.".into(),
            influence: Influence::Changed,
            why: String::new(),
        }],
        ..empty(title)
    }
}

async fn themed(w: &World) -> Uuid {
    let codebook = w.codebook().await;
    let theme = w.theme(codebook, "Parking").await;
    let voices = w.says(3).await;
    w.code(&voices, &[theme]).await;
    theme
}

fn shut(_: &WriteTx, _: Subject) -> BoxFuture<'_, kernel::error::Result<()>> {
    Box::pin(async { Err(Error::refused("test-gate-shut")) })
}

testing::both! {
    async fn a_decision_is_recorded_once_with_what_it_weighed(on: Both) {
        let w = world(on).await;
        let (body, theme) = (w.body.id, themed(&w).await);
        let id = act!(w.it, w.lead, |tx| draft_decision(&tx, body, full("Car park", theme)))
            .unwrap().value;
        act!(w.it, w.lead, |tx| record_decision(&tx, body, id)).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let view = queries::decision(&tx, body, id).await.unwrap();
        assert_eq!((view.decision.state, view.themes[0].voices), (DecisionState::Recorded, 3));
        drop(tx);
        let change = act!(w.it, w.lead, |tx| change_decision(&tx, body, id, full("No", theme)));
        assert_eq!(refused_key(&change.unwrap_err()), "thread-decision-recorded");
        act!(w.it, w.lead, |tx| publish_decision(&tx, body, id)).unwrap();
        let mut better = full("Larger car park", theme);
        better.supersedes = Some(id);
        let second = act!(w.it, w.lead, |tx| draft_decision(&tx, body, better.clone()))
            .unwrap().value;
        act!(w.it, w.lead, |tx| record_decision(&tx, body, second)).unwrap();
        act!(w.it, w.lead, |tx| add_impact(&tx, body, second, "40 more places", "counted"))
            .unwrap();
        let tx = w.it.core.read().await.unwrap();
        let old = queries::decision(&tx, body, id).await.unwrap();
        assert_eq!(old.decision.state, DecisionState::Superseded);
        assert_eq!(queries::decision(&tx, body, second).await.unwrap().impacts.len(), 1);
    }

    async fn no_change_without_a_reason_and_all_that_is_missing_is_told(on: Both) {
        let w = world(on).await;
        let body = w.body.id;
        let id = act!(w.it, w.lead, |tx| draft_decision(&tx, body, empty("Nothing"))).unwrap().value;
        let Err(Error::Invalid(problems)) = act!(w.it, w.lead, |tx| record_decision(&tx, body, id))
            else { panic!("recorded") };
        let keys: Vec<&str> = problems.iter().map(|p| p.message.key).collect();
        assert_eq!(keys, ["thread-decided-on-missing", "thread-meeting-missing",
            "thread-decided-missing", "thread-no-change-reason-missing",
            "thread-decision-themes-missing"]);
    }

    async fn a_gate_of_another_capability_stops_a_decision(on: Both) {
        let gated = kernel::capability::Capability { gates: vec![(GATE, shut)], ..thread::capability() };
        let it = on.install_with(vec![gated]).await;
        let body = it.body("havering").await;
        let (lead, second) = (person(1, &[body.id]), person(2, &[body.id]));
        let w = World { it, body, lead, second };
        let (body, theme) = (w.body.id, themed(&w).await);
        let id = act!(w.it, w.lead, |tx| draft_decision(&tx, body, full("Too early", theme)))
            .unwrap().value;
        let refused = act!(w.it, w.lead, |tx| record_decision(&tx, body, id)).unwrap_err();
        assert_eq!(refused_key(&refused), "test-gate-shut");
    }

    async fn an_action_is_not_closed_without_its_outcome(on: Both) {
        let w = world(on).await;
        let (body, theme) = (w.body.id, themed(&w).await);
        let details = ActionDetails {
            title: "Build".into(), owner: "Estates".into(), owner_id: None,
            due_on: "2026-01-01".parse().unwrap(), measure: "Places".into(),
        };
        let id = act!(w.it, w.lead, |tx| add_action(&tx, body, None, Some(theme), details.clone()))
            .unwrap().value;
        act!(w.it, w.lead, |tx| report_progress(&tx, body, id, "Begun")).unwrap();
        let overdue = Which { overdue_on: Some("2026-01-14".parse().unwrap()), ..Which::default() };
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::actions(&tx, body, &overdue, 10, 0).await.unwrap().1, 1);
        drop(tx);
        let done = ActionState::Done;
        let refused = act!(w.it, w.lead, |tx| close_action(&tx, body, id, done, " "));
        assert!(matches!(refused, Err(Error::Invalid(p)) if p[0].field == "outcome"));
        act!(w.it, w.lead, |tx| close_action(&tx, body, id, done, "40 places")).unwrap();
        let again = act!(w.it, w.lead, |tx| close_action(&tx, body, id, done, "again"));
        assert_eq!(refused_key(&again.unwrap_err()), "thread-action-closed");
        let tx = w.it.core.read().await.unwrap();
        let (action, history) = queries::action(&tx, body, id).await.unwrap();
        assert_eq!((action.outcome.as_deref(), history.len()), (Some("40 places"), 3));
    }
}
