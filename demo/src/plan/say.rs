//! Who says what, where and when.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, TimeDelta, Utc};
use thread::model::voice::{About, Capacity, Channel, Kind};

use super::contacts::contact;
use super::{DAYS, Door, Fate, LATELY, Of, Planned, day, moment};
use crate::chance::Chance;
use crate::content::{Content, Frames, Odd, Voice};
use crate::words;

/// Voices of a month at the beginning, and how many more there are at the end.
const MONTHLY: [(i64, i64); 3] = [(12, 10), (9, 7), (8, 7)];
/// Days of a month, near enough to spread voices over.
const MONTH: i64 = 30;
/// The same, to draw from.
const WITHIN: usize = 30;
/// The days on which staff enter what came in: Tuesday and Friday, and in the beginning only
/// Friday.
const ENTRY_DAYS: [u32; 2] = [2, 5];
/// Practices of a body that a compliment may name.
const PRACTICES: usize = 20;

/// How voices come, of a hundred.
const CHANNELS: &[(Channel, usize)] = &[
    (Channel::Website, 36),
    (Channel::FriendsAndFamily, 24),
    (Channel::Telephone, 9),
    (Channel::Email, 9),
    (Channel::Letter, 6),
    (Channel::Event, 7),
    (Channel::Meeting, 2),
    (Channel::SocialMedia, 3),
    (Channel::Card, 2),
    (Channel::Partner, 2),
];

struct Saying<'a> {
    content: &'a Content,
    frames: Frames,
    now: DateTime<Utc>,
    said: BTreeSet<String>,
    used: Vec<[usize; 3]>,
    number: usize,
}

/// Every voice, in no order.
pub(super) fn voices(
    content: &Content,
    now: DateTime<Utc>,
    chance: &mut Chance,
) -> Result<Vec<Planned>, String> {
    let frames = Frames {
        openers: content.frames.openers.clone(),
        closers: content.frames.closers.clone(),
        slots: content.frames.slots.clone(),
        towns: content.frames.towns.clone(),
        months: Vec::new(),
    };
    let used = vec![[0; 3]; content.voices.len()];
    let mut saying = Saying { content, frames, now, said: BTreeSet::new(), used, number: 0 };
    let mut voices = Vec::new();
    for (body, (first, more)) in MONTHLY.iter().enumerate() {
        let months = (DAYS + 1) / MONTH;
        for month in 0..months {
            for _ in 0..first + more * month / (months - 1) {
                let within = i64::try_from(chance.below(WITHIN)).unwrap_or(0);
                let days_ago = (DAYS - month * MONTH - within).max(0);
                voices.push(saying.voice(chance, body, days_ago)?);
            }
        }
    }
    for odd in &content.odd {
        voices.push(saying.odd(chance, odd)?);
    }
    Ok(voices)
}

/// How much more often something is said than the rest: the telephones were worst in Havering
/// before call-back, the front desk in Barking and Dagenham before the training, the letters in
/// Redbridge before the texts; and then people noticed.
fn weight(voice: &Voice, body: usize, days_ago: i64, used: usize) -> usize {
    let story = [("telephone", 110), ("reception", 130), ("letters", 64)];
    let (theme, turned) = story.get(body).copied().unwrap_or(("", 0));
    let in_story = voice.themes().any(|t| t == theme || (theme == "telephone" && t == "queue"));
    let base = match (in_story, voice.kind == "compliment", days_ago > turned) {
        (true, false, true) | (true, true, false) => 60,
        (true, ..) => 10,
        (false, ..) => 22,
    };
    // What was said already is said less; languages but English are a few in a hundred.
    let rare = if voice.language.is_some() { 3 } else { 1 };
    (base * 8 / (1 + 2 * used) / rare).max(1)
}

fn kind(key: &str) -> Result<Kind, String> {
    Kind::from_key(key).ok_or_else(|| format!("no such kind of voice: {key}"))
}

