use crate::prelude::hidden;
pub struct Thing;
impl Thing {
    pub fn go(&self) {}
}
pub fn make() -> Thing {
    hidden();
    Thing
}
