//! What was written by hand, and the figures of the area: the files of `data/`.

mod ground;
mod thread;
mod voices;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use ground::{Area, Body, Person, Relation, Residents, Service, Staff};
pub use thread::{
    Action, Answer, Change, Codebook, Codebooks, Decision, Done, Impact, Progress, Reply, Theme,
    Told, Weighing,
};
use thread::{Decisions, Replies};
pub use voices::{Frames, LookBack, Notes, Odd, Voice};

/// Everything that the demonstration is made of.
#[derive(Debug)]
pub struct Content {
    /// Bodies; the first three are worked in.
    pub bodies: Vec<Body>,
    /// How they stand to one another.
    pub relations: Vec<Relation>,
    /// Boroughs and wards.
    pub areas: Vec<Area>,
    /// Residents by age and sex.
    pub people: Vec<Residents>,
    /// The practices' list as it is published.
    pub practices: &'static str,
    /// Services that voices are about.
    pub services: Vec<Service>,
    /// Staff.
    pub staff: Staff,
    /// Codebooks and what becomes of their themes.
    pub codebooks: Codebooks,
    /// Themes.
    pub themes: Vec<Theme>,
    /// Decisions, each with the body that takes it.
    pub decisions: Vec<(String, Decision)>,
    /// Replies without a decision.
    pub replies: Vec<Reply>,
    /// What people say.
    pub voices: Vec<Voice>,
    /// Voices with a fate of their own.
    pub odd: Vec<Odd>,
    /// What stands around a voice.
    pub frames: Frames,
    /// What staff write, who else speaks, what people need.
    pub notes: Notes,
}

/// A file by its path, read when the program is built.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../data/", $name)))
    };
}

type File = (&'static str, &'static str);

fn toml<T: DeserializeOwned>((name, text): File) -> Result<T, String> {
    toml::from_str(text).map_err(|e| format!("data/{name}: {e}"))
}

fn csv<T: DeserializeOwned>((name, text): File) -> Result<Vec<T>, String> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect();
    let rows: Result<Vec<T>, csv::Error> = rows;
    rows.map_err(|e| format!("data/{name}: {e}"))
}

#[derive(Debug, Deserialize)]
struct Bodies {
    body: Vec<Body>,
    relation: Vec<Relation>,
}

#[derive(Debug, Deserialize)]
struct Services {
    service: Vec<Service>,
}

impl Content {
    /// Reads the files; what is wrong with them, in words.
    pub fn read() -> Result<Self, String> {
        let bodies: Bodies = toml(file!("bodies.toml"))?;
        let services: Services = toml(file!("services.toml"))?;
        let replies: Replies = toml(file!("replies.toml"))?;
        let mut voices = Vec::new();
        for file in [
            file!("voices/gp.csv"),
            file!("voices/hospital.csv"),
            file!("voices/community.csv"),
            file!("voices/commissioner.csv"),
            file!("voices/languages.csv"),
        ] {
            voices.extend(csv::<Voice>(file)?);
        }
        let mut decisions = Vec::new();
        for (body, file) in [
            ("havering", file!("decisions/havering.toml")),
            ("barking-and-dagenham", file!("decisions/barking-and-dagenham.toml")),
            ("redbridge", file!("decisions/redbridge.toml")),
        ] {
            let found: Decisions = toml(file)?;
            decisions.extend(found.decision.into_iter().map(|d| (body.to_owned(), d)));
        }
        Ok(Self {
            bodies: bodies.body,
            relations: bodies.relation,
            areas: csv(file!("areas.csv"))?,
            people: csv(file!("people.csv"))?,
            practices: file!("practices.csv").1,
            services: services.service,
            staff: toml(file!("staff.toml"))?,
            codebooks: toml(file!("codebook.toml"))?,
            themes: csv(file!("themes.csv"))?,
            decisions,
            replies: replies.reply,
            voices,
            odd: csv(file!("voices/odd.csv"))?,
            frames: toml(file!("frames.toml"))?,
            notes: toml(file!("notes.toml"))?,
        })
    }

    /// The bodies that are worked in.
    pub fn commissioners(&self) -> &[Body] {
        self.bodies.get(..3).unwrap_or_default()
    }
}
