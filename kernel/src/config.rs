//! Settings: a TOML file and the environment (`YOUSAID_MAIL__HOST`), read once, checked against
//! this schema; an unknown name is an error, so that a slip of the pen is found.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// All settings.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where and how it is served.
    pub server: Server,
    /// Where the data is.
    pub database: Database,
    /// Where the installation's secret is.
    pub secrets: SecretFile,
    /// How mail leaves.
    pub mail: Mail,
    /// Languages offered.
    pub languages: Languages,
    /// Looks.
    pub looks: Looks,
    /// Sign-in.
    pub sign_in: SignIn,
    /// Files attached as evidence.
    pub documents: Documents,
}

/// Files attached as evidence.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Documents {
    /// The largest that is taken, in bytes.
    pub most_bytes: usize,
}

impl Default for Documents {
    fn default() -> Self {
        Self { most_bytes: 20 * 1024 * 1024 }
    }
}

/// Where and how it is served.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port of the site.
    pub listen: String,
    /// Address and port of health, readiness and metrics; empty for none.
    pub listen_health: String,
    /// The site's address as people type it, without a slash at the end. Every link in mail
    /// begins with it; the Host header is never trusted.
    pub address: String,
    /// How many proxies in front set `X-Forwarded-For`; 0 when none.
    pub proxies: usize,
    /// Seconds to finish what is under way when asked to stop.
    pub stop_within: u64,
    /// Where to report a weakness, for `/.well-known/security.txt`: `mailto:…` or `https://…`;
    /// empty for none.
    pub security_contact: String,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            listen_health: "127.0.0.1:8081".into(),
            address: "http://127.0.0.1:8080".into(),
            proxies: 0,
            stop_within: 10,
            security_contact: String::new(),
        }
    }
}

/// Where the data is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:path/to/file.db` or `postgres://user:password@host/name`.
    pub url: String,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:yousaid-data/yousaid.db".into() }
    }
}

/// Where the installation's secret is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecretFile {
    /// A file with 64 hexadecimal digits, readable by the service alone.
    pub file: PathBuf,
}

impl Default for SecretFile {
    fn default() -> Self {
        Self { file: "yousaid-data/secret.key".into() }
    }
}

/// How the connection to the mail server is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailGuard {
    /// Not at all: only to a relay on the same machine.
    None,
    /// STARTTLS, refused when the server does not offer it.
    Starttls,
    /// TLS from the first byte.
    Tls,
}

/// How mail leaves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Whether mail is sent at all; when not, it waits in the outbox.
    pub enabled: bool,
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is guarded.
    pub guard: MailGuard,
    /// User name, empty for none.
    pub user: String,
    /// A file that holds the password.
    pub password_file: Option<PathBuf>,
    /// Address that mail comes from.
    pub from: String,
    /// Connections at a time.
    pub connections: usize,
    /// Seconds to wait for the server at each step.
    pub timeout: u64,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            enabled: false,
            host: "127.0.0.1".into(),
            port: 25,
            guard: MailGuard::Starttls,
            user: String::new(),
            password_file: None,
            from: "yousaid@localhost".into(),
            connections: 4,
            timeout: 30,
        }
    }
}

/// Languages offered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Languages {
    /// Whether the two pseudo-languages are offered, to see that every word can be translated
    /// and every page mirrored. For testing.
    pub pseudo: bool,
}

#[expect(clippy::derivable_impls, reason = "every section says its defaults in one place")]
impl Default for Languages {
    fn default() -> Self {
        Self { pseudo: false }
    }
}

/// Looks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Looks {
    /// Shows the NHS logo: only for a body that is entitled to it.
    pub nhs_logo: bool,
    /// A notice over every page, such as 'Demonstration'.
    pub banner: Option<String>,
}

/// Sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Minutes without a request after which a person is signed out.
    pub idle_minutes: i64,
    /// Hours after which a person is signed out whatever they do.
    pub longest_hours: i64,
    /// Whether everyone must use a second step. Off only for a demonstration on one machine.
    pub second_step: bool,
}

impl Default for SignIn {
    fn default() -> Self {
        Self { idle_minutes: 60, longest_hours: 12, second_step: true }
    }
}

impl Settings {
    /// Reads the file, when one is given, and the environment over it.
    pub fn read(file: Option<&Path>) -> Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.exists() {
                return Err(Error::Internal(format!(
                    "there is no settings file {}",
                    file.display()
                )));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let settings: Self = figment
            .merge(Env::prefixed("YOUSAID_").ignore(&["config", "test_postgres"]).split("__"))
            .extract()
            .map_err(|e| Error::Internal(format!("settings: {e}")))?;
        settings.check()?;
        Ok(settings)
    }

    /// What is wrong with the values, all at once.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        let mut require = |holds: bool, says: &str| {
            if !holds {
                wrong.push(says.to_owned());
            }
        };
        require(
            self.server.listen.parse::<std::net::SocketAddr>().is_ok(),
            "server.listen must be an address and a port, such as 127.0.0.1:8080",
        );
        require(
            self.server.listen_health.is_empty()
                || self.server.listen_health.parse::<std::net::SocketAddr>().is_ok(),
            "server.listen_health must be an address and a port, or empty",
        );
        require(
            (self.server.address.starts_with("http://")
                || self.server.address.starts_with("https://"))
                && !self.server.address.ends_with('/'),
            "server.address must begin with https:// and have no slash at its end",
        );
        require(
            self.server.security_contact.is_empty()
                || self.server.security_contact.starts_with("mailto:")
                || self.server.security_contact.starts_with("https://"),
            "server.security_contact must begin with mailto: or https://, or be empty",
        );
        require(
            self.database.url.starts_with("sqlite:") || self.database.url.starts_with("postgres"),
            "database.url must begin with sqlite: or postgres:",
        );
        require(self.mail.connections > 0, "mail.connections must be 1 or more");
        require(self.mail.timeout > 0, "mail.timeout must be 1 second or more");
        require(self.mail.from.contains('@'), "mail.from must be an e-mail address");
        require(self.sign_in.idle_minutes > 0, "sign_in.idle_minutes must be 1 or more");
        require(self.sign_in.longest_hours > 0, "sign_in.longest_hours must be 1 or more");
        if wrong.is_empty() { Ok(()) } else { Err(Error::Internal(wrong.join("\n"))) }
    }

    /// Whether the site is served over TLS, so that cookies are marked secure.
    pub fn is_secure(&self) -> bool {
        self.server.address.starts_with("https://")
    }
}
