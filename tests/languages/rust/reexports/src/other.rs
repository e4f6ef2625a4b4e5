use crate::imp::*;
fn f() {
    hidden();
}
