//! The tests of `web`: one program, a file a subject.
mod fixtures;
mod pages;
