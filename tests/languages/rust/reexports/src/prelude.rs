pub use crate::imp::*;
pub fn hidden() {}
