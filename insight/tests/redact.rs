//! Personal details: what is found, what is left, and what becomes of it.

use insight::redact::{Advice, Kind, Policy, Reason, Suggestion, Tone, Who, apply, suggest};
use proptest::prelude::*;
use rstest::rstest;

fn found(text: &str) -> Vec<(Kind, &str)> {
    suggest(text, &Policy::default()).iter().map(|s| (s.kind, &text[s.span.clone()])).collect()
}

fn names(text: &str) -> Vec<&str> {
    found(text)
        .into_iter()
        .filter(|(kind, _)| *kind == Kind::Name)
        .map(|(_, words)| words)
        .collect()
}

#[rstest]
#[case("My NHS number is 943 476 5919 if you need it", Kind::NhsNumber, "943 476 5919")]
#[case("nhs no: 9434765918 typed badly", Kind::NhsNumber, "9434765918")]
#[case("NI number ab 12 34 56 c thanks", Kind::NationalInsurance, "ab 12 34 56 c")]
#[case("ring me on 07700 900123 please", Kind::Phone, "07700 900123")]
#[case("my number +44 (0)20 7946 0958", Kind::Phone, "+44 (0)20 7946 0958")]
#[case("call (0113) 496 0000 any time", Kind::Phone, "(0113) 496 0000")]
#[case("phoned 111 then 01632960123 twice", Kind::Phone, "01632960123")]
#[case("write to jo.bloggs@example.co.uk now", Kind::Email, "jo.bloggs@example.co.uk")]
#[case("it is jo.bloggs at gmail.com", Kind::Email, "jo.bloggs at gmail.com")]
#[case("see www.example.org/me for it", Kind::WebAddress, "www.example.org/me")]
#[case("we live at rm1 3ab near there", Kind::Postcode, "3ab")]
#[case("postcode SW1A 2AA", Kind::Postcode, "2AA")]
#[case("d.o.b. 12/03/1956 at the desk", Kind::BirthDate, "12/03/1956")]
#[case("born on 3rd of May 1961", Kind::BirthDate, "3rd of May 1961")]
#[case("card 4111 1111 1111 1111 was charged", Kind::Card, "4111 1111 1111 1111")]
#[case("pay GB29 NWBK 6016 1331 9268 19 now", Kind::BankAccount, "GB29 NWBK 6016 1331 9268 19")]
#[case("sort code 20-00-00 it was", Kind::BankAccount, "20-00-00")]
#[case("my car AB12 CDE was hit", Kind::Vehicle, "AB12 CDE")]
#[case("hospital number K123456 please", Kind::RecordNumber, "K123456")]
#[case("case ref 0012345 was lost", Kind::RecordNumber, "0012345")]
#[case("follow @jo_bloggs99 online", Kind::Handle, "@jo_bloggs99")]
#[case("I live at 12 Acacia Avenue", Kind::Address, "12 Acacia Avenue")]
#[case("came to 14a high street today", Kind::Address, "14a high street")]
#[case("Flat 3, 27 Oak Road is mine", Kind::Address, "Flat 3, 27 Oak Road")]
fn identifiers_are_found(#[case] text: &str, #[case] kind: Kind, #[case] words: &str) {
    assert!(found(text).contains(&(kind, words)), "{text}: {:?}", found(text));
}

#[rstest]
#[case("nurse sarah was lovely", &["sarah"])]
#[case("Thanks to Sarah and Tunde on reception", &["Sarah", "Tunde"])]
#[case("dr okonkwo explained it all", &["okonkwo"])]
#[case("Dr. Patel's manner was poor", &["Patel"])]
#[case("mr brown waited", &["brown"])]
#[case("my name is zbyslaw kvist", &["zbyslaw kvist"])]
#[case("my wife Margaret fell", &["Margaret"])]
#[case("a big thank you to grace jones", &["grace jones"])]
#[case("Will was brilliant, thank you Will", &["Will"])]
#[case("The physio called Quillon helped", &["Quillon"])]
#[case("Mr J P Smith is my dad", &["J P Smith"])]
#[case("Saw Anne-Marie O'Brien today", &["Anne-Marie O'Brien"])]
#[case("THANK YOU SARAH YOU WERE GREAT", &["SARAH"])]
#[case("Very good care.\nKind regards\nDoreen Pocklington", &["Doreen Pocklington"])]
#[case("mrs van der berg in bed 4", &["van der berg"])]
fn names_are_found_in_any_case(#[case] text: &str, #[case] expected: &[&str]) {
    let found = names(text);
    for name in expected {
        assert!(found.contains(name), "{text}: {found:?}");
    }
}

#[rstest]
#[case("Will you improve the waiting times? I hope so.")]
#[case("May I say the grace and patience of staff was a joy")]
#[case("The doctor said the ward was full and the nurse was kind")]
#[case("Waited 3 hours in the Royal Infirmary on Monday 12th")]
#[case("rang 111 and 999, 20 minutes on hold, 100% happy")]
#[case("I miss my home. The dr was rude.")]
#[case("Appointment on 12/03/2021 at 10.30, very good")]
#[case("NHS staff at Queens Hospital in Romford are excellent")]
#[case("EXCELLENT SERVICE THANK YOU TO ALL THE STAFF")]
#[case("The Staff Were Very Helpful And Kind To Me")]
#[case("recieved good treatment from the proffesional team")]
#[case("ward b12 5th floor was clean")]
#[case("2 people close to me, 3 weeks in the way of it")]
fn plain_comments_are_left_alone(#[case] text: &str) {
    assert_eq!(found(text), [], "{text}");
}

