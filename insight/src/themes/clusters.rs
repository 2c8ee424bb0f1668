//! Like directions together: spherical k-means, in small batches where there are many.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "counts are far below 2^52, and directions are kept in single precision"
)]

use super::decomposition::{Block, add};
use super::space::unit;
use crate::arithmetic::agreement::adjusted_rand;
use crate::arithmetic::chance::Chance;

/// Up to so many directions every round looks at all of them.
const FEW: usize = 20_000;
const ROUNDS: usize = 25;
const BATCHES: usize = 80;
const BATCH: usize = 4_096;
/// A start is chosen on so many directions for each cluster, and at least on this many.
const START_EACH: usize = 40;
const START_FEWEST: usize = 2_000;
const STARTS: usize = 5;
const START_ROUNDS: usize = 10;

/// The centre a direction is nearest to, and how near: 1 the same way, 0 nothing in common.
pub fn nearest(direction: &[f32], centres: &Block) -> Option<(usize, f32)> {
    centres
        .rows()
        .map(|centre| likeness(direction, centre))
        .enumerate()
        .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))
}

/// The sum of products, in eight lanes so that the processor can work on them side by side.
pub fn likeness(one: &[f32], other: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (left, right) = (one.chunks_exact(8), other.chunks_exact(8));
    let rest: f32 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (eight, other) in left.zip(right) {
        for (lane, (a, b)) in lanes.iter_mut().zip(eight.iter().zip(other)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// The centres of at most `wanted` clusters of directions of length 1. Rows of noughts are left
/// out.
pub fn centres(directions: &Block, wanted: usize, chance: &mut Chance) -> Block {
    let places: Vec<usize> = directions
        .rows()
        .enumerate()
        .filter(|(_, row)| row.iter().any(|figure| *figure != 0.0))
        .map(|(at, _)| at)
        .collect();
    let mut centres = best_start(directions, &places, wanted, chance);
    if centres.figures.is_empty() {
        return centres;
    }
    if places.len() > FEW {
        in_batches(directions, &places, &mut centres, chance);
    }
    let rounds = if places.len() > FEW { 2 } else { ROUNDS };
    settle(directions, &places, centres, rounds)
}

/// Moves centres to the means of their directions until none changes its cluster.
fn settle(directions: &Block, places: &[usize], mut centres: Block, rounds: usize) -> Block {
    let mut before = Vec::new();
    for _ in 0..rounds {
        let labels = labels(directions, places, &centres);
        if labels == before {
            break;
        }
        centres = means(directions, places, &labels, &centres);
        before = labels;
    }
    centres
}

/// The best of several starts, each settled on a sample.
fn best_start(directions: &Block, places: &[usize], wanted: usize, chance: &mut Chance) -> Block {
    let most = START_FEWEST.max(START_EACH * wanted);
    let looked: Vec<usize> =
        chance.sample(places.len(), most).into_iter().map(|at| places[at]).collect();
    let mut best = (f32::NEG_INFINITY, Block { wide: directions.wide, figures: Vec::new() });
    for _ in 0..STARTS {
        let begun = start(directions, &looked, wanted, chance);
        let centres = settle(directions, &looked, begun, START_ROUNDS);
        let likeness: f32 = looked
            .iter()
            .filter_map(|at| nearest(directions.row(*at), &centres))
            .map(|found| found.1)
            .sum();
        if likeness > best.0 {
            best = (likeness, centres);
        }
    }
    best.1
}

/// Starts far apart (k-means++, Arthur and Vassilvitskii 2007).
fn start(directions: &Block, looked: &[usize], wanted: usize, chance: &mut Chance) -> Block {
    let mut centres = Block { wide: directions.wide, figures: Vec::new() };
    let mut apart = vec![1.0; looked.len()];
    for which in 0..wanted {
        let Some(at) = chance.weighted(&apart) else { break };
        let centre = directions.row(looked[at]);
        centres.figures.extend_from_slice(centre);
        for (away, place) in apart.iter_mut().zip(looked) {
            let alike = f64::from(likeness(directions.row(*place), centre));
            let distance = if alike > 0.999_999 { 0.0 } else { 1.0 - alike };
            *away = if which == 0 { distance } else { away.min(distance) };
        }
    }
    centres
}

fn labels(directions: &Block, places: &[usize], centres: &Block) -> Vec<usize> {
    places
        .iter()
        .map(|at| nearest(directions.row(*at), centres).map_or(0, |found| found.0))
        .collect()
}

fn means(directions: &Block, places: &[usize], labels: &[usize], before: &Block) -> Block {
    let mut sums = Block { wide: before.wide, figures: vec![0.0; before.figures.len()] };
    for (at, label) in places.iter().zip(labels) {
        add(sums.row_mut(*label), 1.0, directions.row(*at));
    }
    let count = before.rows().count();
    for which in 0..count {
        if !unit(sums.row_mut(which)) {
            sums.row_mut(which).copy_from_slice(before.row(which));
        }
    }
    sums
}

/// Moves centres by small batches (Sculley 2010): each centre moves less the more it has seen.
fn in_batches(directions: &Block, places: &[usize], centres: &mut Block, chance: &mut Chance) {
    let mut seen = vec![0.0_f32; centres.rows().count()];
    for _ in 0..BATCHES {
        let batch: Vec<usize> = (0..BATCH).map(|_| places[chance.below(places.len())]).collect();
        let labels = labels(directions, &batch, centres);
        for (at, label) in batch.iter().zip(labels) {
            seen[label] += 1.0;
            let step = 1.0 / seen[label];
            let centre = centres.row_mut(label);
            for (place, figure) in centre.iter_mut().zip(directions.row(*at)) {
                *place += step * (figure - *place);
            }
        }
        let count = seen.len();
        for which in 0..count {
            unit(centres.row_mut(which));
        }
    }
}

/// How far clusters of so many come back when comments are drawn anew: the mean agreement
/// (adjusted Rand index) of each two of several draws.
pub fn stability(directions: &Block, wanted: usize, draws: usize, chance: &mut Chance) -> f64 {
    let all: Vec<usize> = (0..directions.rows().count()).collect();
    if all.is_empty() {
        return 0.0;
    }
    let mut answers: Vec<Vec<usize>> = Vec::new();
    let mut agreements = Vec::new();
    for _ in 0..draws {
        let mut again = Block { wide: directions.wide, figures: Vec::new() };
        for _ in 0..all.len() {
            again.figures.extend_from_slice(directions.row(chance.below(all.len())));
        }
        let answer = labels(directions, &all, &centres(&again, wanted, chance));
        agreements.extend(answers.iter().map(|other| adjusted_rand(&answer, other)));
        answers.push(answer);
    }
    agreements.iter().sum::<f64>() / agreements.len().max(1) as f64
}

/// The largest number of clusters, of those tried, that comes back half as well as
/// the best of them: fewer themes always come back a little better, and people merge more easily
/// than they split.
pub fn stable_number(directions: &Block, tried: &[usize], chance: &mut Chance) -> Option<usize> {
    const LOOKED_AT: usize = 2_000;
    const DRAWS: usize = 6;
    const HALF: f64 = 0.5;
    let count = directions.rows().count();
    let mut looked = Block { wide: directions.wide, figures: Vec::new() };
    for at in chance.sample(count, LOOKED_AT) {
        looked.figures.extend_from_slice(directions.row(at));
    }
    let back: Vec<(usize, f64)> =
        tried.iter().map(|&wanted| (wanted, stability(&looked, wanted, DRAWS, chance))).collect();
    let best = back.iter().map(|one| one.1).fold(f64::NEG_INFINITY, f64::max);
    back.into_iter().filter(|one| one.1 >= best * HALF).map(|one| one.0).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many heaps of directions round the axes.
    fn heaps(count: usize, heaps: usize, seed: u64) -> (Block, Vec<usize>) {
        let mut chance = Chance::new(seed);
        let mut block = Block { wide: 16, figures: Vec::new() };
        let mut known = Vec::new();
        for at in 0..count {
            let heap = at % heaps;
            let mut row: Vec<f32> = (0..16).map(|_| chance.normal() as f32 * 0.12).collect();
            row[heap] += 1.0;
            unit(&mut row);
            block.figures.extend(row);
            known.push(heap);
        }
        (block, known)
    }

    #[test]
    fn heaps_are_found_in_full_and_in_batches() {
        for (count, seeds) in [(600, 4), (20_500, 1)] {
            let (block, known) = heaps(count, 6, 3);
            for seed in 0..seeds {
                let found = centres(&block, 6, &mut Chance::new(seed));
                let all: Vec<usize> = (0..count).collect();
                let best = adjusted_rand(&known, &labels(&block, &all, &found));
                assert!(best > 0.95, "{best}");
            }
        }
    }

    #[test]
    fn the_number_that_comes_back_is_the_one_that_is_there() {
        let (block, _) = heaps(800, 5, 7);
        let found = stable_number(&block, &[2, 5, 12], &mut Chance::new(1));
        assert_eq!(found, Some(5));
        assert_eq!(stable_number(&block, &[], &mut Chance::new(1)), None);
    }

    #[test]
    fn noughts_and_nothing_have_no_centres() {
        let noughts = Block::of(10, 4);
        assert!(centres(&noughts, 3, &mut Chance::new(1)).figures.is_empty());
        assert!(centres(&Block::of(0, 4), 3, &mut Chance::new(1)).figures.is_empty());
        assert!(centres(&Block::of(0, 0), 3, &mut Chance::new(1)).figures.is_empty());
    }
}
