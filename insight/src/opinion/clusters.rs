//! Near people together: k-means on the picture, in the manner of Polis, and how well a grouping
//! separates.

#![allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use super::components::Point;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Centres that moved less than this no longer count as moving (Polis's tolerance).
const STILL: f64 = 0.01;

/// A cluster of points, which are named by their place in the list given.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Its number, kept from one run to the next where it grew out of an earlier one.
    pub id: usize,
    /// The points in it.
    pub members: Vec<usize>,
    /// The mean of its points, by their weights.
    pub centre: Point,
}

/// Where the search begins.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// At the first different points of the list.
    First,
    /// At the clusters of an earlier run, brought up to date. Points that are gone are left out.
    Earlier(&'a [Cluster]),
}

/// How far two points are apart.
pub fn distance(one: Point, other: Point) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

/// k-means of weighted points, `rounds` steps at most. Clusters that lose all their points go, so
/// that fewer than `wanted` may come back; in the order of their numbers.
pub fn k_means(
    points: &[Point],
    weights: &[f64],
    wanted: usize,
    start: Start<'_>,
    rounds: usize,
) -> Vec<Cluster> {
    if points.is_empty() || wanted == 0 {
        return Vec::new();
    }
    let begun = match start {
        Start::Earlier(earlier) if !earlier.is_empty() => {
            brought_up_to_date(points, weights, wanted, earlier)
        }
        _ => first_points(points, wanted),
    };
    settle(points, weights, begun, rounds)
}

/// Moves clusters to the means of their points until they are still, `rounds` steps at most.
/// Only the centres of `clusters` matter; their members are taken anew.
pub fn settle(
    points: &[Point],
    weights: &[f64],
    mut clusters: Vec<Cluster>,
    rounds: usize,
) -> Vec<Cluster> {
    for round in 0..=rounds {
        let next = step(points, weights, &clusters);
        let done = round == rounds || same_places(&clusters, &next);
        clusters = next;
        if done {
            break;
        }
    }
    clusters.sort_by_key(|cluster| cluster.id);
    clusters
}

/// The points that differ, in the order of the list.
fn different(points: &[Point]) -> impl Iterator<Item = &Point> {
    let mut seen = BTreeSet::new();
    points.iter().filter(move |point| seen.insert(point.map(f64::to_bits)))
}

fn first_points(points: &[Point], wanted: usize) -> Vec<Cluster> {
    different(points)
        .take(wanted)
        .enumerate()
        .map(|(id, &centre)| Cluster { id, members: Vec::new(), centre })
        .collect()
}

/// Puts every point into the nearest cluster (of equals the later) and takes the means anew.
fn step(points: &[Point], weights: &[f64], clusters: &[Cluster]) -> Vec<Cluster> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); clusters.len()];
    for (at, point) in points.iter().enumerate() {
        if let Some(nearest) = nearest(*point, clusters) {
            members[nearest].push(at);
        }
    }
    clusters
        .iter()
        .zip(members)
        .filter(|(_, members)| !members.is_empty())
        .map(|(old, members)| Cluster {
            id: old.id,
            centre: mean(points, weights, &members),
            members,
        })
        .collect()
}

/// The place in the list of the cluster whose centre is nearest.
pub fn nearest(point: Point, clusters: &[Cluster]) -> Option<usize> {
    let mut best = None;
    let mut least = f64::INFINITY;
    for (place, cluster) in clusters.iter().enumerate() {
        // Squares are in the same order as distances, and cheaper.
        let apart = (point[0] - cluster.centre[0]).powi(2) + (point[1] - cluster.centre[1]).powi(2);
        if apart <= least {
            least = apart;
            best = Some(place);
        }
    }
    best
}

fn weight(weights: &[f64], at: usize) -> f64 {
    weights.get(at).copied().unwrap_or(1.0)
}

fn mean(points: &[Point], weights: &[f64], members: &[usize]) -> Point {
    let (mut sum, mut all) = ([0.0; 2], 0.0);
    for &at in members {
        let heavy = weight(weights, at);
        all += heavy;
        sum[0] += heavy * points[at][0];
        sum[1] += heavy * points[at][1];
    }
    if all > 0.0 { sum.map(|place| place / all) } else { sum }
}

/// Compares centres in the order of their places on the picture, as Polis does: clusters that
/// changed numbers but not places have not moved.
fn same_places(before: &[Cluster], after: &[Cluster]) -> bool {
    let sorted = |clusters: &[Cluster]| {
        let mut centres: Vec<Point> = clusters.iter().map(|cluster| cluster.centre).collect();
        centres.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        centres
    };
    sorted(before).iter().zip(sorted(after)).all(|(one, other)| distance(*one, other) < STILL)
}

