class One implements AutoCloseable {
  void one() {}

  public void close() {}
}

class Two extends RuntimeException {
  void two() {}
}

class A {
  void use(Object o, One[] ones) {
    {
      One x = new One();
      x.one();
    }
    Two x = new Two();
    x.two();
    for (One each : ones) {
      each.one();
    }
    try (One each = new One(); var more = new One()) {
      each.one();
      more.one();
    } catch (Two | IllegalStateException each) {
      throw each;
    } catch (RuntimeException e) {
      throw new Two();
    }
    switch (o) {
      case One each -> each.one();
      case Two each -> each.two();
      default -> {}
    }
  }
}
