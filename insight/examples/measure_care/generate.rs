//! Invented comments with personal details at known places. The names are held out: none is in the
//! shipped lists (checked when they are drawn).

use std::ops::Range;

use insight::redact::is_listed_name;
use serde::{Deserialize, Serialize};

/// Given names that are in no shipped list.
const FIRST: &str = "Ottilie Thorfinn Zephyrine Isolde Oluwadamilola Chukwudi Wanjiku Tendai Farai Rutendo Ximena \
Bjorn Siegfried Anwen Heledd Gwenllian Tarquin Lysander Peregrine Cosima Araminta Octavian Ludovic Casimir \
Boguslaw Wieslawa Halszka Miroslava Bohumil Vlasta Zdenek Radovan Snezana Dragana Ljubica Arben Shpresa Agron \
Besnik Valbona Ioannis Evangelos Stavroula Despina Panagiota Hrvoje Tihana Ivica Goran Zorica Biljana Nevena \
Kwaku-Mensah Abena Adwoa Esi Yaw Efua Araba Kobina Nnamdi Obiageli Uzochi Adaobi Chibuzo Ifunanya Somto Tobenna \
Folasade Oluwatobi Abimbola Modupe Titilayo Ayomide Temilade Sipho Thandeka Nomvula Bongani Lerato Kagiso \
Tafadzwa Chipo Nyasha Simbarashe Tapiwa Kudzai Wambui Njeri Kamau Otieno Achieng Makena Selassie Tsegaye \
Meseret Hiwot Yohannes Berhane Fikre Hodan Ifrah Sagal Warsan Liban Guled Hibo Deqa Rahima-Noor Nasrat \
Parwana Zarghona Ghulam Behrouz Shirin-Gol Kourosh Anahita Parisa Arash Niloufar Siavash Gulsum Hatice \
Emine Ozgur Cemal Dilek Gokhan Sevgi Yildiray Rojda Berivan Serhat Azad Tuyet Ngoc Huong Linh Phuong Quang \
Thuy Siew Meiling Xiuying Weiming Jianhua Yuki Haruto Sakura Kenji Minjun Seojun Jiwoo Rupinder Harbhajan \
Balbir Gurcharan Kulwinder Parminderjit Tejinder Ujjal Bhupinder Vaishali Aparna Sreelatha Lakshmanan \
Thangaraj Murugan Selvakumar Kavitha Rohini Shubhangi Chaitanya Devansh Aarohi Ishika Ragnhild Torbjorn Ingeborg \
Solveig Gunnar Sigrun Aino Jukka Pirjo Mikko Annukka Wilhelmina Thijs Joost Maarten Femke Sanne Lieke Benoit \
Mathilde Thibault Clothilde Gwenaelle Yannick-Marie Fiorella Ornella Gaetano Calogero Concetta Ignacio Xoan \
Begona Iker Nerea Aitor Severina Danuta Zdzislaw Jadwiga Lubomir Hovhannes Anoush Tigran Nino-Maia Giorgi \
Levan Tamar-Lia Ketevan Dzmitry Yauheni Ruslana Oksana Bohdan Taras Lyudmyla Zoryana Halyna";

