//! Made-up weeks: themes at services, with season, drives for answers, and rises put in.

use insight::arithmetic::chance::Chance;
use insight::watch::{Cell, History, Mention, Received};

/// Weeks in all, and the first one that is judged.
pub const WEEKS: usize = 104;
pub const FIRST: usize = 34;
const SERVICES: usize = 10;
const THEMES: usize = 30;
const RISES: usize = 30;
const LONG: usize = 6;
const TIMES: f64 = 2.5;
const VARIES: f64 = 1.4;
const SEASON: f64 = 0.2;

/// A rise put into a cell.
#[derive(Debug, Clone, Copy)]
pub struct Rise {
    pub cell: Cell,
    pub start: usize,
    /// Comments a week without it.
    pub base: f64,
}

/// One made-up history: 300 cells of about 3.3 comments a week in the middle.
pub struct World {
    pub history: History,
    pub counts: Vec<(Cell, Vec<u32>)>,
    pub rises: Vec<Rise>,
}

/// Makes one. The season of a cell is that of its theme, or one of its own.
pub fn world(seed: u64, own_season: bool) -> World {
    let mut chance = Chance::new(seed);
    let drives: Vec<usize> = (0..2).map(|_| FIRST + chance.below(WEEKS - FIRST - 6)).collect();
    let phases: Vec<f64> = (0..THEMES).map(|_| chance.fraction()).collect();
    let own_phases: Vec<f64> = (0..SERVICES * THEMES).map(|_| chance.fraction()).collect();
    let cells: Vec<(Cell, f64)> = (0..SERVICES * THEMES)
        .map(|at| {
            let cell = Cell { theme: (at % THEMES) as u32, service: (at / THEMES) as u32, area: 1 };
            (cell, 3.3 * (0.8 * chance.normal()).exp())
        })
        .collect();
    let rises: Vec<Rise> = chance
        .sample(cells.len(), RISES)
        .into_iter()
        .map(|at| Rise {
            cell: cells[at].0,
            base: cells[at].1,
            start: FIRST + chance.below(WEEKS - FIRST - LONG),
        })
        .collect();
    let counts: Vec<(Cell, Vec<u32>)> = cells
        .iter()
        .zip(own_phases)
        .map(|((cell, base), own_phase)| {
            let phase = if own_season { own_phase } else { phases[cell.theme as usize] };
            let rise = rises.iter().find(|rise| rise.cell == *cell);
            let weekly = (0..WEEKS)
                .map(|week| {
                    let turn = week as f64 / 52.0 + phase;
                    let mut mean = base * (1.0 + SEASON * (std::f64::consts::TAU * turn).sin());
                    if drives.iter().any(|start| (*start..start + 4).contains(&week)) {
                        mean *= 2.0;
                    }
                    if rise.is_some_and(|rise| (rise.start..rise.start + LONG).contains(&week)) {
                        mean *= TIMES;
                    }
                    negative_binomial(mean, &mut chance)
                })
                .collect();
            (*cell, weekly)
        })
        .collect();
    World { history: gather(&counts), counts, rises }
}

fn gather(counts: &[(Cell, Vec<u32>)]) -> History {
    let mut mentions = Vec::new();
    let mut person = 0;
    let mut received = vec![vec![0_u32; WEEKS]; SERVICES];
    for (cell, weekly) in counts {
        for (week, count) in weekly.iter().enumerate() {
            received[cell.service as usize][week] += count;
            for _ in 0..*count {
                person += 1;
                mentions.push(Mention { cell: *cell, week: week as i32, person });
            }
        }
    }
    let told: Vec<Received> = received
        .iter()
        .enumerate()
        .flat_map(|(service, weekly)| {
            weekly.iter().enumerate().map(move |(week, count)| Received {
                service: service as u32,
                area: 1,
                week: week as i32,
                comments: *count,
            })
        })
        .collect();
    History::gather(&mentions, &told)
}

/// A count whose variance is 1.4 times its mean: Poisson with a mean of the gamma distribution.
fn negative_binomial(mean: f64, chance: &mut Chance) -> u32 {
    let spread = VARIES - 1.0;
    poisson(gamma(mean / spread, chance) * spread, chance)
}

/// Marsaglia and Tsang 2000.
fn gamma(shape: f64, chance: &mut Chance) -> f64 {
    if shape < 1.0 {
        let less = (1.0 - chance.fraction()).powf(1.0 / shape);
        return gamma(shape + 1.0, chance) * less;
    }
    let middle = shape - 1.0 / 3.0;
    let wide = 1.0 / (9.0 * middle).sqrt();
    loop {
        let normal = chance.normal();
        let cube = (1.0 + wide * normal).powi(3);
        if cube <= 0.0 {
            continue;
        }
        let drawn = (1.0 - chance.fraction()).ln();
        if drawn < 0.5 * normal * normal + middle - middle * cube + middle * cube.ln() {
            return middle * cube;
        }
    }
}

fn poisson(mean: f64, chance: &mut Chance) -> u32 {
    let mut left = mean;
    let mut count = 0;
    loop {
        left += (1.0 - chance.fraction()).ln();
        if left < 0.0 {
            return count;
        }
        count += 1;
    }
}
