mod far;
fn f() {
    use crate::far::deep as d;
    use far::{deep::{self, Thing}, deep::run as go};
    fn inner(thing: &Thing) { thing.act(); }
    inner(&Thing);
    d::run();
    deep::run();
    go();
}
