interface Supplier<T> {
  T get();
}

abstract class Origin<T, B extends Origin<T, B>> implements Supplier<T> {
  B setPath(String path) { return null; }
}

abstract class StreamBuilder<T, B extends StreamBuilder<T, B>> extends Origin<T, B> {
  B setSize(int size) { return null; }
}

class Made {
  void go() {}

  static class Builder extends StreamBuilder<Made, Builder> {
    public Made get() { return null; }

    Builder setOwn() { return this; }
  }

  static Builder builder() { return new Builder(); }
}

class A {
  static <T extends Supplier<Made>> T checked(T given) { return given; }

  static <V extends Made> V unknown() { return null; }

  <B extends StreamBuilder<Made, B>> void use(B any) {
    Made.builder().setPath("").setSize(1).setOwn().setSize(2).get().go();
    checked(Made.builder()).setOwn();
    A.unknown().go();
    any.setPath("").setSize(1);
  }
}