fn brought_up_to_date(
    points: &[Point],
    weights: &[f64],
    wanted: usize,
    earlier: &[Cluster],
) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for old in earlier {
        let members: Vec<usize> =
            old.members.iter().copied().filter(|at| *at < points.len()).collect();
        if members.is_empty() {
            continue;
        }
        let centre = mean(points, weights, &members);
        match clusters
            .iter_mut()
            .find(|other| other.centre.map(f64::to_bits) == centre.map(f64::to_bits))
        {
            Some(same) => same.members.extend(members),
            None => clusters.push(Cluster { id: old.id, members, centre }),
        }
    }
    if clusters.is_empty() {
        let id = earlier.iter().map(|old| old.id + 1).max().unwrap_or(0);
        let members: Vec<usize> = (0..points.len()).collect();
        clusters.push(Cluster { id, centre: mean(points, weights, &members), members });
    }
    let possible = different(points).take(wanted).count();
    while clusters.len() < possible {
        let Some(far) = farthest(points, &clusters) else { break };
        for cluster in &mut clusters {
            cluster.members.retain(|at| *at != far);
        }
        clusters.retain(|cluster| !cluster.members.is_empty());
        for cluster in &mut clusters {
            cluster.centre = mean(points, weights, &cluster.members);
        }
        let id = clusters.iter().map(|cluster| cluster.id + 1).max().unwrap_or(0);
        clusters.push(Cluster { id, members: vec![far], centre: points[far] });
    }
    clusters
}

/// The point farthest from the centre nearest to it; `None` when all sit on a centre.
fn farthest(points: &[Point], clusters: &[Cluster]) -> Option<usize> {
    let apart = |at: usize| {
        nearest(points[at], clusters)
            .map_or(0.0, |place| distance(points[at], clusters[place].centre))
    };
    let far = (0..points.len()).max_by(|&a, &b| apart(a).total_cmp(&apart(b)))?;
    (apart(far) > 0.0).then_some(far)
}

/// How well clusters separate (Rousseeuw 1987): the mean over points of (b − a) / max(a, b), a
/// the mean distance within, b to the nearest other cluster; 0 for a point alone. Work grows with
/// the square of the points.
pub fn silhouette(points: &[Point], clusters: &[Cluster]) -> f64 {
    let mut sum = 0.0;
    let mut count = 0.0;
    for (own, cluster) in clusters.iter().enumerate() {
        for &at in &cluster.members {
            count += 1.0;
            if cluster.members.len() > 1 {
                sum += separation(points, clusters, own, at);
            }
        }
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

fn separation(points: &[Point], clusters: &[Cluster], own: usize, at: usize) -> f64 {
    let away = |members: &[usize]| -> f64 {
        members.iter().map(|&other| distance(points[at], points[other])).sum()
    };
    let within = away(&clusters[own].members) / (clusters[own].members.len() as f64 - 1.0);
    let beyond = clusters
        .iter()
        .enumerate()
        .filter(|(place, other)| *place != own && !other.members.is_empty())
        .map(|(_, other)| away(&other.members) / other.members.len() as f64)
        .fold(f64::INFINITY, f64::min);
    let most = within.max(beyond);
    if most > 0.0 && most.is_finite() { (beyond - within) / most } else { 0.0 }
}

/// Chooses how many groups to show and does not let go at once: a new number must win several
/// times running before it takes over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Smoother {
    /// The number that separated best last time, and how many times running.
    pub last: Option<(usize, usize)>,
    /// The number shown.
    pub shown: Option<usize>,
}

/// How often running a number must win (Polis's figure).
const PATIENCE: usize = 4;

impl Smoother {
    /// Takes this run's best number and gives the one to show.
    pub fn take(&mut self, best: usize) -> usize {
        let times = match self.last {
            Some((number, times)) if number == best => times + 1,
            _ => 1,
        };
        self.last = Some((best, times));
        let shown = if times >= PATIENCE { best } else { self.shown.unwrap_or(best) };
        self.shown = Some(shown);
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMPS: [Point; 6] =
        [[0.0, 0.0], [0.1, 0.0], [0.0, 0.1], [5.0, 5.0], [5.1, 5.0], [5.0, 5.1]];

    #[test]
    fn two_camps_are_found_and_keep_their_numbers() {
        let found = k_means(&CAMPS, &[], 2, Start::First, 20);
        assert_eq!(found[0].members, [0, 1, 2]);
        assert_eq!(found[1].members, [3, 4, 5]);
        assert!(silhouette(&CAMPS, &found) > 0.9);
        let renamed = vec![Cluster { id: 8, ..found[1].clone() }];
        let again = k_means(&CAMPS, &[], 2, Start::Earlier(&renamed), 20);
        assert_eq!(again[0].id, 8);
        assert_eq!(again[0].members, [3, 4, 5]);
        assert_eq!((again[1].id, again[1].members.len()), (9, 3));
    }

    #[test]
    fn weights_move_the_mean() {
        let found = k_means(&[[0.0, 0.0], [1.0, 0.0]], &[3.0, 1.0], 1, Start::First, 20);
        assert!((found[0].centre[0] - 0.25).abs() < 1e-12);
    }

    #[test]
    fn points_on_one_place_make_one_cluster() {
        let same = [[1.0, 1.0]; 5];
        assert_eq!(k_means(&same, &[], 3, Start::First, 20).len(), 1);
        let one = k_means(&same, &[], 1, Start::First, 20);
        assert_eq!(k_means(&same, &[], 3, Start::Earlier(&one), 20).len(), 1);
        assert!(k_means(&[], &[], 3, Start::First, 20).is_empty());
        assert!(silhouette(&same, &one).abs() < 1e-12);
    }

    #[test]
    fn a_new_number_must_win_four_times() {
        let mut smoother = Smoother::default();
        assert_eq!(smoother.take(3), 3);
        assert_eq!([2, 2, 2, 2].map(|best| smoother.take(best)), [3, 3, 3, 2]);
        assert_eq!(smoother.take(4), 2);
    }
}
