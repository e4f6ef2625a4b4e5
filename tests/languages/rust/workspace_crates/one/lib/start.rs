pub mod part;
pub fn f() {}
