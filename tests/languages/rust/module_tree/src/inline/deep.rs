pub fn g() {
    super::f();
}
