use crate::Own;
pub trait Show { fn show(&self); }
impl Show for Own { fn show(&self) {} }
impl Show for str { fn show(&self) {} }
impl<T: Show> Show for Vec<T> { fn show(&self) { self[0].show(); } }
