import java.util.List;
import java.util.function.Supplier;

interface Maker {
  Item make();
}

class Item {
  void go() {}

  static Item of() { return new Item(); }
}

class A {
  Maker maker = Item::of;

  Item made(Maker maker) { return maker.make(); }

  void use(List<Item> items) {
    made(Item::of).go();
    made(Item::new).go();
    made(this::own);
    items.forEach(Item::go);
    Supplier<Item> later = Item::of;
    later.get().go();
  }

  Item own() { return null; }
}
