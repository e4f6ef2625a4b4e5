class Cause extends Exception {
  int index() { return 0; }
}

class A {
  static <T> T mock(Class<T> kind) { return null; }

  <T extends Throwable> T cause(int place, Class<T> kind) { return null; }

  <T> T again(Class<T> kind) { return mock(kind); }

  void use(Class<Cause> some, Class<?> any) {
    mock(Cause.class).index();
    cause(0, Cause.class).index();
    again(some).index();
    mock(any);
    cause(0, null).getMessage();
    mock(String.class).length();
  }
}
