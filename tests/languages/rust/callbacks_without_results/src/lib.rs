fn done() {}
fn each(f: fn()) { f() }
fn any(f: impl Fn()) { f() }
fn boxed(f: &dyn Fn()) { f() }
fn run() { each(done); any(done); boxed(&done); }
