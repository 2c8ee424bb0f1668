//! Migrations of all capabilities make one list.

use std::collections::BTreeSet;

#[test]
fn no_migration_comes_twice_and_each_belongs_to_its_capability() {
    let mut seen = BTreeSet::new();
    for capability in server::compose::registry().capabilities {
        for migration in &capability.migrations {
            assert!(seen.insert(migration.name), "{} comes twice", migration.name);
            let form = migration.name.len() > 17
                && migration.name.starts_with('m')
                && migration.name[1..9].bytes().all(|b| b.is_ascii_digit())
                && &migration.name[9..10] == "_"
                && migration.name[10..16].bytes().all(|b| b.is_ascii_digit());
            assert!(form, "{} is not named m<day>_<number>_<what>", migration.name);
            let what = &migration.name[17..];
            let own = capability.name == "kernel" || what.starts_with(capability.name);
            assert!(own, "{} is of {} and does not say so", migration.name, capability.name);
        }
    }
    assert!(seen.len() > 8, "{}", seen.len());
}

#[test]
fn names_of_capabilities_jobs_verbs_and_figures_are_unique_and_their_own() {
    let registry = server::compose::registry();
    let mut names = BTreeSet::new();
    for capability in &registry.capabilities {
        assert!(names.insert(capability.name.to_owned()), "{}", capability.name);
        let jobs = capability.jobs.iter().map(|j| ("job", j.name));
        let verbs = capability.permissions.iter().map(|p| ("verb", p.verb));
        let figures = capability.figures.iter().map(|f| ("figure", f.name));
        let subjects = capability.subjects.iter().map(|s| ("subject", s.kind));
        for (kind, name) in jobs.chain(verbs).chain(figures).chain(subjects) {
            assert!(names.insert(format!("{kind} {name}")), "{kind} {name} comes twice");
            // Administration has no tables of its own: its verbs are about the kernel's things.
            let own = name.split('.').next() == Some(capability.name);
            assert!(own, "{kind} {name} is of {} and does not say so", capability.name);
        }
        for job in &capability.jobs {
            if let Some(line) = job.every {
                let after = "2026-01-14T10:00:00Z".parse().unwrap();
                kernel::jobs::next_tick(line, after).expect(job.name);
            }
        }
        for hears in capability.hears {
            assert!(registry.job(hears.job).is_some(), "{} is heard by no job", hears.event);
        }
    }
    for permission in registry.permissions() {
        assert!(!permission.roles.is_empty(), "nobody has {}", permission.verb);
        assert!(!permission.says.trim().is_empty(), "{} is not explained", permission.verb);
    }
}
