//! One connection to the mail server, and one letter over it, step by step: at which step a
//! connection breaks decides whether the letter may be sent again.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::compose::Composed;
use super::outbox::Outcome;
use crate::config::{MailGuard, Settings};
use crate::error::{Error, Result};

/// Where the mail server is and how to speak to it.
pub(super) struct Line {
    host: String,
    port: u16,
    guard: MailGuard,
    credentials: Option<Credentials>,
    hello: ClientId,
    step: Duration,
    /// Where letters come from.
    pub(super) from: Address,
}

impl Line {
    /// Reads the settings, and the password from its file.
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let mail = &settings.mail;
        let password = match &mail.password_file {
            Some(file) => std::fs::read_to_string(file)
                .map_err(|e| Error::Internal(format!("mail.password_file: {e}")))?,
            None => String::new(),
        };
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        let credentials =
            (!mail.user.is_empty()).then(|| Credentials::new(mail.user.clone(), password));
        let from = mail.from.parse().map_err(|e| Error::Internal(format!("mail.from: {e}")))?;
        Ok(Self {
            host: mail.host.clone(),
            port: mail.port,
            guard: mail.guard,
            credentials,
            hello: hello(&settings.server.address),
            step: Duration::from_secs(mail.timeout),
            from,
        })
    }

    /// The longest that a letter can take: so long is its lease.
    pub(super) fn longest(&self) -> Duration {
        self.step * 40
    }

    /// After the last dot a server may look the letter over before it answers: RFC 5321 gives it
    /// ten minutes, this gives it ten steps.
    fn last_step(&self) -> Duration {
        self.step * 10
    }

    async fn connect(&self) -> std::result::Result<AsyncSmtpConnection, Broken> {
        let mut connection = if self.guard == MailGuard::Tls {
            // Nagle's algorithm stays on here: some 22 letters a second a connection, until
            // lettre 0.11.24. STARTTLS has no such limit.
            let (address, tls) = ((self.host.as_str(), self.port), Some(self.tls()?));
            let connect = AsyncSmtpConnection::connect_tokio1(
                address,
                Some(self.step),
                &self.hello,
                tls,
                None,
            );
            self.within(connect).await?
        } else {
            let connect = TcpStream::connect((self.host.as_str(), self.port));
            let stream = timeout(self.step, connect).await.map_err(|_| Broken::slow())?;
            let stream = stream.map_err(|e| Broken::network(&e))?;
            // lettre 0.11.23 writes the closing dot by itself: without this each letter would
            // wait 40 ms for an acknowledgement.
            stream.set_nodelay(true).map_err(|e| Broken::network(&e))?;
            let connect =
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello);
            self.within(connect).await?
        };
        if self.guard == MailGuard::Starttls {
            self.within(connection.starttls(self.tls()?, &self.hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            self.within(connection.auth(&mechanisms, credentials)).await?;
        }
        Ok(connection)
    }

    fn tls(&self) -> std::result::Result<TlsParameters, Broken> {
        TlsParameters::new(self.host.clone()).map_err(|e| Broken::network(&e))
    }

    async fn within<T>(
        &self,
        step: impl Future<Output = std::result::Result<T, SmtpError>>,
    ) -> std::result::Result<T, Broken> {
        self.no_longer_than(self.step, step).await
    }

    async fn no_longer_than<T>(
        &self,
        limit: Duration,
        step: impl Future<Output = std::result::Result<T, SmtpError>>,
    ) -> std::result::Result<T, Broken> {
        match timeout(limit, step).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Broken::from(&error)),
            Err(_) => Err(Broken::slow()),
        }
    }
}

/// The name to say hello with: the host of the site's address.
fn hello(address: &str) -> ClientId {
    let host = address.split("//").nth(1).unwrap_or_default();
    let host = host.split(['/', '?']).next().unwrap_or_default();
    if let Some(six) = host.strip_prefix('[').and_then(|h| h.split(']').next())
        && let Ok(six) = six.parse()
    {
        return ClientId::Ipv6(six);
    }
    let host = host.split(':').next().unwrap_or_default();
    match host.parse() {
        Ok(four) => ClientId::Ipv4(four),
        Err(_) if host.is_empty() => ClientId::default(),
        Err(_) => ClientId::Domain(host.to_owned()),
    }
}

/// How a step went wrong.
#[derive(Debug)]
struct Broken {
    says: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The server said: not now (4xx). The connection goes on.
    NotNow,
    /// The server said: no (5xx). The connection goes on.
    No,
    /// The server closes the connection (421).
    Closing,
    /// No answer in time.
    Slow,
    /// No connection any more, or no sense in what came.
    Gone,
}

impl Broken {
    fn slow() -> Self {
        Self { says: "no answer in time".into(), kind: Kind::Slow }
    }

    fn network(error: &dyn std::fmt::Display) -> Self {
        Self { says: error.to_string(), kind: Kind::Gone }
    }
}

impl From<&SmtpError> for Broken {
    fn from(error: &SmtpError) -> Self {
        let says = error.to_string();
        let kind = match error.status().map(u16::from) {
            Some(421) => Kind::Closing,
            Some(_) if error.is_permanent() => Kind::No,
            Some(_) => Kind::NotNow,
            None => Kind::Gone,
        };
        Self { says, kind }
    }
}

