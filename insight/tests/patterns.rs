//! Groups, early warning and charts bear whatever figures come, and what must hold of them holds.

use insight::charts::{Lengths, limits, signals};
use insight::opinion::groups::{Answer, Settings, groups};
use insight::opinion::polis::{Memory, run};
use insight::opinion::{Cast, Vote, Votes};
use insight::watch::{self, Cell, History, Mention, Received, back_test, look};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn a_vote() -> impl Strategy<Value = Vote> {
    prop_oneof![Just(Vote::Agree), Just(Vote::Disagree), Just(Vote::Pass)]
}

fn casts() -> impl Strategy<Value = Vec<Cast>> {
    let one = (0_u64..40, 0_u64..12, a_vote(), any::<i64>());
    let one = one.prop_map(|(person, statement, vote, at)| Cast { person, statement, vote, at });
    proptest::collection::vec(one, 0..400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_votes_make_a_run_and_another_after_it(
        cast in casts(),
        silenced in proptest::collection::btree_set(0_u64..14, 0..6),
    ) {
        let votes = Votes::gather(cast, &silenced);
        let mut memory = Memory::default();
        for _ in 0..2 {
            let found = run(&votes, &BTreeSet::from([3]), &memory).expect("finite figures settle");
            let inside = found.memory.inside.len();
            prop_assert_eq!(found.sizes().iter().sum::<usize>(), inside);
            prop_assert!(found.points.iter().flatten().all(|place| place.is_finite()));
            prop_assert!(found.priorities.iter().all(|one| one.is_finite() && *one >= 0.0));
            prop_assert!(found.across_groups.iter().all(|one| (0.0..=1.0).contains(one)));
            let spoken = found.spoken.iter().flatten().map(|one| one.statement);
            let shared = found.consensus.0.iter().chain(&found.consensus.1);
            let shown: Vec<u64> = spoken.chain(shared.map(|one| one.statement)).collect();
            prop_assert!(shown.iter().all(|one| !silenced.contains(one)), "moderated out is not shown");
            memory = found.memory;
        }
    }

    #[test]
    fn the_order_in_which_votes_come_to_hand_does_not_matter(cast in casts()) {
        // Each vote at a moment of its own, as from a clock.
        let timed: Vec<Cast> = cast.iter().zip(0..).map(|(one, at)| Cast { at, ..*one }).collect();
        let mut turned = timed.clone();
        turned.reverse();
        prop_assert_eq!(
            Votes::gather(timed, &BTreeSet::new()),
            Votes::gather(turned, &BTreeSet::new())
        );
    }

    #[test]
    fn groups_are_whole_or_there_are_none(cast in casts(), seed in any::<u64>()) {
        let votes = Votes::gather(cast, &BTreeSet::new());
        // Tests that let everything pass, so that groups are named whatever the votes.
        let lenient = Settings {
            seed, deals: 3, draws: 2, chance: 1.0, agreement: -1.0, fewest_people: 2,
            fewest_statements: 1, ..Settings::default()
        };
        let found = groups(&votes, &lenient, None).expect("finite figures settle");
        if let Answer::Groups(named) = &found.answer {
            prop_assert_eq!(named.sizes.iter().sum::<usize>(), found.people.len());
            prop_assert_eq!(named.group_of.len(), found.people.len());
            prop_assert!(named.group_of.iter().all(|group| *group < named.sizes.len()));
        }
        let again = groups(&votes, &lenient, None).expect("finite figures settle");
        prop_assert_eq!(&found, &again, "the same seed, the same answer");
        let later = groups(&votes, &lenient, Some(&found)).expect("finite figures settle");
        prop_assert_eq!(found.people, later.people);
    }

    #[test]
    fn any_weeks_are_looked_at(
        said in proptest::collection::vec((0_u32..3, 0_u32..3, -5_i32..70, 0_u64..9), 0..300),
        came in proptest::collection::vec((0_u32..3, -5_i32..70, 0_u32..50), 0..60),
        window in 0_usize..4,
        guard in 0_usize..4,
        baseline in 0_usize..40,
        varied in any::<bool>(),
    ) {
        let mentions: Vec<Mention> = said.iter().map(|(theme, service, week, person)| Mention {
            cell: Cell { theme: *theme, service: *service, area: 1 }, week: *week, person: *person,
        }).collect();
        let received: Vec<Received> = came.iter().map(|(service, week, comments)| Received {
            service: *service, area: 1, week: *week, comments: *comments,
        }).collect();
        let history = History::gather(&mentions, &received);
        let settings = watch::Settings { window, guard, baseline, varied, ..watch::Settings::STANDARD };
        for alert in look(&history, 60, &settings) {
            prop_assert!(alert.seen >= settings.comments && alert.people >= settings.people);
            prop_assert!(alert.chance.is_finite() && alert.expected.is_finite());
        }
        let told = back_test(&history, &settings, -5, 70, |_| false);
        prop_assert!(told.weeks <= 75 && told.right == 0);
    }

    #[test]
    fn any_chart_is_read(points in proptest::collection::vec(any::<f64>(), 0..80)) {
        let _ = limits(&points);
        let shortest = Lengths { shift: 0, trend: 0 };
        let found = signals(&points, shortest).len();
        prop_assert!(found <= 3 * points.len() + 1);
    }

    #[test]
    fn turned_over_charts_have_turned_over_signals(points in proptest::collection::vec(-9_i8..9, 0..60)) {
        let up: Vec<f64> = points.iter().map(|point| f64::from(*point)).collect();
        let down: Vec<f64> = up.iter().map(|point| -point).collect();
        prop_assert_eq!(
            signals(&up, Lengths::default()).len(),
            signals(&down, Lengths::default()).len()
        );
    }
}