#[test]
fn first_names_of_staff_stay_in_praise_and_go_in_criticism() {
    let text = "Nurse Sarah Patel on the ward. My husband Tom agrees, and the ward manager knows.";
    let read = |tone| suggest(text, &Policy { tone, ..Policy::default() });
    let about = |list: &[Suggestion], words: &str| {
        list.iter().find(|s| &text[s.span.clone()] == words).cloned()
    };
    let praise = read(Tone::Praise);
    let sarah = about(&praise, "Sarah").unwrap();
    assert_eq!((sarah.advice, sarah.reason), (Advice::Keep, Reason::StaffFirstNameInPraise));
    assert_eq!(about(&praise, "Patel").unwrap().advice, Advice::Replace);
    let tom = about(&praise, "Tom").unwrap();
    assert_eq!((tom.advice, tom.who), (Advice::Replace, Who::Family));
    let criticism = read(Tone::Criticism);
    let whole = about(&criticism, "Sarah Patel").unwrap();
    assert_eq!((whole.advice, whole.reason), (Advice::Replace, Reason::StaffInCriticism));
    assert_eq!(about(&criticism, "ward manager").unwrap().kind, Kind::StaffRole);
    assert!(read(Tone::Unknown).iter().all(|s| s.advice == Advice::Replace));
}

#[test]
fn placeholders_stay_the_same_and_do_not_depend_on_what_is_accepted() {
    let text = "Dr Patel saw me. Thanks to Sarah Jones! Later Patel left and sarah stayed.";
    let all = suggest(text, &Policy::default());
    let marks: Vec<_> = all.iter().map(|s| (&text[s.span.clone()], &*s.placeholder)).collect();
    assert_eq!(
        marks,
        [
            ("Patel", "[name 1]"),
            ("Sarah Jones", "[name 2]"),
            ("Patel", "[name 1]"),
            ("sarah", "[name 2]")
        ]
    );
    let some: Vec<_> = all.iter().skip(1).map(Suggestion::accepted).collect();
    let done = apply(text, &some).unwrap();
    assert_eq!(
        done.text,
        "Dr Patel saw me. Thanks to [name 2]! Later [name 1] left and [name 2] stayed."
    );
}

#[test]
fn the_policy_decides_on_postcodes_dates_and_own_names() {
    let text = "RM1 3AB, seen 12/03/2021, by zorbag";
    let mut policy = Policy { whole_postcodes: true, dates_and_ages: true, ..Policy::default() };
    policy.own_names.insert("zorbag".to_owned());
    let words: Vec<_> = suggest(text, &policy).iter().map(|s| &text[s.span.clone()]).collect();
    assert_eq!(words, ["RM1 3AB", "12/03/2021", "zorbag"]);
}

#[test]
fn reasons_are_in_plain_words() {
    let reasons: Vec<_> = suggest("nurse sarah, 943 476 5919", &Policy::default())
        .iter()
        .map(|s| s.reason.to_string())
        .collect();
    assert_eq!(reasons, ["a name after a role", "its check digits fit"]);
}

#[rstest]
#[case("")]
#[case("\0\0 \0sarah\0")]
#[case("\u{1f600}\u{1f600}")]
#[case("مرحبا sarah شكرا 943 476 5919 لك")]
fn odd_input_is_read(#[case] text: &str) {
    for suggestion in suggest(text, &Policy::default()) {
        assert!(text.get(suggestion.span).is_some());
    }
}

#[test]
fn huge_input_takes_bounded_time() {
    let policy = Policy { dates_and_ages: true, tone: Tone::Criticism, ..Policy::default() };
    for text in [
        "a".repeat(200_000),
        "sarah ".repeat(20_000),
        "1".repeat(200_000),
        "1 ".repeat(50_000),
        "12 ".repeat(50_000),
        "a@".repeat(50_000),
        "a.".repeat(50_000),
        "www.".repeat(30_000),
        "GB12 ".repeat(20_000),
        "12 high ".repeat(10_000),
        "and thanks to ".repeat(10_000),
        " at ".repeat(30_000) + "dot",
        "user is ".repeat(10_000),
    ] {
        let started = std::time::Instant::now();
        let _ = suggest(&text, &policy);
        assert!(started.elapsed().as_secs() < 20, "{:?} took {:?}", &text[..20], started.elapsed());
    }
}

proptest! {
    #[test]
    fn spans_lie_in_the_text_and_apply_takes_them(text in "\\PC{0,200}|[a-zA-Z0-9 .,@'()+/-]{0,200}") {
        let all = suggest(&text, &Policy { dates_and_ages: true, ..Policy::default() });
        let mut end = 0;
        for suggestion in &all {
            prop_assert!(text.get(suggestion.span.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(suggestion.span.start >= end);
            prop_assert!((0.0..=1.0).contains(&suggestion.confidence));
            end = suggestion.span.end;
        }
        let accepted: Vec<_> = all.iter().map(Suggestion::accepted).collect();
        prop_assert!(apply(&text, &accepted).is_ok());
    }

    #[test]
    fn a_name_is_replaced_everywhere_a_person_accepts(words in prop::collection::vec("sarah|tunde|the|nurse|and|07700 900123|RM1 3AB", 1..20)) {
        let text = words.join(" ");
        let all = suggest(&text, &Policy::default());
        let accepted: Vec<_> = all.iter().map(Suggestion::accepted).collect();
        let done = apply(&text, &accepted).unwrap();
        prop_assert!(!done.text.contains("07700 900123"), "{}", done.text);
    }
}
