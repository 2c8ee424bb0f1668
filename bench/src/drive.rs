//! Many clients at once, and how long each had to wait.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

/// Someone who does the same thing again and again.
pub trait Client: Send + 'static {
    /// Does it once.
    fn once(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// How it went.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Done.
    pub count: u64,
    /// Not done.
    pub failed: u64,
    /// The first thing that went wrong.
    pub wrong: Option<String>,
    /// Done in a second.
    pub per_second: f64,
    /// Half had to wait no longer.
    pub p50: Duration,
    /// One in a hundred had to wait longer.
    pub p99: Duration,
}

impl Measured {
    /// From each one's wait, in microseconds.
    pub fn of(mut waits: Vec<u32>, failed: u64, wrong: Option<String>, took: Duration) -> Self {
        waits.sort_unstable();
        let at = |share: f64| {
            let n = (waits.len() as f64 * share) as usize;
            let wait = waits.get(n.min(waits.len().saturating_sub(1))).copied();
            Duration::from_micros(u64::from(wait.unwrap_or(0)))
        };
        let per_second = waits.len() as f64 / took.as_secs_f64();
        let (p50, p99) = (at(0.5), at(0.99));
        Self { count: waits.len() as u64, failed, wrong, per_second, p50, p99 }
    }

    /// The two percentiles in words, and whether anything failed.
    pub fn told(&self) -> String {
        let mut told = crate::figures::percentiles(self.p50, self.p99);
        if self.failed > 0 {
            told =
                format!("{told}; {} FAILED: {}", self.failed, self.wrong.as_deref().unwrap_or(""));
        }
        told
    }
}

/// Lets the clients work for a while, after a fifth of it to warm up.
pub async fn drive<C: Client>(clients: Vec<C>, time: Duration) -> Measured {
    let counting = Arc::new(AtomicBool::new(false));
    let stop = Arc::new(AtomicBool::new(false));
    let mut working = JoinSet::new();
    for mut client in clients {
        let (counting, stop) = (Arc::clone(&counting), Arc::clone(&stop));
        working.spawn(async move {
            let (mut waits, mut failed, mut wrong) = (Vec::new(), 0u64, None);
            while !stop.load(Ordering::Relaxed) {
                let began = Instant::now();
                let done = client.once().await;
                let wait = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
                match done {
                    Ok(()) if counting.load(Ordering::Relaxed) => waits.push(wait),
                    Ok(()) => {}
                    Err(error) => {
                        failed += 1;
                        wrong.get_or_insert(error.to_string());
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                }
            }
            (waits, failed, wrong)
        });
    }
    tokio::time::sleep(time / 5).await;
    counting.store(true, Ordering::Relaxed);
    let began = Instant::now();
    tokio::time::sleep(time).await;
    counting.store(false, Ordering::Relaxed);
    let took = began.elapsed();
    stop.store(true, Ordering::Relaxed);
    let (mut waits, mut failed, mut wrong) = (Vec::new(), 0, None);
    while let Some(done) = working.join_next().await {
        let Ok((some, not, why)) = done else { continue };
        waits.extend(some);
        failed += not;
        wrong = wrong.or(why);
    }
    Measured::of(waits, failed, wrong, took)
}
