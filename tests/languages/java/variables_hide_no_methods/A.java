class Item {
  void go() {}
}

class A {
  Item item;

  Item item() { return item; }

  void use(Item item) {
    Item other = item();
    item.go();
    item().go();
    String use = "";
    use(other);
  }
}
