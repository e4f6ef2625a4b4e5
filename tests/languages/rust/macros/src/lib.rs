#[macro_export]
macro_rules! shout {
    ($x:expr) => { loud($x) };
    () => { quiet() };
}
mod user;
pub fn loud(_: u32) {}
fn quiet() {}
pub struct Log { level: u32 }
impl Log { fn at(&self) -> u32 { self.level } fn new() -> Self { Log { level: 1 } } }
fn f(log: &Log) {
    shout!(log.at());
    println!("{} {}", log.at(), Log::new().at());
    assert_eq!(self::quiet(), vec![Log::new()][0].at());
}
