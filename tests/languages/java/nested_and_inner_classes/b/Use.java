package b;

import a.Outer;
import a.Outer.Nested;

class Use {
  void use(Outer outer) {
    Nested.of().go();
    Outer.Nested.of();
    new Outer.Nested();
    Outer.Inner inner = outer.new Inner();
  }
}
