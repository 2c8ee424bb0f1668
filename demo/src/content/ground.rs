//! Bodies, areas, services and staff.

use serde::Deserialize;

/// See [`kernel::bodies::Body`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a body")]
pub struct Body {
    pub slug: String,
    pub name: String,
    pub short_name: String,
    pub kind: String,
    pub borough: Option<String>,
    pub area: String,
    pub about: String,
    pub email: String,
    pub telephone: String,
    pub address: String,
    pub reply_within_days: i64,
    #[serde(default = "first_of_april_2013")]
    pub starts_on: String,
}

fn first_of_april_2013() -> String {
    "2013-04-01".into()
}

/// See [`kernel::bodies::Relation`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of a relation")]
pub struct Relation {
    pub from: String,
    pub to: String,
    pub kind: String,
    pub note: String,
    #[serde(default = "first_of_april_2013")]
    pub starts_on: String,
}

/// A borough or a ward.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are the columns, see data/README.md")]
pub struct Area {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent: String,
    pub residents_2021: i64,
    pub small_areas: i64,
    pub deprived_small_areas: i64,
}

/// Residents of a borough by sex and age.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields are the columns, see data/README.md")]
pub struct Residents {
    pub borough: String,
    pub females_2021: i64,
    pub males_2021: i64,
    pub under_16_2020: i64,
    #[serde(rename = "16_to_64_2020")]
    pub from_16_to_64_2020: i64,
    #[serde(rename = "65_to_84_2020")]
    pub from_65_to_84_2020: i64,
    #[serde(rename = "85_and_over_2020")]
    pub from_85_2020: i64,
}

/// A service that voices are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// As voices name it.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// What it does.
    pub about: String,
    /// When it closed, if it did.
    pub closed_days_ago: Option<u64>,
}

/// Staff, and the password that they share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// The password.
    pub password: String,
    /// The people.
    pub person: Vec<Person>,
}

/// One of the staff.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// As the plan names them.
    pub key: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether they look after the installation.
    #[serde(default)]
    pub administrator: bool,
    /// Their roles.
    pub roles: Vec<String>,
    /// In which bodies; in all three when not said.
    pub bodies: Option<Vec<String>>,
    /// Whether they have set up a second step.
    #[serde(default)]
    pub second_step: bool,
}
