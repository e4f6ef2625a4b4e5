import java.util.List;
import java.util.Map;

class Item {
  void go() {}
}

class Box<T> {
  T get() { return null; }

  Box<T> self() { return this; }
}

class ItemBox extends Box<Item> {}

class A<S extends Item> {
  S some;

  static <U> U same(U given) { return given; }

  static <V extends Item> V first(List<? extends V> many) { return null; }

  void use(Box<Item> box, ItemBox other, List<Item> list, Map<String, List<Item>> map) {
    box.get().go();
    box.self().get().go();
    other.get().go();
    same(new Item()).go();
    first(list).go();
    some.go();
    list.get(0).go();
    map.get("a").get(0).go();
    for (Map.Entry<String, List<Item>> each : map.entrySet()) {
      each.getValue().get(0).go();
    }
    for (var each : list) {
      each.go();
    }
  }
}
