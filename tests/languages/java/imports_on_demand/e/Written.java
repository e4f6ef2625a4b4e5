package e;

class Written {
  void use() { a.Item.go(); }

  a.Item item;
}
