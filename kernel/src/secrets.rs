//! One secret for the installation; every key is drawn from it for its own purpose, so that a
//! second server with the same file signs and checks alike.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::ids::Chance;

/// The installation's secret (32 bytes).
#[derive(Clone)]
pub struct Secrets([u8; 32]);

impl Secrets {
    /// From the bytes themselves.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Makes a new secret and its text for the file.
    pub fn generate(chance: &dyn Chance) -> (Self, String) {
        let mut bytes = [0u8; 32];
        chance.fill(&mut bytes);
        (Self(bytes), data_encoding::HEXLOWER.encode(&bytes))
    }

    /// Reads the secret from the text of its file: 64 hexadecimal digits.
    pub fn read(text: &str) -> Result<Self> {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.trim().as_bytes())
            .map_err(|_| Error::internal("the secret file must hold 64 hexadecimal digits"))?;
        let bytes: [u8; 32] = bytes
            .try_into()
            .map_err(|_| Error::internal("the secret file must hold 64 hexadecimal digits"))?;
        Ok(Self(bytes))
    }

    /// A key for one purpose.
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        self.seal(purpose, b"key")
    }

    /// A mark over bytes that only this installation can make.
    pub fn seal(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }

    /// Whether a mark is ours, in constant time.
    pub fn is_sealed(&self, purpose: &str, bytes: &[u8], mark: &[u8]) -> bool {
        self.seal(purpose, bytes).ct_eq(mark).into()
    }

    /// The key that signs a body's record.
    pub fn record_key(&self, body: Uuid) -> ledger::SigningKey {
        ledger::SigningKey::from_seed(self.seal("record signing key v1", body.as_bytes()))
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}
