//! Words that announce a name, follow one, or speak against one.

/// A title: a name follows.
pub(crate) const TITLE: u32 = 1;
/// Somebody's work: a name may follow, or stand before it.
pub(crate) const ROLE: u32 = 1 << 1;
/// A relation: a name may follow.
pub(crate) const KIN: u32 = 1 << 2;
/// A greeting: a name may follow.
pub(crate) const GREETING: u32 = 1 << 3;
/// Speaks of what somebody did or was: a name may stand before it.
pub(crate) const FOLLOWS: u32 = 1 << 4;
/// 'By', 'with', 'saw': a person may follow, and so may much else.
pub(crate) const BY: u32 = 1 << 5;
/// Speaks against a name right after it: articles, possessives, measures, places.
pub(crate) const AGAINST: u32 = 1 << 6;
/// Makes the word before it a place or a body and not a person.
pub(crate) const PLACE: u32 = 1 << 7;
/// Part of a surname: 'van', 'de', 'al'.
pub(crate) const PARTICLE: u32 = 1 << 8;
/// Never a name by itself in small letters.
pub(crate) const FUNCTION: u32 = 1 << 9;
/// Closes a letter: a name may follow.
pub(crate) const FAREWELL: u32 = 1 << 10;
/// 'Called', 'named': a name may follow.
pub(crate) const NAMED: u32 = 1 << 11;
/// A title of the family, not of the clinic: in whatever case, what follows is a surname.
pub(crate) const FIRM_TITLE: u32 = 1 << 12;
/// A kind of street that is seldom another word.
pub(crate) const STREET: u32 = 1 << 13;
/// A kind of street that is often another word.
pub(crate) const STREET_OR_WORD: u32 = 1 << 14;
/// A measure: the number before it is no house number.
pub(crate) const MEASURE: u32 = 1 << 15;

/// What only people do: explain, tell, listen.
pub(crate) const HUMAN: u32 = 1 << 16;

const LISTS: [(u32, &str); 17] = [
    (
        HUMAN,
        "who explained told said rang phoned listened helped treated promised reassured understood \
         answered spoke stayed refused deserves",
    ),
    (TITLE, "mr mrs ms miss mx dr prof professor rev reverend sir dame cllr councillor mister"),
    (FIRM_TITLE, "mr mrs mx mister"),
    (
        ROLE,
        "nurse nurses doctor doctors dr drs matron sister consultant consultants carer carers \
         midwife midwives paramedic paramedics driver drivers receptionist receptionists physio \
         physios physiotherapist therapist therapists counsellor psychologist psychiatrist hca hcas \
         gp gps pharmacist surgeon surgeons registrar cpn cpns dietitian dietician podiatrist \
         assistant assistants manager phlebotomist dentist porter porters volunteer student worker \
         keyworker practitioner operator handler technician radiographer sonographer coordinator \
         colleague colleagues chiropodist anaesthetist technicians trainer tutor health-visitor \
         visitor housekeeper cleaner caretaker secretary clerk oncologist cardiologist neurologist \
         ambulanceman osteopath optician audiologist orthodontist hygienist clinician officer",
    ),
    (
        KIN,
        "mum mam mom mother dad father husband wife partner son daughter brother sister nan nana gran \
         grandma grandad granddad grandmother grandfather granddaughter grandson nephew niece uncle \
         auntie aunt cousin friend neighbour baby boyfriend girlfriend fiance fiancee hubby stepson \
         stepdaughter",
    ),
    (GREETING, "dear hi hello hiya hey"),
    (
        FOLLOWS,
        "was is has had who made helped looked did kept took came explained listened treated told \
         said rang called gave phoned showed seemed sorted put really always never even also can works worked \
         deserves went got and were are answered understood arranged reassured spoke visited waited stayed needed refused promised",
    ),
    (
        BY,
        "by with saw see seen met under spoke tell ask contact thank say and especially particularly including namely plus",
    ),
    (
        AGAINST,
        "the a an my his her their your our its this these some any no much more very so \
         great good such in at near into onto around through across every each all both other another",
    ),
    (
        PLACE,
        "hospital hospitals house ward clinic surgery centre center trust medical practice unit court \
         lodge health suite wing building room gardens station infirmary hub team service services \
         ambulance department school college university church hall care home nursing site reception \
         area street road lane avenue close drive park desk phones foundation council borough county library \
         pharmacy chemist assessment day",
    ),
    (
        PARTICLE,
        "van von de der den del della da dos di du la le al el bin ibn ben ap ab mac mc st ter",
    ),
    (
        FUNCTION,
        "the a an and or but if of to in on at by for with from as is are was were be been being am do \
         does did done have has had having will would shall should can could may might must not no nor \
         so than then that this these those there here it its he him his she her hers they them their \
         theirs we us our ours you your yours i me my mine who whom whose which what when where why how \
         all any both each few more most other some such only own same too very just also even still \
         again once about above after against before below between during into through under until up \
         down out off over because while well really always never now back im ive id ill dont didnt \
         came come went go going get got said says say told asked made make took take gave give called \
         call rang ring saw see seen was lovely excellent great good nice kind brilliant amazing helpful",
    ),
    (FAREWELL, "regards sincerely faithfully signed wishes"),
    (NAMED, "called named nicknamed name's"),
    (STREET, "street road rd avenue ave lane ln crescent cres terrace gardens gdns mews boulevard"),
    (
        STREET_OR_WORD,
        "st av close drive dr court ct place pl way walk hill park rise row square sq green view grove \
         mount parade vale fields field meadow meadows heath yard wharf house cottage lodge villas \
         villa estate path bank gate hall end cross broadway mill croft common quay",
    ),
    (
        MEASURE,
        "hour hours hrs hr minute minutes min mins second seconds day days week weeks wks month months \
         year years yrs yr times time people person patients patient nurses staff doctors appointments \
         calls am pm percent pounds quid miles mile metres stone kg lbs mg ml tablets o'clock oclock \
         of to in the out or and per star stars visits beds weeks' days' am, weeklong other more",
    ),
];

/// Every word that is a cue, with its flag; a word may come more than once.
pub(super) fn all() -> impl Iterator<Item = (&'static str, u32)> {
    LISTS.iter().flat_map(|(flag, words)| words.split_whitespace().map(|word| (word, *flag)))
}
