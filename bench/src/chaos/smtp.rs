//! A mail server that misbehaves by script: how, the recipient's domain says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a domain does, and what should become of a letter to it: state, and copies taken.
pub const DOMAINS: [(&str, &str, usize); 9] = [
    ("takes.example", "sent", 1),
    // 450 twice, then taken.
    ("grey.example", "sent", 1),
    // 452 once, then taken.
    ("full.example", "sent", 1),
    // 421 and hung up once before the letter was handed over.
    ("cut.example", "sent", 1),
    // Three seconds of silence, then taken.
    ("slow.example", "sent", 1),
    // 550 at the recipient.
    ("nobody.example", "failed", 0),
    // 554 after the letter was handed over: it said no.
    ("refuses.example", "failed", 0),
    // 451 once after the letter was handed over, then taken.
    ("later.example", "sent", 1),
    // Hung up after the last dot, without a word: nobody can know. It was taken.
    ("silent.example", "unknown", 1),
];

/// What the server did with each recipient.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// Times it was named.
    pub tries: usize,
    /// Copies taken.
    pub taken: usize,
    /// When the first copy was taken.
    pub at: Option<Instant>,
}

/// The server's memory.
pub type Sink = Arc<Mutex<HashMap<String, Seen>>>;

/// Starts it; its port.
pub async fn start() -> Result<(u16, Sink)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let sink = Sink::default();
    let memory = Arc::clone(&sink);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let memory = Arc::clone(&memory);
            tokio::spawn(async move {
                // A client that goes away is no fault of the server's.
                let _ = serve(stream, &memory).await;
            });
        }
    });
    Ok((port, sink))
}

fn seen<T>(sink: &Sink, recipient: &str, change: impl FnOnce(&mut Seen) -> T) -> T {
    let mut sink = sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    change(sink.entry(recipient.to_owned()).or_default())
}

fn take(sink: &Sink, recipient: &str) {
    seen(sink, recipient, |seen| {
        seen.taken += 1;
        seen.at.get_or_insert_with(Instant::now);
    });
}

/// Answers to a recipient and to a letter; nothing means to hang up.
fn at_recipient(domain: &str, tries: usize) -> Option<&'static str> {
    match (domain, tries) {
        ("grey.example", 1 | 2) => Some("450 4.7.1 Greylisted, come back later"),
        ("full.example", 1) => Some("452 4.2.2 Mailbox full"),
        ("cut.example", 1) => None,
        ("nobody.example", _) => Some("550 5.1.1 No such person"),
        _ => Some("250 2.1.5 Fine"),
    }
}

fn at_letter(domain: &str, tries: usize) -> Option<&'static str> {
    match (domain, tries) {
        ("refuses.example", _) => Some("554 5.7.1 Not that"),
        ("later.example", 1) => Some("451 4.3.0 Later"),
        ("silent.example", _) => None,
        _ => Some("250 2.0.0 Taken"),
    }
}

async fn serve(stream: TcpStream, sink: &Sink) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink.example ESMTP\r\n").await?;
    let (mut recipient, mut domain, mut tries) = (String::new(), String::new(), 0);
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.trim_end().to_uppercase();
        let answer = if verb.starts_with("RCPT TO:") {
            recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_lowercase();
            domain = recipient.rsplit('@').next().unwrap_or_default().to_owned();
            tries = seen(sink, &recipient, |seen| {
                seen.tries += 1;
                seen.tries
            });
            if domain == "slow.example" {
                tokio::time::sleep(Duration::from_secs(3)).await;
            }
            at_recipient(&domain, tries)
        } else if verb == "DATA" {
            stream.write_all(b"354 Go on\r\n").await?;
            read_letter(&mut stream).await?;
            let answer = at_letter(&domain, tries);
            if answer.is_none_or(|says| says.starts_with("250")) {
                take(sink, &recipient);
            }
            answer
        } else if verb == "QUIT" {
            stream.write_all(b"221 2.0.0 Bye\r\n").await?;
            return Ok(());
        } else {
            Some("250 Fine")
        };
        let Some(answer) = answer else { return Ok(()) };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

async fn read_letter(stream: &mut BufReader<TcpStream>) -> Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 || line == b".\r\n" {
            return Ok(());
        }
    }
}
