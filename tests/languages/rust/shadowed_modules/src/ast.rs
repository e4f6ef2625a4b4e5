pub struct Tree;
impl Tree { pub fn walk(&self) {} }
pub fn visit(_: &Tree) {}
pub fn make() -> Tree { Tree }
