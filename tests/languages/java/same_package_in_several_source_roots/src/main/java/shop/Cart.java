package shop;

public class Cart {
  void add() {}
}
