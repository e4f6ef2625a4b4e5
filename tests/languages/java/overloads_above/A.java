class Base {
  void m(String s) {}
  void m(int i) {}
}

class A extends Base {
  void m(Object o) {}

  @Override
  void m(int i) {}

  void use() {
    m("a");
    m(1);
    m(this);
    super.m(1);
  }
}
