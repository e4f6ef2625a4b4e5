pub struct Error;
pub struct Io { code: u32 }
pub struct Parse;
impl From<Io> for Error { fn from(io: Io) -> Self { io.log(); Error } }
impl From<Parse> for Error { fn from(_: Parse) -> Self { Error } }
impl Io { fn log(&self) {} }
impl Error { fn show(&self) {} }
fn f() { Error::from(Parse).show(); Error::from(Io { code: 1 }).show(); }
