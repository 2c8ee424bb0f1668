//! What many steps of one transaction ask for, written once at its end: a hundred submissions
//! that share a commit change one figure once.

use std::any::Any;
use std::sync::{Mutex, PoisonError};

use super::WriteTx;
use crate::core::BoxFuture;
use crate::error::Result;

/// Something that grows while a transaction lasts and is written when it commits. Reads of the
/// same transaction do not see it.
pub trait Gathered: Any + Send {
    /// Writes it.
    fn write(self: Box<Self>, tx: &WriteTx) -> BoxFuture<'_, Result<()>>;
}

/// All that was gathered, one of each type.
#[derive(Default)]
pub(super) struct Gathering(Mutex<Vec<Box<dyn Gathered>>>);

impl WriteTx {
    /// Adds to what is written at the commit; it begins empty.
    pub fn gather<G: Gathered + Default>(&self, add: impl FnOnce(&mut G)) {
        let mut all = self.gathering.0.lock().unwrap_or_else(PoisonError::into_inner);
        for one in all.iter_mut() {
            let one: &mut dyn Any = &mut **one;
            if let Some(one) = one.downcast_mut::<G>() {
                return add(one);
            }
        }
        let mut one = G::default();
        add(&mut one);
        all.push(Box::new(one));
    }

    /// Writes what was gathered, in the order in which each was begun.
    pub(super) async fn write_gathered(&self) -> Result<()> {
        let take = || {
            let mut all = self.gathering.0.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *all)
        };
        // Writing one may gather more.
        loop {
            let all = take();
            if all.is_empty() {
                return Ok(());
            }
            for one in all {
                one.write(self).await?;
            }
        }
    }
}
