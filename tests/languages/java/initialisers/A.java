class A {
  static final A ONE = make();
  int size = count();

  static {
    register(ONE);
  }

  {
    int local = count();
    this.start();
  }

  static A make() { return null; }

  int count() { return 1; }

  static void register(A a) {}

  void start() {}
}
