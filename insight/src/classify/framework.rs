//! The NHS patient-experience framework: 32 labels in ten groups.
//!
//! After the qualitative data categorisation framework of NHS England's Patient Experience project
//! (pxtextmining and PatientExperience-QDC, version 7, MIT). Names are those of the published
//! comments, so that figures can be compared.

/// A label of the framework and the group that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    /// Its group.
    pub group: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Names under which earlier versions split it; they count as it.
    pub parts: &'static [&'static str],
}

const fn category(group: &'static str, name: &'static str) -> Category {
    Category { group, name, parts: &[] }
}

const GENERAL: &str = "General";
const STAFF: &str = "Staff";
const ACCESS: &str = "Access";
const COMMUNICATION: &str = "Communication and involvement";
const LAW: &str = "Mental Health Act";
const JOURNEY: &str = "Journey and service coordination";
const MEDICATION: &str = "Medication and pain";
const ACTIVITIES: &str = "Activities";
const ENVIRONMENT: &str = "Environment, equipment and catering";
const LOCATION: &str = "Location and transport";

/// All labels, group by group.
pub const CATEGORIES: [Category; 32] = [
    category(GENERAL, "Positive experience & gratitude"),
    category(GENERAL, "Organisation & efficiency"),
    category(GENERAL, "Funding & use of financial resources"),
    category(GENERAL, "Feeling safe"),
    category(GENERAL, NOT_POSSIBLE),
    category(STAFF, "Staff manner & personal attributes"),
    category(STAFF, "Competence & training"),
    Category {
        group: STAFF,
        name: "Staffing levels & responsiveness",
        parts: &["Number & deployment of staff", "Staff responsiveness"],
    },
    category(ACCESS, "Contacting services"),
    category(ACCESS, "Appointment arrangements"),
    category(ACCESS, "Appointment method"),
    category(ACCESS, "Timeliness of care"),
    category(COMMUNICATION, "Unspecified communication"),
    category(COMMUNICATION, "Staff listening, understanding & involving patients"),
    category(COMMUNICATION, "Information directly from staff during care"),
    category(COMMUNICATION, "Information provision & guidance"),
    category(COMMUNICATION, "Being kept informed, clarity & consistency of information"),
    category(COMMUNICATION, "Interaction with family/ carers"),
    category(LAW, "Mental Health Act"),
    Category {
        group: JOURNEY,
        name: "Continuity of care",
        parts: &["Referals & continuity of care", "Staff continuity"],
    },
    category(JOURNEY, "Discharge"),
    category(MEDICATION, "Supplying & understanding medication"),
    category(MEDICATION, "Pain management"),
    category(ACTIVITIES, "Activities & access to fresh air"),
    category(ACTIVITIES, "Electronic entertainment"),
    category(ENVIRONMENT, "Cleanliness, tidiness & infection control"),
    category(ENVIRONMENT, "Sensory experience"),
    Category {
        group: ENVIRONMENT,
        name: "Environment, facilities & equipment",
        parts: &["Environment & Facilities", "Provision of medical equipment"],
    },
    category(ENVIRONMENT, "Food & drink provision & facilities"),
    category(LOCATION, "Service location"),
    category(LOCATION, "Transport to/ from services"),
    category(LOCATION, "Parking"),
];

/// Given to what has no words in the published comments ('Did not answer'). It flatters every
/// average; figures are told with and without it.
pub const NOT_POSSIBLE: &str = "Labelling not possible";

/// How the starter models call a question that asks for what was good. Whoever asks such a
/// question in other words hands this in with the answer; any other question is handed in as
/// nothing.
pub const WHAT_GOOD: &str = "what_good";

/// How the starter models call a question that asks for what could be better.
pub const COULD_IMPROVE: &str = "could_improve";

/// The category that goes by `name`, or of which it was once a part.
pub fn category_of(name: &str) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.name == name || category.parts.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        for category in &CATEGORIES {
            assert_eq!(category_of(category.name), Some(category));
            assert_eq!(CATEGORIES.iter().filter(|c| c.name == category.name).count(), 1);
        }
        assert_eq!(category_of("Staff continuity").unwrap().name, "Continuity of care");
        assert_eq!(category_of("Weather"), None);
    }
}
