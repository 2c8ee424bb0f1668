//! What becomes of single voices: left out, brought back, covered, taken back, erased.

use kernel::Actor;
use kernel::error::{Error, Result};
use thread::actions::care::{self, Cover};
use thread::model::voice::{ErasureGround, ExclusionReason, RedactionReason};

use super::{Making, Together, word};
use crate::plan::Fate;

impl Making<'_> {
    /// Does what is planned for a voice.
    pub(super) async fn care(&mut self, n: usize) -> Result<()> {
        let planned = self.plan.voices.get(n).ok_or(Error::NotFound)?;
        let body = self.body_at(planned.body)?;
        let Some((voice, reference)) = self.received(n) else { return Ok(()) };
        let mut together = match &planned.fate {
            Some(Fate::Withdrawn) => Together::begin(self.core, &Actor::public()).await?,
            Some(Fate::Erased | Fate::Redacted(..)) => self.by("data-protection").await?,
            _ => self.by("lead").await?,
        };
        let tx = &together.tx;
        let done = match &planned.fate {
            None => return Ok(()),
            Some(Fate::Excluded(reason)) => {
                care::exclude_voice(tx, body, voice, word(reason, ExclusionReason::from_key)?)
                    .await?
            }
            Some(Fate::Restored) => {
                let reason = ExclusionReason::Duplicate;
                let excluded = care::exclude_voice(tx, body, voice, reason).await?;
                let restored = care::restore_voice(tx, body, voice).await?;
                together.keep(excluded);
                restored
            }
            Some(Fate::Redacted(reason, parts)) => {
                let reason = word(reason, RedactionReason::from_key)?;
                care::redact(tx, body, voice, Cover::Parts(parts.clone()), reason).await?
            }
            Some(Fate::Withdrawn) => care::withdraw(tx, reference).await?.map(|_| ()),
            Some(Fate::Erased) => {
                care::erase_voice(tx, body, voice, ErasureGround::Request).await?
            }
        };
        together.keep(done);
        together.commit().await
    }
}
