mod imp;
mod prelude;
mod user;
mod other;
pub use imp::{Thing, make as build};
