package b;

class Item {
  static void go() {}
}