impl Saying<'_> {
    fn voice(
        &mut self,
        chance: &mut Chance,
        body: usize,
        days_ago: i64,
    ) -> Result<Planned, String> {
        let all = &self.content.voices;
        let used = &self.used;
        let weights = all.iter().zip(used).map(|(v, u)| weight(v, body, days_ago, u[body]));
        let chosen = chance.weighted(weights);
        let voice = all.get(chosen).ok_or("there are no voices")?;
        self.used[chosen][body] += 1;
        let words = self.words(chance, body, days_ago, voice);
        let channel = self.channel(chance, voice, days_ago);
        let mut planned = self.planned(chance, body, days_ago, channel, &voice.kind, words)?;
        planned.score = if channel == Channel::FriendsAndFamily { voice.score } else { None };
        planned.language.clone_from(&voice.language);
        planned.themes = voice.themes().map(str::to_owned).collect();
        if voice.is_of_commissioner() {
            planned.about = About::Commissioner;
        } else {
            planned.of = of(chance, voice);
        }
        self.speaker(chance, &mut planned);
        // A few are left to be read, and what came in the last days always is.
        if chance.percent(5) {
            planned.themes.clear();
        }
        if chance.percent(5) {
            planned.note = chance.pick(&self.content.notes.notes).cloned();
        }
        planned.review = chance.percent(30).then(|| !chance.percent(4));
        Ok(planned)
    }

    /// Words that nobody has said yet; a short answer may come again, as they do.
    fn words(&mut self, chance: &mut Chance, body: usize, days_ago: i64, voice: &Voice) -> String {
        let around = day(self.now, days_ago);
        self.frames.months = (1..=4)
            .filter_map(|back| around.checked_sub_months(Months::new(back)))
            .map(|day| day.format("%B").to_string())
            .collect();
        let slug = self.content.bodies.get(body).map_or("", |b| b.slug.as_str());
        let framed = voice.language.is_none();
        let mut words = String::new();
        for _ in 0..12 {
            words = words::make(chance, &self.frames, slug, &voice.words, framed);
            if self.said.insert(words.clone()) {
                break;
            }
        }
        words
    }

    fn channel(&self, chance: &mut Chance, voice: &Voice, days_ago: i64) -> Channel {
        // The file of a month comes on the fifth of the next: this month's is not here yet.
        let filed = wait_for_file(day(self.now, days_ago)) <= days_ago;
        loop {
            let n = chance.weighted(CHANNELS.iter().map(|(_, weight)| *weight));
            let channel = CHANNELS.get(n).map_or(Channel::Website, |(channel, _)| *channel);
            let scored = voice.score.is_some() && filed;
            if channel != Channel::FriendsAndFamily || (scored && !voice.is_of_commissioner()) {
                return channel;
            }
        }
    }

    fn planned(
        &mut self,
        chance: &mut Chance,
        body: usize,
        days_ago: i64,
        channel: Channel,
        key: &str,
        words: String,
    ) -> Result<Planned, String> {
        let door = match channel {
            Channel::Website => Door::Public,
            Channel::FriendsAndFamily => Door::File,
            _ => Door::Staff,
        };
        self.number += 1;
        let slug = self.content.bodies.get(body).map_or("", |b| b.slug.as_str());
        let towns = self.content.frames.towns.get(slug).map_or(&[][..], Vec::as_slice);
        let needs = &self.content.notes.access_needs;
        Ok(Planned {
            body,
            at: received(self.now, days_ago, door, chance),
            said_on: day(self.now, days_ago),
            door,
            channel,
            kind: kind(key)?,
            about: About::Service,
            of: Of::Nothing,
            score: None,
            capacity: Capacity::Individual,
            organisation: None,
            language: None,
            words,
            publishable: chance.percent(60),
            contact: contact(chance, channel, self.number, towns, needs),
            themes: Vec::new(),
            fate: None,
            note: None,
            review: None,
        })
    }

    /// In what capacity somebody speaks.
    fn speaker(&self, chance: &mut Chance, planned: &mut Planned) {
        let speaks = matches!(planned.channel, Channel::Letter | Channel::Email | Channel::Meeting)
            && planned.about == About::Commissioner;
        if speaks && chance.percent(35) {
            planned.organisation = chance.pick(&self.content.notes.organisations).cloned();
            planned.capacity = Capacity::Organisation;
        } else if planned.words.contains(" my ") && chance.percent(40) {
            planned.capacity = Capacity::Representative;
        } else if planned.door == Door::File {
            planned.capacity = Capacity::NotStated;
        }
    }

    fn odd(&mut self, chance: &mut Chance, odd: &Odd) -> Result<Planned, String> {
        let body = self.content.commissioners().iter().position(|b| b.slug == odd.body);
        let body = body.ok_or_else(|| format!("no such body: {}", odd.body))?;
        let channel = Channel::from_key(&odd.channel);
        let channel = channel.ok_or_else(|| format!("no such channel: {}", odd.channel))?;
        let (words, parts) = words::marked(&odd.words);
        let fate = match odd.fate.as_str() {
            "withdrawn" => Fate::Withdrawn,
            "erased" => Fate::Erased,
            "restored" => Fate::Restored,
            fate => match fate.strip_prefix("redact-") {
                Some(reason) => Fate::Redacted(reason.to_owned(), parts),
                None => Fate::Excluded(fate.to_owned()),
            },
        };
        let mut planned = self.planned(chance, body, odd.days_ago, channel, &odd.kind, words)?;
        if odd.service != "none" {
            planned.of = Of::Service(odd.service.clone());
        }
        planned.fate = Some(fate);
        Ok(planned)
    }
}

/// Which service a voice is about. Only compliments may name a real practice.
fn of(chance: &mut Chance, voice: &Voice) -> Of {
    match voice.service.as_str() {
        "gp" if voice.kind == "compliment" && chance.percent(60) => {
            Of::Practice(chance.below(PRACTICES))
        }
        service => Of::Service(service.to_owned()),
    }
}

/// When a voice is received: on the website at once, otherwise when staff next enter what came,
/// or with the month's file.
fn received(now: DateTime<Utc>, days_ago: i64, door: Door, chance: &mut Chance) -> DateTime<Utc> {
    let said = day(now, days_ago);
    let minutes = |n: usize| i64::try_from(n).unwrap_or(0);
    match door {
        Door::Public => moment(now, days_ago, 7 * 60 + minutes(chance.below(15 * 60))),
        Door::Staff => {
            let days = if days_ago > LATELY { &ENTRY_DAYS[1..] } else { &ENTRY_DAYS[..] };
            let entered = (1..=7).find(|later| {
                let on = said + TimeDelta::days(*later);
                days.contains(&on.weekday().number_from_monday())
            });
            moment(now, (days_ago - entered.unwrap_or(1)).max(0), 11 * 60)
        }
        Door::File => moment(now, (days_ago - wait_for_file(said)).max(0), 9 * 60 + 30),
    }
}

/// Days until the file of a day's month comes.
fn wait_for_file(said: NaiveDate) -> i64 {
    let next = said.with_day(5).and_then(|fifth| fifth.checked_add_months(Months::new(1)));
    next.map_or(MONTH, |next| (next - said).num_days())
}
