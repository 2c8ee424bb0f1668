//! Limits on attempts. They are rows of the database, so that they hold over several servers and
//! over a restart, and they are kept by what was typed, not by account: an address that nobody
//! has is limited, and told so, just like one that somebody has (abuse case A12).

use chrono::{DateTime, TimeDelta, Utc};

use super::store;
use kernel::db::{Tx, WriteTx};
use kernel::error::Result;
use kernel::secrets::Secrets;

/// What is counted, how many are borne, and for how many minutes the rest are refused.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    name: &'static str,
    most: i64,
    minutes: i64,
}

/// Wrong passwords for one e-mail address.
pub(crate) const PASSWORD: Limit = Limit { name: "password", most: 10, minutes: 15 };
/// Wrong passwords and codes from one network address; a whole office may share it.
pub(crate) const CALLER: Limit = Limit { name: "caller", most: 100, minutes: 15 };
/// Wrong codes for one account. A guess is right three times in a million.
pub(crate) const CODE: Limit = Limit { name: "code", most: 5, minutes: 15 };
/// Resets asked for one e-mail address.
pub(crate) const RESET: Limit = Limit { name: "reset", most: 5, minutes: 60 };
/// Resets asked from one network address.
pub(crate) const RESET_CALLER: Limit = Limit { name: "reset-caller", most: 50, minutes: 60 };

/// After how many hours a count is of no more use.
pub(crate) const KEEP_HOURS: i64 = 24;

impl Limit {
    /// A keyed digest: the table tells nobody who tried to sign in, or from where.
    fn key(self, secrets: &Secrets, of: &str) -> String {
        let digest = secrets.seal("attempt limit", format!("{}\n{of}", self.name).as_bytes());
        data_encoding::HEXLOWER.encode(&digest)
    }

    /// For how many seconds still, when the limit is reached.
    pub(crate) async fn locked(
        self,
        tx: &Tx,
        secrets: &Secrets,
        now: DateTime<Utc>,
        of: &str,
    ) -> Result<Option<u64>> {
        let Some(row) = store::limit(tx, &self.key(secrets, of)).await? else { return Ok(None) };
        let left = (row.last_at + TimeDelta::minutes(self.minutes) - now).num_seconds();
        Ok((row.failures >= self.most && left > 0).then(|| u64::try_from(left).unwrap_or(1)))
    }

    /// Counts one more.
    pub(crate) async fn count(self, tx: &WriteTx, of: &str) -> Result<()> {
        let forget_before = tx.now() - TimeDelta::minutes(self.minutes);
        store::fail(tx, &self.key(&tx.core().secrets, of), forget_before).await?;
        Ok(())
    }

    /// Begins again from nought.
    pub(crate) async fn clear(self, tx: &WriteTx, of: &str) -> Result<()> {
        store::clear_limit(tx, &self.key(&tx.core().secrets, of)).await?;
        Ok(())
    }
}
