package shop;

public class Order {
    private final int count;

    public Order(int count) {
        this.count = count;
    }

    public static Order of(int count) {
        return new Order(count);
    }

    public int total() {
        return new Tax().add(count);
    }
}
