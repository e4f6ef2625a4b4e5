interface Priced {
  int price();
}

enum Size implements Priced {
  SMALL(1) {
    @Override
    public int price() { return base(); }
  },
  LARGE(2);

  Size(int factor) {}

  int base() { return 1; }

  public int price() { return 2; }
}

class A {
  int use(Size size) {
    switch (size) {
      case SMALL:
        return size.price();
      default:
        return Size.LARGE.price();
    }
  }
}
