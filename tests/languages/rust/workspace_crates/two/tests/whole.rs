#[test]
fn whole() {
    renamed::part::g();
}
