package shop;

class CartTest {
  void test() { new Cart().add(); }
}
