use crate::prelude::*;
use crate::build;
fn f(thing: Thing) {
    thing.go();
    build().go();
    make().go();
    hidden();
}
