#![cfg_attr(all(test, feature = "x"), allow(unused))]

fn all() {}
fn allow() {}
fn port() -> u16 {
    1
}

#[cfg(all(unix, not(test)))]
#[derive(Debug)]
struct Options {
    #[arg(long, default_value_t = port())]
    port: u16,
}

fn go() {
    assert!(all());
}
