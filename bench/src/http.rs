//! A small HTTP client that keeps its connection: so plain that what is measured is the server.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::drive::Client;

/// A connection to a server.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// Its body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A request for a page.
pub fn get(host: SocketAddr, path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n").into_bytes()
}

/// A form that is sent.
pub fn post(host: SocketAddr, path: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

impl Connection {
    /// Opens one.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads its answer whole.
    pub async fn send(&mut self, request: &[u8]) -> Result<Reply> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let ends = loop {
            let from = self.buffer.len().saturating_sub(3);
            self.fill().await?;
            if let Some(at) = find(&self.buffer[from..], b"\r\n\r\n") {
                break from + at + 4;
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..ends]).into_owned();
        let status = head.get(9..12).and_then(|s| s.parse().ok()).context("no status")?;
        let chunked = header(&head, "transfer-encoding").is_some_and(|v| v.contains("chunked"));
        let body = if chunked {
            self.chunks(ends).await?
        } else {
            let length: usize = header(&head, "content-length").unwrap_or("0").parse()?;
            while self.buffer.len() < ends + length {
                self.fill().await?;
            }
            self.buffer[ends..ends + length].to_vec()
        };
        Ok(Reply { status, head, body })
    }

    async fn chunks(&mut self, mut at: usize) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(n) = find(&self.buffer[at..], b"\r\n") {
                    break at + n;
                }
                self.fill().await?;
            };
            let size = std::str::from_utf8(&self.buffer[at..line])?;
            let size = usize::from_str_radix(size.trim(), 16)?;
            let from = line + 2;
            while self.buffer.len() < from + size + 2 {
                self.fill().await?;
            }
            body.extend_from_slice(&self.buffer[from..from + size]);
            at = from + size + 2;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    async fn fill(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

/// Opens a page over and over.
pub struct Reader {
    connection: Connection,
    address: SocketAddr,
    path: String,
    more: &'static str,
    count: Option<u64>,
    request: Vec<u8>,
}

impl Reader {
    /// One who opens the same page each time or, with `distinct`, a different query each time.
    pub async fn new(
        address: SocketAddr,
        path: &str,
        more: &'static str,
        distinct: Option<u64>,
    ) -> Result<Self> {
        let connection = Connection::open(address).await?;
        let request = get(address, path, more);
        Ok(Self { connection, address, path: path.to_owned(), more, count: distinct, request })
    }
}

impl Client for Reader {
    async fn once(&mut self) -> Result<()> {
        if let Some(count) = &mut self.count {
            *count += 1;
            self.request = get(self.address, &format!("{}?v={count}", self.path), self.more);
        }
        let reply = self.connection.send(&self.request).await?;
        if reply.status != 200 {
            bail!("{} answers {}", self.path, reply.status);
        }
        Ok(())
    }
}

/// Opens a page once.
pub async fn open(address: SocketAddr, path: &str) -> Result<Reply> {
    Connection::open(address).await?.send(&get(address, path, "")).await
}
