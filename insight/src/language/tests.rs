use super::*;

#[test]
fn english_is_english_even_when_short_or_misspelt() {
    for text in [
        "Very good service",
        "nothing to add",
        "The nurse was brilliant and so kind to my mum",
        "staff was lovley and very freindly, couldnt fault them",
        "Waited 3 hours, no one told us anything.",
        "Sarah and Tunde looked after me",
        "GP rang back within the hour",
    ] {
        let found = detect(text);
        assert_eq!(found.verdict, Verdict::English, "{text}: {found:?}");
        assert!(found.confidence > 0.4, "{text}: {found:?}");
    }
}

#[test]
fn other_languages_are_never_english() {
    for (text, code) in [
        ("Lekarz był bardzo miły, ale czekaliśmy trzy godziny na wizytę.", "pol"),
        ("Personalul a fost foarte amabil și m-au ajutat cu toate întrebările mele.", "ron"),
        ("La enfermera fue muy amable y me explicó todo con paciencia.", "spa"),
        ("Das Personal war sehr freundlich, aber die Wartezeit war viel zu lang.", "deu"),
        ("Doktor çok iyiydi ama randevu almak için çok bekledik.", "tur"),
        ("كانت الممرضة لطيفة جدا مع والدتي", "ara"),
        ("ডাক্তার খুব ভালো ছিলেন এবং আমাদের সব বুঝিয়ে বলেছেন", "ben"),
        ("डॉक्टर बहुत अच्छे थे और उन्होंने हमें सब कुछ समझाया, लेकिन हमें तीन घंटे इंतज़ार करना पड़ा", "hin"),
        ("医生很好,护士也很耐心。", "cmn"),
        ("Медсестра была очень добрая и всё объяснила.", "rus"),
    ] {
        let found = detect(text);
        assert_eq!(found.verdict, Verdict::NotEnglish, "{text}: {found:?}");
        assert_eq!(found.likeliest.map(|l| l.code), Some(code), "{text}: {found:?}");
        assert!(found.needs_translation_or_a_look());
    }
}

#[test]
fn too_short_is_said_and_not_guessed() {
    for text in [
        "",
        " ",
        "Gut",
        "bien",
        "ok",
        "\u{1f600}\u{1f600}",
        "10/10",
        "N/A",
        "Dziękuję",
        "très bien",
    ] {
        let found = detect(text);
        assert_eq!(found.verdict, Verdict::TooShort, "{text}: {found:?}");
        assert_eq!(found.likeliest, None);
    }
}

#[test]
fn one_word_of_another_script_is_enough() {
    assert_eq!(detect("شكرا").verdict, Verdict::NotEnglish);
    assert_eq!(detect("好").verdict, Verdict::NotEnglish);
    assert_eq!(detect("спасибо").verdict, Verdict::NotEnglish);
}

#[test]
fn two_languages_in_one_text_are_not_passed_off_as_english() {
    let text = "The nurse was kind. Ale czekaliśmy trzy godziny na wizytę i nikt nic nie mówił.";
    assert_ne!(detect(text).verdict, Verdict::English);
}

#[test]
fn long_and_odd_input_is_bounded() {
    let long = "a".repeat(1_000_000);
    assert_eq!(detect(&long).verdict, Verdict::TooShort);
    assert_eq!(detect("\0\0\0").verdict, Verdict::TooShort);
    assert_eq!(detect(&"good ".repeat(200_000)).verdict, Verdict::English);
}

proptest::proptest! {
    #[test]
    fn any_text_has_a_verdict(text in "\\PC{0,200}|[a-z éüł]{0,200}") {
        let found = detect(&text);
        proptest::prop_assert!((0.0..=1.0).contains(&found.confidence));
        proptest::prop_assert_eq!(found.is_read_as_english(), !found.needs_translation_or_a_look());
    }
}
