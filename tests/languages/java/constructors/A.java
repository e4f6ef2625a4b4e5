class Base {
  Base(int a) {}
  Base(String s) {}
}

class A extends Base {
  A() { this("a"); }

  A(String s) { super(s); }

  static A make() { return new A(); }
}

class Plain {
  Plain() {}
}

class Implied extends Plain {
  Implied() { make(); }

  void make() {}
}
