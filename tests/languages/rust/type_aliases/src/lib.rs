struct Long;
impl Long { fn go(&self) -> Short { Long } }
type Short = Long;
type Many<T> = Vec<T>;
fn f(short: Short, many: Many<Long>) { short.go().go(); Short::go(&short); many[0].go(); }
