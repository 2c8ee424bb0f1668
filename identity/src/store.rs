//! The SQL of identity.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Account, State};
use kernel::db::{Tx, WriteTx};
use kernel::error::Result;
use kernel::values;

kernel::statements! {
    BY_ID = "SELECT id, email, email_key, name, password, totp, totp_pending, state, \
             administrator, generation, created_at, changed_at FROM account WHERE id = $1";
    BY_EMAIL = "SELECT id, email, email_key, name, password, totp, totp_pending, state, \
                administrator, generation, created_at, changed_at FROM account \
                WHERE email_key = $1";
    ALL = "SELECT id, email, email_key, name, password, totp, totp_pending, state, \
           administrator, generation, created_at, changed_at FROM account \
           ORDER BY email_key LIMIT $1 OFFSET $2";
    COUNT_ALL = "SELECT COUNT(*) FROM account";
    ADMINISTRATORS = "SELECT id, email, email_key, name, password, totp, totp_pending, state, administrator, generation, created_at, changed_at FROM account \
                      WHERE administrator = TRUE ORDER BY email_key";
    OF_BODY = "SELECT id, email, email_key, name, password, totp, totp_pending, state, \
               administrator, generation, created_at, changed_at FROM account \
               WHERE id IN (SELECT account_id FROM account_role WHERE body_id = $1) \
               ORDER BY email_key LIMIT $2 OFFSET $3";
    COUNT_OF_BODY = "SELECT COUNT(DISTINCT account_id) FROM account_role WHERE body_id = $1";
    INSERT = "INSERT INTO account (id, email, email_key, name, password, state, administrator, \
              generation, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8)";
    // Touches the rows so that, on PostgreSQL, two who disable the last two administrators at
    // once wait for one another and the second sees what the first did.
    HOLD_ADMINISTRATORS = "UPDATE account SET changed_at = changed_at \
                           WHERE administrator = TRUE AND state = 'active'";
    SET_STATE = "UPDATE account SET state = $2 WHERE id = $1";
    SET_PASSWORD = "UPDATE account SET password = $2, state = 'active' WHERE id = $1";
    SET_NAME = "UPDATE account SET name = $2 WHERE id = $1";
    SET_EMAIL = "UPDATE account SET email = $2, email_key = $3 WHERE id = $1";
    SET_ADMINISTRATOR = "UPDATE account SET administrator = $2 WHERE id = $1";
    NEXT_GENERATION = "UPDATE account SET generation = generation + 1, changed_at = $2 \
                       WHERE id = $1";
    OFFER_TOTP = "UPDATE account SET totp_pending = $2 WHERE id = $1";
    TAKE_TOTP = "UPDATE account SET totp = totp_pending, totp_pending = NULL, totp_step = $2 \
                 WHERE id = $1";
    CLEAR_TOTP = "UPDATE account SET totp = NULL, totp_pending = NULL, totp_step = NULL \
                  WHERE id = $1";
    USE_STEP = "UPDATE account SET totp_step = $2 \
                WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)";
    CLEAR_RECOVERY = "DELETE FROM account_recovery WHERE account_id = $1";
    ADD_RECOVERY = "INSERT INTO account_recovery (account_id, digest) VALUES ($1, $2)";
    USE_RECOVERY = "UPDATE account_recovery SET used_at = $3 \
                    WHERE account_id = $1 AND digest = $2 AND used_at IS NULL";
    RECOVERY_LEFT = "SELECT COUNT(*) FROM account_recovery \
                     WHERE account_id = $1 AND used_at IS NULL";
    ROLES = "SELECT body_id, role FROM account_role WHERE account_id = $1 ORDER BY body_id, role";
    GRANT = "INSERT INTO account_role (account_id, body_id, role, granted_at, granted_by) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, body_id, role) DO NOTHING";
    REVOKE = "DELETE FROM account_role WHERE account_id = $1 AND body_id = $2 AND role = $3";
    ADD_SESSION = "INSERT INTO account_session (digest, id, account_id, generation, stage, agent, \
                   created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    FIND_SESSION = "SELECT digest, id, account_id, generation, stage, agent, created_at, seen_at \
                    FROM account_session WHERE digest = $1";
    SESSIONS = "SELECT digest, id, account_id, generation, stage, agent, created_at, seen_at \
                FROM account_session WHERE account_id = $1 ORDER BY seen_at DESC, id";
    TOUCH_SESSION = "UPDATE account_session SET seen_at = $2 WHERE digest = $1";
    END_SESSION = "DELETE FROM account_session WHERE digest = $1";
    END_SESSION_BY_ID = "DELETE FROM account_session WHERE account_id = $1 AND id = $2";
    END_SESSIONS = "DELETE FROM account_session WHERE account_id = $1";
    SWEEP_SESSIONS = "DELETE FROM account_session WHERE created_at < $1 OR seen_at < $2";
    ADD_LINK = "INSERT INTO account_link (digest, account_id, purpose, generation, created_at, \
                expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    FIND_LINK = "SELECT account_id, generation, expires_at FROM account_link \
                 WHERE digest = $1 AND purpose = $2";
    TAKE_LINK = "DELETE FROM account_link WHERE digest = $1 AND purpose = $2";
    END_LINKS = "DELETE FROM account_link WHERE account_id = $1";
    SWEEP_LINKS = "DELETE FROM account_link WHERE expires_at < $1";
    LIMIT = "SELECT failures, last_at FROM attempt_limit WHERE key = $1";
    FAIL = "INSERT INTO attempt_limit (key, failures, last_at) VALUES ($1, 1, $2) \
            ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN attempt_limit.last_at < $3 \
            THEN 1 ELSE attempt_limit.failures + 1 END, last_at = $2";
    CLEAR_LIMIT = "DELETE FROM attempt_limit WHERE key = $1";
    SWEEP_LIMITS = "DELETE FROM attempt_limit WHERE last_at < $1";
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Row {
    pub id: Uuid,
    pub email: String,
    pub email_key: String,
    pub name: String,
    pub password: Option<String>,
    pub totp: Option<Vec<u8>>,
    pub totp_pending: Option<Vec<u8>>,
    pub state: String,
    pub administrator: bool,
    pub generation: i64,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
}

impl Row {
    pub(crate) fn state(&self) -> State {
        State::from_key(&self.state)
    }

    pub(crate) fn account(&self) -> Account {
        Account {
            id: self.id,
            email: self.email.clone(),
            name: self.name.clone(),
            state: self.state(),
            administrator: self.administrator,
            second_step: self.totp.is_some(),
            created_at: self.created_at,
            changed_at: self.changed_at,
            generation: self.generation,
        }
    }
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct SessionRow {
    pub digest: String,
    pub id: Uuid,
    pub account_id: Uuid,
    pub generation: i64,
    pub stage: String,
    pub agent: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

#[derive(Debug, FromQueryResult)]
pub(crate) struct LinkRow {
    pub account_id: Uuid,
    pub generation: i64,
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, FromQueryResult)]
pub(crate) struct LimitRow {
    pub failures: i64,
    pub last_at: DateTime<Utc>,
}

#[derive(Debug, FromQueryResult)]
pub(crate) struct RoleRow {
    pub body_id: Uuid,
    pub role: String,
}

/// What addresses are compared by.
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

pub(crate) async fn by_id(tx: &Tx, id: Uuid) -> Result<Option<Row>> {
    tx.one(BY_ID, values![id]).await
}

pub(crate) async fn by_email(tx: &Tx, email: &str) -> Result<Option<Row>> {
    tx.one(BY_EMAIL, values![email_key(email)]).await
}

pub(crate) async fn all(tx: &Tx, limit: i64, offset: i64) -> Result<(Vec<Row>, i64)> {
    Ok((tx.all(ALL, values![limit, offset]).await?, tx.count(COUNT_ALL, values![]).await?))
}

pub(crate) async fn administrators(tx: &Tx) -> Result<Vec<Row>> {
    tx.all(ADMINISTRATORS, values![]).await
}

pub(crate) async fn of_body(
    tx: &Tx,
    body: Uuid,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Row>, i64)> {
    let rows = tx.all(OF_BODY, values![body, limit, offset]).await?;
    Ok((rows, tx.count(COUNT_OF_BODY, values![body]).await?))
}

pub(crate) struct Insert<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub password: Option<&'a str>,
    pub state: State,
    pub administrator: bool,
}

pub(crate) async fn insert(tx: &WriteTx, new: &Insert<'_>) -> Result<Uuid> {
    let id = tx.id();
    tx.exec(
        INSERT,
        values![
            id,
            new.email.trim(),
            email_key(new.email),
            new.name.trim(),
            new.password.map(str::to_owned),
            new.state.key(),
            new.administrator,
            tx.now()
        ],
    )
    .await?;
    Ok(id)
}

/// Active administrators of the installation; they stay as they are until this transaction ends.
pub(crate) async fn hold_administrators(tx: &WriteTx) -> Result<u64> {
    tx.exec(HOLD_ADMINISTRATORS, values![]).await
}

/// Begins a new generation: every session and every link that was sent is dead.
pub(crate) async fn next_generation(tx: &WriteTx, account: Uuid) -> Result<i64> {
    tx.exec(NEXT_GENERATION, values![account, tx.now()]).await?;
    tx.exec(END_SESSIONS, values![account]).await?;
    tx.exec(END_LINKS, values![account]).await?;
    Ok(by_id(tx, account).await?.ok_or(kernel::Error::NotFound)?.generation)
}

pub(crate) async fn set_state(tx: &WriteTx, account: Uuid, state: State) -> Result<u64> {
    tx.exec(SET_STATE, values![account, state.key()]).await
}

pub(crate) async fn set_password(tx: &WriteTx, account: Uuid, hash: &str) -> Result<u64> {
    tx.exec(SET_PASSWORD, values![account, hash]).await
}

pub(crate) async fn set_name(tx: &WriteTx, account: Uuid, name: &str) -> Result<u64> {
    tx.exec(SET_NAME, values![account, name.trim()]).await
}

pub(crate) async fn set_email(tx: &WriteTx, account: Uuid, email: &str) -> Result<u64> {
    tx.exec(SET_EMAIL, values![account, email.trim(), email_key(email)]).await
}

pub(crate) async fn set_administrator(tx: &WriteTx, account: Uuid, is: bool) -> Result<u64> {
    tx.exec(SET_ADMINISTRATOR, values![account, is]).await
}

pub(crate) async fn offer_totp(tx: &WriteTx, account: Uuid, sealed: Vec<u8>) -> Result<u64> {
    tx.exec(OFFER_TOTP, values![account, sealed]).await
}

pub(crate) async fn take_totp(tx: &WriteTx, account: Uuid, step: i64) -> Result<u64> {
    tx.exec(TAKE_TOTP, values![account, step]).await
}

pub(crate) async fn clear_totp(tx: &WriteTx, account: Uuid) -> Result<u64> {
    tx.exec(CLEAR_RECOVERY, values![account]).await?;
    tx.exec(CLEAR_TOTP, values![account]).await
}

/// Whether the step was still unused; from now on it is used.
pub(crate) async fn use_step(tx: &WriteTx, account: Uuid, step: i64) -> Result<bool> {
    Ok(tx.exec(USE_STEP, values![account, step]).await? == 1)
}

pub(crate) async fn replace_recovery(
    tx: &WriteTx,
    account: Uuid,
    digests: &[String],
) -> Result<()> {
    tx.exec(CLEAR_RECOVERY, values![account]).await?;
    for digest in digests {
        tx.exec(ADD_RECOVERY, values![account, digest.as_str()]).await?;
    }
    Ok(())
}

/// Whether the code was there and unused; from now on it is used.
pub(crate) async fn use_recovery(tx: &WriteTx, account: Uuid, digest: &str) -> Result<bool> {
    Ok(tx.exec(USE_RECOVERY, values![account, digest, tx.now()]).await? == 1)
}

pub(crate) async fn recovery_left(tx: &Tx, account: Uuid) -> Result<i64> {
    tx.count(RECOVERY_LEFT, values![account]).await
}

pub(crate) async fn roles(tx: &Tx, account: Uuid) -> Result<Vec<RoleRow>> {
    tx.all(ROLES, values![account]).await
}

/// Whether it was not held before.
pub(crate) async fn grant(tx: &WriteTx, account: Uuid, body: Uuid, role: &str) -> Result<bool> {
    let by = tx.actor().account();
    Ok(tx.exec(GRANT, values![account, body, role, tx.now(), by]).await? == 1)
}

/// Whether it was held before.
pub(crate) async fn revoke(tx: &WriteTx, account: Uuid, body: Uuid, role: &str) -> Result<bool> {
    Ok(tx.exec(REVOKE, values![account, body, role]).await? == 1)
}

pub(crate) async fn add_session(tx: &WriteTx, row: &SessionRow) -> Result<u64> {
    tx.exec(
        ADD_SESSION,
        values![
            row.digest.as_str(),
            row.id,
            row.account_id,
            row.generation,
            row.stage.as_str(),
            row.agent.as_str(),
            row.created_at
        ],
    )
    .await
}

pub(crate) async fn find_session(tx: &Tx, digest: &str) -> Result<Option<SessionRow>> {
    tx.one(FIND_SESSION, values![digest]).await
}

pub(crate) async fn sessions(tx: &Tx, account: Uuid) -> Result<Vec<SessionRow>> {
    tx.all(SESSIONS, values![account]).await
}

pub(crate) async fn touch_session(tx: &WriteTx, digest: &str) -> Result<u64> {
    tx.exec(TOUCH_SESSION, values![digest, tx.now()]).await
}

pub(crate) async fn end_session(tx: &WriteTx, digest: &str) -> Result<u64> {
    tx.exec(END_SESSION, values![digest]).await
}

pub(crate) async fn end_session_by_id(tx: &WriteTx, account: Uuid, id: Uuid) -> Result<u64> {
    tx.exec(END_SESSION_BY_ID, values![account, id]).await
}

pub(crate) async fn end_sessions(tx: &WriteTx, account: Uuid) -> Result<u64> {
    tx.exec(END_SESSIONS, values![account]).await
}

/// Removes what has run out: sessions made or seen before the given moments, links, old limits.
pub(crate) async fn sweep(
    tx: &WriteTx,
    made_before: DateTime<Utc>,
    seen_before: DateTime<Utc>,
    limits_before: DateTime<Utc>,
) -> Result<u64> {
    Ok(tx.exec(SWEEP_SESSIONS, values![made_before, seen_before]).await?
        + tx.exec(SWEEP_LINKS, values![tx.now()]).await?
        + tx.exec(SWEEP_LIMITS, values![limits_before]).await?)
}

pub(crate) async fn add_link(
    tx: &WriteTx,
    digest: &str,
    account: &Row,
    purpose: &str,
    expires_at: DateTime<Utc>,
) -> Result<u64> {
    tx.exec(
        ADD_LINK,
        values![digest, account.id, purpose, account.generation, tx.now(), expires_at],
    )
    .await
}

pub(crate) async fn find_link(tx: &Tx, digest: &str, purpose: &str) -> Result<Option<LinkRow>> {
    tx.one(FIND_LINK, values![digest, purpose]).await
}

/// Whether the link was still there; from now on it is not.
pub(crate) async fn take_link(tx: &WriteTx, digest: &str, purpose: &str) -> Result<bool> {
    Ok(tx.exec(TAKE_LINK, values![digest, purpose]).await? == 1)
}

pub(crate) async fn limit(tx: &Tx, key: &str) -> Result<Option<LimitRow>> {
    tx.one(LIMIT, values![key]).await
}

pub(crate) async fn fail(tx: &WriteTx, key: &str, forget_before: DateTime<Utc>) -> Result<u64> {
    tx.exec(FAIL, values![key, tx.now(), forget_before]).await
}

pub(crate) async fn clear_limit(tx: &WriteTx, key: &str) -> Result<u64> {
    tx.exec(CLEAR_LIMIT, values![key]).await
}
