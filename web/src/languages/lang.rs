//! A language that YouSaid can speak, if a catalogue for it is handed in.

use serde::{Serialize, Serializer};

/// The direction of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of the HTML `dir` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Known {
    tag: &'static str,
    name: &'static str,
    direction: Direction,
}

const fn known(tag: &'static str, name: &'static str, direction: Direction) -> Known {
    Known { tag, name, direction }
}

/// English, Welsh, the languages most spoken at home in England, and the two pseudo-languages.
static KNOWN: &[Known] = &[
    known("en", "English", Direction::Ltr),
    known("cy", "Cymraeg", Direction::Ltr),
    known("pl", "Polski", Direction::Ltr),
    known("ro", "Română", Direction::Ltr),
    known("pa", "ਪੰਜਾਬੀ", Direction::Ltr),
    known("ur", "اردو", Direction::Rtl),
    known("pt", "Português", Direction::Ltr),
    known("es", "Español", Direction::Ltr),
    known("ar", "العربية", Direction::Rtl),
    known("bn", "বাংলা", Direction::Ltr),
    known("gu", "ગુજરાતી", Direction::Ltr),
    known("it", "Italiano", Direction::Ltr),
    known("lt", "Lietuvių", Direction::Ltr),
    known("fr", "Français", Direction::Ltr),
    known("ta", "தமிழ்", Direction::Ltr),
    known("tr", "Türkçe", Direction::Ltr),
    known("so", "Soomaali", Direction::Ltr),
    known("fa", "فارسی", Direction::Rtl),
    known("uk", "Українська", Direction::Ltr),
    known("zh", "中文", Direction::Ltr),
    known("en-XA", "Ȧƈƈḗƞŧḗḓ Ḗƞɠŀīşħ", Direction::Ltr),
    known("ar-XB", "Mirrored English", Direction::Rtl),
];

/// A language. Small and copied freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lang(&'static Known);

impl Lang {
    /// English, the language everything exists in.
    pub const ENGLISH: Lang = Lang(&KNOWN[0]);

    /// The language of a tag; a region is dropped if the language alone is known (`en-GB` is `en`).
    pub fn find(tag: &str) -> Option<Lang> {
        let tag = tag.trim();
        let exact = KNOWN.iter().find(|known| known.tag.eq_ignore_ascii_case(tag));
        let primary = tag.split('-').next().unwrap_or(tag);
        exact
            .or_else(|| KNOWN.iter().find(|known| known.tag.eq_ignore_ascii_case(primary)))
            .map(Lang)
    }

    /// The accented, lengthened English that shows text not in a catalogue, and tight layouts.
    pub fn accented() -> Lang {
        Lang(&KNOWN[KNOWN.len() - 2])
    }

    /// The mirrored English that shows what breaks from right to left.
    pub fn mirrored() -> Lang {
        Lang(&KNOWN[KNOWN.len() - 1])
    }

    /// Whether this is one of the two pseudo-languages.
    pub fn is_pseudo(self) -> bool {
        self == Lang::accented() || self == Lang::mirrored()
    }

    /// The tag for the HTML `lang` attribute.
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// The language's name in the language itself.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The direction of its script.
    pub fn direction(self) -> Direction {
        self.0.direction
    }

    /// The direction as the HTML `dir` attribute has it.
    pub fn dir(self) -> &'static str {
        self.0.direction.as_str()
    }
}

impl Default for Lang {
    fn default() -> Self {
        Lang::ENGLISH
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown {
            tag: &'static str,
            name: &'static str,
            dir: &'static str,
        }
        Shown { tag: self.tag(), name: self.name(), dir: self.dir() }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_falls_back_to_its_language() {
        assert_eq!(Lang::find("en-GB"), Some(Lang::ENGLISH));
        assert_eq!(Lang::find("CY").map(Lang::name), Some("Cymraeg"));
        assert_eq!(Lang::find("tlh"), None);
    }

    #[test]
    fn right_to_left_languages_say_so() {
        assert_eq!(Lang::find("ur").map(Lang::dir), Some("rtl"));
        assert_eq!(Lang::mirrored().dir(), "rtl");
        assert!(Lang::accented().is_pseudo());
        assert!(!Lang::ENGLISH.is_pseudo());
    }
}
