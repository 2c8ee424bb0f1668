//! k-means on the picture from many seeded starts, at any number of people.

use super::clusters::{Cluster, distance, nearest, settle, silhouette};
use super::components::Point;
use crate::arithmetic::chance::Chance;

/// How many points a start is chosen on and separation is measured on; more add time, not
/// knowledge.
const LOOKED_AT: usize = 1_000;
const STARTS: usize = 8;
const ROUNDS: usize = 60;

/// Clusters of the points, the best of several starts (k-means++, Arthur and Vassilvitskii 2007).
/// Numbered from 0, largest first.
pub fn spread(points: &[Point], wanted: usize, chance: &mut Chance) -> Vec<Cluster> {
    let looked: Vec<Point> =
        chance.sample(points.len(), LOOKED_AT).into_iter().map(|at| points[at]).collect();
    let mut best: Option<(f64, Vec<Cluster>)> = None;
    for _ in 0..STARTS {
        let found = settle(&looked, &[], start(&looked, wanted, chance), ROUNDS);
        let cost: f64 = looked
            .iter()
            .filter_map(|point| {
                nearest(*point, &found).map(|at| distance(*point, found[at].centre).powi(2))
            })
            .sum();
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, found));
        }
    }
    let Some((_, begun)) = best else { return Vec::new() };
    let mut clusters = settle(points, &[], begun, ROUNDS);
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.members.len()));
    for (id, cluster) in clusters.iter_mut().enumerate() {
        cluster.id = id;
    }
    clusters
}

fn start(points: &[Point], wanted: usize, chance: &mut Chance) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut apart = vec![1.0; points.len()];
    while clusters.len() < wanted {
        let Some(at) = chance.weighted(&apart) else { break };
        let centre = points[at];
        clusters.push(Cluster { id: clusters.len(), members: Vec::new(), centre });
        let first = clusters.len() == 1;
        for (away, point) in apart.iter_mut().zip(points) {
            let square = distance(*point, centre).powi(2);
            *away = if first { square } else { away.min(square) };
        }
    }
    clusters
}

/// How well clusters of the points separate, on at most a thousand of them.
pub fn separation(points: &[Point], clusters: &[Cluster], chance: &mut Chance) -> f64 {
    let looked: Vec<Point> =
        chance.sample(points.len(), LOOKED_AT).into_iter().map(|at| points[at]).collect();
    let mut within: Vec<Cluster> =
        clusters.iter().map(|cluster| Cluster { members: Vec::new(), ..cluster.clone() }).collect();
    for (at, point) in looked.iter().enumerate() {
        if let Some(place) = nearest(*point, clusters) {
            within[place].members.push(at);
        }
    }
    silhouette(&looked, &within)
}

/// The number of clusters from 2 to `most` that separates best, and how well.
pub fn best_number(points: &[Point], most: usize, chance: &mut Chance) -> (Vec<Cluster>, f64) {
    let mut best = (Vec::new(), f64::NEG_INFINITY);
    for wanted in 2..=most.max(2) {
        let clusters = spread(points, wanted, chance);
        let separated = separation(points, &clusters, chance);
        if separated > best.1 {
            best = (clusters, separated);
        }
    }
    best
}

/// The cluster of each point, by the cluster's number.
pub fn labels(points: &[Point], clusters: &[Cluster]) -> Vec<usize> {
    points
        .iter()
        .map(|point| nearest(*point, clusters).map_or(0, |place| clusters[place].id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_heaps_are_three_clusters_for_every_seed() {
        let mut chance = Chance::new(4);
        let points: Vec<Point> = (0..3_000_u32)
            .map(|at| {
                let heap = f64::from(at % 3) * 8.0;
                [heap + chance.normal(), heap * 0.5 + chance.normal()]
            })
            .collect();
        for seed in 0..5 {
            let (clusters, separated) = best_number(&points, 5, &mut Chance::new(seed));
            assert_eq!(clusters.len(), 3);
            assert!(separated > 0.6);
            let known: Vec<usize> = (0..3_000).map(|at| at % 3).collect();
            let found = labels(&points, &clusters);
            assert!(crate::arithmetic::agreement::adjusted_rand(&known, &found) > 0.98);
        }
    }

    #[test]
    fn no_points_and_one_place_are_borne() {
        assert!(spread(&[], 3, &mut Chance::new(1)).is_empty());
        assert_eq!(spread(&[[1.0, 2.0]; 9], 3, &mut Chance::new(1)).len(), 1);
    }
}
