#[path = "elsewhere/named.rs"]
mod other;

fn f() {
    other::g();
}
