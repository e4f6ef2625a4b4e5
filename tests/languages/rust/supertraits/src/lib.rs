pub trait Base { fn base(&self) {} }
pub trait Derived: Base { fn derived(&self) { self.base(); } }
struct Thing;
impl Base for Thing {}
impl Derived for Thing { fn derived(&self) { self.base(); } }
fn f(any: &dyn Derived, thing: Thing) { any.base(); thing.base(); thing.derived(); }
