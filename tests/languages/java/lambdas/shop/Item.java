package shop;

public class Item {
  void go() {}

  static void all(Each each) { each.visit(new Item(), 0); }
}
