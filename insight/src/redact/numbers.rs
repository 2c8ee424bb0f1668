//! Runs of digits: telephone, NHS number, card, account, record.

use std::ops::Range;

use super::Finding;
use super::checks;
use super::forms::before_has;
use super::reason::{Kind, Reason};

/// A run of digits as it was typed.
struct Run {
    span: Range<usize>,
    digits: Vec<u8>,
    /// Lengths of the groups between separators.
    groups: Vec<usize>,
    plus: bool,
    /// Brackets, dashes or stops between the groups.
    marked: bool,
}

/// Digits a run may have before it is cut: longer ones are no number of anybody's.
const LONGEST: usize = 40;

/// Every run of digits that may be somebody's number.
pub(super) fn numbers(text: &str, found: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) =
        bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit))
    {
        let start = at + start;
        let run = run(bytes, start);
        at = run.span.end.max(start + 1);
        let inside_a_word = start > 0
            && bytes.get(start - 1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        let goes_on = bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        if run.digits.len() >= 4 && !(inside_a_word || goes_on && run.digits.len() < 7) {
            judge(text, &run, found);
        }
    }
}

fn run(bytes: &[u8], start: usize) -> Run {
    let mut run = Run {
        span: start..start,
        digits: Vec::new(),
        groups: Vec::new(),
        plus: false,
        marked: false,
    };
    let mut at = start;
    let mut group = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_digit() && run.digits.len() < LONGEST {
            run.digits.push(byte - b'0');
            group += 1;
            at += 1;
            run.span.end = at;
            continue;
        }
        let Some(gap) = gap(bytes.get(at..).unwrap_or_default()) else { break };
        if run.digits.len() >= LONGEST {
            break;
        }
        run.marked |= bytes.get(at..at + gap).is_some_and(|g| g.iter().any(|b| *b != b' '));
        run.groups.push(group);
        group = 0;
        at += gap;
    }
    run.groups.push(group);
    let before =
        |back: usize| run.span.start.checked_sub(back).and_then(|at| bytes.get(at)).copied();
    let closed = bytes.get(run.span.clone()).is_some_and(|digits| digits.contains(&b')'));
    let (plus, wider) = match (before(1), before(2)) {
        (Some(b'+'), Some(b'(')) | (Some(b'('), Some(b'+')) if closed => (true, 2),
        (Some(b'+'), _) => (true, 1),
        (Some(b'('), _) if closed => (false, 1),
        _ => (false, 0),
    };
    run.plus = plus;
    run.marked |= wider > 0 && !plus;
    run.span.start -= wider;
    run
}

/// Bytes of the separator at the start, where a digit comes after it.
fn gap(rest: &[u8]) -> Option<usize> {
    let length = rest.iter().take(4).take_while(|b| b" -.()".contains(b)).count();
    let digit = rest.get(length).is_some_and(u8::is_ascii_digit);
    (length > 0 && length < 4 && digit).then_some(length)
}

/// A run as a whole, or else the parts of it that are something: two numbers side by side, or a
/// number beside another figure. The longest part goes first, then what is left of it and right.
fn judge(text: &str, run: &Run, found: &mut Vec<Finding>) {
    if let Some((kind, confidence, reason)) = kind(text, run) {
        found.push(Finding::new(run.span.clone(), kind, confidence, reason));
        return;
    }
    let parts = run.groups.len();
    if !(2..=12).contains(&parts) {
        return;
    }
    for length in (1..parts).rev() {
        for from in 0..=(parts - length) {
            let middle = part(text, run, from..from + length);
            let Some((kind, confidence, reason)) = kind_of_part(text, &middle) else { continue };
            found.push(Finding::new(middle.span, kind, confidence, reason));
            for rest in [0..from, from + length..parts] {
                if !rest.is_empty() {
                    judge(text, &part(text, run, rest), found);
                }
            }
            return;
        }
    }
}

fn kind_of_part(text: &str, part: &Run) -> Option<(Kind, f32, Reason)> {
    kind(text, part).filter(|(kind, _, _)| *kind != Kind::OtherNumber)
}

fn part(text: &str, run: &Run, groups: Range<usize>) -> Run {
    let skipped: usize = run.groups.iter().take(groups.start).sum();
    let length: usize = run.groups.iter().skip(groups.start).take(groups.len()).sum();
    let mut digits_seen = 0;
    let (mut start, mut end) = (run.span.end, run.span.start);
    for (at, byte) in text.bytes().enumerate().take(run.span.end).skip(run.span.start) {
        if byte.is_ascii_digit() {
            digits_seen += 1;
            if digits_seen == skipped + 1 {
                start = at;
            }
            if digits_seen == skipped + length {
                end = at + 1;
            }
        }
    }
    Run {
        span: start..end.max(start),
        digits: run.digits.iter().skip(skipped).take(length).copied().collect(),
        groups: run.groups.iter().skip(groups.start).take(groups.len()).copied().collect(),
        plus: run.plus && groups.start == 0,
        marked: run.marked,
    }
}

type Verdict = Option<(Kind, f32, Reason)>;

