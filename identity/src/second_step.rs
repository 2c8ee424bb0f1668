//! The second step: codes from an app (TOTP, RFC 6238), and recovery codes for the day the
//! telephone is lost. The shared secret is sealed at rest with a key that is not in the database.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use totp_rs::{Algorithm, Builder, Totp};
use uuid::Uuid;

use super::password::Checked;
use super::sessions::{self, Session, Stage};
use super::store::{self, Row};
use super::{Caller, Tried, limits, may_manage_account, sign_in, subject};
use kernel::audit::{Audited, Event};
use kernel::core::Core;
use kernel::db::{Tx, WriteTx};
use kernel::error::{Error, Message, Result};
use kernel::ids;

/// Bytes of a secret: what the RFC recommends.
const SECRET: usize = 20;
/// Bytes of a nonce.
const NONCE: usize = 24;
/// Seconds of a step.
const STEP: u64 = 30;
/// Recovery codes given out.
const RECOVERY_CODES: usize = 10;
/// Who the code is for, as the app shows it.
const ISSUER: &str = "YouSaid";

/// What a person puts into their app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// To type, in base 32.
    pub typed: String,
    /// To scan: an `otpauth:` address for a QR code.
    pub address: String,
}

/// What confirming the second step gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Secret of the new session.
    pub token: String,
    /// Recovery codes, shown this once.
    pub recovery_codes: Vec<String>,
}

/// What proved the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Used {
    Code,
    RecoveryCode,
}

impl Used {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::RecoveryCode => "recovery-code",
        }
    }
}

fn cipher(core: &Core) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(core.secrets.key("totp")))
}

/// Seals a secret for one account: it opens for no other.
fn seal(core: &Core, account: Uuid, secret: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0u8; NONCE];
    core.chance.fill(&mut nonce);
    let sealed = cipher(core)
        .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: account.as_bytes() })
        .map_err(Error::internal)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(core: &Core, account: Uuid, stored: &[u8]) -> Result<Vec<u8>> {
    let unreadable = || Error::internal("the second step cannot be read with this secret file");
    let (nonce, sealed) = stored.split_first_chunk::<NONCE>().ok_or_else(unreadable)?;
    cipher(core)
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: account.as_bytes() })
        .map_err(|_| unreadable())
}

fn totp(core: &Core, row: &Row, stored: &[u8]) -> Result<Totp> {
    Builder::new()
        // Apps ignore the others and then show wrong codes.
        .with_algorithm(Algorithm::SHA1)
        .with_step_duration(STEP)
        .with_skew(1)
        .with_secret(open(core, row.id, stored)?)
        .with_issuer(Some(ISSUER))
        .with_account_name(row.email.replace(':', ""))
        .build()
        .map_err(Error::internal)
}

fn unix(tx: &WriteTx) -> u64 {
    u64::try_from(tx.now().timestamp()).unwrap_or(0)
}

/// The step to which a code belongs, if to any.
fn step_of(totp: &Totp, code: &str, now: u64) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    totp.check(&digits, now).and_then(|step| i64::try_from(step).ok())
}

fn shown(totp: &Totp) -> Result<Secret> {
    let address = totp.to_url().map_err(Error::internal)?;
    Ok(Secret { typed: totp.secret().to_base32(), address })
}

/// Begins to set up the second step: a new secret, which counts only once a code from it was
/// typed. Whoever has one already must show the password again.
pub async fn offer_second_step(
    tx: &WriteTx,
    session: &Session,
    again: Option<&Checked>,
) -> Result<Audited<Tried<Secret>>> {
    let row = store::by_id(tx, session.account).await?.ok_or(Error::NotFound)?;
    if !sessions::still_open(tx, session, &row).await? {
        return Err(Error::Forbidden("sign-in"));
    }
    if row.totp.is_some() {
        let refused = Event::of_installation("identity.second-step.refused", subject(row.id));
        let again = again.ok_or(Error::Forbidden("sign-in"))?;
        if session.stage != Stage::Full {
            return Err(Error::Forbidden("sign-in"));
        }
        match sign_in::prove(tx, session, again).await? {
            Tried::Done(()) => {}
            Tried::Wrong => return Ok(Audited::new(Tried::Wrong, refused)),
            Tried::Locked { retry_after } => {
                return Ok(Audited::new(Tried::Locked { retry_after }, refused));
            }
        }
    }
    let mut secret = [0u8; SECRET];
    tx.core().chance.fill(&mut secret);
    let sealed = seal(tx.core(), row.id, &secret)?;
    let shown = shown(&totp(tx.core(), &row, &sealed)?)?;
    store::offer_totp(tx, row.id, sealed).await?;
    let event = Event::of_installation("identity.second-step.offered", subject(row.id));
    Ok(Audited::new(Tried::Done(shown), event))
}

/// The secret that was offered and not confirmed yet, to show the page again.
pub async fn pending_second_step(
    core: &Core,
    tx: &Tx,
    session: &Session,
) -> Result<Option<Secret>> {
    let Some(row) = store::by_id(tx, session.account).await? else { return Ok(None) };
    let Some(stored) = row.totp_pending.clone() else { return Ok(None) };
    Ok(Some(shown(&totp(core, &row, &stored)?)?))
}