/// What came of a letter, and the connection if it can carry another.
pub(super) struct Delivered {
    pub(super) outcome: Outcome,
    pub(super) connection: Option<AsyncSmtpConnection>,
    /// No answer in time, from the server that the letter goes to or ours.
    pub(super) was_slow: bool,
}

impl Delivered {
    fn lost(outcome: Outcome, broken: &Broken) -> Self {
        Self { outcome, connection: None, was_slow: broken.kind == Kind::Slow }
    }
}

/// Sends a letter, over a connection that is open already or a new one.
pub(super) async fn deliver(
    line: &Line,
    letter: &Composed,
    open: Option<AsyncSmtpConnection>,
) -> Delivered {
    if let Some(mut connection) = open {
        let begun = begin(line, &mut connection, letter).await;
        // An open connection may have been closed for its age: that says nothing of the letter.
        if !matches!(&begun, Err(broken) if matches!(broken.kind, Kind::Gone | Kind::Closing)) {
            return go_on(line, connection, letter, begun).await;
        }
    }
    match line.connect().await {
        Ok(mut connection) => {
            let begun = begin(line, &mut connection, letter).await;
            go_on(line, connection, letter, begun).await
        }
        Err(broken) => Delivered::lost(Outcome::Trouble(broken.says.clone()), &broken),
    }
}

async fn begin(
    line: &Line,
    connection: &mut AsyncSmtpConnection,
    letter: &Composed,
) -> std::result::Result<Response, Broken> {
    let from = Mail::new(Some(letter.from.clone()), Vec::new());
    line.within(connection.command(from)).await
}

async fn go_on(
    line: &Line,
    mut connection: AsyncSmtpConnection,
    letter: &Composed,
    begun: std::result::Result<Response, Broken>,
) -> Delivered {
    if let Err(broken) = begun {
        // Who we are is refused, not who it goes to: a fault of the settings, or a busy server.
        let outcome = match broken.kind {
            Kind::NotNow | Kind::No => Outcome::Deferred(broken.says.clone()),
            _ => Outcome::Trouble(broken.says.clone()),
        };
        return clear(line, connection, outcome, &broken).await;
    }
    // The one recipient of the one letter.
    let to = Rcpt::new(letter.to.clone(), Vec::new());
    if let Err(broken) = line.within(connection.command(to)).await {
        return refused(line, connection, broken).await;
    }
    if let Err(broken) = line.within(connection.command(Data)).await {
        return refused(line, connection, broken).await;
    }
    let answer = line.no_longer_than(line.last_step(), connection.message(&letter.bytes)).await;
    match answer {
        Ok(response) => {
            let says = response.first_line().unwrap_or_default();
            let outcome = Outcome::Sent(format!("{} {says}", response.code()));
            Delivered { outcome, connection: Some(connection), was_slow: false }
        }
        // The server has the letter and may send it on, or not: nobody can know (F11).
        Err(broken) if matches!(broken.kind, Kind::Slow | Kind::Gone) => {
            Delivered::lost(Outcome::Unknown(broken.says.clone()), &broken)
        }
        Err(broken) => refused(line, connection, broken).await,
    }
}

/// The letter was refused, or the connection broke before the letter was handed over.
async fn refused(line: &Line, connection: AsyncSmtpConnection, broken: Broken) -> Delivered {
    let outcome = match broken.kind {
        Kind::No => Outcome::Failed(broken.says.clone()),
        Kind::NotNow | Kind::Closing | Kind::Slow | Kind::Gone => {
            Outcome::Deferred(broken.says.clone())
        }
    };
    clear(line, connection, outcome, &broken).await
}

/// Makes the connection ready for another letter, if it still can be.
async fn clear(
    line: &Line,
    mut connection: AsyncSmtpConnection,
    outcome: Outcome,
    broken: &Broken,
) -> Delivered {
    let alive = matches!(broken.kind, Kind::NotNow | Kind::No)
        && line.within(connection.command(Rset)).await.is_ok();
    let was_slow = broken.kind == Kind::Slow;
    Delivered { outcome, connection: alive.then_some(connection), was_slow }
}

/// Says goodbye, without waiting long for the answer.
pub(super) async fn close(mut connection: AsyncSmtpConnection) {
    let _ = timeout(Duration::from_secs(1), connection.command(Quit)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_ready_without_any_other_preparation() {
        let mut settings = Settings::default();
        settings.mail.guard = MailGuard::Starttls;
        settings.mail.host = "mail.nhs.example".into();
        let line = Line::new(&settings).unwrap();
        assert!(line.tls().is_ok());
        assert!(line.longest() > line.step * 20 + line.last_step(), "a lease outlives its letter");
    }

    #[test]
    fn we_say_hello_with_the_name_of_the_site() {
        for (address, expected) in [
            ("https://engage.nhs.example", "engage.nhs.example"),
            ("https://engage.nhs.example:8443/x", "engage.nhs.example"),
            ("http://127.0.0.1:8080", "[127.0.0.1]"),
            ("http://[::1]:8080", "[IPv6:::1]"),
        ] {
            assert_eq!(hello(address).to_string(), expected);
        }
    }
}
