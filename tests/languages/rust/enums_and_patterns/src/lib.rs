pub enum Shape {
    Round(Circle),
    Flat { side: Line },
    Nothing,
}
pub struct Circle(Line);
pub struct Line;
impl Circle { fn area(&self) {} }
impl Line { fn length(&self) -> u32 { 1 } }
impl Shape {
    fn name(&self) {}
    fn measure(&self) {
        match self {
            Self::Round(circle) => circle.area(),
            Shape::Flat { side } => { side.length(); }
            other => other.name(),
        }
        if let Shape::Round(Circle(line)) = self { line.length(); }
        let Shape::Flat { side: found } = self else { return };
        found.length();
    }
}
pub fn make() {
    Shape::Round(Circle(Line)).name();
    Shape::Nothing.name();
    let flat = Shape::Flat { side: Line };
    flat.name();
}
