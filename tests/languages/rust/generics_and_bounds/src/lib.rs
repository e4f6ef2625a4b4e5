pub trait Run { type Out: Show; fn run(&self) -> Self::Out; fn make() -> Self; }
pub trait Show { fn show(&self); }
pub struct Holder<T> { inner: T }
impl<T: Run> Holder<T> {
    fn go(&self) { self.inner.run().show(); }
    fn get(self) -> T { self.inner }
}
fn first<R: Run>(r: &R) { r.run(); R::make(); }
fn second<R>(r: R) where R: Run { r.run().show(); }
struct One { size: u32 }
impl One { fn only(&self) {} }
fn same<T>(x: T) -> T { x }
fn list<T>(xs: Vec<T>) -> Option<T> { xs.into_iter().next() }
fn f() { same(One { size: 1 }).only(); }
