use renamed::part;
mod helper;
fn main() {
    part::g();
    renamed::f();
    helper::help();
    log::info();
}