/// Surnames that are in no shipped list.
const LAST: &str = "Pocklington Thistlethwaite Featheringay Crabtree-Holt Ollerenshaw Ramsbotham Micklethwaite \
Throssell Quarmby Shufflebotham Entwhistle Grimsditch Heppenstall Kettleborough Lumbers Murgatroyd Nethercott \
Oughtibridge Postlethwaite Quantrill Rigglesworth Satterthwaite Tattersall Uttley Varnham Wigglesworth Yaxley \
Zouche Arkwright-Bell Bickerdyke Cadwallader Dinsdale Eglington Faircloth Gathercole Hebblethwaite Ibbotson \
Jellicoe Kingdon Lillywhite Mappin Nutbrown Ormsby Pilgrim-Shaw Quested Rackstraw Sidebottom Trevithick \
Penhaligon Tregenza Nankivell Polglase Chenoweth Trelawny Pengelly Angove Bolitho Llewelyn-Pugh Prosserton \
Gwynedd Cadwgan Ap-Rhys Blethyn Kilbride Auchterlonie Colquhoun Dalziel Menzies Urquhart Farquharson Strachn \
Macilwraith Ogilvy Balfoor Chukwuemelie Onwuachi Ezenwa Nwachukwu Okereke Iheanacho Adegoke Olatunji Akinfenwa \
Oyelaran Babajide Ogunbanjo Fashola Acheampong Agyeman Amponsah Bonsu Frimpong Gyasi Nkrumah Opoku Sarpong \
Twumasi Yeboah Chikwanda Mukandi Dube-Moyo Chigumba Marufu Sithole Khumalo Dlamini Mthembu Zulu-Nxumalo Wekesa \
Kipchoge Cherono Mutua Njoroge Gathoni Gebremariam Tekle Woldemichael Habtemariam Warfa Farole Jimale Elmi-Yare \
Gulaid Shirwa Hotak Noorzai Stanikzai Yousafzai Barakzai Rostami Ghorbani Hashemi Tehrani Karimzadeh Demirci \
Ozdemir Karatas Bozkurt Celik Guvenc Aydogan Tasdemir Hoxha Gjoka Krasniqi Shehu Berisha Dervishi Marku-Leka \
Ionescu Dumitrescu Gheorghiu Munteanu Stoicescu Ciobanu Dragomir Wisniewski Wozniak Dabrowska Lewandowska \
Grabowska Pawlowski Szczepaniak Kaczmarek Jablonski Krawczyk Sobczak Kubiak Urbanek Kazlauskas Petrauskas \
Jankauskiene Berzins Kalnins Ozolins Tamm-Saar Horvath Molnar Szekely Lakatos Vukovic Petrovic Markovic \
Dimitrova Georgiev Hristov Angelova Kyriakou Charalambous Hadjigeorgiou Economou Vassiliou Kozlowska Bondarenko \
Shevchenko Tkachenko Kovalenko Melnyk Ramachandran Venkatesan Sivakumar Thirunavukkarasu Balasubramaniam \
Selvarajah Nadarajah Jeyakumar Kulkarni Deshpande Bhattacharya Mukhopadhyay Chakraborty Sengupta Gangopadhyay \
Tripathi Chaturvedi Srivastava Vishwakarma Randhawa Sekhon Gill-Mann Dosanjh Khangura Purewal Hothi Choudhry-Lal \
Talukdar Sikdar Majumder Howlader Bepari Munshi-Ali Tamang Rai-Limbu Gurung-Thapa Nakamura Takahashi Watanabe \
Vanderpoel Oosterhuis Hoogland Kuipers Dijkstra Lindqvist Bergstrom Haugland Fjeldstad Saarinen Virtanen \
Korhonen Castellano Bianchini Lombardo Esposito-Rea Figueroa Valenzuela Arriaga Etxeberria Queiroz Guimaraes \
Vasconcelos Delacroix Beauchamp-Roy Lefebvre Chevalier-Roux Dieudonne Mbemba Kabongo Tshibangu Ilunga Mukendi";

/// Street names (the words before the kind).
const STREETS: &str = "Acacia|Church|Mill|Station|Victoria|Elm Tree|Priory|Saltburn|Old Barn|Queen Alexandra|\
Thornhill|Willowbrook|Hadleigh|Kestrel|St John's|Marlborough|Bramble|Upper Tollgate|Whitehorse|Ashdown";
const KINDS: &str =
    "Road|Street|Avenue|Lane|Close|Drive|Crescent|Gardens|Terrace|Way|Court|Grove|Place";

/// A detail at its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Detail {
    /// Its kind, as in the table.
    pub kind: String,
    /// Bytes of the text.
    pub start: usize,
    /// Bytes of the text.
    pub end: usize,
}

/// An invented comment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sample {
    /// The words.
    pub text: String,
    /// What is in it.
    pub details: Vec<Detail>,
    /// Written in small letters throughout.
    pub lower: bool,
}

impl Detail {
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Small deterministic generator (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn digits(&mut self, n: usize) -> String {
        (0..n).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0))).collect()
    }

    fn letters(&mut self, n: usize, from: &[u8]) -> String {
        (0..n).map(|_| char::from(*self.pick(from))).collect()
    }
}

/// Held-out names that are really out of the lists.
pub fn held_out() -> (Vec<&'static str>, Vec<&'static str>) {
    let out = |names: &'static str| -> Vec<&'static str> {
        let listed = |name: &str| name.to_lowercase().split('-').any(is_listed_name);
        names.split_whitespace().filter(|name| !listed(name)).collect()
    };
    (out(FIRST), out(LAST))
}

