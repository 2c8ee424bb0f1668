//! Rule packs: rules as data, with where they come from, how far that was checked, whom they bind
//! and from when to when (R-META-01 to R-META-05).
//!
//! Packs are TOML files in `packs/`; `rules/README.md` shows the shape. A rule's text is in our own
//! words. Texts report duties and promises; a text that claims a result in law is refused.

mod load;
mod rule;
mod stricter;

use chrono::{Days, NaiveDate};

pub use load::PackError;
pub use rule::{
    BodyKind, Confidence, Direction, Origin, Parameter, Rule, RuleRef, UnknownBodyKind,
};
pub use stricter::{Stricter, stricter};

use load::BUNDLED;

/// A set of rules that came in together and can be switched on and off together (R-META-03).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its name, such as `icb-2022`.
    pub id: String,
    /// What it is, in a line.
    pub title: String,
    /// Whether its rules apply. A pack for a law that has not begun is off.
    pub switched_on: bool,
    /// Its rules, in the order of the file.
    pub rules: Vec<Rule>,
}

/// All packs an installation knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packs {
    packs: Vec<Pack>,
}

impl Packs {
    /// The packs that are built in.
    pub fn bundled() -> Result<Self, PackError> {
        Self { packs: Vec::new() }.with(BUNDLED.iter().copied())
    }

    /// No packs at all, to build up from files of one's own.
    pub fn none() -> Self {
        Self { packs: Vec::new() }
    }

    /// Adds packs from TOML texts, such as a body's own promises. Each text comes with the name of
    /// its file, which messages about mistakes give.
    pub fn with<'a>(
        mut self,
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, PackError> {
        for (file, text) in texts {
            self.packs.push(load::parse(file, text)?);
        }
        load::check_together(&self.packs)?;
        Ok(self)
    }

    /// Only the packs named, for a body that is not bound by all (R-META-03).
    pub fn selected(&self, ids: &[&str]) -> Result<Self, PackError> {
        let packs = ids
            .iter()
            .map(|id| self.pack(id).cloned().ok_or_else(|| PackError::NoSuchPack((*id).to_owned())))
            .collect::<Result<_, _>>()?;
        Ok(Self { packs })
    }

    /// Switches a pack on from a day, as when a law begins: its rules that carry no date yet apply
    /// from then (R-TIME-01).
    pub fn switched_on(mut self, id: &str, from: NaiveDate) -> Result<Self, PackError> {
        let Some(pack) = self.packs.iter_mut().find(|pack| pack.id == id) else {
            return Err(PackError::NoSuchPack(id.to_owned()));
        };
        pack.switched_on = true;
        for rule in &mut pack.rules {
            rule.effective_from.get_or_insert(from);
        }
        load::check_together(&self.packs)?;
        Ok(self)
    }

    /// Ends a rule on its last day, as when a law that succeeds it begins.
    pub fn ended(mut self, rule_id: &str, last_day: NaiveDate) -> Result<Self, PackError> {
        let mut found = false;
        for rule in self.packs.iter_mut().flat_map(|pack| &mut pack.rules) {
            let applies = rule.applies_on(last_day);
            if rule.id == rule_id && applies {
                rule.effective_to = Some(last_day);
                found = true;
            }
        }
        if found { Ok(self) } else { Err(PackError::NoSuchRule(rule_id.to_owned())) }
    }

    /// The rule of this id that binds a body of this kind on a day, from the packs that are on.
    pub fn rule(&self, id: &str, on: NaiveDate, body: BodyKind) -> Option<&Rule> {
        self.in_force(on, body).find(|rule| rule.id == id)
    }

    /// Every rule that binds a body of this kind on a day.
    pub fn in_force(&self, on: NaiveDate, body: BodyKind) -> impl Iterator<Item = &Rule> {
        let on_packs = self.packs.iter().filter(|pack| pack.switched_on);
        on_packs
            .flat_map(|pack| &pack.rules)
            .filter(move |rule| rule.applies_on(on) && rule.binds(body))
    }

    /// The rule a stored decision points at, whether or not it still applies (R-META-02).
    pub fn by_reference(&self, reference: &RuleRef) -> Option<&Rule> {
        self.all().find(|rule| rule.id == reference.id && rule.version == reference.version)
    }

    /// Every rule of every pack, on or off.
    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        self.packs.iter().flat_map(|pack| &pack.rules)
    }

    /// The packs, on or off.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// One pack by its name.
    pub fn pack(&self, id: &str) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.id == id)
    }
}

/// Whether two periods share a day; an open start never begins, an open end never ends.
fn overlap(one: &Rule, other: &Rule) -> bool {
    let starts_in_time = |late: &Rule, early: &Rule| match (late.effective_from, early.effective_to)
    {
        (Some(from), Some(to)) => from <= to,
        (Some(_), None) => true,
        (None, _) => false,
    };
    starts_in_time(one, other) && starts_in_time(other, one)
}

/// The day before, for saying when an earlier version must end.
fn day_before(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(1)).unwrap_or(date)
}
