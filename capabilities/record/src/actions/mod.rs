//! A file a verb.

pub mod make_checkpoint;
pub mod verify_record;
