package q;

import static p.Library.mock;
import static p.Library.size;

import p.Library;

class A {
  Library mock;
  int size;

  void use() {
    Library mock = mock(A.class);
    mock.go();
    size();
  }

  class Inner {
    Library other = mock(Inner.class);
  }
}

record R(int count) {
  int twice() { return count() * count; }
}
