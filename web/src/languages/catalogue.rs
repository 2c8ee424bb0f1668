//! The catalogues: messages by key and language.

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Lang, pseudo};
use crate::embedded::Embedded;

/// A value put into a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// Text.
    Text(String),
    /// A number, which also chooses a plural form.
    Number(f64),
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Argument::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Argument::Text(text)
    }
}

impl From<i64> for Argument {
    #[expect(clippy::cast_precision_loss, reason = "counts on a page are far below 2^52")]
    fn from(number: i64) -> Self {
        Argument::Number(number as f64)
    }
}

impl From<f64> for Argument {
    fn from(number: f64) -> Self {
        Argument::Number(number)
    }
}

/// A message with the language it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The formatted message.
    pub text: String,
    /// The language of the text: English where the language asked for has no such message.
    pub lang: Lang,
    /// What was wrong with it: a missing argument, say. For tests.
    pub faults: Vec<String>,
}

/// What can be wrong with a catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file is not Fluent.
    #[error("{file}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// The first fault in it.
        reason: String,
    },
    /// A folder is no known language.
    #[error("{file}: the folder names no language that YouSaid knows")]
    Language {
        /// The file.
        file: String,
    },
    /// Two files define the same message.
    #[error("{file}: {reason}")]
    Twice {
        /// The second file.
        file: String,
        /// The message.
        reason: String,
    },
}

type Bundle = FluentBundle<FluentResource>;

/// All messages in all languages.
pub struct Catalogue {
    bundles: HashMap<Lang, Bundle>,
    offered: Vec<Lang>,
}

/// Collects the files of a catalogue.
#[derive(Default)]
pub struct CatalogueBuilder {
    files: Vec<(String, String)>,
    pseudo: bool,
}

impl CatalogueBuilder {
    /// Adds the files of a capability, named `en/thread.ftl`, `cy/thread.ftl` and so on.
    #[must_use]
    pub fn folder(mut self, files: Embedded) -> Self {
        self.files.extend(files.texts());
        self
    }

    /// Adds one file.
    #[must_use]
    pub fn file(mut self, name: &str, text: &str) -> Self {
        self.files.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Offers the pseudo-languages too: a setting, for tests and translators.
    #[must_use]
    pub fn pseudo_languages(mut self, enabled: bool) -> Self {
        self.pseudo = enabled;
        self
    }

    /// Reads the files.
    pub fn build(mut self) -> Result<Catalogue, CatalogueError> {
        self.files.sort();
        let mut catalogue = Catalogue { bundles: HashMap::new(), offered: vec![Lang::ENGLISH] };
        catalogue.bundles.insert(Lang::ENGLISH, bundle(Lang::ENGLISH));
        for (name, text) in &self.files {
            let Some(lang) = name.split('/').next().and_then(Lang::find) else {
                return Err(CatalogueError::Language { file: name.clone() });
            };
            if !catalogue.offered.contains(&lang) {
                catalogue.offered.push(lang);
            }
            let bundle = catalogue.bundles.entry(lang).or_insert_with(|| bundle(lang));
            add(bundle, name, text)?;
            if self.pseudo && lang == Lang::ENGLISH {
                for lang in [Lang::accented(), Lang::mirrored()] {
                    let bundle =
                        catalogue.bundles.entry(lang).or_insert_with(|| self::bundle(lang));
                    add(bundle, name, text)?;
                }
            }
        }
        if self.pseudo {
            catalogue.offered.extend([Lang::accented(), Lang::mirrored()]);
        }
        Ok(catalogue)
    }
}

fn bundle(lang: Lang) -> Bundle {
    // English plural rules for the pseudo-languages: their messages are the English ones.
    let rules = if lang.is_pseudo() { Lang::ENGLISH } else { lang };
    let locale: LanguageIdentifier = rules.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks around values matter where directions mix; in English they would only
    // stand in the way of searching and copying.
    bundle.set_use_isolating(lang.dir() == "rtl");
    if ["en", "cy"].contains(&rules.tag()) {
        bundle.set_formatter(Some(separated));
    }
    if lang == Lang::accented() {
        bundle.set_transform(Some(pseudo::accent));
    } else if lang == Lang::mirrored() {
        bundle.set_transform(Some(pseudo::mirror));
    }
    bundle
}

/// Whole numbers with separators: '5,092'.
fn separated<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let whole = number.value as i64;
    #[expect(clippy::cast_precision_loss, reason = "checked to be whole and small")]
    let exact =
        (whole as f64 - number.value).abs() < f64::EPSILON && whole.unsigned_abs() < 1 << 53;
    exact.then(|| crate::dates::grouped(whole, ","))
}

fn add(bundle: &mut Bundle, file: &str, text: &str) -> Result<(), CatalogueError> {
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, faults)| {
        let reason = faults.first().map(ToString::to_string).unwrap_or_default();
        CatalogueError::Syntax { file: file.to_owned(), reason }
    })?;
    bundle.add_resource(resource).map_err(|faults| {
        let reason = faults.first().map(ToString::to_string).unwrap_or_default();
        CatalogueError::Twice { file: file.to_owned(), reason }
    })
}

