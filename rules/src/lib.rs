//! The pure rules of `YouSaid`: working days, deadlines with their arithmetic, rule packs as data,
//! findings, Friends and Family figures, readability and the first rule for small numbers.
//!
//! Nothing here reads a clock, a file, a database or the network: everything is handed in, so the
//! same question always has the same answer and can be asked again years later.

pub mod calendar;
pub mod deadline;
pub mod fft;
pub mod finding;
pub mod local_time;
pub mod packs;
pub mod readability;
pub mod small_numbers;

pub use calendar::{Calendar, Nation};
pub use deadline::{Counting, Deadline, Step};
pub use finding::{Finding, Outcome, Override};
pub use packs::{BodyKind, Packs, Rule, RuleRef};
