//! Language on real English comments: none should be called anything else.

use std::collections::BTreeMap;

use insight::language::{Verdict, detect};

use crate::seconds;

pub fn measure(comments: &[String]) {
    let started = seconds();
    let found: Vec<_> = comments.iter().map(|text| detect(text)).collect();
    let took = seconds() - started;
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &found {
        *verdicts.entry(format!("{:?}", finding.verdict)).or_default() += 1;
    }
    println!("## Language of {} real English comments\n", comments.len());
    println!("Verdicts: {verdicts:?}; {:.0} a second of one core.", comments.len() as f64 / took);
    let alone = comments.iter().filter(|text| {
        whatlang::detect(text).is_some_and(|info| info.lang() != whatlang::Lang::Eng)
    });
    println!("whatlang alone calls {} of them another language.\n", alone.count());
    if std::env::args().any(|a| a == "--missed") {
        for (text, finding) in comments.iter().zip(&found) {
            if matches!(finding.verdict, Verdict::NotEnglish | Verdict::Undecided) {
                println!("  {finding:?} {text}");
            }
        }
    }
}