impl Catalogue {
    /// Starts a catalogue with the words of `web` itself.
    pub fn builder() -> CatalogueBuilder {
        CatalogueBuilder::default().folder(crate::embedded::words())
    }

    /// The languages a reader may choose from.
    pub fn offered(&self) -> &[Lang] {
        &self.offered
    }

    /// Whether a reader may choose the language.
    pub fn speaks(&self, lang: Lang) -> bool {
        self.offered.contains(&lang)
    }

    /// A message; where it is missing, in English; where English lacks it, nothing.
    pub fn find(&self, lang: Lang, key: &str, args: &[(&str, Argument)]) -> Option<Words> {
        self.format(lang, key, args).or_else(|| self.format(Lang::ENGLISH, key, args))
    }

    /// A message for a page or a mail. A missing one is logged, and its key shown: a test makes
    /// sure that none is missing.
    pub fn text(&self, lang: Lang, key: &str, args: &[(&str, Argument)]) -> String {
        if let Some(words) = self.find(lang, key, args) {
            return words.text;
        }
        tracing::error!(key, "no message has this key");
        key.to_owned()
    }

    fn format(&self, lang: Lang, key: &str, args: &[(&str, Argument)]) -> Option<Words> {
        let bundle = self.bundles.get(&lang)?;
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, at)| (id, Some(at)));
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            match value {
                Argument::Text(text) => values.set(*name, FluentValue::from(text.as_str())),
                Argument::Number(number) => values.set(*name, FluentValue::from(*number)),
            }
        }
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned();
        let faults = faults.iter().map(ToString::to_string).collect();
        Some(Words { text, lang, faults })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        let english = "greet = Hello <b>{ $name }</b>\nonly = Only English\nvoices = { $count ->\n    [one] one voice\n   *[other] { $count } voices\n }\n";
        let welsh = "greet = Helo <b>{ $name }</b>\nvoices = { $count ->\n    [zero] dim llais\n    [one] un llais\n    [two] dau lais\n    [few] { $count } llais (few)\n    [many] { $count } llais (many)\n   *[other] { $count } llais\n }\n";
        CatalogueBuilder::default()
            .file("en/a.ftl", english)
            .file("cy/a.ftl", welsh)
            .pseudo_languages(true)
            .build()
            .unwrap()
    }

    #[test]
    fn welsh_plurals_have_six_forms() {
        let catalogue = catalogue();
        let welsh = Lang::find("cy").unwrap();
        let say = |count: i64| catalogue.text(welsh, "voices", &[("count", count.into())]);
        let said = [0, 1, 2, 3, 6, 9].map(say);
        let wanted =
            ["dim llais", "un llais", "dau lais", "3 llais (few)", "6 llais (many)", "9 llais"];
        assert_eq!(said, wanted);
    }

    #[test]
    fn a_missing_message_is_english_and_says_so() {
        let found = catalogue().find(Lang::find("cy").unwrap(), "only", &[]).unwrap();
        assert_eq!((found.text.as_str(), found.lang), ("Only English", Lang::ENGLISH));
        assert_eq!(catalogue().find(Lang::ENGLISH, "nowhere", &[]), None);
    }

    #[test]
    fn pseudo_languages_leave_values_and_tags_alone() {
        let name: Argument = "Ann".into();
        let args = [("name", name)];
        let accented = catalogue().text(Lang::accented(), "greet", &args);
        assert_eq!(accented, "Ĥééļļóó <b>Ann</b>");
        let mirrored = catalogue().text(Lang::mirrored(), "greet", &args);
        assert_eq!(mirrored, "\u{202e}Hello\u{202c} <b>\u{2068}Ann\u{2069}</b>");
    }

    #[test]
    fn pseudo_languages_are_offered_only_when_enabled() {
        let plain = CatalogueBuilder::default().build().unwrap();
        assert_eq!(plain.offered(), [Lang::ENGLISH]);
        assert!(catalogue().speaks(Lang::mirrored()));
    }

    #[test]
    fn a_forgotten_argument_is_a_fault() {
        let found = catalogue().find(Lang::ENGLISH, "greet", &[]).unwrap();
        assert_eq!(found.faults.len(), 1);
    }

    #[test]
    fn large_counts_have_separators() {
        let said = catalogue().text(Lang::ENGLISH, "voices", &[("count", 5092_i64.into())]);
        assert_eq!(said, "5,092 voices");
    }

    #[test]
    fn two_files_cannot_define_one_message() {
        let built =
            CatalogueBuilder::default().file("en/a.ftl", "x = 1").file("en/b.ftl", "x = 2").build();
        assert!(matches!(built, Err(CatalogueError::Twice { .. })));
    }
}
