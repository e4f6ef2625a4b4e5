interface Left {
  default void m() { n(); }

  void n();

  static Left make() { return null; }

  private void hidden() {}
}

interface Right {
  default void m() {}
}

sealed interface Both extends Left, Right permits A {}

final class A implements Both {
  @Override
  public void m() { Left.super.m(); Left.make().m(); }

  @Override
  public void n() {}
}
