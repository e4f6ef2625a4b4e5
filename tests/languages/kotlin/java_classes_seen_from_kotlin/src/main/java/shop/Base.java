package shop;

public class Base {
    public Base(int count) {}

    public int run() {
        return 1;
    }
}
