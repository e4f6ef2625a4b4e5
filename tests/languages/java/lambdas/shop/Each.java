package shop;

public interface Each {
  void visit(Item item, int place);

  default Each twice() { return this; }
}
