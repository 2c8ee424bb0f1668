//! The laws of the thread as properties: whatever is done, in whatever order, they hold.

use kernel::Actor;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testing::Both;
use thread::actions::care::{erase_voice, exclude_voice, restore_voice, withdraw};
use thread::actions::code_voice::{CodeVoice, code_voice};
use thread::actions::deliver::deliver_some;
use thread::actions::import::{Staged, activate_import, begin_import, stage};
use thread::actions::reply::{draft_reply, publish_reply};
use thread::actions::reshape::{SplitTheme, merge_themes, split_theme};
use thread::model::decision::Outcome;
use thread::model::voice::{ErasureGround, ExclusionReason, VoiceState};
use thread::queries;
use thread::store::listing::{Filter, From};
use thread::store::replies::ReplyDetails;
use uuid::Uuid;

use crate::act;
use crate::world::{World, details, world};

/// One thing that somebody does; numbers choose among what there is.
#[derive(Debug, Clone)]
enum Do {
    Say,
    SayAgain(usize),
    Import(usize),
    Code(usize, usize, bool),
    Exclude(usize),
    Restore(usize),
    Withdraw(usize),
    Erase(usize),
    Merge(usize, usize),
    Split(usize, usize),
    Reply(usize),
    Deliver(usize),
}

fn any_do() -> impl Strategy<Value = Do> {
    let n = 0usize..64;
    prop_oneof![
        4 => Just(Do::Say),
        1 => n.clone().prop_map(Do::SayAgain),
        1 => (1usize..8).prop_map(Do::Import),
        6 => (n.clone(), n.clone(), any::<bool>()).prop_map(|(v, t, add)| Do::Code(v, t, add)),
        1 => n.clone().prop_map(Do::Exclude),
        1 => n.clone().prop_map(Do::Restore),
        1 => n.clone().prop_map(Do::Withdraw),
        1 => n.clone().prop_map(Do::Erase),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Do::Merge(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(t, v)| Do::Split(t, v)),
        1 => n.clone().prop_map(Do::Reply),
        2 => n.prop_map(Do::Deliver),
    ]
}

/// What there is to choose from.
struct Known {
    codebook: Uuid,
    voices: Vec<(Uuid, String)>,
    themes: Vec<Uuid>,
    replies: Vec<Uuid>,
    said: usize,
}

fn pick<T: Clone>(from: &[T], n: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[n % from.len()].clone())
}

/// Does it; what a rule refuses is refused, and nothing else may go wrong.
#[expect(clippy::cognitive_complexity, reason = "one arm for each thing that can be done")]
async fn perform(w: &World, known: &mut Known, what: Do) {
    let body = w.body.id;
    let outcome = match what {
        Do::Say => return say(w, known, known.said).await,
        Do::SayAgain(n) => return say(w, known, n % known.said.max(1)).await,
        Do::Import(count) => return import(w, known, count).await,
        Do::Code(voice, theme, add) => {
            let (Some((voice, _)), Some(theme)) =
                (pick(&known.voices, voice), pick(&known.themes, theme))
            else {
                return;
            };
            let (add, remove) = if add { (vec![theme], vec![]) } else { (vec![], vec![theme]) };
            let what = CodeVoice { body, voice, add, remove, evidence: None };
            act!(w.it, w.lead, |tx| code_voice(&tx, what.clone())).map(|_| ())
        }
        Do::Exclude(n) => {
            let Some((voice, _)) = pick(&known.voices, n) else { return };
            let reason = ExclusionReason::Duplicate;
            act!(w.it, w.lead, |tx| exclude_voice(&tx, body, voice, reason)).map(|_| ())
        }
        Do::Restore(n) => {
            let Some((voice, _)) = pick(&known.voices, n) else { return };
            act!(w.it, w.lead, |tx| restore_voice(&tx, body, voice)).map(|_| ())
        }
        Do::Withdraw(n) => {
            let Some((_, reference)) = pick(&known.voices, n) else { return };
            act!(w.it, Actor::public(), |tx| withdraw(&tx, &reference)).map(|_| ())
        }
        Do::Erase(n) => {
            let Some((voice, _)) = pick(&known.voices, n) else { return };
            let ground = ErasureGround::Request;
            act!(w.it, w.lead, |tx| erase_voice(&tx, body, voice, ground)).map(|_| ())
        }
        Do::Merge(a, b) => {
            let (Some(a), Some(b)) = (pick(&known.themes, a), pick(&known.themes, b)) else {
                return;
            };
            act!(w.it, w.lead, |tx| merge_themes(&tx, body, vec![a], b)).map(|_| ())
        }
        Do::Split(theme, voice) => return split(w, known, theme, voice).await,
        Do::Reply(n) => return reply(w, known, n).await,
        Do::Deliver(n) => {
            let Some(reply) = pick(&known.replies, n) else { return };
            let system = Actor::system("test");
            act!(w.it, system, |tx| deliver_some(&tx, body, reply, None)).map(|_| ())
        }
    };
    if let Err(error) = outcome {
        assert!(matches!(error, kernel::Error::Refused(_)), "{error}");
    }
}

