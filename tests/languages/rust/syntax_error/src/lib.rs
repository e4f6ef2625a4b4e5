struct A;
impl A { fn a(&self) {} }
fn f(a: A) { a.a(); }
fn broken( { a.a() }
fn g(a: A) { a.a(); }
