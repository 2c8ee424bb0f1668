//! Who can sign in to the demonstration.

use serde::{Deserialize, Serialize};

/// One of the staff, as printed and as kept in `sign-ins.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// What they are, in one word: `lead`, `officer`.
    pub role: String,
    /// Their name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// The secret of their second step in base 32, when they have set one up; without one the
    /// password is enough, for the demonstration does not ask for more.
    pub secret: Option<String>,
}
