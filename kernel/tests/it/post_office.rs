//! A mail server for tests, on loopback, that does what its script says for each recipient and
//! each time that it is named.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use testing::tokio;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a recipient.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Takes the letter.
    Take,
    /// Answers RCPT with this.
    AtRcpt(&'static str),
    /// Answers the end of the letter with this.
    AtEnd(&'static str),
    /// Says nothing more once the recipient is named.
    Stall,
    /// Hangs up when the recipient is named.
    DropBeforeData,
    /// Takes the letter in, then hangs up without a word.
    DropAfterData,
    /// Takes the letter, then says that it closes the connection when the next one begins.
    TakeThenClose,
}

/// A letter as it was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

impl Taken {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let start = format!("{name}: ").to_lowercase();
        let line = head.split("\r\n").find(|line| line.to_lowercase().starts_with(&start))?;
        Some(line[start.len()..].to_owned())
    }
}

#[derive(Default)]
struct Seen {
    taken: Vec<Taken>,
    tries: HashMap<String, usize>,
    connections: usize,
    hello: String,
}

type Script = Arc<dyn Fn(&str, usize) -> Act + Send + Sync>;

/// The server.
#[derive(Clone)]
pub struct PostOffice {
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl PostOffice {
    /// Opens it with a script: the recipient, and the how-manieth time it is named, from 1.
    pub async fn open(script: impl Fn(&str, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let office = Self { port, seen: Arc::default() };
        let (script, there): (Script, _) = (Arc::new(script), office.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                there.seen.lock().unwrap().connections += 1;
                let (there, script) = (there.clone(), Arc::clone(&script));
                // A client that hangs up ends its conversation, no more.
                tokio::spawn(async move { there.converse(stream, script).await.unwrap_or(()) });
            }
        });
        office
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().taken.clone()
    }

    pub fn taken_for(&self, to: &str) -> usize {
        self.taken().iter().filter(|letter| letter.to == [to]).count()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub fn hello(&self) -> String {
        self.seen.lock().unwrap().hello.clone()
    }

    async fn converse(&self, stream: TcpStream, script: Script) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read);
        write.write_all(b"220 test ESMTP\r\n").await?;
        let (mut from, mut to, mut act) = (String::new(), Vec::new(), Act::Take);
        let mut closing = false;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            let answer = if let Some(name) = line.strip_prefix("EHLO ") {
                name.clone_into(&mut self.seen.lock().unwrap().hello);
                "250 test"
            } else if closing && line.starts_with("MAIL") {
                write.write_all(b"421 enough for one connection\r\n").await?;
                return Ok(());
            } else if let Some(address) = line.strip_prefix("MAIL FROM:") {
                (from, to) = (address.to_owned(), Vec::new());
                "250 ok"
            } else if let Some(address) = line.strip_prefix("RCPT TO:<") {
                let address = address.trim_end_matches('>').to_owned();
                act = script(&address, self.count(&address));
                to.push(address);
                match act {
                    Act::AtRcpt(answer) => answer,
                    Act::DropBeforeData => return Ok(()),
                    Act::Stall => {
                        std::future::pending::<()>().await;
                        return Ok(());
                    }
                    _ => "250 ok",
                }
            } else if line == "DATA" {
                write.write_all(b"354 go on\r\n").await?;
                let data = letter(&mut lines).await?;
                match act {
                    Act::AtEnd(answer) => answer,
                    other => {
                        let letter = Taken { from: from.clone(), to: to.clone(), data };
                        self.seen.lock().unwrap().taken.push(letter);
                        if matches!(other, Act::DropAfterData) {
                            return Ok(());
                        }
                        closing = matches!(other, Act::TakeThenClose);
                        "250 queued as 42"
                    }
                }
            } else {
                match line {
                    "RSET" | "NOOP" => "250 ok",
                    "QUIT" => "221 bye",
                    _ => "500 what?",
                }
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }

    fn count(&self, address: &str) -> usize {
        let mut seen = self.seen.lock().unwrap();
        let tries = seen.tries.entry(address.to_owned()).or_default();
        *tries += 1;
        *tries
    }
}

/// Reads to the dot; every line must end in CR LF, or it is as a smuggler would have it.
async fn letter(lines: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).await?;
        assert!(line.is_empty() || line.ends_with("\r\n"), "a bare line feed in {line:?}");
        assert!(!line.trim_end_matches("\r\n").contains('\r'), "a bare return in {line:?}");
        if line.is_empty() || line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
