pub struct Thing;
impl Thing { pub fn act(&self) {} }
pub fn run() {}
