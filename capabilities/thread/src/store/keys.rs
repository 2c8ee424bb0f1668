//! Reading closed words out of rows.

use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable};

use crate::model::decision::{
    ActionState, DecisionState, Influence, LearnedFrom, Outcome, TakenBy,
};
use crate::model::reply::{ReplyChannel, ReplyState, TaskState, Way};
use crate::model::theme::{AssignmentState, Review, ThemeState};
use crate::model::voice::{About, Capacity, Channel, Kind, Preferred, VoiceState};

macro_rules! readable {
    ($($name:ident),+ $(,)?) => { $(
        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let key = String::try_get_by(row, index)?;
                $name::from_key(&key).ok_or_else(|| {
                    TryGetError::DbErr(DbErr::Type(format!(
                        "'{key}' is not a word of {}", stringify!($name)
                    )))
                })
            }
        }
    )+ };
}

readable!(
    About,
    ActionState,
    AssignmentState,
    Capacity,
    Channel,
    DecisionState,
    Influence,
    Kind,
    LearnedFrom,
    Outcome,
    Preferred,
    ReplyChannel,
    ReplyState,
    Review,
    TakenBy,
    TaskState,
    ThemeState,
    VoiceState,
    Way,
);
