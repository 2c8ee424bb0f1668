//! What happens when: the calendar of eighteen months.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Utc, Weekday};

use super::{DAYS, Door, Fate, LATELY, Planned, day, moment};
use crate::content::{Content, Decision, Reply};

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "numbers are places in the content's lists")]
pub enum Step {
    /// A change of the codebook.
    Change(usize),
    /// Voices come in together.
    Arrive(Vec<usize>),
    /// What came in the last days is read and themed.
    Read { body: usize },
    /// A second person looks at what was themed.
    Review { body: usize },
    /// What becomes of a voice.
    Care(usize),
    /// A decision is drafted.
    Draft(usize),
    /// A decision is recorded, and its actions entered.
    Record(usize),
    /// A decision is published.
    Publish(usize),
    /// Progress with an action of a decision.
    Progress { decision: usize, action: usize, report: usize },
    /// An action is done.
    Close { decision: usize, action: usize },
    /// What difference a decision made.
    Impact { decision: usize, impact: usize },
    /// A reply of a decision, or one of its own.
    Reply(Answering, ReplyStep),
    /// Letters and calls are done.
    Tasks { body: usize },
    /// A quarter's feedback is looked back on.
    LookBack { body: usize, quarter: usize },
    /// The month's checkpoint.
    Checkpoint { body: usize },
    /// Jobs that are due are run.
    Work,
}

/// Which reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answering {
    /// That of a decision.
    Decision(usize),
    /// One of its own.
    Themes(usize),
}

/// What becomes of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyStep {
    /// Written.
    Draft,
    /// Read by a second person.
    Approve,
    /// Published.
    Publish,
    /// Told in another way as well.
    Told(usize),
}

/// A step and its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub step: Step,
}

struct Calendar {
    now: DateTime<Utc>,
    happenings: Vec<Happening>,
}

impl Calendar {
    /// Puts a step in; what lies ahead of today is left out.
    fn put(&mut self, days_ago: i64, (hour, minute): (i64, i64), step: Step) {
        if days_ago >= 0 {
            let at = moment(self.now, days_ago, hour * 60 + minute);
            self.happenings.push(Happening { at, step });
        }
    }
}

/// Everything that happens, in order.
pub(super) fn happenings(
    content: &Content,
    voices: &[Planned],
    now: DateTime<Utc>,
) -> Vec<Happening> {
    let mut calendar = Calendar { now, happenings: Vec::new() };
    for (n, change) in content.codebooks.change.iter().enumerate() {
        calendar.put(change.days_ago, (9, 0), Step::Change(n));
    }
    arrivals(&mut calendar, voices);
    rounds(&mut calendar);
    for (n, (_, decision)) in content.decisions.iter().enumerate() {
        decide(&mut calendar, n, decision);
    }
    for (n, reply) in content.replies.iter().enumerate() {
        answer_alone(&mut calendar, n, reply);
    }
    calendar.happenings.push(Happening { at: now, step: Step::Work });
    calendar.happenings.sort_by_key(|happening| happening.at);
    calendar.happenings
}

/// Voices arrive one by one on the website, and together when staff enter them.
fn arrivals(calendar: &mut Calendar, voices: &[Planned]) {
    let mut together: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (n, voice) in voices.iter().enumerate() {
        let own = (voice.door == Door::Public).then_some(n);
        together.entry((voice.at, voice.body, voice.door, own)).or_default().push(n);
    }
    for ((at, ..), group) in together {
        let receipt = |n: &usize| voices.get(*n).and_then(|voice| voice.contact.as_ref());
        let wanted = group.iter().filter_map(receipt).any(|contact| contact.wants_receipt);
        calendar.happenings.push(Happening { at, step: Step::Arrive(group) });
        if wanted {
            calendar.happenings.push(Happening { at, step: Step::Work });
        }
    }
    for (n, voice) in voices.iter().enumerate() {
        let days_ago = (kernel::clock::day_of(calendar.now) - voice.said_on).num_days();
        // Not before it was read; a duplicate is noticed sooner than a person asks for erasure.
        match &voice.fate {
            None => {}
            Some(Fate::Erased | Fate::Withdrawn) => {
                calendar.put(days_ago - 30, (16, 30), Step::Care(n));
            }
            Some(_) => calendar.put(days_ago - 9, (16, 0), Step::Care(n)),
        }
    }
}

