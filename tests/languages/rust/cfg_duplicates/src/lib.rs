#[cfg(unix)]
fn open(path: &str) -> Unix { Unix }
#[cfg(not(unix))]
fn open(path: &str) -> Other { Other }
#[cfg(unix)]
mod imp { pub fn go() { super::common(); } }
#[cfg(windows)]
mod imp { pub fn go() { super::common(); } }
struct Unix;
struct Other;
impl Unix { fn close(&self) {} }
impl Other { fn close(&self) {} }
fn common() {}
fn f() { open("x").close(); imp::go(); }
