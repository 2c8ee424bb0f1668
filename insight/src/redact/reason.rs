//! Kinds of personal detail and the reasons for suggesting one, in plain words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a piece of text gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A person's name.
    Name,
    /// A post that only one person holds, in criticism of staff.
    StaffRole,
    /// House and street.
    Address,
    /// A UK postcode, or its inward half.
    Postcode,
    /// NHS number.
    NhsNumber,
    /// National Insurance number.
    NationalInsurance,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Web address.
    WebAddress,
    /// Name on a social network.
    Handle,
    /// Number of a machine on the internet.
    NetworkAddress,
    /// Date of birth.
    BirthDate,
    /// An age, where the policy asks for it.
    Age,
    /// A date, where the policy asks for it.
    Date,
    /// Payment card.
    Card,
    /// Bank account, sort code or international account number.
    BankAccount,
    /// Vehicle registration.
    Vehicle,
    /// Driving licence.
    DrivingLicence,
    /// Number of a record: hospital, patient, case or reference.
    RecordNumber,
    /// A long number of a kind that could not be told.
    OtherNumber,
}

impl Kind {
    /// The word in a placeholder: `[name 1]`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::StaffRole => "role",
            Self::Address => "address",
            Self::Postcode => "postcode",
            Self::NhsNumber => "NHS number",
            Self::NationalInsurance => "National Insurance number",
            Self::Phone => "phone",
            Self::Email => "e-mail",
            Self::WebAddress => "web address",
            Self::Handle => "username",
            Self::NetworkAddress => "network address",
            Self::BirthDate => "date of birth",
            Self::Age => "age",
            Self::Date => "date",
            Self::Card => "card number",
            Self::BankAccount => "bank account",
            Self::Vehicle => "vehicle",
            Self::DrivingLicence => "driving licence",
            Self::RecordNumber => "record number",
            Self::OtherNumber => "number",
        }
    }
}

/// Whose name it is, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// Somebody who gives care or works there.
    Staff,
    /// The one who writes.
    Speaker,
    /// Family or friends of the one who writes.
    Family,
    /// The text does not tell.
    Unknown,
}

/// What made a word look like a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameCue {
    /// After a title.
    Title,
    /// After 'my name is', 'called' or 'named'.
    Introduced,
    /// After thanks.
    Thanked,
    /// After a greeting.
    Greeted,
    /// After a role: 'nurse', 'driver'.
    Role,
    /// Before a role: 'the nurse', 'on reception'.
    RoleAfter,
    /// After a relation: 'my wife'.
    Family,
    /// At the end, as a signature.
    SignedOff,
    /// Beside another name.
    WithAnother,
    /// Beside words about what somebody did or was.
    Spoken,
    /// In the lists of names, or capitalised within a sentence.
    Listed,
    /// Found as a name elsewhere in the same text.
    Again,
    /// In the organisation's own list of names.
    OwnList,
}

/// Why a piece of text is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It has the form of its kind, and the form is seldom anything else.
    Form,
    /// Form and check digits fit.
    CheckDigits,
    /// Form and the words before it fit.
    Context,
    /// The words before it say so, but the check digits do not fit: a slip in typing, perhaps.
    ContextWithoutCheck,
    /// It has the form, and nothing else speaks for it.
    FormOnly,
    /// A name, by its surroundings.
    Name(NameCue),
    /// A first name of staff in praise: it stays.
    StaffFirstNameInPraise,
    /// Anything that tells which member of staff is criticised.
    StaffInCriticism,
    /// The outward half of a postcode stays by policy; this is the inward half.
    InwardHalf,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "it has the form of one",
            Self::CheckDigits => "its check digits fit",
            Self::Context => "the words before it say so",
            Self::ContextWithoutCheck => {
                "the words before it say so, though its check digits do not fit"
            }
            Self::FormOnly => "it could be one; nothing else in the text says so",
            Self::Name(cue) => return write!(f, "{cue}"),
            Self::StaffFirstNameInPraise => "a first name of staff stays in praise",
            Self::StaffInCriticism => "who is criticised is not to be told from the text",
            Self::InwardHalf => "the second half of a postcode; the first half stays",
        })
    }
}

impl fmt::Display for NameCue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Title => "a name after a title",
            Self::Introduced => "a name after words that introduce one",
            Self::Thanked => "a name after thanks",
            Self::Greeted => "a name after a greeting",
            Self::Role => "a name after a role",
            Self::RoleAfter => "a name before a role or place of work",
            Self::Family => "a name after a relation",
            Self::SignedOff => "a name that signs the text",
            Self::WithAnother => "a name beside another name",
            Self::Spoken => "a name beside words about what somebody did",
            Self::Listed => "a common name, or a capital within a sentence",
            Self::Again => "the same name as elsewhere in this text",
            Self::OwnList => "in the organisation's own list of names",
        })
    }
}