/// What comes round by itself.
fn rounds(calendar: &mut Calendar) {
    for days_ago in (0..DAYS).rev() {
        let day = day(calendar.now, days_ago);
        let week = day.iso_week().week();
        for body in 0..3 {
            let minute = i64::try_from(body).unwrap_or(0) * 20;
            match day.weekday() {
                Weekday::Wed if days_ago > 2 && (days_ago < LATELY || week.is_multiple_of(2)) => {
                    calendar.put(days_ago, (14, minute), Step::Read { body });
                }
                Weekday::Fri if week.is_multiple_of(2) => {
                    calendar.put(days_ago, (15, minute), Step::Review { body });
                }
                _ => {}
            }
            if day.day() == 12 && day.month() % 3 == 1 {
                let quarter = usize::try_from(day.month() / 3).unwrap_or(0) + body;
                calendar.put(days_ago, (10, minute), Step::LookBack { body, quarter });
            }
            if day.day() == 1 {
                calendar.put(days_ago, (6, minute), Step::Checkpoint { body });
            }
            if day.day() == 20 {
                calendar.put(days_ago, (13, minute), Step::Tasks { body });
            }
        }
        if day.day() == 25 {
            calendar.put(days_ago, (18, 0), Step::Work);
        }
    }
}

fn decide(calendar: &mut Calendar, n: usize, decision: &Decision) {
    let on = decision.days_ago;
    calendar.put(on + 4, (10, 0), Step::Draft(n));
    if decision.stage == "draft" {
        return;
    }
    calendar.put(on, (12, 0), Step::Record(n));
    if decision.stage != "recorded" {
        calendar.put(on - 5, (10, 0), Step::Publish(n));
    }
    for (a, action) in decision.action.iter().enumerate() {
        for (report, progress) in action.progress.iter().enumerate() {
            let step = Step::Progress { decision: n, action: a, report };
            calendar.put(on - progress.after, (13, 0), step);
        }
        if let Some(done) = &action.done {
            calendar.put(on - done.after, (13, 30), Step::Close { decision: n, action: a });
        }
    }
    for (impact, told) in decision.impact.iter().enumerate() {
        calendar.put(on - told.after, (12, 30), Step::Impact { decision: n, impact });
    }
    if let Some(reply) = &decision.reply {
        let told = reply.channels.iter().map(|told| told.after).collect();
        answer(calendar, Answering::Decision(n), reply.days_ago, "published", told);
    }
}

fn answer_alone(calendar: &mut Calendar, n: usize, reply: &Reply) {
    let told = reply.answer.channels.iter().map(|told| told.after).collect();
    let state = reply.state.as_deref().unwrap_or("published");
    answer(calendar, Answering::Themes(n), reply.answer.days_ago, state, told);
}

fn answer(calendar: &mut Calendar, which: Answering, on: i64, state: &str, told: Vec<i64>) {
    calendar.put(on + 4, (11, 0), Step::Reply(which, ReplyStep::Draft));
    if state == "draft" {
        return;
    }
    calendar.put(on + 1, (11, 30), Step::Reply(which, ReplyStep::Approve));
    if state == "approved" {
        return;
    }
    calendar.put(on, (15, 0), Step::Reply(which, ReplyStep::Publish));
    calendar.put(on, (15, 5), Step::Work);
    for (k, after) in told.into_iter().enumerate() {
        calendar.put(on - after, (16, 0), Step::Reply(which, ReplyStep::Told(k)));
    }
}
