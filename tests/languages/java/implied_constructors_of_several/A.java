class Base {
  Base(int x) {}
  Base() {}
}

class A extends Base {
  A() {}

  A(int x) { super(x); }
}
