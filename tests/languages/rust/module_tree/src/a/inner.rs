pub fn there() {
    super::here();
    super::super::b::other();
}
