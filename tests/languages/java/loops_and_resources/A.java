import java.util.Iterator;

class Item {
  void go() {}
}

class Items implements Iterable<Item> {
  public Iterator<Item> iterator() { return null; }
}

class Door implements AutoCloseable {
  @Override
  public void close() {}
}

class A {
  void use(Items items) throws Exception {
    for (Item item : items) {
      item.go();
    }
    try (Door door = new Door()) {
      items.iterator().next().go();
    }
  }
}
