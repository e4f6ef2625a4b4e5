pub fn help() {
    one_crate::f();
}