/// Confirms the offered secret with a code from it. All sessions end, a new one begins, and
/// recovery codes come back to be shown once.
pub async fn confirm_second_step(
    tx: &WriteTx,
    session: &Session,
    caller: &Caller,
    code: &str,
) -> Result<Audited<Tried<Enrolled>>> {
    let row = store::by_id(tx, session.account).await?.ok_or(Error::NotFound)?;
    // A session that only a password opened may set up a second step, never replace one.
    let may = row.totp.is_none() || session.stage == Stage::Full;
    if !may || !sessions::still_open(tx, session, &row).await? {
        return Err(Error::Forbidden("sign-in"));
    }
    let pending = row
        .totp_pending
        .clone()
        .ok_or_else(|| Error::refused("identity-second-step-not-offered"))?;
    let refused = Event::of_installation("identity.second-step.refused", subject(row.id));
    if let Some(retry_after) = locked(tx, &row).await? {
        return Ok(Audited::new(Tried::Locked { retry_after }, refused));
    }
    let Some(step) = step_of(&totp(tx.core(), &row, &pending)?, code, unix(tx)) else {
        count(tx, &row, caller).await?;
        return Ok(Audited::new(Tried::Wrong, refused));
    };
    store::take_totp(tx, row.id, step).await?;
    limits::CODE.clear(tx, &row.id.to_string()).await?;
    let recovery_codes = give_recovery(tx, row.id).await?;
    let generation = store::next_generation(tx, row.id).await?;
    let token = sessions::begin(tx, row.id, generation, Stage::Full, &caller.agent).await?;
    let event = Event::of_installation("identity.second-step.enrolled", subject(row.id));
    Ok(Audited::new(Tried::Done(Enrolled { token, recovery_codes }), event))
}

async fn give_recovery(tx: &WriteTx, account: Uuid) -> Result<Vec<String>> {
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| ids::reference(&*tx.core().chance)).collect();
    let digests: Vec<String> = codes.iter().map(|code| ids::token_digest(code)).collect();
    store::replace_recovery(tx, account, &digests).await?;
    Ok(codes)
}

/// New recovery codes in place of the old ones, with the password.
pub async fn renew_recovery(
    tx: &WriteTx,
    session: &Session,
    checked: &Checked,
) -> Result<Audited<Tried<Vec<String>>>> {
    let row = store::by_id(tx, session.account).await?.ok_or(Error::NotFound)?;
    if session.stage != Stage::Full
        || row.totp.is_none()
        || !sessions::still_open(tx, session, &row).await?
    {
        return Err(Error::Forbidden("sign-in"));
    }
    let tried = match sign_in::prove(tx, session, checked).await? {
        Tried::Done(()) => Tried::Done(give_recovery(tx, row.id).await?),
        Tried::Wrong => Tried::Wrong,
        Tried::Locked { retry_after } => Tried::Locked { retry_after },
    };
    let name = match tried {
        Tried::Done(_) => "identity.recovery-codes.renewed",
        _ => "identity.second-step.refused",
    };
    Ok(Audited::new(tried, Event::of_installation(name, subject(row.id))))
}

/// How many recovery codes an account has left.
pub async fn recovery_left(tx: &Tx, account: Uuid) -> Result<i64> {
    store::recovery_left(tx, account).await
}

/// Takes the second step and the recovery codes away, so that the person sets it up anew at
/// their next sign-in. By whoever looks after the account, never by the person.
pub async fn reset_second_step(tx: &WriteTx, account: Uuid) -> Result<Audited<()>> {
    if !may_manage_account(tx, account).await? {
        return Err(Error::NotFound);
    }
    if tx.actor().account() == Some(account) {
        return Err(Error::Refused(Message::new("identity-own-account")));
    }
    store::clear_totp(tx, account).await?;
    limits::CODE.clear(tx, &account.to_string()).await?;
    store::next_generation(tx, account).await?;
    Ok(Audited::new((), Event::of_installation("identity.second-step.reset", subject(account))))
}

async fn locked(tx: &WriteTx, row: &Row) -> Result<Option<u64>> {
    limits::CODE.locked(tx, &tx.core().secrets, tx.now(), &row.id.to_string()).await
}

async fn count(tx: &WriteTx, row: &Row, caller: &Caller) -> Result<()> {
    limits::CODE.count(tx, &row.id.to_string()).await?;
    limits::CALLER.count(tx, &caller.address).await
}

/// Tries a code of the app, then a recovery code; either works once.
pub(crate) async fn try_code(
    tx: &WriteTx,
    row: &Row,
    caller: &Caller,
    code: &str,
) -> Result<Tried<Used>> {
    let (secrets, now) = (&tx.core().secrets, tx.now());
    if let Some(retry_after) = limits::CALLER.locked(tx, secrets, now, &caller.address).await? {
        return Ok(Tried::Locked { retry_after });
    }
    if let Some(retry_after) = locked(tx, row).await? {
        return Ok(Tried::Locked { retry_after });
    }
    let stored = row.totp.as_deref().ok_or(Error::Forbidden("sign-in"))?;
    if let Some(step) = step_of(&totp(tx.core(), row, stored)?, code, unix(tx)) {
        if store::use_step(tx, row.id, step).await? {
            limits::CODE.clear(tx, &row.id.to_string()).await?;
            return Ok(Tried::Done(Used::Code));
        }
    } else if let Some(code) = ids::read_reference(code)
        && store::use_recovery(tx, row.id, &ids::token_digest(&code)).await?
    {
        limits::CODE.clear(tx, &row.id.to_string()).await?;
        return Ok(Tried::Done(Used::RecoveryCode));
    }
    count(tx, row, caller).await?;
    Ok(Tried::Wrong)
}