const TEMPLATES: &[&str] = &[
    "Nurse {first} was brilliant with my mum.",
    "The nurse {first} took time to explain everything.",
    "Thanks to {first} and {first} for looking after me.",
    "A huge thank you to {first} on reception.",
    "My name is {full} and I was on ward 4.",
    "I am writing on behalf of my husband {full}.",
    "Dr {last} did not listen to a word I said.",
    "Saw Dr {last} on Tuesday, very thorough.",
    "Mrs {last} in the next bed had no water.",
    "Mr {last} was left waiting for two hours.",
    "The physio, {first}, was kind and patient.",
    "A midwife called {first} stayed with us all night.",
    "{first} was lovely and made me laugh.",
    "{full} was rude to me on the phone.",
    "Please pass this on to {full}.",
    "I was treated by {full}, who was excellent.",
    "My daughter {first} had her operation cancelled.",
    "My son {first} waited months for an assessment.",
    "Dear {first}, thank you for your help.",
    "Very poor service. Regards, {full}",
    "The driver {first} was cheerful and careful.",
    "Consultant {full} refused to see us.",
    "Ms {last} at the desk was very helpful.",
    "Ask for {full}, she knows what happened.",
    "Everyone was great, especially {first}.",
    "Spoke to {first} who promised to ring back and never did.",
    "Professor {last} saved my life.",
    "The carer {full} never turned up.",
    "My neighbour {full} had the same problem.",
    "Well done {first}, keep it up.",
    "Miss {last} from the complaints team called me.",
    "{first} the receptionist was very short with me.",
    "Doctor {last} and nurse {first} were both amazing.",
    "Ring me on {phone} about this.",
    "You can call me on {phone} any time after six.",
    "My mobile is {phone} and my email is {email}.",
    "Contact {email} for details.",
    "Please write to me at {email}.",
    "My NHS number is {nhs}.",
    "NHS no {nhs}, no letter ever came.",
    "National insurance number {nino} was asked for.",
    "They asked for my NI number, {nino}, twice.",
    "I live at {address}, {postcode}.",
    "The ambulance went to {address} instead.",
    "My address is {address} if you want to write.",
    "We are in {postcode} and there is no bus.",
    "Why is there no surgery near {postcode}?",
    "DOB {dob}, please check my record.",
    "My date of birth is {dob}.",
    "She was born on {dob} and is very frail.",
    "My husband {full}, born {dob}, was discharged without his tablets.",
    "They charged my card {card} for parking.",
    "Refund me to {iban} please.",
    "A van, reg {vehicle}, blocked the ramp.",
    "Hospital number {hospital}, clinic B.",
    "Patient ID {hospital} was mixed up.",
    "See my post at {url} about this.",
    "I posted it as {handle} on Twitter.",
    "Follow {handle} for the full story.",
];

/// Draws invented comments: every fourth in small letters.
pub fn generate(count: usize, seed: u64) -> Vec<Sample> {
    let mut chance = Chance(seed);
    let (first, last) = held_out();
    (0..count)
        .map(|at| {
            let template = TEMPLATES[at % TEMPLATES.len()];
            let lower = chance.below(4) == 0;
            sample(template, &first, &last, lower, &mut chance)
        })
        .collect()
}

fn sample(
    template: &str,
    first: &[&str],
    last: &[&str],
    lower: bool,
    chance: &mut Chance,
) -> Sample {
    let mut text = String::new();
    let mut details = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        let value = value(slot, first, last, chance);
        let value = if lower { value.to_lowercase() } else { value };
        let start = text.len();
        text.push_str(&value);
        details.push(Detail { kind: slot.to_owned(), start, end: text.len() });
    }
    text.push_str(rest);
    // Only letters of one byte change here, so that the places stay.
    if lower {
        text.make_ascii_lowercase();
    }
    Sample { text, details, lower }
}

fn value(slot: &str, first: &[&str], last: &[&str], chance: &mut Chance) -> String {
    match slot {
        "first" => (*chance.pick(first)).to_owned(),
        "last" => (*chance.pick(last)).to_owned(),
        "full" => format!("{} {}", chance.pick(first), chance.pick(last)),
        "phone" => phone(chance),
        "email" => {
            let host = chance.pick(&[
                "example.com",
                "example.co.uk",
                "mail.example.org",
                "nhs.example.net",
            ]);
            let name = format!("{}.{}", chance.pick(first), chance.pick(last)).to_lowercase();
            format!("{name}{}@{host}", chance.below(99))
        }
        "nhs" => nhs(chance),
        "nino" => {
            let prefix = format!(
                "{}{}",
                chance.letters(1, b"ABCEGHJKLMNPRSTWXYZ"),
                chance.letters(1, b"ABCEHJLMPRSTWXYZ")
            );
            let gap = *chance.pick(&["", " "]);
            let pairs: Vec<String> = (0..3).map(|_| chance.digits(2)).collect();
            format!("{prefix}{gap}{}{gap}{}", pairs.join(gap), chance.letters(1, b"ABCD"))
        }
        "postcode" => postcode(chance),
        "address" => address(chance),
        "dob" => dob(chance),
        "card" => card(chance),
        "iban" => iban(chance),
        "vehicle" => {
            let letters = b"ABCDEFGHJKLMNPRSTUVWXY";
            let gap = *chance.pick(&["", " "]);
            format!(
                "{}{}{gap}{}",
                chance.letters(2, letters),
                chance.digits(2),
                chance.letters(3, letters)
            )
        }
        "hospital" => {
            let count = chance.below(2);
            format!("{}{}", chance.letters(count, b"KRXQ"), chance.digits(7))
        }
        "url" => {
            format!("www.{}.co.uk/{}", chance.letters(7, b"abcdefghikmnoprstu"), chance.digits(3))
        }
        _ => format!("@{}_{}", chance.letters(6, b"abcdefghikmnoprstu"), chance.digits(2)),
    }
}

