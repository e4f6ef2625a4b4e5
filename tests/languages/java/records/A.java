record Point(Item x, int y) {
  Point {
    check(y);
  }

  Point(Item x) {
    this(x, 0);
  }

  static void check(int y) {}
}

class Item {
  void go() {}
}

class A {
  void use(Object o, Point p) {
    new Point(new Item()).x().go();
    p.x().go();
    if (o instanceof Point(Item item, int y)) {
      item.go();
    }
  }
}
