//! B4: does the ranking put the gravest comments first? Criticality −4 stands for 'grave', five
//! parts by distinct text, each ranked by a model that learned from the other four; and very
//! negative comments of other trusts, ranked by the model that ships. Then how much of the real
//! comments comes first, and the suite of written cases.

use std::collections::BTreeMap;
use std::path::Path;

use insight::learn::{Example, Naming, Settings, train};
use insight::metrics::{auroc, recall_in_top};
use insight::model::{Model, Purpose, starter};
use insight::safety::{Assessment, Safety, Signs, Urgency};
use insight::sentiment::{CriticalityReader, Gravity, gravity_labels};

use crate::seconds;

/// Cost of an error that fits figures on a scale, as for the model that ships.
const COST: f32 = 0.3;

pub fn measure(data: &Path, comments: &[String]) {
    let safety = Safety::standard().expect("the shipped lexicon");
    proxies(&safety, data);
    burden(&safety, comments);
    suite(&safety);
}

fn signs(reader: &mut CriticalityReader<'_>, text: &str) -> Signs {
    #[expect(clippy::cast_possible_truncation, reason = "a share of one")]
    let most_negative = reader.read(text).map(|found| found.severe as f32);
    Signs { most_negative, ..Signs::default() }
}

/// Rankings of the same comments, by name.
type Rankings = BTreeMap<&'static str, Vec<(f64, bool)>>;

fn rank(
    safety: &Safety,
    reader: &mut CriticalityReader<'_>,
    text: &str,
    grave: bool,
    into: &mut Rankings,
) {
    let signs = signs(reader, text);
    let lexicon = safety.assess(text, Signs::default());
    let both = safety.assess(text, signs);
    into.entry("a lexicon alone").or_default().push((place(&lexicon), grave));
    let severe = f64::from(signs.most_negative.unwrap_or(0.0));
    into.entry("b most negative statement alone").or_default().push((severe, grave));
    into.entry("c both, as in the product").or_default().push((place(&both), grave));
}

/// Urgency first, then the score.
fn place(found: &Assessment) -> f64 {
    let step = match found.urgency {
        Urgency::First => 2.0,
        Urgency::Soon => 1.0,
        Urgency::InTurn => 0.0,
    };
    step + f64::from(found.score)
}

fn proxies(safety: &Safety, data: &Path) {
    let rated = rated(&data.join("fft_comments_criticality.csv"));
    let mut rankings = Rankings::new();
    for part in 0..5 {
        let (held, learn): (Vec<_>, Vec<_>) =
            rated.iter().enumerate().partition(|(at, _)| at % 5 == part);
        let learn: Vec<_> = learn.into_iter().map(|(_, row)| row).collect();
        let model = learned(&learn);
        let mut reader = CriticalityReader::new(&model).expect("a model of criticality");
        for (_, (text, value)) in held {
            rank(safety, &mut reader, text, *value == -4, &mut rankings);
        }
    }
    table("Criticality −4, five parts by distinct text", &rankings);
    let mut rankings = Rankings::new();
    let shipped = &starter().expect("the shipped models").criticality;
    let mut reader = CriticalityReader::new(shipped).expect("a model of criticality");
    for (text, sentiment) in very_negative(&data.join("fft_comments.csv")) {
        rank(safety, &mut reader, &text, sentiment == 5, &mut rankings);
    }
    table("Very negative (sentiment 5) at other trusts, by the model that ships", &rankings);
}

fn table(title: &str, rankings: &Rankings) {
    let some = rankings.values().next().map_or(&[][..], Vec::as_slice);
    let grave = some.iter().filter(|(_, grave)| *grave).count();
    println!("## {title}: {} texts, {grave} grave\n", some.len());
    println!("| ranked by | AUROC | recall at 5 % | at 10 % | at 20 % |\n|---|---|---|---|---|");
    for (name, ranked) in rankings {
        let top = [0.05, 0.1, 0.2].map(|part| recall_in_top(ranked, part));
        println!(
            "| {} | {:.3} | {:.2} | {:.2} | {:.2} |",
            &name[2..],
            auroc(ranked),
            top[0],
            top[1],
            top[2]
        );
    }
    println!();
}

