mod shown;
pub struct Own;
fn f(own: Own) { own.show(); }
