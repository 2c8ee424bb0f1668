//! The curated lexicon: categories of harm, each with patterns in three tiers and the idioms that
//! mean no harm. It is a data file, so that people who know the work can read and mend it.

use std::collections::HashMap;

use serde::Deserialize;

use super::pattern::{Element, Pattern, parse};

/// How outright a pattern speaks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// May be about harm.
    Possible,
    /// Likely harm.
    Strong,
    /// Harm or danger is said outright.
    Explicit,
}

impl Tier {
    /// Score of a plain hit, 0 to 1, set by judgement: an explicit hit alone is looked at first.
    pub fn weight(self) -> f32 {
        match self {
            Self::Explicit => 0.75,
            Self::Strong => 0.4,
            Self::Possible => 0.1,
        }
    }
}

/// Why a lexicon cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// The file is no TOML of the right shape.
    #[error("the lexicon cannot be read: {0}")]
    Unreadable(String),
    /// One pattern makes no sense.
    #[error("in '{category}' the pattern '{pattern}' {why}")]
    Pattern {
        /// Id of its category.
        category: String,
        /// As written.
        pattern: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    #[serde(default)]
    sets: HashMap<String, String>,
    #[serde(default)]
    spelling: Spelling,
    category: Vec<FileCategory>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Spelling {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCategory {
    id: String,
    name: String,
    #[serde(default)]
    hypothetical_counts: bool,
    explicit: Vec<String>,
    strong: Vec<String>,
    possible: Vec<String>,
    idioms: Vec<String>,
}

/// A kind of harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Stable id, such as `self-harm`.
    pub id: String,
    /// In plain words.
    pub name: String,
    /// Whether 'if' and 'might' leave a hit as it is.
    pub(super) hypothetical_counts: bool,
}

/// What a pattern found says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Harm(Tier),
    Idiom,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub category: usize,
    pub says: Says,
    pub pattern: Pattern,
}

/// The lexicon, ready to be searched.
#[derive(Debug)]
pub struct Lexicon {
    version: String,
    categories: Vec<Category>,
    rules: Vec<Rule>,
    by_word: HashMap<String, Vec<u32>>,
    /// Rules whose first word is a beginning, by the beginning's first two letters.
    by_beginning: HashMap<[u8; 2], Vec<(String, u32)>>,
    /// Misspelt words and what they stand for.
    spelling: HashMap<String, String>,
}

impl Lexicon {
    /// The lexicon that ships with the product.
    pub fn standard() -> Result<Self, LexiconError> {
        Self::parse(include_str!("lexicon.toml"))
    }

    /// A lexicon from its TOML text; the shipped file says how patterns are written.
    pub fn parse(text: &str) -> Result<Self, LexiconError> {
        let file: File =
            toml::from_str(text).map_err(|error| LexiconError::Unreadable(error.to_string()))?;
        let mut lexicon = Self {
            version: file.version,
            categories: Vec::new(),
            rules: Vec::new(),
            by_word: HashMap::new(),
            by_beginning: HashMap::new(),
            spelling: slips(&file.spelling.words),
        };
        for (at, category) in file.category.into_iter().enumerate() {
            let tiers = [
                (Says::Harm(Tier::Explicit), &category.explicit),
                (Says::Harm(Tier::Strong), &category.strong),
                (Says::Harm(Tier::Possible), &category.possible),
                (Says::Idiom, &category.idioms),
            ];
            for (says, patterns) in tiers {
                for written in patterns {
                    let pattern =
                        parse(written, &file.sets).map_err(|why| LexiconError::Pattern {
                            category: category.id.clone(),
                            pattern: written.clone(),
                            why,
                        })?;
                    lexicon.add(Rule { category: at, says, pattern });
                }
            }
            let FileCategory { id, name, hypothetical_counts, .. } = category;
            lexicon.categories.push(Category { id, name, hypothetical_counts });
        }
        Ok(lexicon)
    }

    fn add(&mut self, rule: Rule) {
        let at = u32::try_from(self.rules.len()).unwrap_or(u32::MAX);
        if let Some(Element::Words { exact, beginnings, .. }) = rule.pattern.elements.first() {
            for word in exact {
                self.by_word.entry(word.clone()).or_default().push(at);
            }
            for beginning in beginnings {
                if let [one, two, ..] = beginning.as_bytes() {
                    let list = self.by_beginning.entry([*one, *two]).or_default();
                    list.push((beginning.clone(), at));
                }
            }
        }
        self.rules.push(rule);
    }

    /// The version written in the file, for the record of a decision.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Its categories, in the order of the file.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    pub(super) fn category(&self, at: usize) -> Option<&Category> {
        self.categories.get(at)
    }

    /// Rules that may begin with this word.
    pub(super) fn beginning_with<'l>(&'l self, word: &'l str) -> impl Iterator<Item = &'l Rule> {
        let exact = self.by_word.get(word).into_iter().flatten();
        let letters = match word.as_bytes() {
            [one, two, ..] => [*one, *two],
            _ => [0, 0],
        };
        let listed = self.by_beginning.get(&letters).into_iter().flatten();
        let begun = listed.filter(|(beginning, _)| word.starts_with(beginning)).map(|(_, at)| at);
        exact.chain(begun).filter_map(|at| self.rules.get(usize::try_from(*at).ok()?))
    }

    /// The word of the lexicon that this one is a slip of.
    pub(super) fn meant_by(&self, word: &str) -> Option<&str> {
        let found = |slip: &str| self.spelling.get(slip).map(String::as_str);
        found(word).or_else(|| without_one_letter(word).find_map(|slip| found(&slip)))
    }
}

/// Each word and each form of it that lacks a letter; two words that share such a form are one
/// slip apart (`SymSpell`'s deletion neighbourhood).
fn slips(words: &[String]) -> HashMap<String, String> {
    let mut slips = HashMap::new();
    for word in words {
        for slip in without_one_letter(word) {
            slips.entry(slip).or_insert_with(|| word.clone());
        }
    }
    for word in words {
        slips.insert(word.clone(), word.clone());
    }
    slips
}

fn without_one_letter(word: &str) -> impl Iterator<Item = String> {
    let short = word.len() <= 20 && word.is_ascii();
    (0..if short { word.len() } else { 0 }).map(move |at| {
        word.char_indices().filter(|(place, _)| *place != at).map(|(_, letter)| letter).collect()
    })
}
