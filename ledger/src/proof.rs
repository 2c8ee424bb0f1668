//! Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2), planned as lists of
//! complete subtrees so that a database can answer from the subtree hashes it keeps.

use crate::hash::{Hash, empty_root, node_hash};

/// An aligned complete subtree: the `2^level` leaves from `index * 2^level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subtree {
    /// The height; 0 is a leaf.
    pub level: u32,
    /// Which one of that height, counted from the left.
    pub index: u64,
}

impl Subtree {
    /// The first leaf under it.
    pub fn first_leaf(&self) -> u64 {
        self.index << self.level
    }

    /// How many leaves are under it.
    pub fn leaves(&self) -> u64 {
        1 << self.level
    }
}

/// The hashes that prove that leaf `index` is in the tree of `size` leaves, leaf's neighbour
/// first. Each is the [`crate::combine`] of the subtrees listed for it. Empty when there is no such leaf.
pub fn inclusion_plan(index: u64, size: u64) -> Vec<Vec<Subtree>> {
    let mut plan = Vec::new();
    if index >= size {
        return plan;
    }
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            plan.push(subtrees(middle, end));
            end = middle;
        } else {
            plan.push(subtrees(start, middle));
            start = middle;
        }
    }
    plan.reverse();
    plan
}

/// The hashes that prove that the tree of `old` leaves is the start of the tree of `new`. Each
/// is the [`crate::combine`] of the subtrees listed for it. Empty when there is nothing to
/// prove: `old` is 0 or `new`, or (no such proof exists) larger.
pub fn consistency_plan(old: u64, new: u64) -> Vec<Vec<Subtree>> {
    let mut plan = Vec::new();
    if old == 0 || old >= new {
        return plan;
    }
    let (mut start, mut end) = (0, new);
    while old < end {
        let middle = start + split(end - start);
        if old <= middle {
            plan.push(subtrees(middle, end));
            end = middle;
        } else {
            plan.push(subtrees(start, middle));
            start = middle;
        }
    }
    // A whole old tree is the subtree the verifier starts from: he has its hash already.
    if start > 0 {
        plan.push(subtrees(start, end));
    }
    plan.reverse();
    plan
}

/// Whether `proof` shows that `leaf` is leaf number `index` of the tree of `size` leaves with
/// that root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // On the right edge a node without a sibling rises until it has one.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree of `old` leaves with `old_root` is the start of the tree
/// of `new` leaves with `new_root`.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == empty_root();
    }
    let rises = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> rises, (new - 1) >> rises);
    let (seed, rest) = match (old.is_power_of_two(), proof.split_first()) {
        (true, _) => (*old_root, proof),
        (false, Some((first, rest))) => (*first, rest),
        (false, None) => return false,
    };
    let (mut old_hash, mut new_hash) = (seed, seed);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// The largest power of two smaller than `leaves` (which is 2 or more).
fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// The complete subtrees that make up the leaves from `start` to `end`, left to right; `start`
/// must be a multiple of the widest.
fn subtrees(start: u64, end: u64) -> Vec<Subtree> {
    let mut parts = Vec::new();
    let mut at = start;
    while at < end {
        let level = (end - at).ilog2();
        parts.push(Subtree { level, index: at >> level });
        at += 1 << level;
    }
    parts
}
