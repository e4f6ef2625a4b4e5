interface Reader<T> {
  T read(String from, T old);

  void read(int from);
}

class Item {}

class ItemReader implements Reader<Item> {
  @Override
  public Item read(String from, Item old) { return null; }

  @Override
  public void read(int from) {}

  public void read(Item item) {}

  private static void own() {}
}

class Lower extends ItemReader {
  @Override
  public Item read(String from, Item old) { return super.read(from, old); }

  private static void own() {}
}