fn phone(chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => format!("07{} {}", chance.digits(3), chance.digits(6)),
        1 => format!("07{}", chance.digits(9)),
        2 => format!("+44 7{} {}", chance.digits(3), chance.digits(6)),
        3 => format!("020 7{} {}", chance.digits(3), chance.digits(4)),
        4 => format!("(01{}) {}", chance.digits(3), chance.digits(6)),
        5 => format!("01{} {}", chance.digits(3), chance.digits(6)),
        6 => format!("+44(0)1{}", chance.digits(9)),
        _ => format!("07{} {} {}", chance.digits(3), chance.digits(3), chance.digits(3)),
    }
}

fn nhs(chance: &mut Chance) -> String {
    loop {
        let body = format!("{}{}", chance.pick(&["4", "6", "7"]), chance.digits(8));
        let sum: usize =
            body.bytes().zip((2..=10).rev()).map(|(b, w)| usize::from(b - b'0') * w).sum();
        let check = (11 - sum % 11) % 11;
        if check < 10 {
            let whole = format!("{body}{check}");
            let spaced = format!("{} {} {}", &whole[..3], &whole[3..6], &whole[6..]);
            return if chance.below(2) == 0 { whole } else { spaced };
        }
    }
}

fn postcode(chance: &mut Chance) -> String {
    let area = chance
        .pick(&["RM", "IG", "E", "SE", "NE", "LS", "BD", "M", "B", "CF", "SW", "YO", "EH", "TR"]);
    let gap = *chance.pick(&[" ", " ", ""]);
    let inward = chance.letters(2, b"ABDEFGHJLNPQRSTUWXYZ");
    format!("{area}{}{gap}{}{inward}", 1 + chance.below(29), chance.below(10))
}

fn address(chance: &mut Chance) -> String {
    let streets: Vec<&str> = STREETS.split('|').collect();
    let kinds: Vec<&str> = KINDS.split('|').collect();
    let number = 1 + chance.below(250);
    let street = format!("{} {}", chance.pick(&streets), chance.pick(&kinds));
    match chance.below(5) {
        0 => format!("Flat {}, {number} {street}", 1 + chance.below(60)),
        1 => format!("{number}{} {street}", chance.letters(1, b"abc")),
        _ => format!("{number} {street}"),
    }
}

fn dob(chance: &mut Chance) -> String {
    let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "Sept", "Oct",
        "November", "Dec",
    ];
    let (day, month, year) = (1 + chance.below(28), chance.below(12), 1925 + chance.below(85));
    match chance.below(5) {
        0 => format!("{day:02}/{:02}/{year}", month + 1),
        1 => format!("{day}-{}-{year}", month + 1),
        2 => format!("{day:02}.{:02}.{:02}", month + 1, year % 100),
        3 => format!("{day} {} {year}", months[month]),
        _ => format!("{day}th {} {year}", months[month]),
    }
}

fn card(chance: &mut Chance) -> String {
    let body = format!("4{}", chance.digits(14));
    let sum: usize = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, b)| {
            let value = usize::from(b - b'0') * if at % 2 == 0 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    let whole = format!("{body}{}", (10 - sum % 10) % 10);
    format!("{} {} {} {}", &whole[..4], &whole[4..8], &whole[8..12], &whole[12..])
}

fn iban(chance: &mut Chance) -> String {
    let bank = chance.letters(4, b"ABCDEFGHJKLMNPRSTUVWXY");
    let rest = chance.digits(14);
    let value = |text: &str| {
        text.bytes().fold(0_u64, |sum, b| match b {
            b'0'..=b'9' => (sum * 10 + u64::from(b - b'0')) % 97,
            _ => (sum * 100 + u64::from(b - b'A' + 10)) % 97,
        })
    };
    let check = 98 - value(&format!("{bank}{rest}GB00"));
    format!("GB{check:02} {bank} {} {} {} {}", &rest[..4], &rest[4..8], &rest[8..12], &rest[12..])
}
