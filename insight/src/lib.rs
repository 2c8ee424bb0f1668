//! Reads what people said: labels, sentiment, safety, themes, early warning, opinion groups,
//! personal details. Pure: no database, no network, no clock; whoever calls brings all three.
//!
//! Every result is a suggestion with its evidence, for a person to take or leave.

pub mod arithmetic;
pub mod charts;
pub mod classify;
pub mod language;
pub mod learn;
pub mod metrics;
pub mod model;
pub mod opinion;
pub mod redact;
pub mod safety;
pub mod sentiment;
pub mod text;
pub mod themes;
pub mod watch;
