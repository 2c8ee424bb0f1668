//! Early warning: is more being said about something than there was cause to expect?
//!
//! A cell is a theme at a service in an area. Each week each cell is held against its own past,
//! with regard to how many comments came in at all, so that a drive for more answers is no alarm.
//! What moves a theme at every service alike (a season) is taken out of each, and judged once for
//! the theme in all services together. All cells of a run are judged together, so that a thousand cells do not give fifty alarms by
//! chance. What is raised is a question for a person, with its comments; never a finding.

pub mod backtest;
pub mod history;
pub mod judge;
mod tide;
pub mod vocabulary;

pub use backtest::{BackTest, back_test};
pub use history::{Cell, History, Mention, Received};
pub use judge::{Alert, Reason, Settings, look};
