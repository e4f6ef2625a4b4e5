mod c;
pub fn other() {
    c::last();
}
