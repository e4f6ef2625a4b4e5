pub struct Limits { most: u32 }
pub const DEFAULT: Limits = Limits::new(1);
static SHARED: Limits = Limits { most: 2 };
impl Limits {
    pub const fn new(most: u32) -> Self { Self { most } }
    fn twice(self) -> Self { Self::new(self.most * 2).checked() }
    fn checked(self: Box<Self>) -> Self { *self }
}
fn f() { DEFAULT.twice(); SHARED.twice().checked(); }
