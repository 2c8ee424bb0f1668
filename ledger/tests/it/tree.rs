//! The tree against ct-merkle, an independent implementation of RFC 6962.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::{
    Frontier, Hash, Subtree, combine, consistency_plan, empty_root, inclusion_plan, leaf_hash,
    root_of_range, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;

const LARGEST: usize = 130;

fn data(i: usize) -> Vec<u8> {
    format!("leaf {i}").into_bytes()
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|i| leaf_hash(&data(i))).collect()
}

fn oracle(count: usize) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    (0..count).for_each(|i| tree.push(data(i)));
    tree
}

/// What a database does: looks up each complete subtree, and combines.
fn prove(leaves: &[Hash], plan: &[Vec<Subtree>]) -> Vec<Hash> {
    let subtree = |part: &Subtree| {
        let from = usize::try_from(part.first_leaf()).unwrap();
        root_of_range(&leaves[from..from + usize::try_from(part.leaves()).unwrap()])
    };
    plan.iter().map(|parts| combine(&parts.iter().map(subtree).collect::<Vec<_>>())).collect()
}

#[test]
fn roots_are_those_of_ct_merkle() {
    let (mut frontier, all) = (Frontier::new(), leaves(LARGEST));
    assert_eq!(frontier.root(), empty_root());
    for size in 1..=LARGEST {
        frontier.append(all[size - 1]);
        let expected: Hash = (*oracle(size).root().as_bytes()).into();
        assert_eq!(frontier.root(), expected, "{size}");
        assert_eq!(root_of_range(&all[..size]), expected);
        assert_eq!(frontier.size(), size as u64);
        let stored = frontier.to_bytes();
        assert_eq!(Frontier::from_bytes(&stored).unwrap(), frontier);
        assert!(Frontier::from_bytes(&stored[1..]).is_err());
        assert!(Frontier::from_bytes(&[&stored[..], &[0; 32]].concat()).is_err());
    }
}

#[test]
fn inclusion_proofs_are_those_of_ct_merkle() {
    let all = leaves(LARGEST);
    for size in 1..=LARGEST {
        let (tree, root) = (oracle(size), root_of_range(&all[..size]));
        for (index, leaf) in all.iter().enumerate().take(size) {
            let (at, of) = (index as u64, size as u64);
            let proof = prove(&all[..size], &inclusion_plan(at, of));
            assert_eq!(proof.concat(), tree.prove_inclusion(index).as_bytes(), "{at} of {of}");
            assert!(verify_inclusion(leaf, at, of, &proof, &root));
            assert!(!verify_inclusion(&[0; 32], at, of, &proof, &root));
            assert!(!verify_inclusion(leaf, at + 1, of, &proof, &root) || of == 1);
            assert!(!verify_inclusion(leaf, at, of, &proof, &[0; 32]));
            let long = [&proof[..], &[[0; 32]]].concat();
            assert!(!verify_inclusion(leaf, at, of, &long, &root));
            if let Some((_, short)) = proof.split_last() {
                assert!(!verify_inclusion(leaf, at, of, short, &root));
            }
        }
    }
    assert!(inclusion_plan(3, 3).is_empty());
    assert!(!verify_inclusion(&all[0], 0, 0, &[], &empty_root()));
}

#[test]
fn consistency_proofs_are_those_of_ct_merkle() {
    let all = leaves(LARGEST);
    for new in 1..=LARGEST {
        let tree = oracle(new);
        let new_root = root_of_range(&all[..new]);
        for old in 1..=new {
            let (from, to) = (old as u64, new as u64);
            let old_root = root_of_range(&all[..old]);
            let proof = prove(&all[..new], &consistency_plan(from, to));
            assert_eq!(proof.concat(), tree.prove_consistency(new - old).as_bytes(), "{old} {new}");
            assert!(verify_consistency(from, to, &old_root, &new_root, &proof), "{old} {new}");
            assert!(!verify_consistency(from, to, &[0; 32], &new_root, &proof));
            assert!(!verify_consistency(from, to, &old_root, &[0; 32], &proof));
            let long = [&proof[..], &[[0; 32]]].concat();
            assert!(!verify_consistency(from, to, &old_root, &new_root, &long));
            if let Some((_, short)) = proof.split_last() {
                assert!(!verify_consistency(from, to, &old_root, &new_root, short));
            }
        }
        assert!(consistency_plan(0, new as u64).is_empty());
        assert!(verify_consistency(0, new as u64, &empty_root(), &new_root, &[]));
        assert!(!verify_consistency(new as u64 + 1, new as u64, &new_root, &new_root, &[]));
    }
}

proptest! {
    /// Plans name aligned complete subtrees inside the tree, few enough to look up.
    #[test]
    fn plans_are_small_and_aligned(size in 1..u64::MAX, index in any::<u64>()) {
        let index = index % size;
        let plans = [inclusion_plan(index, size), consistency_plan(index, size)];
        for plan in plans {
            prop_assert!(plan.len() <= 65);
            let parts: Vec<Subtree> = plan.concat();
            prop_assert!(parts.len() <= 128);
            for part in parts {
                let first = u128::from(part.index) << part.level;
                prop_assert!(first + (1_u128 << part.level) <= u128::from(size));
            }
        }
    }

    /// No wrong proof is accepted, whatever its hashes.
    #[test]
    fn a_changed_proof_fails(size in 2..LARGEST, index in any::<usize>(), at in any::<usize>(), bit in 0..256_usize) {
        let all = leaves(size);
        let (root, index) = (root_of_range(&all), index % size);
        let mut proof = prove(&all, &inclusion_plan(index as u64, size as u64));
        let at = at % proof.len();
        proof[at][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify_inclusion(&all[index], index as u64, size as u64, &proof, &root));
    }
}
