package shop;

import java.util.List;
import java.util.function.Function;

class A {
  Each field = (item, place) -> item.go();

  Each make() { return (item, place) -> { item.go(); }; }

  void use(List<Item> items, Function<Item, Item> change) {
    Item.all((item, place) -> item.go());
    Item.all((item, place) -> { inside(item); });
    Function<Item, Item> same = item -> { item.go(); return item; };
    same.apply(items.get(0)).go();
    items.forEach(item -> item.go());
    items.stream().filter(i -> i != null).map(i -> change.apply(i)).findFirst().get().go();
    Runnable later = () -> use(items, change);
    later.run();
  }

  void inside(Item item) {}
}
