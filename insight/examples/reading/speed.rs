//! Comments read in a second on one thread and on two, and the memory at a million.

use std::time::Instant;

use insight::classify::Classifier;
use insight::model::{ModelError, Starter, starter};
use insight::sentiment::{CriticalityReader, SentimentReader};

use crate::data::Comment;

const MILLION: usize = 1_000_000;

/// What is done with each comment.
#[derive(Clone, Copy)]
enum Work {
    Places,
    Classify,
    Sentiment,
    Criticality,
    Everything,
}

const WORKS: [(Work, &str); 5] = [
    (Work::Places, "labels"),
    (Work::Classify, "labels with their evidence"),
    (Work::Sentiment, "sentiment by clause"),
    (Work::Criticality, "criticality by statement"),
    (Work::Everything, "all of it"),
];

/// Reads a million comments: those of the file over and over, each made different by a number at
/// its end, so that no two are the same text.
pub fn million(comments: &[Comment], starter: &Starter) {
    println!("\n## Speed and memory, {MILLION} comments\n");
    let kept: Vec<(Option<&str>, String)> = comments
        .iter()
        .cycle()
        .take(MILLION)
        .enumerate()
        .map(|(at, comment)| (comment.question, format!("{} {at}", comment.text)))
        .collect();
    let bytes: usize = kept.iter().map(|comment| comment.1.len()).sum();
    println!(
        "{} MB of text; memory before reading: {} MB\n",
        bytes / 1_000_000,
        megabytes("VmRSS")
    );
    println!(
        "A core's second is one that the thread was given; seconds of the clock are longer on a"
    );
    println!("machine that does other things.\n");
    println!(
        "| work | threads | comments a core's second | … a second of the clock | peak memory, MB |"
    );
    println!("|---|---|---|---|---|");
    for (work, name) in WORKS {
        for threads in [1, 2] {
            let began = Instant::now();
            let given: f64 = std::thread::scope(|scope| {
                let shares = kept.chunks(MILLION.div_ceil(threads));
                let all: Vec<_> =
                    shares.map(|share| scope.spawn(move || read(share, starter, work))).collect();
                all.into_iter().map(|thread| thread.join().unwrap()).sum()
            });
            let clock = began.elapsed().as_secs_f64();
            let (core, clock) = (MILLION as f64 / given, MILLION as f64 / clock);
            println!("| {name} | {threads} | {core:.0} | {clock:.0} | {} |", megabytes("VmHWM"));
        }
    }
}

/// What it takes to unpack the models, and to read ten million comments that are made as they are
/// read and kept nowhere. In a process of its own (part `stream`), since memory is told at its
/// highest.
pub fn stream(comments: &[Comment]) -> Result<(), ModelError> {
    println!("\n## Unpacking, and ten million comments that are kept nowhere\n");
    let (before, began) = (megabytes("VmRSS"), Instant::now());
    let model = &starter()?.framework;
    let took = began.elapsed().as_secs_f64() * 1000.0;
    println!(
        "Unpacking took {took:.0} ms; memory grew from {before} to {} MB.",
        megabytes("VmRSS")
    );
    let mut classifier = Classifier::new(model);
    let (mut sum, mut text) = (0, String::new());
    let from = given();
    for (at, comment) in comments.iter().cycle().take(10 * MILLION).enumerate() {
        text.clear();
        text.push_str(&comment.text);
        text.push(' ');
        text.push_str(&at.to_string());
        sum += usize::from(matches!(
            classifier.classify(&text, comment.question),
            insight::classify::Answer::Assigned(_)
        ));
    }
    let rate = 10.0 * MILLION as f64 / (given() - from);
    println!(
        "Labels with their evidence: {rate:.0} comments a core's second, memory at its highest {} MB, \
         {sum} comments with labels.",
        megabytes("VmHWM")
    );
    Ok(())
}

/// Seconds that this thread has been given by a core; nought where the system does not tell.
fn given() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split_whitespace().next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.unwrap_or(0.0) / 1e9
}

/// Reads one after the other, keeps nothing but a sum, and tells the seconds it was given.
fn read(comments: &[(Option<&str>, String)], starter: &Starter, work: Work) -> f64 {
    let before = given();
    let mut classifier = Classifier::new(&starter.framework);
    let mut sentiment = SentimentReader::new(&starter.sentiment).unwrap();
    let mut criticality = CriticalityReader::new(&starter.criticality).unwrap();
    let mut sum = 0;
    for (question, text) in comments {
        if matches!(work, Work::Places) {
            sum += classifier.places(text, *question).len();
        }
        if matches!(work, Work::Classify | Work::Everything) {
            sum += usize::from(matches!(
                classifier.classify(text, *question),
                insight::classify::Answer::Assigned(_)
            ));
        }
        if matches!(work, Work::Sentiment | Work::Everything) {
            sum += sentiment.read(text, *question).clauses.len();
        }
        if matches!(work, Work::Criticality | Work::Everything) {
            sum += criticality.read(text).map_or(0, |found| found.span.len());
        }
    }
    std::hint::black_box(sum);
    given() - before
}

/// A line of `/proc/self/status`, in megabytes; nought where there is none.
fn megabytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1000
}
