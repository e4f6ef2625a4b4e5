//! What the crate is for.
pub mod inside {
    /// A thing.
    pub struct Thing { pub size: u32 }
    impl Thing { pub const MOST: u32 = 1; pub fn most() -> u32 { Self::MOST } pub fn new() -> Self { Thing { size: 1 } } }
    pub union Bits { a: u8 }
}
pub trait Act { const N: u32; type Out; fn act(&self); }
extern "C" { fn outside(x: u8); }
macro_rules! m { () => {}; }
