//! (written with the verifier)
