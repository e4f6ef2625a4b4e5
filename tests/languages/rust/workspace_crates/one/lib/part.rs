pub fn g() {
    super::f();
    crate::f();
}
