use crate::Point;
pub trait Show {
    fn show(&self);
}
impl Point {
    pub fn far(&self) {
        self.near();
    }
    fn near(&self) {}
}
impl Show for Point {
    fn show(&self) {
        self.far();
    }
}
