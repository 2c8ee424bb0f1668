//! In which language somebody wrote: as stated, or guessed from enough of their words.

/// Words shorter than this tell too little to guess by.
const ENOUGH: usize = 24;

/// The language that staff read; the rest wants a translation.
const READ: &str = "en";

/// The shortest tag (BCP 47) for each language that can be told.
const TAGS: &[(&str, &str)] = &[
    ("epo", "eo"),
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("yid", "yi"),
    ("pol", "pl"),
    ("amh", "am"),
    ("jav", "jv"),
    ("kor", "ko"),
    ("nob", "nb"),
    ("dan", "da"),
    ("swe", "sv"),
    ("fin", "fi"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("bul", "bg"),
    ("bel", "be"),
    ("mar", "mr"),
    ("kan", "kn"),
    ("ron", "ro"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("mkd", "mk"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
    ("tam", "ta"),
    ("vie", "vi"),
    ("urd", "ur"),
    ("tha", "th"),
    ("guj", "gu"),
    ("uzb", "uz"),
    ("pan", "pa"),
    ("aze", "az"),
    ("ind", "id"),
    ("tel", "te"),
    ("pes", "fa"),
    ("mal", "ml"),
    ("ori", "or"),
    ("mya", "my"),
    ("nep", "ne"),
    ("sin", "si"),
    ("khm", "km"),
    ("tuk", "tk"),
    ("aka", "ak"),
    ("zul", "zu"),
    ("sna", "sn"),
    ("afr", "af"),
    ("lat", "la"),
    ("slk", "sk"),
    ("cat", "ca"),
    ("tgl", "tl"),
    ("hye", "hy"),
    ("cym", "cy"),
];

/// The language of the words, when they are enough to tell and the guess is a sure one.
pub fn guess(words: &str) -> Option<&'static str> {
    if words.chars().filter(|c| c.is_alphabetic()).count() < ENOUGH {
        return None;
    }
    let info = whatlang::detect(words).filter(whatlang::Info::is_reliable)?;
    let code = info.lang().code();
    TAGS.iter().find(|(long, _)| *long == code).map(|(_, tag)| *tag)
}

/// Whether staff need a translation to read it.
pub fn needs_translation(language: Option<&str>) -> bool {
    language.is_some_and(|tag| tag != READ && !tag.starts_with("en-"))
}

/// Whether this can be a language tag.
pub fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.chars().all(|c| c.is_ascii_lowercase())
        && parts.all(|p| (1..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_from_enough_words_only() {
        let english = "The nurse was kind and took the time to explain everything to me.";
        assert_eq!(guess(english), Some("en"));
        let polish = "Pielęgniarka była bardzo miła i wszystko mi dokładnie wyjaśniła.";
        assert_eq!(guess(polish), Some("pl"));
        assert_eq!(guess("Nothing."), None);
        assert!(needs_translation(Some("pl")));
        assert!(!needs_translation(Some("en")));
        assert!(!needs_translation(None));
    }

    #[test]
    fn every_language_that_can_be_told_has_a_tag() {
        for lang in whatlang::Lang::all() {
            assert!(TAGS.iter().any(|(long, _)| *long == lang.code()), "{}", lang.code());
        }
    }

    #[test]
    fn tags_are_checked() {
        assert!(is_tag("en") && is_tag("zh-Hant") && is_tag("sl-rozaj-biske"));
        assert!(!is_tag("") && !is_tag("EN") && !is_tag("english") && !is_tag("en-"));
    }
}