fn kind(text: &str, run: &Run) -> Verdict {
    let count = run.digits.len();
    let at = run.span.start;
    phone(run)
        .filter(|_| count != 10 || !before_has(text, at, &["nhs", "chi "]))
        .or_else(|| nhs(text, run))
        .or_else(|| card(text, run))
        .or_else(|| bank(text, run))
        .or_else(|| record(text, run))
        .or_else(|| local_phone(text, run))
        .or_else(|| {
            let unbroken = run.groups.len() == 1 && (7..=LONGEST).contains(&count);
            unbroken.then_some((Kind::OtherNumber, 0.5, Reason::FormOnly))
        })
}

/// Numbers of the national plan (Ofcom): 0 and nine or ten digits, or 44 in place of the 0; and
/// numbers of other countries where a plus says so.
fn phone(run: &Run) -> Verdict {
    let digits = run.digits.as_slice();
    let national = match digits {
        [0, 0, 4, 4, rest @ ..] => rest,
        [4, 4, rest @ ..] if run.plus || run.digits.len() >= 12 => rest,
        [0, rest @ ..] if !run.plus => rest,
        _ => {
            let foreign = run.plus && (8..=15).contains(&digits.len());
            return foreign.then_some((Kind::Phone, 0.9, Reason::Form));
        }
    };
    let national = national.strip_prefix(&[0]).unwrap_or(national);
    let abroad = matches!(digits, [0, 0, ..]) && (11..=17).contains(&digits.len());
    match national {
        [1..=3 | 5 | 7..=9, rest @ ..] if rest.len() == 9 => {
            Some((Kind::Phone, 0.97, Reason::Form))
        }
        [1..=3 | 5 | 7..=9, rest @ ..] if rest.len() == 8 => {
            Some((Kind::Phone, 0.85, Reason::Form))
        }
        _ if abroad => Some((Kind::Phone, 0.85, Reason::Form)),
        [1..=9, rest @ ..] if (7..=10).contains(&rest.len()) && run.plus => {
            Some((Kind::Phone, 0.85, Reason::Form))
        }
        _ => None,
    }
}

/// Seven or eight digits, or three groups as in North America, where words or marks say telephone.
fn local_phone(text: &str, run: &Run) -> Verdict {
    let words = [
        "phone",
        "tel",
        "mobile",
        "mob",
        "call me",
        "ring me",
        "ring on",
        "call on",
        "text me",
        "fax",
        "contact me",
        "number is",
        "reach me",
    ];
    let count = run.digits.len();
    if (5..=12).contains(&count) && before_has(text, run.span.start, &words) {
        return Some((Kind::Phone, 0.75, Reason::Context));
    }
    let american = matches!(run.groups.as_slice(), [3, 3, 4] | [1, 3, 3, 4]);
    (american && run.marked).then_some((Kind::Phone, 0.7, Reason::Form))
}

fn nhs(text: &str, run: &Run) -> Verdict {
    if run.digits.len() != 10
        || !matches!(run.groups.as_slice(), [10] | [3, 3, 4] | [6, 4] | [3, 7])
    {
        return None;
    }
    let told = before_has(text, run.span.start, &["nhs", "chi ", "health number", "patient n"]);
    let spaced = run.groups.len() == 3 && !run.marked;
    match (checks::nhs_number_passes(&run.digits), told) {
        (true, true) => Some((Kind::NhsNumber, 0.99, Reason::CheckDigits)),
        (false, true) => Some((Kind::NhsNumber, 0.85, Reason::ContextWithoutCheck)),
        (true, false) if spaced => Some((Kind::NhsNumber, 0.8, Reason::CheckDigits)),
        (true, false) => Some((Kind::NhsNumber, 0.6, Reason::CheckDigits)),
        (false, false) => None,
    }
}

fn card(text: &str, run: &Run) -> Verdict {
    let count = run.digits.len();
    if !(13..=19).contains(&count) {
        return None;
    }
    if checks::card_passes(&run.digits) {
        return Some((Kind::Card, 0.95, Reason::CheckDigits));
    }
    before_has(text, run.span.start, &["card", "visa", "debit", "credit", "amex"]).then_some((
        Kind::Card,
        0.75,
        Reason::ContextWithoutCheck,
    ))
}

fn bank(text: &str, run: &Run) -> Verdict {
    let sort_code = run.groups == [2, 2, 2] || run.groups == [6];
    let told = |words: &[&str]| before_has(text, run.span.start, words);
    if sort_code && told(&["sort"]) {
        return Some((Kind::BankAccount, 0.95, Reason::Context));
    }
    let account =
        (7..=10).contains(&run.digits.len()) && told(&["account", "acc no", "acct", "a/c"]);
    account.then_some((Kind::BankAccount, 0.9, Reason::Context))
}

fn record(text: &str, run: &Run) -> Verdict {
    let words = [
        "hospital n",
        "hospital id",
        "patient n",
        "patient id",
        "mrn",
        "unit n",
        "case n",
        "case ref",
        "reference",
        "ref n",
        "ref:",
        "record n",
        "incident n",
        "complaint n",
        "policy n",
        "file n",
    ];
    let likely = run.groups.len() <= 3 && (5..=12).contains(&run.digits.len());
    (likely && before_has(text, run.span.start, &words)).then_some((
        Kind::RecordNumber,
        0.85,
        Reason::Context,
    ))
}
