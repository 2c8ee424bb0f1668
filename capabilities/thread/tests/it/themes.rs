use kernel::Error;
use thread::actions::code_voice::{CodeVoice, code_voice, suggest};
use thread::actions::codebooks::{add_theme, rename_theme, retire_theme};
use thread::actions::reshape::{SplitTheme, merge_themes, split_theme};
use thread::model::theme::{AssignmentState, ThemeState};
use thread::queries;
use thread::store::listing::{Filter, From};

use crate::act;
use crate::world::{details, person, refused_key, world};

testing::both! {
    async fn a_voice_makes_several_points_and_each_says_who_said_so(on: Both) {
        let w = world(on).await;
        let voice = w.says(1).await[0];
        let codebook = w.codebook().await;
        let (parking, food) = (w.theme(codebook, "Parking").await, w.theme(codebook, "Food").await);
        let what = CodeVoice {
            body: w.body.id, voice, add: vec![parking, food], remove: vec![],
            evidence: Some("Words".into()),
        };
        let done = act!(w.it, w.lead, |tx| code_voice(&tx, what.clone())).unwrap();
        assert_eq!(done.value.changed, 2);
        let tx = w.it.core.read().await.unwrap();
        let made = queries::assignments(&tx, w.body.id, voice).await.unwrap();
        assert_eq!(made.len(), 2);
        assert_eq!((made[0].made_by.as_str(), made[0].reviewed_at), ("Person 1", None));
        assert_eq!(queries::voice(&tx, w.body.id, voice).await.unwrap().themes, 2);
        assert_eq!(queries::states(&tx, w.body.id).await.unwrap().unthemed, 0);
        drop(tx);
        w.reconciles().await;
        let take = CodeVoice { add: vec![], remove: vec![food], ..what };
        act!(w.it, w.second, |tx| code_voice(&tx, take.clone())).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let none = Filter { theme: Some(food), ..Filter::counted(w.body.id) };
        assert_eq!(queries::count_voices(&tx, &none, 10).await.unwrap(), 0);
        assert_eq!(queries::theme(&tx, w.body.id, food).await.unwrap().voices, 0);
        drop(tx);
        w.reconciles().await;
    }

    async fn a_machine_suggests_and_never_overrules_a_person(on: Both) {
        let w = world(on).await;
        let voices = w.says(2).await;
        let codebook = w.codebook().await;
        let theme = w.theme(codebook, "Parking").await;
        let take = CodeVoice {
            body: w.body.id, voice: voices[0], add: vec![], remove: vec![theme], evidence: None,
        };
        act!(w.it, w.lead, |tx| code_voice(&tx, take.clone())).unwrap();
        let says = voices.iter().map(|v| (*v, theme, None)).collect::<Vec<_>>();
        act!(w.it, w.lead, |tx| suggest(&tx, w.body.id, "m1", says.clone())).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let first = queries::assignments(&tx, w.body.id, voices[0]).await.unwrap();
        assert_eq!(first[0].state, AssignmentState::Rejected);
        let second = queries::assignments(&tx, w.body.id, voices[1]).await.unwrap();
        assert_eq!(second[0].state, AssignmentState::Suggested);
        assert_eq!(second[0].made_by, "machine:m1");
        assert_eq!(queries::states(&tx, w.body.id).await.unwrap().unthemed, 2);
        let suggested = Filter { suggested: Some(theme), ..Filter::counted(w.body.id) };
        assert_eq!(queries::count_voices(&tx, &suggested, 10).await.unwrap(), 1);
        drop(tx);
        w.code(&voices[1..], &[theme]).await;
        w.reconciles().await;
    }

    async fn merging_moves_voices_and_remembers_where_they_came_from(on: Both) {
        let w = world(on).await;
        let voices = w.says(5).await;
        let codebook = w.codebook().await;
        let (a, b) = (w.theme(codebook, "Car park").await, w.theme(codebook, "Parking").await);
        w.code(&voices[..3], &[a]).await;
        w.code(&voices[2..], &[b]).await;
        let moved = act!(w.it, w.lead, |tx| merge_themes(&tx, w.body.id, vec![a], b)).unwrap();
        assert_eq!((moved.value.voices, moved.value.more), (3, false));
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::theme(&tx, w.body.id, b).await.unwrap().voices, 5);
        let merged = queries::theme(&tx, w.body.id, a).await.unwrap();
        assert_eq!((merged.state, merged.merged_into, merged.voices),
            (ThemeState::Merged, Some(b), 0));
        let made = queries::assignments(&tx, w.body.id, voices[0]).await.unwrap();
        assert_eq!((made[0].theme_id, made[0].from_theme), (b, Some(a)));
        let versions = queries::versions(&tx, w.body.id, a).await.unwrap();
        assert_eq!((versions[0].change.as_str(), versions.len()), ("merged", 2));
        drop(tx);
        w.reconciles().await;
        let refused = act!(w.it, w.lead, |tx| merge_themes(&tx, w.body.id, vec![a], b)).unwrap_err();
        assert_eq!(refused_key(&refused), "thread-theme-state");
    }

    async fn splitting_makes_themes_and_the_chosen_voices_go(on: Both) {
        let w = world(on).await;
        let voices = w.says(4).await;
        let codebook = w.codebook().await;
        let theme = w.theme(codebook, "Access").await;
        w.code(&voices, &[theme]).await;
        let what = SplitTheme {
            body: w.body.id, theme, retire: false,
            into: vec![(details("Lifts"), voices[..2].to_vec()), (details("Signs"), vec![])],
        };
        let moved = act!(w.it, w.lead, |tx| split_theme(&tx, what.clone())).unwrap().value;
        assert_eq!((moved.voices, moved.themes.len()), (2, 2));
        let tx = w.it.core.read().await.unwrap();
        assert_eq!(queries::theme(&tx, w.body.id, moved.themes[0]).await.unwrap().voices, 2);
        assert_eq!(queries::theme(&tx, w.body.id, theme).await.unwrap().voices, 2);
        drop(tx);
        w.reconciles().await;
    }

    async fn a_theme_keeps_its_versions(on: Both) {
        let w = world(on).await;
        let codebook = w.codebook().await;
        let theme = w.theme(codebook, "Parking").await;
        let body = w.body.id;
        act!(w.it, w.lead, |tx| rename_theme(&tx, body, theme, details("Car parks"), None)).unwrap();
        act!(w.it, w.lead, |tx| retire_theme(&tx, body, theme)).unwrap();
        let tx = w.it.core.read().await.unwrap();
        let versions = queries::versions(&tx, body, theme).await.unwrap();
        let changes: Vec<&str> = versions.iter().map(|v| v.change.as_str()).collect();
        assert_eq!(changes, ["retired", "renamed", "added"]);
        assert_eq!(versions[2].name, "Parking");
        drop(tx);
        let voice = w.says(1).await[0];
        let what = CodeVoice { body, voice, add: vec![theme], remove: vec![], evidence: None };
        let refused = act!(w.it, w.lead, |tx| code_voice(&tx, what.clone())).unwrap_err();
        assert_eq!(refused_key(&refused), "thread-theme-not-in-use");
    }

    async fn names_and_keys_are_used_once(on: Both) {
        let w = world(on).await;
        let codebook = w.codebook().await;
        let body = w.body.id;
        let mut first = details("Parking");
        first.shortcut = Some("p".into());
        act!(w.it, w.lead, |tx| add_theme(&tx, body, codebook, first.clone())).unwrap();
        let refused = act!(w.it, w.lead, |tx| add_theme(&tx, body, codebook, first.clone()));
        let Err(Error::Invalid(problems)) = refused else { panic!("taken") };
        let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["shortcut", "name"]);
    }

    async fn nobody_reaches_into_another_body(on: Both) {
        let w = world(on).await;
        let other = w.it.body("redbridge").await;
        let stranger = person(9, &[other.id]);
        let voice = w.says(1).await[0];
        let codebook = w.codebook().await;
        let theme = w.theme(codebook, "Parking").await;
        let mine = CodeVoice { body: w.body.id, voice, add: vec![theme], remove: vec![], evidence: None };
        let refused = act!(w.it, stranger, |tx| code_voice(&tx, mine.clone())).unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_)));
        let theirs = CodeVoice { body: other.id, ..mine };
        let refused = act!(w.it, stranger, |tx| code_voice(&tx, theirs.clone())).unwrap_err();
        assert!(matches!(refused, Error::NotFound));
        let refused = act!(w.it, stranger, |tx| retire_theme(&tx, other.id, theme)).unwrap_err();
        assert!(matches!(refused, Error::NotFound));
        let tx = w.it.core.read().await.unwrap();
        let page = queries::list_voices(&tx, &Filter::every(other.id), From::Newest, 5).await.unwrap();
        assert!(page.rows.is_empty());
    }
}
