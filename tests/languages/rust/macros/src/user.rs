use crate::shout;
fn g() {
    shout!();
    crate::shout!(1);
}
