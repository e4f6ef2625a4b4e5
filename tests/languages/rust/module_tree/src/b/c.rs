pub fn last() {
    crate::inline::f();
}
