//! Passwords: which are taken, and how they are kept and compared. All of it happens outside a
//! transaction, because it is slow on purpose.

use std::collections::BTreeSet;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{Caller, State, limits, store};
use kernel::core::Core;
use kernel::error::{Error, Message, Result};

/// Fewest characters.
pub const FEWEST: usize = 12;
/// Most characters.
pub const MOST: usize = 200;

/// 19 MiB and two passes: what OWASP's password storage advice asks of argon2id at the least.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// How many passwords are hashed at a time. Each takes 19 MiB; without a bound, a burst of
/// sign-ins would take the machine's memory. It holds no data, only turns.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Compared with when there is no account, so that the answer takes as long (abuse case A12).
/// Nothing hashes to it: its digest is not of any password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

/// A password that was found good enough, hashed.
#[derive(Clone)]
pub struct NewPassword(pub(crate) String);

impl NewPassword {
    /// Checks a password for a person and hashes it. A refusal is on the field `password`.
    pub async fn choose(core: &Core, password: &str, email: &str, name: &str) -> Result<Self> {
        check(password, email, name)?;
        let mut salt = [0u8; 16];
        core.chance.fill(&mut salt);
        let password = password.to_owned();
        let hash = in_turn(move || -> Result<String> {
            let hash = argon2()?
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map_err(Error::internal)?;
            Ok(hash.to_string())
        })
        .await??;
        Ok(Self(hash))
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(..)")
    }
}

/// What became of comparing a typed password; only an action can act on it.
#[derive(Debug, Clone)]
pub struct Checked {
    pub(crate) email_key: String,
    pub(crate) caller: Caller,
    pub(crate) account: Option<(Uuid, i64)>,
    pub(crate) right: bool,
}

/// Compares a typed password with an account's. It takes as long when there is no such account.
pub async fn check_password(
    core: &Core,
    caller: &Caller,
    email: &str,
    password: &str,
) -> Result<Checked> {
    let email_key = store::email_key(email);
    let tx = core.read().await?;
    let row = store::by_email(&tx, email).await?;
    let locked =
        limits::PASSWORD.locked(&tx, &core.secrets, core.clock.now(), &email_key).await?.is_some();
    drop(tx);
    let active = row.as_ref().is_some_and(|r| r.state() == State::Active);
    let account = row.as_ref().map(|r| (r.id, r.generation));
    let hash = row.and_then(|r| r.password).unwrap_or_else(|| NOBODY.to_owned());
    // The action will refuse a locked address whatever the password, so the work is spared.
    let right = !locked && password.chars().count() <= MOST && {
        let password = password.to_owned();
        in_turn(move || matches(&hash, &password)).await?? && active
    };
    Ok(Checked { email_key, caller: caller.clone(), account, right })
}

fn matches(hash: &str, password: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash).map_err(Error::internal)?;
    Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
}

/// Whether a password may be used: long enough, and not among what is tried first. There is no
/// rule about kinds of characters, because such rules make passwords worse.
pub(crate) fn check(password: &str, email: &str, name: &str) -> Result<()> {
    let refuse = |message: Message| {
        Err(Error::Invalid(vec![kernel::Problem { field: "password".into(), message }]))
    };
    let length = password.chars().count();
    if length < FEWEST {
        return refuse(Message::new("identity-password-short").with("fewest", FEWEST));
    }
    if length > MOST {
        return refuse(Message::new("identity-password-long").with("most", MOST));
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return refuse(Message::new("identity-password-common"));
    }
    if own_words(email, name).iter().any(|word| lower.contains(word.as_str())) {
        return refuse(Message::new("identity-password-personal"));
    }
    Ok(())
}

/// Words that are tried first, alone, doubled, or with digits and signs around them.
const COMMON: &[&str] = &[
    "abc",
    "access",
    "admin",
    "administrator",
    "change",
    "changeme",
    "commissioner",
    "correcthorsebatterystaple",
    "dragon",
    "engagement",
    "football",
    "hello",
    "iloveyou",
    "letmein",
    "liverpool",
    "login",
    "london",
    "manchester",
    "master",
    "monkey",
    "nhs",
    "passphrase",
    "password",
    "passw",
    "pa$$word",
    "p@ssword",
    "p@ssw0rd",
    "passw0rd",
    "princess",
    "qwerty",
    "secret",
    "summer",
    "sunshine",
    "superman",
    "temp",
    "temporary",
    "test",
    "testing",
    "trustno",
    "welcome",
    "whatever",
    "winter",
    "spring",
    "autumn",
    "yousaid",
];

/// Keys in the order in which they lie.
const ROWS: &[&str] = &[
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn",
];

fn is_common(lower: &str) -> bool {
    let few = lower.chars().collect::<BTreeSet<_>>().len() < 4;
    let letters: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    let core = letters.trim_matches(|c: char| !c.is_alphabetic());
    let word = smallest_period(core);
    few || COMMON.contains(&core)
        || COMMON.contains(&word)
        || COMMON.contains(&letters.as_str())
        || ROWS.iter().any(|row| row.contains(&letters) || row.contains(smallest_period(&letters)))
}

/// The shortest beginning of which the whole is a repetition.
fn smallest_period(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|n| text.len().is_multiple_of(*n) && text.is_char_boundary(*n))
        .find(|n| text.as_bytes().chunks(*n).all(|part| part == &text.as_bytes()[..*n]))
        .map_or(text, |n| &text[..n])
}

fn own_words(email: &str, name: &str) -> Vec<String> {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
    [local, name]
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> Option<&'static str> {
        match check(password, "amina.okafor@nhs.example", "Amina Okafor-Lee") {
            Ok(()) => None,
            Err(Error::Invalid(problems)) => Some(problems[0].message.key),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn long_enough_and_unheard_of_is_taken() {
        for good in
            ["four grey kettles sing", "xk7-Lw29-pq", "zzzzyyyyxxxxwwww vv", "ΩμέγαΑλφαΒήτα9"]
        {
            let want = (good.chars().count() < FEWEST).then_some("identity-password-short");
            assert_eq!(refused(good), want, "{good}");
        }
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for bad in [
            "password1234",
            "PasswordPassword",
            "Welcome12345",
            "123456789012",
            "aaaaaaaaaaaa",
            "letmein letmein",
            "qwertyuiopas",
            "administrator",
            "2026Yousaid2026!",
            "abababababab",
            "qwerty123456",
            "correct horse battery staple",
        ] {
            assert_eq!(refused(bad), Some("identity-password-common"), "{bad}");
        }
    }

    #[test]
    fn ones_own_name_or_address_is_refused() {
        for bad in ["kettles AMINA sing", "okafor-okafor-1", "x7 lw amina.q 29"] {
            assert_eq!(refused(bad), Some("identity-password-personal"), "{bad}");
        }
        // Short words are in too many good passwords.
        assert_eq!(refused("lee side of the hill"), None);
    }

    #[test]
    fn bounds_are_counted_in_characters() {
        assert_eq!(refused("elevenchars"), Some("identity-password-short"));
        assert_eq!(refused(&"é1ü2".repeat(50)), None);
        assert_eq!(refused(&"é1ü2x".repeat(41)), Some("identity-password-long"));
    }

    #[test]
    fn nobody_can_sign_in_as_nobody_but_it_takes_the_same_work() {
        let hash = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(hash.params.get_decimal("m"), Some(MEMORY_KIB));
        assert_eq!(hash.params.get_decimal("t"), Some(PASSES));
        assert!(!matches(NOBODY, "anything at all").unwrap());
    }
}
