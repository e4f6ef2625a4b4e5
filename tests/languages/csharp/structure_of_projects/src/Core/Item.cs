namespace Shop;

public class Item { public void Go() { } }
