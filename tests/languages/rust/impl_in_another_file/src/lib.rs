mod extra;
pub struct Point { x: f64 }
pub fn f(p: Point) {
    p.far();
    p.show();
}
