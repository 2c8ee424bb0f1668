//! When a local promise and a national rule differ, the one that asks more is applied and both are
//! shown (R-META-04).

use super::{Direction, PackError, Rule};

/// Two rules compared by one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stricter<'a> {
    /// The rule to apply.
    pub applied: &'a Rule,
    /// The one that asks less, shown beside it.
    pub beside: &'a Rule,
    /// The value to apply.
    pub value: i64,
    /// Whether the two differ at all.
    pub differ: bool,
}

/// The stricter of a national rule and a local promise, by the parameter named. The national rule
/// says which direction is stricter, and is the one applied when both ask the same.
pub fn stricter<'a>(
    national: &'a Rule,
    local: &'a Rule,
    parameter: &str,
) -> Result<Stricter<'a>, PackError> {
    let missing = |rule: &Rule| PackError::NoSuchParameter {
        rule: rule.id.clone(),
        parameter: parameter.to_owned(),
    };
    let direction = national.stricter.get(parameter).ok_or_else(|| missing(national))?;
    let theirs = national.number(parameter).ok_or_else(|| missing(national))?;
    let ours = local.number(parameter).ok_or_else(|| missing(local))?;
    let local_asks_more = match direction {
        Direction::Lower => ours < theirs,
        Direction::Higher => ours > theirs,
    };
    let differ = ours != theirs;
    Ok(if local_asks_more {
        Stricter { applied: local, beside: national, value: ours, differ }
    } else {
        Stricter { applied: national, beside: local, value: theirs, differ }
    })
}
