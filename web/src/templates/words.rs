//! What templates can call: words, dates, numbers, addresses.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};

use super::menus;
use crate::languages::{Argument, Catalogue, Lang, Words};
use crate::nhsuk::{Undefined, escape, to_text};
use crate::{assets, dates};

/// Adds everything for one language.
pub(super) fn add(
    env: &mut Environment<'static>,
    catalogue: &Arc<Catalogue>,
    lang: Lang,
    undefined: Undefined,
) {
    let speaker = Speaker { catalogue: Arc::clone(catalogue), lang, undefined };
    let plain = speaker.clone();
    env.add_function("t", move |key: String, values: Kwargs| plain.text(&key, &values));
    let html = speaker.clone();
    env.add_function("th", move |key: String, values: Kwargs| html.html(&key, &values));
    env.add_function("asset", |name: String| {
        assets::asset(&name).ok_or_else(|| fault(format!("there is no asset '{name}'")))
    });
    env.add_function("merge", |first: Value, second: Value| merge(&first, &second));
    env.add_filter("urlencode", |value: Value| {
        form_urlencoded::byte_serialize(to_text(&value).as_bytes()).collect::<String>()
    });
    env.add_filter("as_list", |value: Value| match value.kind() {
        ValueKind::Seq => value,
        ValueKind::Undefined | ValueKind::None => Value::from(Vec::<Value>::new()),
        _ => Value::from(vec![value]),
    });
    env.add_filter("percent", |share: f64| dates::percent(share));
    add_dates(env, &speaker);
    menus::add(env, move |key| Ok(speaker.find(key, &[])?.text));
}

#[derive(Clone)]
struct Speaker {
    catalogue: Arc<Catalogue>,
    lang: Lang,
    undefined: Undefined,
}

impl Speaker {
    fn find(&self, key: &str, values: &[(String, Argument)]) -> Result<Words, Error> {
        let borrowed: Vec<_> =
            values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let strict = self.undefined == Undefined::Refused;
        match self.catalogue.find(self.lang, key, &borrowed) {
            Some(words) if strict && !words.faults.is_empty() => {
                Err(fault(format!("the message '{key}': {}", words.faults.join(", "))))
            }
            Some(words) => Ok(words),
            None if strict => Err(fault(format!("no message has the key '{key}'"))),
            None => {
                let text = self.catalogue.text(self.lang, key, &borrowed);
                Ok(Words { text, lang: Lang::ENGLISH, faults: Vec::new() })
            }
        }
    }

    /// A message as text, to be escaped where it is printed.
    fn text(&self, key: &str, values: &Kwargs) -> Result<String, Error> {
        let values = self.arguments(values, |text| text)?;
        Ok(self.find(key, &values)?.text)
    }

    /// A message with HTML in it: the values are escaped, the message is trusted. A message found
    /// only in English is marked as English.
    fn html(&self, key: &str, values: &Kwargs) -> Result<Value, Error> {
        let values = self.arguments(values, |text| escape(&text))?;
        let words = self.find(key, &values)?;
        Ok(Value::from_safe_string(if words.lang == self.lang {
            words.text
        } else {
            let (tag, dir) = (words.lang.tag(), words.lang.dir());
            format!("<span lang=\"{tag}\" dir=\"{dir}\">{}</span>", words.text)
        }))
    }

    fn arguments(
        &self,
        values: &Kwargs,
        text: impl Fn(String) -> String,
    ) -> Result<Vec<(String, Argument)>, Error> {
        let mut out = Vec::new();
        for name in values.args() {
            let value: Value = values.get(name)?;
            if value.is_undefined() && self.undefined == Undefined::Refused {
                return Err(fault(format!("the value '{name}' is not known")));
            }
            let argument = match f64::try_from(value.clone()) {
                Ok(number) if value.kind() == ValueKind::Number => Argument::Number(number),
                _ if value.is_safe() => Argument::Text(to_text(&value)),
                _ => Argument::Text(text(to_text(&value))),
            };
            out.push((name.to_owned(), argument));
        }
        Ok(out)
    }
}

fn add_dates(env: &mut Environment<'static>, speaker: &Speaker) {
    type Show = fn(&Catalogue, Lang, DateTime<Utc>) -> String;
    let moments: [(&'static str, Show); 4] = [
        ("date", dates::date),
        ("time", dates::time),
        ("datetime", dates::date_and_time),
        ("datetime_zone", dates::date_time_and_zone),
    ];
    for (name, show) in moments {
        let speaker = speaker.clone();
        env.add_filter(name, move |value: Value| -> Result<String, Error> {
            let (catalogue, lang) = (&speaker.catalogue, speaker.lang);
            match parse(&value)? {
                None => Ok(String::new()),
                Some(When::Moment(moment)) => Ok(show(catalogue, lang, moment)),
                Some(When::Day(day)) => Ok(dates::day(catalogue, lang, day)),
            }
        });
    }
    let weekday = speaker.clone();
    env.add_filter("weekday", move |value: Value| -> Result<String, Error> {
        let day = match parse(&value)? {
            None => return Ok(String::new()),
            Some(When::Moment(moment)) => {
                moment.with_timezone(&chrono_tz::Europe::London).date_naive()
            }
            Some(When::Day(day)) => day,
        };
        Ok(dates::weekday_and_day(&weekday.catalogue, weekday.lang, day))
    });
    let age = speaker.clone();
    env.add_filter("age", move |then: Value, now: Value| -> Result<String, Error> {
        match (parse(&then)?, parse(&now)?) {
            (Some(then), Some(now)) => {
                Ok(dates::age(&age.catalogue, age.lang, then.moment(), now.moment()))
            }
            _ => Ok(String::new()),
        }
    });
    let number = speaker.clone();
    env.add_filter("number", move |value: i64| {
        dates::number(&number.catalogue, number.lang, value)
    });
}

enum When {
    Moment(DateTime<Utc>),
    Day(NaiveDate),
}

impl When {
    fn moment(self) -> DateTime<Utc> {
        match self {
            When::Moment(moment) => moment,
            // Noon: the same day in London and in UTC.
            When::Day(day) => day.and_hms_opt(12, 0, 0).unwrap_or_default().and_utc(),
        }
    }
}

fn parse(value: &Value) -> Result<Option<When>, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(None);
    }
    let text = to_text(value);
    if let Ok(day) = text.parse() {
        return Ok(Some(When::Day(day)));
    }
    let moment = text.parse().map_err(|_| fault(format!("'{text}' is no date")))?;
    Ok(Some(When::Moment(moment)))
}

/// The entries of both maps; the second wins.
fn merge(first: &Value, second: &Value) -> Value {
    let mut pairs: Vec<(Value, Value)> = Vec::new();
    for map in [first, second] {
        let Ok(keys) = map.try_iter() else { continue };
        for key in keys {
            let value = map.get_item(&key).unwrap_or_default();
            match pairs.iter_mut().find(|(known, _)| *known == key) {
                Some(pair) => pair.1 = value,
                None => pairs.push((key, value)),
            }
        }
    }
    Value::from_pairs(pairs)
}

fn fault(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}