/// Distinct texts with a value on the scale, in an order that says nothing of the value.
fn rated(path: &Path) -> Vec<(String, i8)> {
    let mut reader = csv::Reader::from_path(path).expect("fft_comments_criticality.csv");
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name).expect("its column");
    let (text, value) = (at("feedback"), at("criticality"));
    let mut distinct: BTreeMap<String, (String, i8)> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let Ok(value) = row[value].trim().parse::<i8>() else { continue };
        if Gravity::new(value).is_some() && !row[text].trim().is_empty() {
            distinct
                .entry(row[text].trim().to_lowercase())
                .or_insert((row[text].to_owned(), value));
        }
    }
    let mut rows: Vec<_> = distinct.into_values().collect();
    let mut chance = crate::generate::Chance(7);
    rows.sort_by_cached_key(|_| chance.next());
    rows
}

fn learned(rows: &[&(String, i8)]) -> Model {
    let labels = gravity_labels();
    let naming = Naming {
        name: "Criticality",
        purpose: Purpose::Criticality,
        labels: &labels,
        source: "pxtextmining, phase 1",
        licence: "MIT",
    };
    let examples: Vec<Example> = rows
        .iter()
        .filter_map(|(text, value)| {
            let labels = Gravity::new(*value)?.labels();
            Some(Example { text: text.clone(), question: None, labels })
        })
        .collect();
    train(&naming, &examples, None, &Settings { cost: COST, ..Settings::default() })
        .expect("a model")
}

/// Distinct texts with their sentiment from 1 to 5.
fn very_negative(path: &Path) -> Vec<(String, u8)> {
    let mut reader = csv::Reader::from_path(path).expect("fft_comments.csv");
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name).expect("its column");
    let (text, sentiment) = (at("FFT answer"), at("Comment sentiment"));
    let mut distinct: BTreeMap<String, (String, u8)> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let Ok(value) = row[sentiment].trim().parse::<f32>() else { continue };
        if &row[text] != "Did not answer" && (1.0..=5.0).contains(&value) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 5")]
            let value = value as u8;
            distinct
                .entry(row[text].trim().to_lowercase())
                .or_insert((row[text].to_owned(), value));
        }
    }
    distinct.into_values().collect()
}

/// How much of the ordinary comments comes first or soon, and how fast.
fn burden(safety: &Safety, comments: &[String]) {
    let started = seconds();
    let alone: Vec<_> = comments.iter().map(|text| safety.assess(text, Signs::default())).collect();
    let took = seconds() - started;
    let shipped = &starter().expect("the shipped models").criticality;
    let mut reader = CriticalityReader::new(shipped).expect("a model of criticality");
    let both: Vec<_> = comments.iter().map(|t| safety.assess(t, signs(&mut reader, t))).collect();
    println!("## How much of {} ordinary comments is sent forward\n", comments.len());
    println!("| by | first | soon | in turn |\n|---|---|---|---|");
    for (name, all) in [("lexicon alone", &alone), ("lexicon and most negative statement", &both)] {
        let share = |urgency| {
            let count = all.iter().filter(|a| a.urgency == urgency).count();
            count as f64 * 100.0 / all.len() as f64
        };
        let (first, soon) = (share(Urgency::First), share(Urgency::Soon));
        println!("| {name} | {first:.1} % | {soon:.1} % | {:.1} % |", share(Urgency::InTurn));
    }
    println!(
        "\n{:.0} comments a second of one core, lexicon alone.\n",
        comments.len() as f64 / took
    );
    if std::env::args().any(|a| a == "--first") {
        for (text, found) in
            comments.iter().zip(&alone).filter(|(_, a)| a.urgency == Urgency::First)
        {
            println!("  {} <<< {}", found.reason(), text.chars().take(160).collect::<String>());
        }
    }
}

/// The written cases, by the lexicon alone and with the model that ships.
fn suite(safety: &Safety) {
    let cases: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(include_str!("../../tests/safety_cases.toml")).expect("the written cases");
    let shipped = &starter().expect("the shipped models").criticality;
    let mut reader = CriticalityReader::new(shipped).expect("a model of criticality");
    println!("## The written cases\n");
    println!(
        "| kind | n | first, lexicon alone | first or soon, lexicon alone | first, with the model | first or soon, with the model |\n|---|---|---|---|---|---|"
    );
    for (kind, by_category) in &cases {
        let texts: Vec<_> = by_category.values().flatten().collect();
        let (mut first, mut soon) = ([0, 0], [0, 0]);
        for text in &texts {
            let found =
                [Signs::default(), signs(&mut reader, text)].map(|s| safety.assess(text, s));
            for (at, found) in found.iter().enumerate() {
                first[at] += usize::from(found.urgency == Urgency::First);
                soon[at] += usize::from(found.urgency >= Urgency::Soon);
            }
        }
        println!(
            "| {kind} | {} | {} | {} | {} | {} |",
            texts.len(),
            first[0],
            soon[0],
            first[1],
            soon[1]
        );
    }
    println!();
}
