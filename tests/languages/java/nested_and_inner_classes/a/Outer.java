package a;

public class Outer {
  private int size;

  void grow() { new Inner().run(); Nested.of().go(); }

  class Inner {
    void run() { grow(); Outer.this.grow(); }
  }

  static class Nested {
    static Nested of() { return new Nested(); }

    void go() {}
  }
}
