class Builder {
  Builder with(String name, Object value) { return this; }

  Builder with(int name) { return this; }

  Result build() { return null; }
}

class Result {
  void run() {}
}

class A {
  void use() {
    new Builder()
        .with("a name that is quite long", new Builder().with(1).build())
        .with("another name that is long", new Builder().with(2).build())
        .with("yet another name", new Builder().with(3).build())
        .with("and one more of them", new Builder().with(4).build())
        .with("and the last of them", new Builder().with(5).build())
        .with(6)
        .build()
        .run();
  }
}
