class A {
  void m() {}
  void m(int a) {}
  void m(int a, int b) {}
  void m(String first, Object... rest) {}

  void use(Unknown u) {
    m();
    m(1);
    m(u.a(), u.b());
    m("a", 1, 2);
    m("a");
  }
}
