struct A;
struct B;
impl A { fn a(&self) {} }
impl B { fn b(&self) {} }
struct Pair(A, B);
fn both() -> (A, B) { (A, B) }
fn f(pair: &Pair, (one, two): (A, B)) {
    pair.0.a();
    pair.1.b();
    let (a, mut b) = both();
    a.a();
    b.b();
    both().1.b();
    one.a();
    two.b();
}
