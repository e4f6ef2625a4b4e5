package a;

public class Shop {
    public static Shop open() { return new Shop(); }
    public int price(String name) { return 1; }
    public Shop next() { return this; }
    public static class Counter { public void count() {} }
}