async fn say(w: &World, known: &mut Known, n: usize) {
    let mut voice = w.voice(&format!("Words {n}"));
    voice.idempotency = Some(format!("form {n}"));
    let said = w.say(voice).await.value;
    // An import may have brought the same key; a reference is then known already.
    if !known.voices.iter().any(|(id, _)| *id == said.id) {
        known.voices.push((said.id, said.reference));
        known.said += 1;
    }
}

async fn import(w: &World, known: &mut Known, count: usize) {
    let body = w.body.id;
    let theme = known.themes[0];
    let id = act!(w.it, w.lead, |tx| begin_import(&tx, body, "test.file")).unwrap().value;
    let tx = w.it.core.read().await.unwrap();
    let usable = queries::theme(&tx, body, theme).await.unwrap().merged_into.is_none();
    drop(tx);
    let themes = if usable { vec![theme] } else { vec![] };
    let rows: Vec<Staged> = (0..count)
        .map(|n| Staged { voice: w.voice(&format!("Row {n} of {id}")), themes: themes.clone() })
        .collect();
    act!(w.it, w.lead, |tx| stage(&tx, body, id, rows.clone())).unwrap();
    // One in three is never activated: nobody may see any of it.
    if !count.is_multiple_of(3) {
        act!(w.it, w.lead, |tx| activate_import(&tx, body, id)).unwrap();
        let filter = Filter { import: Some(id), ..Filter::every(body) };
        let tx = w.it.core.read().await.unwrap();
        let page = queries::list_voices(&tx, &filter, From::Newest, 20).await.unwrap();
        assert_eq!(page.rows.len(), count);
        known.voices.extend(page.rows.into_iter().map(|row| (row.id, row.reference)));
    }
}

async fn split(w: &World, known: &mut Known, theme: usize, voice: usize) {
    let (Some(theme), Some((voice, _))) = (pick(&known.themes, theme), pick(&known.voices, voice))
    else {
        return;
    };
    let name = format!("Theme {}", known.themes.len());
    let what = SplitTheme {
        body: w.body.id,
        theme,
        into: vec![(details(&name), vec![voice])],
        retire: false,
    };
    if let Ok(done) = act!(w.it, w.lead, |tx| split_theme(&tx, what.clone())) {
        known.themes.extend(done.value.themes);
    }
}

async fn reply(w: &World, known: &mut Known, n: usize) {
    let Some(theme) = pick(&known.themes, n) else { return };
    let what = ReplyDetails {
        decision: None,
        themes: vec![theme],
        title: "Reply".into(),
        you_said: "This.".into(),
        we_did: "That.".into(),
        because: String::new(),
        outcome: Outcome::Change,
    };
    let body = w.body.id;
    let Ok(id) = act!(w.it, w.lead, |tx| draft_reply(&tx, body, what.clone())) else { return };
    act!(w.it, w.lead, |tx| publish_reply(&tx, body, id.value)).unwrap();
    known.replies.push(id.value);
}

/// Laws 1 to 3 on what there is.
async fn laws_hold(w: &World, known: &Known) {
    let body = w.body.id;
    w.reconciles().await;
    let tx = w.it.core.read().await.unwrap();
    // Law 1: whoever saw a reference can follow it.
    for (id, reference) in &known.voices {
        let followed = queries::follow(&tx, reference).await.unwrap().unwrap();
        assert_eq!(followed.voice.id, *id);
        let gone = followed.voice.state == VoiceState::Erased;
        assert_eq!(followed.voice.words.is_none(), gone);
        // Law 3, forward: a reply that reached a voice is on its follow page.
        assert_eq!(followed.voice.answered_at.is_some(), !followed.replies.is_empty());
    }
    // Law 2, told in another way than by the figures themselves.
    let states = queries::states(&tx, body).await.unwrap();
    assert_eq!(usize::try_from(states.received).unwrap(), known.voices.len());
    // Law 3, backward: the voices behind each theme's figure are as many as it says.
    for theme in queries::themes_of(&tx, body, known.codebook).await.unwrap() {
        let filter = Filter { theme: Some(theme.id), ..Filter::counted(body) };
        assert_eq!(queries::count_voices(&tx, &filter, 1000).await.unwrap(), theme.voices);
    }
}

fn run(on: Both, cases: u32) {
    // The seed is fixed: what fails here fails again.
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let runtime =
        testing::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runner
        .run(&prop::collection::vec(any_do(), 10..60), |steps| {
            runtime.block_on(async {
                let w = world(on).await;
                let codebook = w.codebook().await;
                let themes = vec![w.theme(codebook, "One").await, w.theme(codebook, "Two").await];
                let mut known =
                    Known { codebook, voices: vec![], themes, replies: vec![], said: 0 };
                for step in steps {
                    perform(&w, &mut known, step).await;
                }
                laws_hold(&w, &known).await;
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_laws_hold_whatever_is_done_sqlite() {
    run(Both::Sqlite, 24);
}

#[test]
fn the_laws_hold_whatever_is_done_postgres() {
    run(Both::Postgres, 6);
}
