class Base {}

class Sub extends Base {}

class A {
  void m(Base b) {}
  void m(Sub s) {}
  void m(int i) {}
  void m(long l) {}
  void m(Integer i) {}
  void m(String s) {}
  void m(Object o) {}
  void m(int[] many) {}
  void n(Base b) {}
  void n(Object o) {}
  void o(Object o) {}
  void o(long l) {}

  void use(char c, Double d, byte b) {
    m(new Base());
    m(new Sub());
    m(1);
    m(1L);
    m(Integer.valueOf(1));
    m("a" + 1);
    m(d);
    m(c);
    m(new int[0]);
    n(null);
    o(b);
    o(d);
  }
}
