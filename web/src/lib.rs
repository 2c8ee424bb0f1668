//! How YouSaid speaks HTTP and HTML.

mod answers;
pub mod app;
pub mod assets;
pub mod charts;
pub mod csrf;
pub mod dates;
pub mod embedded;
pub mod forms;
pub mod guards;
mod home;
pub mod languages;
pub mod nhsuk;
pub mod page;
pub mod paging;
pub mod problems;
pub mod routes;
pub mod samples;
pub mod spreadsheet;
pub mod templates;
pub mod visit;

pub use app::{App, Front, Nav, Panel, Parts, Place, Room, SignedIn};
pub use forms::{Fields, File};
pub use paging::{Pages, Paging};
pub use problems::{Answer, Failed};
pub use routes::{Access, Routes};
pub use samples::Sample;
pub use visit::Visit;
