//! The keys that sign checkpoints and receipts.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::Signer;
use sha2::{Digest, Sha256};

use crate::text::hex_hash;

/// The signature algorithm's number on a C2SP signed note: Ed25519.
const ALGORITHM: u8 = 0x01;

/// Why a public key was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is not 64 lower-case hexadecimal digits.
    #[error("a public key is 64 lower-case hexadecimal digits")]
    Text,
    /// It is not a point of the curve in canonical form, or one under which anything can be signed.
    #[error("this is not an acceptable Ed25519 public key")]
    Point,
}

/// An Ed25519 private key.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key of this 32-byte seed.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Base64 of the key's four-byte id under this name and the signature of the message.
    pub(crate) fn stamp(&self, name: &str, message: &[u8]) -> String {
        let mut bytes = self.verifying_key().id(name).to_vec();
        bytes.extend_from_slice(&self.0.sign(message).to_bytes());
        BASE64.encode(&bytes)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(for {})", self.verifying_key())
    }
}

/// An Ed25519 public key. Written as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// The key with these bytes; refuses weak keys and non-canonical points.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Point)?;
        // `from_bytes` keeps the bytes as given; the point itself says what they should be.
        let canonical = key.to_edwards().compress().to_bytes() == *bytes;
        if canonical && !key.is_weak() { Ok(Self(key)) } else { Err(KeyError::Point) }
    }

    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key's id on notes and receipts of this origin, as C2SP signed notes define it.
    pub fn id(&self, origin: &str) -> [u8; 4] {
        let mut hasher = Sha256::new();
        hasher.update(origin.as_bytes());
        hasher.update([b'\n', ALGORITHM]);
        hasher.update(self.to_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// The text that other tools for C2SP signed notes take as a verifier key.
    pub fn note_key(&self, origin: &str) -> String {
        let mut bytes = vec![ALGORITHM];
        bytes.extend_from_slice(&self.to_bytes());
        format!("{origin}+{}+{}", HEXLOWER.encode(&self.id(origin)), BASE64.encode(&bytes))
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.to_bytes()))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::from_bytes(&hex_hash(text).ok_or(KeyError::Text)?)
    }
}

/// What a stamp (key id and signature) says about a message under the trusted keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// A trusted key signed it.
    Good,
    /// It claims a trusted key, and the signature is wrong.
    Bad,
    /// It names none of the trusted keys.
    Unknown,
}

/// Reads base64 of key id and signature and checks it; `None` when it is not that.
pub(crate) fn check_stamp(
    text: &str,
    origin: &str,
    message: &[u8],
    keys: &[VerifyingKey],
) -> Option<Stamp> {
    let bytes: [u8; 68] = crate::text::base64(text)?.try_into().ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    let signature: &[u8; 64] = signature.try_into().ok()?;
    let mut stamp = Stamp::Unknown;
    for key in keys.iter().filter(|key| key.id(origin) == *id) {
        if key.verifies(message, signature) {
            return Some(Stamp::Good);
        }
        stamp = Stamp::Bad;
    }
    Some(stamp)
}
